"""
What is remembered of a table from one look to the next, and which row of now is which row of then.
"""

from __future__ import annotations

import pytest

from tiltyard.rows.recall import Memory, SeenRow, recall, row_marks

HEADER = ("Name", "Stamp", "Mail", "Team", "Here")
ROLES = {"ign": 0, "timestamp": 1, "email": 2, "team": 3, "checkin": 4}


def in_clear(*words):
    return "|".join(words)


@pytest.fixture
def seen(table, mapped):
    """Rows as they are seen, each of somebody."""

    def seen(*rows):
        grid = table(HEADER, *rows)
        marks = row_marks(grid.cells, mapped(grid, **ROLES), in_clear)
        return [SeenRow(row[0], mark, f"p-{row[0]}") for row, mark in zip(grid.cells, marks, strict=True)][1:]

    return seen


def taken_for(now, then):
    return {row.key: before and before.key for row, before in zip(now, recall(now, then), strict=True)}


class TestRecall:
    def test_a_row_is_found_by_its_key_wherever_it_stands(self, seen):
        assert taken_for(seen(("bob",), ("ann",)), seen(("ann",), ("bob",))) == {"ann": "ann", "bob": "bob"}

    def test_a_corrected_key_is_known_by_time_stamp_and_mail_wherever_it_stands(self, seen):
        then = seen(("an", "18:02", "a@x"), ("bob", "18:02", "b@x"))

        assert taken_for(seen(("bob", "18:02", "b@x"), ("ann", "18:02", "a@x")), then) == {"ann": "an", "bob": "bob"}

    def test_a_row_without_them_is_known_by_its_line_and_what_else_stands_in_it(self, seen):
        then = seen(("an", "", "", "red", "yes"), ("bob",))

        assert taken_for(seen(("ann", "", "", "red", "no"), ("bob",)), then)["ann"] == "an"
        assert taken_for(seen(("eve", "", "", "blue"), ("bob",)), then)["eve"] is None
        assert taken_for(seen(("bob",), ("ann", "", "", "red", "yes")), then)["ann"] is None

    def test_a_time_stamp_that_two_rows_have_says_nothing(self, seen):
        then = seen(("ann", "18:02"), ("bob", "18:02"))

        assert taken_for(seen(("eve", "18:02"), ("bob", "18:02")), then)["eve"] is None

    def test_a_row_whose_key_is_still_there_is_no_other_row(self, seen):
        then = seen(("ann",), ("bob",))

        assert taken_for(seen(("eve",), ("bob",), ("ann",)), then)["eve"] is None

    def test_lines_mean_nothing_where_many_rows_have_changed(self, seen):
        then = seen(*((f"player{number}",) for number in range(8)))

        def after(changed):
            now = seen(*((f"{'other' if number < changed else 'player'}{number}",) for number in range(8)))
            return [before and before.key for before in recall(now, then)][:changed]

        assert after(3) == ["player0", "player1", "player2"]
        assert after(4) == [None] * 4

    def test_who_has_gone_is_not_whoever_comes_to_that_line_later(self, seen):
        memory = Memory().after_look(seen(("ann",), ("bob",)))
        memory = memory.after_look(seen(("ann",)))

        assert [row.key for row in memory.rows if row.has_gone] == ["bob"]
        assert taken_for(seen(("ann",), ("eve",)), memory.rows)["eve"] is None
        assert taken_for(seen(("ann",), ("bob",)), memory.rows)["bob"] == "bob"


class TestMemory:
    def test_what_we_wrote_in_a_row_is_remembered_while_it_is_refused_and_when_it_has_gone(self):
        memory = Memory().after_look([SeenRow("ann", "m1", "p1"), SeenRow("bob", "m2", "p2")])
        memory = memory.with_ours({"ann": {"Status": ("registered",)}, "bob": {"Status": ("waitlist",)}})

        assert memory.after_look([SeenRow("ann", "m1", None)]).rows == (
            SeenRow("ann", "m1", "p1", ours={"Status": ("registered",)}),
            SeenRow("bob", "", "p2", ours={"Status": ("waitlist",)}),
        )

    def test_it_moves_with_a_key_that_was_corrected(self):
        memory = Memory().after_look([SeenRow("an", "stamp:1")]).with_ours({"an": {"Status": ("refused",)}})

        (ann,) = memory.after_look([SeenRow("ann", "stamp:1", "p1")]).rows

        assert ann == SeenRow("ann", "stamp:1", "p1", ours={"Status": ("refused",)})

    def test_a_row_that_was_nobodys_is_forgotten_when_it_has_gone(self):
        memory = Memory().after_look([SeenRow("ann", "m1"), SeenRow(None, "m2")])

        assert memory.after_look([SeenRow("bob", "m3", "p2")]).rows == (SeenRow("bob", "m3", "p2"),)

    def test_keys_move_when_the_table_is_read_by_other_columns(self):
        memory = Memory().after_look([SeenRow("ann", "m1", "p1"), SeenRow("bob", "m2", "p2")])

        assert [row.key for row in memory.rekeyed({"ann": "ann#1"}).rows] == ["ann#1", "bob"]

    def test_a_person_has_one_row(self):
        memory = Memory().after_look([SeenRow("ann", "m1", "p1")])

        assert memory.after_look([SeenRow("ann again", "m2", "p1")]).rows == (SeenRow("ann again", "m2", "p1"),)
