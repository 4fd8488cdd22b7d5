"""
How far something is: a bar at the foot of a terminal; elsewhere a line now and then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from tiltyard.cli.output import err, out, printable

LINES = 4
"""How often something is told, from nothing to all, where there is no bar."""


class Tell(Protocol):
    """Says how far it is."""

    def __call__(self, done: int, of: int, more: str = "", /) -> None:
        """So many are done, of so many; and what else is to be said about it."""


@contextmanager
def progress(words: str, *, console: Console = out) -> Iterator[Tell]:
    """Show how far something is while the block runs. What is printed on the same console meanwhile stands above.

    words  what is counted, such as "rows"
    """
    if not console.is_interactive:
        yield _lines(words, console)
        return
    more = TextColumn("{task.fields[more]}")
    with Progress(TextColumn(words), BarColumn(bar_width=32), MofNCompleteColumn(), more, console=console) as shown:
        task = shown.add_task(words, total=None, more="")
        yield lambda done, of, more="", /: shown.update(task, completed=done, total=of, more=more and f"· {more}")


def progress_beside(words: str) -> AbstractContextManager[Tell]:
    """Show it on stderr, beside what a command has to say; `tell(3, 40)` says that 3 of 40 are done."""
    return progress(words, console=err)


def _lines(words: str, console: Console) -> Tell:
    told = 0

    def tell(done: int, of: int, more: str = "", /) -> None:
        nonlocal told
        reached = done * LINES // of if of else 0
        if reached > told:
            told = reached
            console.print(printable(f"  {done} of {of} {words}{', ' if more else ''}{more}", "dim"))

    return tell
