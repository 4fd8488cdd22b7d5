"""
Tiltyard runs Teamfight Tactics tournaments where their organisers already are.

Plugin authors need `hookimpl` from here, nouns from `tiltyard.models`, errors from `tiltyard.errors` and the questions
from `tiltyard.hookspecs`.
"""

from tiltyard.markers import hookimpl

__all__ = ["__version__", "hookimpl"]

__version__ = "0.1.0"
