"""
Find the columns a tournament needs in any sheet; pure.
"""

from tiltyard_sheets.columns.detect import detect

__all__ = ["detect"]
