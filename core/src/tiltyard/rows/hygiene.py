"""
Text that a spreadsheet would run as a formula, made harmless and back.

A leading apostrophe is what spreadsheets themselves use for "this is text". Text that begins with apostrophes before
such a character gets one more, so that nothing is lost on the way back.
"""

from __future__ import annotations

import re

# OWASP, "CSV Injection" (read 2026-11): = + - @ tab, carriage return and line feed start a formula; so do the
# full-width signs, in spreadsheets set to Japanese or Chinese.
_STARTS_FORMULA = r"[=+\-@\t\r\n＝＋－＠]"  # noqa: RUF001 # those are the full-width signs

_DANGEROUS = re.compile(rf"'*{_STARTS_FORMULA}")
_NEUTRALISED = re.compile(rf"'+{_STARTS_FORMULA}")


def neutralise(text: str) -> str:
    """The text as a spreadsheet will show it and not run it."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text
