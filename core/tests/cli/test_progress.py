"""
How far something is, on a terminal and elsewhere.
"""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tiltyard.cli.progress import progress


@pytest.fixture
def show():
    def show(tellings, **console):
        shown = Console(file=io.StringIO(), width=100, highlight=False, **console)
        with progress("checked in", console=shown) as tell:
            for number, telling in enumerate(tellings):
                tell(*telling)
                shown.print(f"event {number}")
        return shown.file.getvalue()

    return show


def test_a_terminal_has_a_bar_at_its_foot_that_stays_when_it_is_over(show):
    said = show([(0, 32, "26 waiting"), (8, 32, "24 waiting")], force_terminal=True, force_interactive=True)

    last = said.split("event 1")[1]
    assert "━" in last
    assert "8/32" in last
    assert "24 waiting" in last


def test_the_cursor_is_given_back(show):
    said = show([(1, 2)], force_terminal=True, force_interactive=True)

    assert said.rindex("\x1b[?25h") > said.rindex("\x1b[?25l")


def test_elsewhere_a_quarter_of_the_way_is_a_line(show):
    said = show([(done, 8, "3 waiting") for done in range(9)], force_terminal=False)

    assert [line for line in said.splitlines() if "event" not in line] == [
        "  2 of 8 checked in, 3 waiting",
        "  4 of 8 checked in, 3 waiting",
        "  6 of 8 checked in, 3 waiting",
        "  8 of 8 checked in, 3 waiting",
    ]


def test_going_back_and_nothing_at_all_are_no_news(show):
    assert "of" not in show([(0, 0), (0, 8), (1, 8)], force_terminal=False)
    assert show([(4, 8), (3, 8), (4, 8)], force_terminal=False).count("of") == 1


def test_a_terminal_that_cannot_move_its_cursor_gets_lines(show):
    said = show([(4, 8)], force_terminal=True, force_interactive=False)

    assert "  4 of 8 checked in" in said
    assert "━" not in said
