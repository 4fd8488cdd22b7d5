"""
Our columns are not what people said.
"""

from __future__ import annotations

from tiltyard.rows.ours import without_ours


def test_our_columns_are_blank_and_the_others_stand(table):
    grid = table(("Cup", "", ""), ("Name", "Tiltyard status", "Notes"), ("ann", "registered", "late"))

    assert without_ours(grid).cells == [["Cup", "", ""], ["Name", "", "Notes"], ["ann", "", "late"]]


def test_a_table_without_them_is_itself(table):
    grid = table(("Name",), ("ann",))

    assert without_ours(grid) is grid


def test_a_player_who_calls_themselves_like_a_column_hides_nobody(table):
    grid = table(("Name", "Tiltyard note"), ("ann", ""), ("Tiltyard note", ""))

    assert [row[0] for row in without_ours(grid).cells] == ["Name", "ann", "Tiltyard note"]


def test_our_columns_are_told_by_a_header_that_was_sorted_far_down(table):
    rows = [(f"p{number}", "registered", "") for number in range(40)]
    grid = table(*rows, ("Name", "Tiltyard status", "Tiltyard note"))

    assert without_ours(grid).cells[0] == ["p0", "", ""]
    assert without_ours(grid).cells[40] == ["Name", "", ""]
