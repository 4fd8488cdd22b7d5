"""
The command line: parses words, calls the app.
"""

from tiltyard.cli.main import main

__all__ = ["main"]
