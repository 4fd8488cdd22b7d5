"""
The one door: commands come in through `Desk.handle`, followers act on what was journalled.
"""

from tiltyard.desk.desk import Desk

__all__ = ["Desk"]
