"""
Find known phrases in a run of units: the longest first, none inside another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from attrs import Factory, define, frozen

from tiltyard_sheets.columns.words import Units, is_unspaced, units

M = TypeVar("M")

TYPO_FROM = 6
"""Shorter words are too close to each other for a slip of the finger to be told from another word."""

_PIECE_MIN = 2
_STEM = "*"


@frozen
class Mention(Generic[M]):
    """A phrase that was found: what it means, and how many units it covers from where."""

    meaning: M
    start: int
    length: int


@define
class _Node(Generic[M]):
    meaning: M | None = None
    after: dict[str, _Node[M]] = Factory(dict)


class Lexicon(Generic[M]):
    """Phrases and what they mean. A word of a phrase that ends in ``*`` stands for all words that begin so."""

    def __init__(self, phrases: Mapping[M, Iterable[str]]) -> None:
        self._root: _Node[M] = _Node()
        self._stems: set[str] = set()
        self._words: set[str] = set()
        self._alone: set[str] = set()
        for meaning, texts in phrases.items():
            for text in texts:
                self._add(text, meaning)
        self._slips: dict[str, set[str]] = {}
        for word in self._words:
            if len(word) >= TYPO_FROM and word.isalpha():
                for slip in _slips(word):
                    self._slips.setdefault(slip, set()).add(word)

    def find(self, text: Units) -> tuple[list[Mention[M]], Units]:
        """The phrases in a text, and the units that belong to none.

        A word that is unknown is tried as two or three known ones ("discordtag"), then as a known one with a typo.
        """
        spelt = tuple(part for unit in text for part in self._known(unit))
        found: list[Mention[M]] = []
        rest: list[str] = []
        at = 0
        while at < len(spelt):
            length, meaning = self._longest(self._root, spelt, at)
            if meaning is None:
                rest.append(spelt[at])
                at += 1
            else:
                found.append(Mention(meaning, at, length))
                at += length
        return found, tuple(rest)

    def _add(self, text: str, meaning: M) -> None:
        node = self._root
        stems = [word.endswith(_STEM) for word in text.split()]
        # A lone "&" is no text of its own, so `units` leaves nothing of it.
        parts = units(text.replace(_STEM, "")) or (text,)
        for number, part in enumerate(parts):
            stem = len(stems) == len(parts) and stems[number]
            if stem:
                self._stems.add(part)
            else:
                self._words.add(part)
            node = node.after.setdefault(part + _STEM if stem else part, _Node())
        if len(parts) == 1:
            self._alone.add(parts[0])
        node.meaning = meaning if node.meaning is None else node.meaning

    def _longest(self, node: _Node[M], text: Units, at: int) -> tuple[int, M | None]:
        best: tuple[int, M | None] = (0, node.meaning)
        if at == len(text):
            return best
        for step in self._steps(text[at]):
            following = node.after.get(step)
            if following is not None:
                length, meaning = self._longest(following, text, at + 1)
                if meaning is not None and length + 1 > best[0]:
                    best = length + 1, meaning
        return best

    def _steps(self, unit: str) -> list[str]:
        stems = (unit[:length] for length in range(len(unit), _PIECE_MIN, -1))
        return [unit, *(stem + _STEM for stem in stems if stem in self._stems)]

    def _known(self, unit: str) -> Units:
        if unit in self._words or not unit.isalpha() or is_unspaced(unit[0]) or len(self._steps(unit)) > 1:
            return (unit,)
        if pieces := self._split(unit, 3):
            return pieces
        if len(unit) >= TYPO_FROM:
            meant = {word for slip in _slips(unit) for word in self._slips.get(slip, ()) if word[0] == unit[0]}
            meant = {word for word in meant if _is_slip(word, unit)}
            if len(meant) == 1:
                return tuple(meant)
        return (unit,)

    def _split(self, unit: str, pieces: int) -> Units:
        if unit in self._alone:
            return (unit,)
        if pieces > 1:
            for cut in range(len(unit) - _PIECE_MIN, _PIECE_MIN, -1):
                head = unit[:cut]
                if head in self._alone and (tail := self._split(unit[cut:], pieces - 1)):
                    return (head, *tail)
        return ()


def _is_slip(word: str, typed: str) -> bool:
    """Whether one letter was left out, added or mistaken for another, or two neighbours changed places."""
    start = next((at for at, (one, other) in enumerate(zip(word, typed, strict=False)) if one != other), len(typed))
    rest, mistyped = word[start:], typed[start:]
    swapped = mistyped[1::-1] + mistyped[2:]
    return rest in {mistyped[1:], swapped} or mistyped == rest[1:] or mistyped[1:] == rest[1:]


def _slips(word: str) -> set[str]:
    """The word, and the word without one of its letters: two words with one of them in common differ by a slip."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
