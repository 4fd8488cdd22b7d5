"""
Header texts as units that can be compared: no case, accents, width, punctuation or decoration.

A unit is a word, or a single character of a script that puts no spaces between words (or, as Korean does, glues
endings to them). So "Discord名" is three units in the same way in which "Discord name" is two.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from attrs import frozen

Units = tuple[str, ...]

AND = "&"
"""The unit that stands for ``+``, ``&`` and ``/`` between words."""

NUMBER = "#"
"""The unit that stands for the same sign at the end: "Player #" asks for a number and no name."""

_HINT = re.compile(r"[(\[{（【「『<].*?(?:[)\]}）】」』>]|$)", re.DOTALL)  # full-width brackets are used, too
_SENTENCE_END = re.compile(  # as above; what follows "so that" says what for
    r"[\r\n]+|(?<=[?!？！。؟])\s*|(?<=\w\w\w\.)\s+|\bso (?=(?:that )?(?:we|you|i)\b)", re.IGNORECASE
)
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z]{2})|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_ASKS = re.compile(r"[?？¿؟]")  # as above
_MARKS = (range(0x300, 0x370), range(0x64B, 0x660))
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ـ": "", "’": "'", "ʼ": "'"})
_LONG_UNITS = 8
"""From this many units on a header is a question, also without a question mark."""


@frozen
class HeaderText:
    """A header as units.

    main      what is asked: the first sentence outside brackets
    hints     brackets and further sentences
    question  it is asked in a whole sentence, whose other words say little
    """

    main: Units
    hints: Units
    question: bool


@lru_cache(maxsize=4096)
def read_header(text: str) -> HeaderText:
    """A header cell; ``checkedIn`` and ``checked_in`` are two units each."""
    wide = unicodedata.normalize("NFKC", text)
    asks = bool(_ASKS.search(wide))
    brackets = " ".join(_HINT.findall(wide))
    sentences = [one for part in _SENTENCE_END.split(_HINT.sub(" ", wide)) if (one := units(part))]
    if not sentences:
        return HeaderText(units(brackets), (), asks)
    main, *others = sentences
    while len(main) < 3 and others and AND not in main and _is_greeting(main):  # "Hi there!"
        main, *others = others
    hints = tuple(unit for other in others for unit in other) + units(brackets)
    if wide.rstrip().endswith(NUMBER):
        main = (*main, NUMBER)
    return HeaderText(main, hints, asks or len(main) >= _LONG_UNITS)


@lru_cache(maxsize=16384)
def units(text: str) -> Units:
    """The units of a text."""
    apart = _JOINED.sub(" ", unicodedata.normalize("NFKC", text))
    plain = unicodedata.normalize("NFKD", apart.casefold())
    # Only accents of alphabets go: in kana and Thai the marks are letters.
    kept = unicodedata.normalize("NFC", "".join(one for one in plain if not any(ord(one) in marks for marks in _MARKS)))
    spaced = "".join(_visible(one) for one in kept.translate(_PLAIN))
    found: list[str] = []
    for word in spaced.split():
        for unspaced, letters in groupby(word, key=is_unspaced):
            run = "".join(letters)
            found.extend(run if unspaced else [run])
    return _without_edges(found)


def is_unspaced(letter: str) -> bool:
    """Whether words of this letter's script run into each other: Han, kana, Hangul, Thai."""
    return "\u0e00" <= letter <= "\u0e7f" or "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af"


def _visible(letter: str) -> str:
    if letter in "+&/":
        return f" {AND} "
    category = unicodedata.category(letter)
    return "" if category == "Cf" else letter if category[0] in "LNM" else " "


def _without_edges(found: list[str]) -> Units:
    while found and found[0] == AND:
        found = found[1:]
    while found and found[-1] == AND:
        found = found[:-1]
    return tuple(found)


def _is_greeting(main: Units) -> bool:
    return bool(set(main) & {"hi", "hey", "hello", "welcome", "hallo", "bonjour", "hola", "ola", "ciao"})
