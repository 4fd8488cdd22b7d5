"""
Text that a spreadsheet would run as a formula, made harmless and back.

A leading apostrophe is what spreadsheets themselves use for "this is text". Text that begins with apostrophes before
such a character gets one more, so that nothing is lost on the way back.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # noqa: RUF001 # full-width signs are run by spreadsheets, too
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")  # noqa: RUF001 # as above


def neutralise(text: str) -> str:
    """The text as a spreadsheet will show it and not run it."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text
