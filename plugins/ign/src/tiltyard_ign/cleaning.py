"""
Text as its reader sees it: without invisible characters, with one kind of space.

The characters are listed here and not asked of `unicodedata`, whose answers change with the version of Python: what a
name compares as must not.
"""

from __future__ import annotations

import re
import unicodedata

# Default_Ignorable_Code_Point of Unicode 17: zero-width and direction marks, variation selectors, Hangul fillers, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# White_Space, and the braille pattern without dots, which is drawn as one.
_SPACES = re.compile("[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+")
# Controls, lone surrogates and noncharacters: no name contains them and those who print them break.
_UNPRINTABLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(map(chr, range(0xFFFE, 0x110000, 0x10000)))
    + "".join(map(chr, range(0xFFFF, 0x110000, 0x10000)))
    + "]"
)

_WRAPPINGS = {'"': '"', "'": "'", "`": "`", "*": "*", "<": ">", "«": "»", "“": "”", "„": "“", "‘": "’", "「": "」"}  # noqa: RUF001 # what people put round a name


def clean(text: str) -> str:
    """The text composed (NFC), without what is invisible, spaces single and none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", without_invisible(text))).strip(" ")


def unwrapped(cleaned: str) -> str:
    """The cleaned text without quotation marks, backticks and the like round the whole of it."""
    while len(cleaned) > 1 and _WRAPPINGS.get(cleaned[0]) == cleaned[-1]:
        cleaned = cleaned[1:-1].strip(" ")
    return cleaned


def without_invisible(text: str) -> str:
    """The text without characters that draw nothing."""
    return _INVISIBLE.sub("", text)


def unprintable(text: str) -> list[str]:
    """The characters in it that no name has, each once, as `U+0000`."""
    return [f"U+{ord(one):04X}" for one in dict.fromkeys(_UNPRINTABLE.findall(text))]


def shown(text: str, *, most: int = 40) -> str:
    """The text in quotation marks, safe to print and short enough for a sentence."""
    printable = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return f'"{printable}"' if len(printable) <= most else f'"{printable[:most]}..."'
