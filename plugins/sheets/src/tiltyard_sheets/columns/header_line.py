"""
Find the line that holds the headers, under titles and notes, over two lines, or nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tiltyard.models import Cell
from tiltyard_sheets.columns.context import Scores, in_context
from tiltyard_sheets.columns.meaning import SOMEONE_ELSE, header_meaning
from tiltyard_sheets.columns.shapes import is_data, is_number

HEADER_WITHIN = 12
"""Lines looked at for the header; titles and notes above it are shorter."""

SURE_ENOUGH = 0.5
"""Below this nothing is said: a wrong column costs an organiser more than a missing one."""

_LONGEST_HEADER = 400
_LABELS = 2
"""So many texts in the line above make it a group line; one alone is a title."""

_DATA_CELLS = 2
_CONVINCING = 2.5
"""Three headers that we understand: below such a line nobody writes another."""

_BELOW = 2
"""Lines below a convincing one that are looked at all the same: the lower half of a merged header is better still."""

_GROUPED = 0.05
"""Of two lines that say the same, the lower one stands over the data."""


@frozen
class HeaderLine:
    """The line that holds the headers.

    row     0-based; -1 when the table has none
    texts   the headers, one for each column; blank where there is none
    scores  what each says, its neighbours considered
    said    whether each says anything that we understand
    """

    row: int
    texts: tuple[str, ...]
    scores: tuple[Scores, ...]
    said: tuple[bool, ...]


def find_header_line(cells: Sequence[Sequence[Cell]], width: int, *, marked: int | None = None) -> HeaderLine:
    """The line among the first that is most like a header; of equals the first.

    marked  the line that was the header before, wherever it is now; believed without looking further
    """
    if marked is not None and 0 <= marked < len(cells):
        return _reading(cells, marked, width)[0]
    best, best_worth = _line(-1, [""] * width), 0.0
    for row, line in enumerate(cells[:HEADER_WITHIN]):
        if best_worth >= _CONVINCING and row > best.row + _BELOW:
            break
        candidate, worth = _reading(cells, row, width)
        if worth > best_worth:
            best, best_worth = candidate, worth
        if sum(1 for cell in line if is_data(cell)) >= _DATA_CELLS:
            # Below the first line of data there is no header any more.
            break
    return best


def _reading(cells: Sequence[Sequence[Cell]], row: int, width: int) -> tuple[HeaderLine, float]:
    """A line as a header, with the group line above it where that completes it; and how much like a header it is."""
    line = cells[row]
    alone = _line(row, _texts(line, width))
    worth = _worth(line, alone)
    if not row or worth <= -1.0 or not (grouped := _grouped(cells[row - 1], line, width)):
        return alone, worth
    together = _line(row, grouped)
    return together, _worth(line, together) + _GROUPED


def _line(row: int, texts: Sequence[str]) -> HeaderLine:
    meanings = [header_meaning(text[:_LONGEST_HEADER]) for text in texts]
    said = tuple(bool(text) and (bool(one.means) or one.unknown > 0) for text, one in zip(texts, meanings, strict=True))
    return HeaderLine(row, tuple(texts), tuple(in_context(texts, meanings)), said)


def _grouped(upper: Sequence[Cell], line: Sequence[Cell], width: int) -> list[str]:
    """The texts of a line, completed by a group line above it; empty when there is none above.

    Of merged cells only the first has the text: a header merged over two lines stands in the upper one, and a group
    such as "Partner" over several columns stands over the first of them.
    """
    own, above = _texts(line, width), _texts(upper, width)
    if sum(1 for text in above if text) < _LABELS or any(is_data(cell) for cell in upper):
        return []
    group, texts, under_group = "", [], False
    for text, label in zip(own, above, strict=True):
        group = label or group
        named = _in_group(group, text) if text else label
        under_group = under_group or bool(text and not label and _strongest(named) >= SURE_ENOUGH)
        under_group = under_group or named not in {text, label}
        texts.append(named)
    return texts if under_group else []


def _in_group(group: str, text: str) -> str:
    """A header with what its group adds: whose it is, or what "Name" is the name of."""
    own, whole = header_meaning(text[:_LONGEST_HEADER]), f"{group} {text}"
    if header_meaning(group[:_LONGEST_HEADER]).means & SOMEONE_ELSE:
        return whole
    vague = own.means and not own.unknown and _strongest(text) < SURE_ENOUGH
    return whole if vague and _strongest(whole) >= SURE_ENOUGH else text


def _strongest(text: str) -> float:
    return max(header_meaning(text[:_LONGEST_HEADER]).roles.values(), default=0.0)


def _texts(line: Sequence[Cell], width: int) -> list[str]:
    texts = [str(cell).strip() for cell in line]
    return texts + [""] * (width - len(texts))


def _worth(line: Sequence[Cell], candidate: HeaderLine) -> float:
    worth, taken = 0.0, set()
    for cell, scores in zip(line, candidate.scores, strict=False):
        role, score = max(scores.items(), key=lambda one: (one[1], one[0]), default=(None, 0.0))
        if is_data(cell):
            worth -= 0.8
        elif score >= SURE_ENOUGH:
            # A second column of the same role shows a header, too, but only a little.
            worth += score if role not in taken else 0.2
            taken.add(role)
        elif is_number(cell):
            worth -= 0.1
    return worth
