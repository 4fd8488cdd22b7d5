"""
What is read of a workbook, and what is said of one that cannot be.
"""

from __future__ import annotations

import asyncio

import pytest

from tiltyard.errors import BadInput, SourceNotFound
from tiltyard.models import RowSource
from tiltyard.testing import FakeClock
from tiltyard_sheets.workbooks import fetch, refuse_write, source

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


async def test_the_first_sheet_that_can_be_seen_is_read_from_its_first_cell_on(files, read):
    data = files.xlsx(
        {
            "Notes": [["secret"]],
            "Blank": [],
            "Sign-ups": [[None, None], [None, "Riot ID", "Here"], [None, "Ann#EUW", True]],
        },
        hidden={"Notes"},
    )

    table = await read(data)

    assert table.cells == [["", "", ""], ["", "Riot ID", "Here"], ["", "Ann#EUW", True]]
    assert (table.source.scheme, table.read_only) == ("xlsx", True)
    assert table.revision != (await read(files.xlsx({"S": [["a"]]}))).revision


@pytest.mark.parametrize("name", ["Waitlist", "waitlist"])
async def test_a_sheet_is_named_after_the_file(files, read, name):
    table = await read(files.xlsx({"Sign-ups": [["a"]], "Waitlist": [["b"]]}, hidden={"Waitlist"}), sheet=name)

    assert table.cells == [["b"]]


async def test_a_sheet_that_is_not_there_is_told_with_those_that_are(files, read):
    with pytest.raises(SourceNotFound, match="It has: Sign-ups, Waitlist"):
        await read(files.xlsx({"Sign-ups": [["a"]], "Waitlist": [["b"]]}), sheet="Players")


async def test_dates_are_iso_text(files, read):
    row = [files.As("46000", 1), files.As("46000.75", 2), files.As("1.5", 3)]

    assert (await read(files.xlsx({"S": [row]}))).cells == [["2025-12-09", "2025-12-09T18:00:00", "36:00:00"]]


async def test_ids_keep_the_digits_that_the_file_has_and_lost_ones_do_not_look_like_an_id(files, read):
    row = ["123456789012345678", files.As("123456789012345678"), files.As("1.23456789012345677E+17"), 7, 2.5]

    (cells,) = (await read(files.xlsx({"Sign-ups": [row]}))).cells

    assert cells == ["123456789012345678", "123456789012345678", "1.234567890123457E+17", 7, 2.5]


async def test_what_is_merged_over_lines_belongs_to_each_of_them(files, read):
    rows = [["Spring Cup", None], ["Team", "Riot ID"], ["Geese", "Ann#EUW"], [None, "Bo#EUW"]]

    table = await read(files.xlsx({"S": rows}, merged={"S": ["A1:B1", "A3:A4"]}))

    assert table.cells == [["Spring Cup", ""], ["Team", "Riot ID"], ["Geese", "Ann#EUW"], ["Geese", "Bo#EUW"]]


async def test_an_open_document_is_read_as_well(files, read):
    rows = [["Riot ID", "Here", "When"], ["Ann#EUW", True, files.As("2026-12-05T18:00:00")], ["Bo#EUW", False, None]]

    table = await read(files.ods({"Sign-ups": rows}), "players.ods")

    assert table.cells == [["Riot ID", "Here", "When"], ["Ann#EUW", True, "2026-12-05T18:00:00"], ["Bo#EUW", False, ""]]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        pytest.param("a.xlsx", b"", "no workbook that can be read", id="empty-file"),
        pytest.param("a.xlsx", b"Riot ID,Here\n", "no workbook that can be read", id="csv"),
        pytest.param("a.xlsx", b"PK\x03\x04junk", "no workbook that can be read", id="torn"),
        pytest.param("a.xls", OLE, "no workbook that can be read", id="torn-xls"),
        pytest.param("a.xlsx", OLE, "protected by a password", id="encrypted"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_what_to_do(read, name, data, words):
    with pytest.raises(BadInput, match=words) as refused:
        await read(data, name)

    assert refused.value.next_step


async def test_a_locked_open_document_is_refused(files, read):
    with pytest.raises(BadInput, match="protected by a password"):
        await read(files.ods({"S": [["a"]]}, locked=True), "a.ods")


async def test_a_workbook_in_which_nothing_can_be_seen_says_so(files, read):
    with pytest.raises(BadInput, match="hidden sheet is read when it is named"):
        await read(files.xlsx({"S": [["a"]]}, hidden={"S"}))


@pytest.mark.parametrize("far", ["XFD1048576", "ZZ9999"])
async def test_one_cell_far_away_ends_its_reader_and_nothing_else(files, read, far):
    with pytest.raises(BadInput, match="too large for a sign-up sheet"):
        await read(files.xlsx({"S": [["a"]]}, far_cell=far))


async def test_one_that_unpacks_to_far_more_is_refused(files, read):
    with pytest.raises(BadInput, match="when unpacked"):
        await read(files._packed({"xl/workbook.xml": " " * 450_000_000}))


async def test_a_missing_file_a_directory_and_a_forbidden_one(tmp_path):
    for path in (tmp_path / "nobody.xlsx", tmp_path, "a\0b.xlsx"):
        with pytest.raises(SourceNotFound):
            await fetch(RowSource("xlsx", str(path)), FakeClock())


async def test_a_reader_that_takes_too_long_is_ended(files, read, monkeypatch):
    monkeypatch.setattr(source, "READ_WITHIN_S", 0.0)

    with pytest.raises(BadInput, match="was not read within"):
        await read(files.xlsx({"S": [["a"]]}))


async def test_a_reader_whose_caller_gave_up_is_ended(files, read, monkeypatch):
    started = []
    spawn = asyncio.create_subprocess_exec

    async def watched(*words, **options):
        started.append(await spawn(*words, **options))
        return started[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    reading = asyncio.ensure_future(read(files.xlsx({"S": [["a"]]})))
    while not started:  # noqa: ASYNC110 # it is begun by another task
        await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert started[0].returncode is not None


def test_it_is_never_written():
    with pytest.raises(BadInput, match="a workbook is only read"):
        refuse_write(RowSource("xlsx", "a.xlsx"))


@pytest.mark.parametrize(
    ("typed", "scheme"),
    [
        ("players.xlsx", "xlsx"),
        ("My Players.XLSX#Check-in", "xlsx"),
        ("C:\\cups\\players.ods", "ods"),
        ("players.csv", "csv"),
        ("players.xlsx.csv", "csv"),
        ("csv:players.xlsx", "csv"),
    ],
)
def test_the_suffix_says_what_a_bare_path_is(typed, scheme):
    assert RowSource.parse(typed).scheme == scheme
