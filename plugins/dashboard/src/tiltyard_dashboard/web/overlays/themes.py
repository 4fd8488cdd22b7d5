"""
Theme files of the operator's: `NAME.css` in the directory `themes` of the dashboard's state.
"""

from __future__ import annotations

from pathlib import Path

THEME_BYTES = 65536


class Themes:
    """Reads them when they are asked for, so that one that was just saved is there after a reload."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory

    def read(self, name: str) -> str | None:
        """What stands in it; None when there is none, or it is too large or no text.

        name  as `Look.theme` has it: without dots and slashes
        """
        if self._directory is None or not name:
            return None
        try:
            with (self._directory / f"{name}.css").open("rb") as file:
                content = file.read(THEME_BYTES + 1)
            return content.decode() if len(content) <= THEME_BYTES else None
        except (OSError, UnicodeDecodeError):
            return None
