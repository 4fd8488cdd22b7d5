"""
The shipped sign-up export is what `signups.md` says it is, as far as the rows alone can tell.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from tiltyard import samples
from tiltyard.models import ColumnMapping, Role, RowSource, RowTable
from tiltyard.rows.claims import RowClaim, RowRefusal, read_claims
from tiltyard.rows.codec import read_csv
from tiltyard.rows.mapping import fingerprint

COLUMNS = {
    Role.TIMESTAMP: 0,
    Role.EMAIL: 1,
    Role.DISCORD: 2,
    Role.IGN: 3,
    Role.ALT_IGN: 4,
    Role.PRONOUNS: 5,
    Role.RANK: 6,
    Role.REGISTERED: 9,
    Role.CHECKIN: 10,
}
SCRIPTS = {
    "Latin with accents": "[À-ſ]",
    "Greek": "[Α-ω]",
    "Cyrillic": "[А-я]",
    "Arabic": "[\u0620-\u064a]",
    "Thai": "[\u0e01-\u0e4e]",
    "Hangul": "[가-힣]",
    "kana": "[ぁ-ヿ]",
    "Chinese": "[一-鿿]",
}


@pytest.fixture(scope="module")
def data():
    with samples.signups() as path:
        return path.read_bytes()


@pytest.fixture(scope="module")
def cells(data):
    return read_csv(data).cells


@pytest.fixture(scope="module")
def rows(cells):
    table = RowTable(RowSource("csv", "signups.csv"), cells, "r", datetime(2026, 11, 22, tzinfo=UTC))
    return read_claims(table, ColumnMapping(2, COLUMNS, fingerprint(cells[2]), "detected"))


@pytest.fixture(scope="module")
def told():
    """Line to (Discord, Riot ID, code), from the table of the refused."""
    with samples.signups() as path:
        text = path.with_suffix(".md").read_text("utf-8")
    found = re.findall(r"^\| (\d+) \| ([^|]*) \| (?:`([^`]*)`)? ?\| `(\w+)` \|", text, re.MULTILINE)
    return {int(line): (discord.strip(), name, code) for line, discord, name, code in found}


def test_the_file_is_read_and_given_back_as_it_is(data):
    assert read_csv(data).render() == data


def test_seventy_rows_are_read_and_five_of_them_refuse_themselves(rows):
    assert len(rows) == 70
    assert Counter(row.refusal.code for row in rows if isinstance(row, RowRefusal)) == {
        "row_no_name": 1,
        "row_repeats": 2,
        "row_withdrawn": 2,
    }


def test_the_page_beside_it_names_those_rows(rows, told):
    by_code = {line: code for line, (_, _, code) in told.items() if code.startswith("row_")}

    assert {row.row_number: row.refusal.code for row in rows if isinstance(row, RowRefusal)} == by_code
    assert len(told) == 12


def test_the_page_quotes_the_cells_as_they_stand(cells, told):
    for line, (discord, name, _) in told.items():
        assert (cells[line - 1][2].strip(), cells[line - 1][3]) == (discord, name)


def test_more_people_remain_than_there_are_seats(rows, told):
    claims = [row for row in rows if isinstance(row, RowClaim) and row.row_number not in told]

    assert len(claims) == 58
    assert (claims[31].row_number, claims[32].row_number) == (43, 44)


def test_a_title_line_and_a_blank_one_stand_above_the_header(cells):
    assert [sum(bool(cell) for cell in row) for row in cells[:3]] == [1, 0, 10]


@pytest.mark.parametrize("script", SCRIPTS)
def test_people_write_their_names_in_many_scripts(script, cells):
    assert sum(bool(re.search(SCRIPTS[script], row[3])) for row in cells) >= 1


def test_ticks_are_written_in_every_way(cells):
    written = {cell.casefold() for row in cells[3:] for cell in (row[9], row[10])}

    assert written >= {"true", "false", "yes", "no", ""}


def test_every_address_leads_nowhere(cells):
    assert all(row[1].endswith(".example") for row in cells[3:73])


def test_rows_of_boxes_that_nobody_ticked_are_nobody(cells, rows):
    assert len(cells) == 75
    assert rows[-1].row_number == 73
