"""
Whole grids: columns found, or left alone.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiltyard.models import ColumnGuess, Role
from tiltyard.rows.mapping import settle_mapping
from tiltyard_sheets.columns import detect

HEADERS = [
    "Riot ID",
    "Discord",
    "Check-in",
    "Team",
    "Current rank",
    "E-mail",
    "Any alts?",
    "Age",
    "How are you?",
    "Server",
]

cells = st.one_of(
    st.sampled_from([*HEADERS, "Ann#EUW", "TRUE", "", "Points", "Rank", "2026-01-01", "a@b.cd"]),
    st.text(max_size=12),
    st.booleans(),
    st.integers(),
    st.floats(),
)
grids = st.lists(st.lists(cells, max_size=6), max_size=8)


@given(rows=grids)
@settings(max_examples=200, deadline=None)
def test_any_grid_is_answered_with_at_most_one_role_for_a_column_and_one_column_for_a_role(table, rows):
    guesses = detect(table(*rows))

    assert len({guess.index for guess in guesses}) == len({guess.role for guess in guesses}) == len(guesses)
    assert len({guess.header_row for guess in guesses}) <= 1


@given(rows=grids)
@settings(max_examples=60, deadline=None)
def test_the_same_grid_has_the_same_answer(table, rows):
    assert detect(table(*rows)) == detect(table(*rows))


@given(order=st.permutations(range(len(HEADERS))))
@settings(max_examples=60, deadline=None)
def test_roles_follow_their_columns(table, order):
    expected = {guess.role: HEADERS[guess.index] for guess in detect(table(HEADERS))}
    moved = [HEADERS[index] for index in order]

    assert {guess.role: moved[guess.index] for guess in detect(table(moved))} == expected


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_case_and_outer_spaces_change_nothing(table, labelled_headers, data):
    headers = data.draw(st.sampled_from([one for one in labelled_headers if all(text == text.title() for text in one)]))
    shouted = [f"  {text.upper()} " for text in headers]

    assert [(one.index, one.role) for one in detect(table(shouted))] == [
        (one.index, one.role) for one in detect(table(headers))
    ]


def test_ragged_rows_are_read(table):
    grid = table(["Discord", "Riot ID"])
    ragged = type(grid)(grid.source, (("Discord", "Riot ID"), ("ann",), (), ("bob", "Bob#EUW", "x")), "1", grid.read_at)

    assert [guess.role for guess in detect(ragged)] == [Role.DISCORD, Role.IGN]


def test_of_two_equal_columns_the_left_one_is_taken_with_less_confidence(table):
    (one,) = detect(table(["Discord", "Discord"]))
    (alone,) = detect(table(["Discord", ""]))

    assert one.index == 0
    assert one.confidence < alone.confidence


def test_an_unlabelled_column_of_riot_ids_is_found(table):
    rows = [[f"note {number}", f"P{number}#EUW"] for number in range(9)]

    assert [(guess.index, guess.role) for guess in detect(table(["Notes", ""], *rows))] == [
        (0, Role.NOTES),
        (1, Role.IGN),
    ]


def test_looks_do_not_overrule_a_header_that_speaks_of_something_else(table):
    rows = [[f"ann{number}", f"P{number}#EUW"] for number in range(9)]

    assert [guess.role for guess in detect(table(["Discord", "Riot ID of your partner"], *rows))] == [Role.DISCORD]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        pytest.param(
            [["Riot ID"], *[[f"P{number}#EUW"] for number in range(9)], ["oops"]],
            'header "Riot ID"; 9 of 10 cells look like Riot IDs',
            id="words-and-looks",
        ),
        pytest.param([["Team"]], 'header "Team"', id="words"),
        pytest.param(
            [[f"p{number}@mail.example"] for number in range(5)],
            "no telling header; 5 of 5 cells look like e-mail addresses",
            id="looks",
        ),
    ],
)
def test_a_reason_is_given_that_people_understand(table, rows, reason):
    (guess,) = detect(table(*rows))

    assert guess.reason == reason


def test_three_hundred_columns_of_any_type_are_read(table):
    header = [f"col {number}" for number in range(298)] + ["Riot ID", "Checked in"]
    rows = [[number, True, 1.5, *[""] * 295, f"P{number}#EUW", False] for number in range(20)]

    assert {guess.role: guess.index for guess in detect(table(header, *rows))} == {Role.IGN: 298, Role.CHECKIN: 299}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["", "Discord", "", "IGN", "", ""]], id="alone-with-blanks"),
        pytest.param([["Weekly Cup: sign-ups"], ["", "Discord", "", "IGN"]], id="under-a-title"),
        pytest.param([[], ["Sign up until Friday!"], [], ["", "Discord", "", "IGN"]], id="under-a-note"),
        pytest.param([["", "Account", "", "Player"], ["", "Discord", "", "IGN"]], id="under-a-group-line"),
        pytest.param([["", " Discord\n", "\t", "ign"]], id="with-stray-blanks"),
    ],
)
def test_a_header_line_is_understood_without_any_row_below_it(table, rows):
    guesses = detect(table(*rows))

    assert [(guess.index, guess.role) for guess in guesses] == [(1, Role.DISCORD), (3, Role.IGN)]
    assert {guess.header_row for guess in guesses} == {len(rows) - 1}


def test_a_row_table_may_have_a_single_header(table):
    (guess,) = detect(table(["Checked in?"]))

    assert (guess.index, guess.role, guess.header_row) == (0, Role.CHECKIN, 0)


def test_columns_that_stand_there_twice_are_taken_once(table):
    guesses = detect(table(["Discord", "IGN", "Discord", "IGN", "Team", "Team"]))

    assert [(guess.index, guess.role) for guess in guesses] == [(0, Role.DISCORD), (1, Role.IGN), (4, Role.TEAM)]


def test_numbers_and_booleans_as_headers_are_left_alone(table):
    assert [guess.role for guess in detect(table([1, True, 2.5, "Discord", "IGN"]))] == [Role.DISCORD, Role.IGN]


def test_a_surer_detector_of_somebody_else_outvotes_this_one(table):
    grid = table(["Discord", "Username", "Bungie"], ["ann", "ann_", "Ann#1234"])
    ours = [("sheets", guess) for guess in detect(grid)]
    theirs = ("bungie", ColumnGuess(2, Role.IGN, 0.97, "all cells look like Bungie names"))

    assert settle_mapping(grid, ours, explicit=None, saved=None).mapping.columns[Role.IGN] == 1
    settled = settle_mapping(grid, [*ours, theirs], explicit=None, saved=None)

    assert (settled.mapping.columns[Role.IGN], settled.source(Role.IGN)) == (2, "bungie")
    assert settled.mapping.columns[Role.DISCORD] == 0


def test_two_detectors_of_somebody_else_together_outvote_a_surer_one(table):
    grid = table(["Discord", "Username", "Bungie"], ["ann", "ann_", "Ann#1234"])
    ours = [("sheets", guess) for guess in detect(grid)]
    theirs = [(name, ColumnGuess(2, Role.IGN, 0.5, "the header")) for name in ("one", "two")]

    assert max(guess.confidence for _, guess in ours if guess.role is Role.IGN) > 0.5
    for alone in theirs:
        assert settle_mapping(grid, [*ours, alone], explicit=None, saved=None).mapping.columns[Role.IGN] == 1
    assert settle_mapping(grid, [*ours, *theirs], explicit=None, saved=None).mapping.columns[Role.IGN] == 2


def test_nothing_comes_of_nothing(table):
    assert detect(table()) == []
    assert detect(table([], [""])) == []
