"""
Rows as claims, or as refusals of just that row.
"""

from __future__ import annotations

import attrs
import pytest

from tiltyard.errors import BadInput
from tiltyard.rows.claims import RowClaim, RowRefusal, read_claims

HEADER = ("Discord", "Riot ID", "In?", "Alts", "Seed", "Here", "Region", "Team", "Pronouns", "Nothing")
ROLES = {
    "discord": 0,
    "ign": 1,
    "registered": 2,
    "alt_ign": 3,
    "seed": 4,
    "checkin": 5,
    "region": 6,
    "team": 7,
    "pronouns": 8,
}


@pytest.fixture
def claims(table, mapped):
    def claims(*rows):
        grid = table(HEADER, *rows)
        return read_claims(grid, mapped(grid, **ROLES))

    return claims


def codes(rows):
    return [row.refusal.code if isinstance(row, RowRefusal) else "" for row in rows]


class TestClaims:
    def test_a_row_says_who_wants_to_play_under_which_name(self, claims):
        (row,) = claims((" @Ann ", " Ann#EUW ", "yes", "Two#EUW", 1, "", "euw", "Reds", "she/her", "x"))

        assert row == RowClaim(
            row_number=2,
            key="discord:ann",
            typed_name="Ann#EUW",
            discord="ann",
            discord_is_id=False,
            alternates=("Two#EUW",),
            pronouns="she/her",
            team="Reds",
            region="euw",
            registered=True,
            checked_in=None,
        )

    @pytest.mark.parametrize(
        "cell", ["123456789012345678", 123456789012345678, "<@123456789012345678>", "<@!123456789012345678>"]
    )
    def test_a_snowflake_is_an_id_and_keeps_its_digits(self, cell, claims):
        (row,) = claims((cell, "Ann#EUW"))

        assert (row.key, row.discord, row.discord_is_id) == ("discord:123456789012345678", "123456789012345678", True)

    @pytest.mark.parametrize("cell", ["", " ", "-", "n/a", "None", "—"])
    def test_without_an_account_a_row_is_known_by_its_name(self, cell, claims):
        (row,) = claims((cell, "Ann#EUW"))

        assert (row.key, row.discord) == ("ign:ann#euw", None)

    @pytest.mark.parametrize(
        ("cell", "names"),
        [
            ("Two#EUW, Three#NA1", ("Two#EUW", "Three#NA1")),
            ("Two#EUW; Three#NA1\nFour#KR1", ("Two#EUW", "Three#NA1", "Four#KR1")),
            ("ひなた#JP1、そら#JP2", ("ひなた#JP1", "そら#JP2")),
            ("Salt and Pepper#EUW", ("Salt and Pepper#EUW",)),
            ("no", ()),
            ("none", ()),
            ("-", ()),
        ],
    )
    def test_further_names_are_told_apart(self, cell, names, claims):
        (row,) = claims(("ann", "Ann#EUW", "", cell))

        assert row.alternates == names

    @pytest.mark.parametrize(
        ("cell", "said"), [("TRUE", True), (False, False), ("yes", True), ("", None), ("soon", None)]
    )
    def test_a_check_in_column_says_yes_no_or_nothing(self, cell, said, claims):
        (row,) = claims(("ann", "Ann#EUW", "", "", "", cell))

        assert row.checked_in is said

    def test_a_formula_is_a_name_like_any_other(self, claims):
        (row,) = claims(("ann", "=SUM(1+1)#EUW"))

        assert row.typed_name == "=SUM(1+1)#EUW"

    def test_a_name_may_be_written_over_two_lines(self, claims):
        (row,) = claims(("ann", "Ann\n#EUW"))

        assert row.typed_name == "Ann\n#EUW"

    def test_rows_are_counted_as_a_spreadsheet_shows_them(self, table, mapped):
        grid = table(("My cup",), (), HEADER, ("ann", "Ann#EUW"))

        (row,) = read_claims(grid, mapped(grid, header_row=2, **ROLES))

        assert row.row_number == 4

    def test_a_table_without_header_is_read_from_its_first_row(self, table, mapped):
        grid = table(("ann", "Ann#EUW"))
        mapping = attrs.evolve(mapped(grid, discord=0, ign=1), header_row=-1)

        assert [row.row_number for row in read_claims(grid, mapping)] == [1]


class TestRefusals:
    @pytest.mark.parametrize(
        ("cells", "code", "which"),
        [
            pytest.param(("ann", ""), "row_no_name", "ann", id="no-name"),
            pytest.param(("", "", "TRUE"), "row_no_name", "nor a Discord account", id="nobody-ticked"),
            pytest.param(("ann", "n/a"), "row_no_name", "ann", id="a-name-that-is-none"),
            pytest.param(("ann", "An\x00n#EUW"), "row_control_characters", "ign, U+0000", id="nul"),
            pytest.param(("an\x1bn", "Ann#EUW"), "row_control_characters", "discord, U+001B", id="escape"),
            pytest.param(("ann", "Ann\ud800"), "row_control_characters", "ign, U+D800", id="half-a-character"),
            pytest.param(("ann", "x" * 201), "row_text_too_long", "ign, 201 characters", id="long-name"),
            pytest.param(("ann", "A#1", "", "x" * 2001), "row_text_too_long", "alt ign, 2,001", id="long-cell"),
            pytest.param(("ann", "Ann#EUW", "no"), "row_withdrawn", "Ann#EUW", id="withdrawn"),
        ],
    )
    def test_a_row_that_cannot_be_taken_says_what_which_and_what_next(self, cells, code, which, claims):
        (row,) = claims(cells)

        assert row.refusal.code == code
        assert which in row.refusal.which
        assert row.refusal.what
        assert row.refusal.next_step.endswith(".")

    def test_a_bad_row_does_not_hold_back_the_others(self, claims):
        assert codes(claims(("ann", "A\0"), ("bob", "Bob#1"), ("cleo", ""))) == [
            "row_control_characters",
            "",
            "row_no_name",
        ]

    def test_what_stands_in_a_column_without_a_role_is_nobodys_business(self, claims):
        assert codes(claims(("ann", "Ann#EUW", "", "", "", "", "", "", "", "\0" * 3000))) == [""]

    def test_a_text_that_is_not_looked_at_gives_no_key(self, claims):
        (row,) = claims(("a" * 3000, "Ann#EUW"))

        assert row.key is None

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            pytest.param(("ann", "Ann#EUW"), ("@ANN", "Other#EUW"), id="the-same-handle"),
            pytest.param(("<@123456789012345678>", "A#1"), ("123456789012345678", "B#1"), id="the-same-id"),
            pytest.param(("", "Ann#EUW"), ("", "ａｎｎ#euw"), id="the-same-name-without-handles"),
            pytest.param(("ann", "Ann#EUW"), ("", "ANN#EUW"), id="the-same-name-whose-handle-stood-above"),
        ],
    )
    def test_a_second_row_of_somebody_names_the_first(self, first, second, claims):
        rows = claims(first, second)

        assert codes(rows) == ["", "row_repeats"]
        assert "row 2" in rows[1].refusal.what

    def test_the_same_name_under_another_handle_is_for_the_rules_to_judge(self, claims):
        assert codes(claims(("ann", "Ann#EUW"), ("bob", "Ann#EUW"))) == ["", ""]

    def test_a_row_that_was_refused_itself_takes_nobodys_place(self, claims):
        rows = claims(("ann", ""), ("ann", "Ann#EUW", "no"), ("ann", "Ann#EUW"), ("ann", "Ann#EUW", "no"))

        assert codes(rows) == ["row_no_name", "row_withdrawn", "", "row_repeats"]
        assert "row 4" in rows[3].refusal.what


class TestEmptyRows:
    @pytest.mark.parametrize(
        "cells",
        [
            pytest.param(("", ""), id="blank"),
            pytest.param(("", "", "FALSE", "", "", False), id="boxes-that-nobody-ticked"),
            pytest.param(("", "\u00a0", "", "\u200b"), id="what-nobody-can-see"),
            pytest.param(("", "", "FALSE", "", 17), id="a-number-filled-in-beforehand"),
            pytest.param(("", "", "", "", "", "", "", "", "", "late ones below"), id="a-scribble"),
        ],
    )
    def test_a_row_that_nobody_filled_in_is_passed_over(self, cells, claims):
        assert [row.row_number for row in claims(cells, ("ann", "Ann#EUW"), cells)] == [3]

    def test_a_header_line_that_stands_once_more_is_nobodys(self, claims):
        rows = claims(("ann", "Ann#EUW"), HEADER, ("bob", "Bob#EUW"))

        assert [row.row_number for row in rows] == [2, 4]

    def test_somebody_may_be_called_as_a_column_is(self, claims):
        assert [row.row_number for row in claims(("riot", "Riot ID"), ("", "Riot ID"))] == [2, 3]

    @pytest.mark.parametrize("rows", [(), (("", ""), ("", "", "FALSE"))])
    def test_a_table_with_no_sign_up_below_its_header_is_refused_whole(self, rows, claims):
        with pytest.raises(BadInput, match=r"no sign-up below it: csv:x\.csv\. Export"):
            claims(*rows)
