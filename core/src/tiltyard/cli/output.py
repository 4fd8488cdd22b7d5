"""
What commands print: results on stdout, everything about them on stderr; `--json` is one JSON document on stdout.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tiltyard.models import Refusal

WIDE = 1000
"""Columns of a file or pipe: a command in a message must not be broken in two, and scripts read whole lines."""


def _console(stream: TextIO, **options: Any) -> Console:
    """Folds lines to the terminal's width, or not at all where there is no terminal."""
    told = stream.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, width=None if told else WIDE, **options)


out = _console(sys.stdout)
err = _console(sys.stderr, stderr=True)


def print_json(value: Any) -> None:
    """One document, every script kept as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> None:
    """Rows under headings. Cells are text as it is: what players type must not become markup."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold", title_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(printable("" if cell is None else str(cell)) for cell in row))
    out.print(table)


def say(message: str, *, style: str = "") -> None:
    """A sentence on stdout."""
    out.print(printable(message, style))


def note(message: str, *, style: str = "dim") -> None:
    """A remark on stderr."""
    err.print(printable(message, style))


def say_gone(gone: Sequence[Mapping[str, Any]]) -> None:
    """Whose rows have gone from a table, by `place` and `name`; nothing when nobody's."""
    if gone:
        note("gone from the table and still signed up:")
        print_table(("place", "player"), [(f"#{one['place']}", one["name"]) for one in gone])
        note(f"If one does not play: tiltyard drop '#{gone[0]['place']}'")


def say_no(refusal: Refusal) -> None:
    """Why the rules said no, on stderr."""
    err.print(printable(str(refusal), "yellow"))


def printable(text: str, style: str = "") -> Text:
    """Text whose control characters cannot move the cursor or change the terminal."""
    return Text(
        "".join(character if character.isprintable() or character == "\n" else "�" for character in text), style=style
    )
