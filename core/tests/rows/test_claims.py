"""
Rows as claims, or as refusals of just that row.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tiltyard.errors import BadInput
from tiltyard.rows.claims import RowClaim, RowRefusal, read_claims

HEADER = ("Discord", "Riot ID", "In?", "Alts")
ROLES = {"discord": 0, "ign": 1, "registered": 2, "alt_ign": 3}


def one(table, mapped, *cells):
    grid = table(HEADER, cells)
    (row,) = read_claims(grid, mapped(grid, **ROLES))
    return row


def test_a_row_says_who_wants_to_play_under_which_name(table, mapped):
    row = one(table, mapped, " @Ann ", " Ann#EUW ", "yes", "Two#EUW, Three#NA1")

    assert (row.row_number, row.key, row.typed_name) == (2, "discord:ann", "Ann#EUW")
    assert row.alternates == ("Two#EUW", "Three#NA1")
    assert row.registered is True


def test_a_snowflake_is_an_id_and_keeps_its_digits(table, mapped):
    row = one(table, mapped, "123456789012345678", "Ann#EUW")

    assert (row.discord, row.discord_is_id) == ("123456789012345678", True)


def test_without_an_account_a_row_is_known_by_its_name(table, mapped):
    assert one(table, mapped, "", "Ann#EUW").key == "ign:ann#euw"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param(("ann", ""), "row_no_name", id="no-name"),
        pytest.param(("ann", "An\x00n#EUW"), "row_control_characters", id="nul"),
        pytest.param(("ann", "x" * 2001), "row_text_too_long", id="long"),
        pytest.param(("ann", "Ann#EUW", "no"), "row_withdrawn", id="withdrawn"),
    ],
)
def test_a_row_that_cannot_be_taken_says_what_which_and_what_next(cells, code, table, mapped):
    refusal = one(table, mapped, *cells).refusal

    assert refusal.code == code
    assert refusal.what
    assert refusal.which
    assert refusal.next_step.endswith(".")


def test_a_second_row_of_the_same_account_names_the_first(table, mapped):
    grid = table(HEADER, ("ann", "Ann#EUW"), ("@ANN", "Other#EUW"))

    _first, second = read_claims(grid, mapped(grid, **ROLES))

    assert isinstance(second, RowRefusal)
    assert (second.refusal.code, "row 2" in second.refusal.what) == ("row_repeats", True)


def test_blank_and_never_ticked_rows_are_nobody(table, mapped):
    grid = table(HEADER, ("", ""), ("ann", "Ann#EUW"), ("", "", "FALSE"))

    assert [row.row_number for row in read_claims(grid, mapped(grid, **ROLES))] == [3]


def test_a_table_with_nothing_below_its_header_is_refused_whole(table, mapped):
    grid = table(HEADER)

    with pytest.raises(BadInput, match="below it"):
        read_claims(grid, mapped(grid, **ROLES))


def test_a_formula_is_a_name_like_any_other(table, mapped):
    assert one(table, mapped, "ann", "=SUM(1+1)#EUW").typed_name == "=SUM(1+1)#EUW"


def test_the_shipped_sample_has_the_rows_it_says(table, mapped):
    from tiltyard import samples
    from tiltyard.rows.codec import read_csv

    with samples.signups() as path:
        grid = table(*read_csv(path.read_bytes()).cells)
    rows = read_claims(grid, mapped(grid, header_row=2, discord=2, ign=3, registered=9, checkin=10))

    assert len(rows) == 70
    assert Counter(row.refusal.code for row in rows if isinstance(row, RowRefusal)) == {
        "row_no_name": 1,
        "row_repeats": 2,
        "row_withdrawn": 2,
    }
    assert sum(isinstance(row, RowClaim) for row in rows) == 65
