"""
The header line: under titles, over two lines, or nowhere.
"""

from __future__ import annotations

from attrs import evolve

from tiltyard.models import Role
from tiltyard_sheets.columns import detect


def found(table, *rows):
    return {guess.role: (guess.header_row, guess.index) for guess in detect(table(*rows))}


def test_the_header_is_found_below_titles_and_blank_lines(table):
    rows = (["My Discord Cup: sign-ups and check-in"], [], ["Discord", "Riot ID"], ["ann", "Ann#EUW"])

    assert found(table, *rows) == {Role.DISCORD: (2, 0), Role.IGN: (2, 1)}


def test_a_header_alone_is_enough(table):
    assert found(table, ["Discord", "IGN"]) == {Role.DISCORD: (0, 0), Role.IGN: (0, 1)}


def test_answers_that_are_header_words_do_not_make_a_line_of_data_the_header(table):
    rows = (
        ["2026-01-01", "a@mail.example", "Discord", "Ann#EUW"],
        ["2026-01-02", "b@mail.example", "Twitch", "Bob#EUW"],
    )

    assert {row for row, _ in found(table, *rows, *rows).values()} == {-1}


def test_cells_speak_where_there_is_no_header(table):
    rows = [[f"Player{number}#EUW", f"p{number}@mail.example", "whatever"] for number in range(8)]

    assert found(table, *rows) == {Role.IGN: (-1, 0), Role.EMAIL: (-1, 1)}


def test_a_header_merged_over_two_lines_is_read_from_the_upper_one(table):
    rows = (["Timestamp", "Discord", "Riot account", ""], ["", "", "Name", "Tag"], ["2026-01-01", "ann", "Ann", "EUW"])

    assert found(table, *rows) == {Role.TIMESTAMP: (1, 0), Role.DISCORD: (1, 1), Role.IGN: (1, 2)}


def test_columns_under_a_group_of_somebody_else_are_left_alone(table):
    rows = (
        ["Partner", "", "Player", ""],
        ["Discord", "Riot ID", "Discord", "Riot ID"],
        ["bob", "Bob#EUW", "ann", "Ann#EUW"],
    )

    assert found(table, *rows) == {Role.DISCORD: (1, 2), Role.IGN: (1, 3)}


def test_a_table_of_something_else_has_no_columns_for_us(table):
    assert found(table, ["Item", "Quantity", "Price"], ["Sword", 2, 3.5]) == {}


def test_a_second_table_below_the_first_is_not_the_header(table):
    rows = (
        ["Discord", "Riot ID", "Team", ""],
        *([f"ann{number}", f"Ann{number}", "Reds", ""] for number in range(3)),
        ["Discord", "Riot ID", "Team", "Checked in"],
    )

    assert {row for row, _ in found(table, *rows).values()} == {0}


def test_a_header_line_that_was_marked_is_believed_wherever_it_is_now(table):
    grid = table(["Discord", "Riot ID", "Team"], [], ["Discord", "Riot ID", "Checked in"], ["ann", "Ann#EUW", "TRUE"])

    (*_, last) = detect(evolve(grid, marked_header=2))
    assert (last.role, last.header_row) == (Role.CHECKIN, 2)
    assert {guess.header_row for guess in detect(evolve(grid, marked_header=99))} == {0}
