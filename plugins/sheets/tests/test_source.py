"""
Tabs over real connections: one request a read, one a write, and people who work in the sheet at the same time.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json

import pytest
import structlog

from tiltyard.clock import SystemClock
from tiltyard.errors import SourceChanged, Unavailable
from tiltyard.models import CellChange, Displaced, NewRow, RowChanges, RowSource
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard.testing.google_sheets import discovery
from tiltyard.testing.google_sheets.areas import Area
from tiltyard.testing.google_sheets.errors import protected
from tiltyard_sheets.client import SheetsClient
from tiltyard_sheets.errors import AccessMissing, ProtectedRange, SheetNotFound, SheetsDown
from tiltyard_sheets.settings import SheetsSettings
from tiltyard_sheets.source import GoogleTables

READ, WRITE = "spreadsheets.getByDataFilter", "spreadsheets.batchUpdate"

PLAYERS = [
    ["Discord", "Riot ID", "Check-in"],
    ["ann", "Ann#EUW", "no"],
    ["bob", "Bob#EUW", "no"],
    ["cid", "Cid#EUW", "no"],
]


@pytest.fixture
def book(google_sheets):
    return google_sheets.add("Friday Cup", PLAYERS, tab="Players", time_zone="Europe/Berlin")


@pytest.fixture
def human(google_sheets, book):
    return google_sheets.human(book)


@pytest.fixture
async def tables(google_sheets, tmp_path):
    path = tmp_path / "robot.json"
    path.write_text(json.dumps(google_sheets.service_account()), "utf-8")
    clock = SystemClock()
    settings = SheetsSettings(
        credentials_file=path, api_url=google_sheets.url, drive_url=google_sheets.drive_url, attempts=1
    )
    log = structlog.get_logger()
    store = MemoryStore(clock)
    client = SheetsClient(settings, clock=clock, store=store, log=log, environ={})
    yield GoogleTables(client, clock=clock, log=log, store=store, look_again_s=600.0, rest_s=3.0)
    await client.close()


def source_of(book):
    return RowSource("gsheet", f"{book.id}/0")


def changes(table, *cells, new=(), marks=(), header_row=0, key_column=0):
    return RowChanges(table.revision, header_row, key_column, tuple(cells), tuple(new), dict(marks))


async def test_a_read_is_one_request_and_names_the_tab_by_what_lasts(google_sheets, book, tables):
    table = await tables.fetch(source_of(book))

    assert [list(row) for row in table.cells] == PLAYERS
    assert str(table.source) == f"gsheet:{book.id}/0"
    assert (table.two_way, table.look_again_s, table.rest_s) == (True, 600.0, 3.0)
    assert (google_sheets.count("reads"), google_sheets.count("writes")) == (1, 0)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("gsheet:https://docs.google.com/spreadsheets/d/{id}/edit#gid=0", id="url"),
        pytest.param("https://docs.google.com/spreadsheets/d/{id}/edit?gid=0#gid=0", id="pasted"),
        pytest.param("gsheet:{id}", id="id"),
        pytest.param("gsheet:Friday Cup", id="title"),
    ],
)
async def test_every_way_to_name_a_sheet_leads_to_the_same_tab(book, tables, said):
    table = await tables.fetch(RowSource.parse(said.format(id=book.id)))

    assert str(table.source) == f"gsheet:{book.id}/0"


async def test_without_a_tab_the_first_that_is_not_hidden_is_meant(google_sheets, book, tables):
    book.tab(0).hidden = True
    shown = book.add_tab("Archive")

    table = await tables.fetch(RowSource("gsheet", book.id))

    assert str(table.source) == f"gsheet:{book.id}/{shown.sheet_id}"


async def test_512_rows_are_read_at_once_and_written_at_once(google_sheets, tables):
    rows = [[f"player {number}", f"P{number}#EUW", "no"] for number in range(512)]
    book = google_sheets.add("Big Cup", [PLAYERS[0], *rows])
    table = await tables.fetch(source_of(book))
    everybody = [CellChange(row[0], 2, "no", "yes") for row in rows]
    everybody.append(CellChange("", 3, "", "Tiltyard status"))
    newcomers = [NewRow(f"late {number}", {0: f"late {number}"}) for number in range(600)]

    result = await tables.write(source_of(book), changes(table, *everybody, new=newcomers, marks={"discord": 0}))

    assert (google_sheets.count("reads"), google_sheets.count("writes")) == (1, 1)
    assert len(result.key_column) == 1 + 512 + 600
    assert {row[2] for row in book.values()[1:513]} == {"yes"}
    assert book.values()[0][3] == "Tiltyard status"


async def test_who_sorts_in_the_moment_of_a_write_moves_nothing_into_other_rows(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))

    result = await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    assert book.values()[1:] == [["cid", "Cid#EUW", "no"], ["bob", "Bob#EUW", "no"], ["ann", "Ann#EUW", "yes"]]
    assert [(one.row_key, one.column, one.value, one.hit) for one in result.displaced] == [("cid", 2, "no", "yes")]
    assert result.key_column == ("Discord", "cid", "bob", "ann")
    assert (google_sheets.count("reads"), google_sheets.count("writes")) == (1, 2)
    again = await tables.fetch(source_of(book))
    assert again.revision == result.revision


async def test_a_row_inserted_above_in_that_moment_shifts_nothing(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.insert_rows(2))
    new = NewRow("dan", {0: "dan", 1: "Dan#EUW"})

    await tables.write(source_of(book), changes(table, CellChange("bob", 2, "no", "yes"), new=[new]))

    assert [row[:3] for row in book.values()] == [
        PLAYERS[0],
        [None, None, None] if book.values()[1] else [],
        ["ann", "Ann#EUW", "no"],
        ["bob", "Bob#EUW", "yes"],
        ["cid", "Cid#EUW", "no"],
        ["dan", "Dan#EUW"],
    ]


async def test_a_column_moved_in_that_moment_takes_its_values_along(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.move_columns("C", before="A"))

    await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes"), marks={"checkin": 2}))

    assert book.values()[1] == ["yes", "ann", "Ann#EUW"]
    again = await tables.fetch(source_of(book))
    assert again.marked_columns == {"checkin": 0}


async def test_a_row_deleted_in_that_moment_is_told_and_nobody_else_gets_its_value(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.delete_rows(3))

    result = await tables.write(source_of(book), changes(table, CellChange("bob", 2, "no", "yes")))

    assert book.values()[1:] == [PLAYERS[1], PLAYERS[3]]
    assert [(one.row_key, one.column) for one in result.unwritten] == [("bob", 2)]


async def test_a_lost_key_column_puts_all_back_and_says_so(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.delete_columns("A"))

    with pytest.raises(SourceChanged):
        await tables.write(source_of(book), changes(table, CellChange("bob", 2, "no", "yes")))

    assert book.values() == [row[1:] for row in PLAYERS]


async def test_a_header_renamed_in_that_moment_keeps_its_column(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.type("C1", "Here?"))

    result = await tables.write(source_of(book), changes(table, CellChange("bob", 2, "no", "yes")))

    assert book.values()[2] == ["bob", "Bob#EUW", "yes"]
    assert result.displaced == result.unwritten == ()
    assert google_sheets.count("writes") == 1


async def test_a_tab_renamed_in_that_moment_is_written_by_its_new_name(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.rename_tab("Friday's players"))

    await tables.write(source_of(book), changes(table, CellChange("bob", 2, "no", "yes")))

    assert book.values()[2] == ["bob", "Bob#EUW", "yes"]


async def test_a_tab_deleted_in_that_moment_is_no_such_tab(google_sheets, book, human, tables):
    book.add_tab("Archive")
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: book.tabs.pop(0))

    with pytest.raises(SheetNotFound, match="Archive"):
        await tables.write(source_of(book), changes(table, CellChange("bob", 2, "no", "yes")))


async def test_a_protected_row_holds_back_none_of_the_others(book, human, tables):
    human.protect("A3:C3")
    table = await tables.fetch(source_of(book))
    everybody = [CellChange(name, 2, "no", "yes") for name in ("ann", "bob", "cid")]

    result = await tables.write(source_of(book), changes(table, *everybody))

    assert [row[2] for row in book.values()[1:]] == ["yes", "no", "yes"]
    ((key, column, why),) = [(one.row_key, one.column, one.why) for one in result.unwritten]
    assert (key, column) == ("bob", 2)
    assert "C3" in why
    assert "protected" in why


async def test_a_protection_that_only_warns_keeps_nobody_out(book, human, tables):
    human.protect("A1:C9", warning_only=True)
    table = await tables.fetch(source_of(book))

    result = await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    assert result.unwritten == ()
    assert book.values()[1][2] == "yes"


async def test_a_row_protected_in_that_moment_holds_back_none_of_the_others(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.protect("A2:C2"))
    both = [CellChange(name, 2, "no", "yes") for name in ("ann", "bob")]

    result = await tables.write(source_of(book), changes(table, *both))

    assert [row[2] for row in book.values()[1:]] == ["no", "yes", "no"]
    assert [one.row_key for one in result.unwritten] == ["ann"]


async def test_a_new_row_goes_below_what_is_protected(book, human, tables):
    human.protect("A5:C6")
    table = await tables.fetch(source_of(book))

    result = await tables.write(source_of(book), changes(table, new=[NewRow("dan", {0: "dan"})]))

    assert result.unwritten == ()
    assert result.key_column[6] == "dan"


async def test_prepared_rows_are_filled_from_the_top(google_sheets, book, human, tables):
    human.add_checkboxes("D2:D40")
    rows = book.tab(0).row_count
    table = await tables.fetch(source_of(book))
    new = [NewRow(name, {0: name, 1: f"{name}#EUW", 3: True}) for name in ("dan", "eve")]

    await tables.write(source_of(book), changes(table, new=new))

    assert book.values()[4:6] == [["dan", "dan#EUW", None, True], ["eve", "eve#EUW", None, True]]
    assert book.tab(0).row_count == rows


async def test_a_full_grid_grows_by_what_is_missing(google_sheets, book, tables):
    del book.tab(0).rows[4:]
    table = await tables.fetch(source_of(book))
    new = [NewRow(name, {0: name}) for name in ("dan", "eve")]

    await tables.write(source_of(book), changes(table, new=new))

    assert [row[0] for row in book.values()] == ["Discord", "ann", "bob", "cid", "dan", "eve"]
    assert book.tab(0).row_count == 6


async def test_a_checkbox_gets_the_values_its_rule_wants(book, human, tables):
    human.clear("C2:C4")
    human.add_checkboxes("C2:C4", ticked="Ja", unticked="Nein")
    table = await tables.fetch(source_of(book))
    assert [row[2] for row in table.cells[1:]] == [False, False, False]

    await tables.write(source_of(book), changes(table, CellChange("bob", 2, False, True)))

    assert [row[2] for row in book.values()[1:]] == ["Nein", "Ja", "Nein"]
    again = await tables.fetch(source_of(book))
    assert [row[2] for row in again.cells[1:]] == [False, True, False]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@ann", "'quoted", "007", "1/2", "TRUE", "=IMPORTXML(1)"])
async def test_text_stays_text_and_is_read_back_as_it_was(book, tables, text):
    table = await tables.fetch(source_of(book))

    await tables.write(source_of(book), changes(table, CellChange("ann", 1, "Ann#EUW", text)))

    assert book.tab(0).cell(1, 1).entered == text
    assert (await tables.fetch(source_of(book))).cells[1][1] == text


@pytest.mark.parametrize("value", ["123456789012345678", 123456789012345678])
async def test_ids_keep_all_their_digits(book, tables, value):
    table = await tables.fetch(source_of(book))

    await tables.write(source_of(book), changes(table, CellChange("ann", 1, "Ann#EUW", value)))

    assert (await tables.fetch(source_of(book))).cells[1][1] == "123456789012345678"


async def test_a_lost_answer_is_not_repeated_and_shows_at_the_next_read(google_sheets, book, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.fail(503, when="after", kind=WRITE)
    wanted = changes(table, new=[NewRow("dan", {0: "dan"})])

    with pytest.raises(SheetsDown) as down:
        await tables.write(source_of(book), wanted)
    assert down.value.may_have_happened
    with pytest.raises(SourceChanged):
        await tables.write(source_of(book), wanted)

    assert [row[0] for row in book.values()] == ["Discord", "ann", "bob", "cid", "dan"]


async def test_a_note_beside_a_new_row_whose_answer_was_lost_stays_beside_it(google_sheets, book, human, tables):
    human.type("D1", "My notes")
    table = await tables.fetch(source_of(book))
    google_sheets.fail(503, when="after", kind=WRITE)
    with pytest.raises(SheetsDown):
        await tables.write(source_of(book), changes(table, new=[NewRow("dan", {0: "dan", 1: "Dan#EUW"})]))

    human.type("D5", "late")
    again = await tables.fetch(source_of(book))

    assert list(again.cells[4]) == ["dan", "Dan#EUW", "", "late"]


@pytest.mark.parametrize(("when", "anns"), [("before", "no"), ("after", "yes")])
async def test_what_a_lost_repair_left_is_put_back_before_the_next_read(google_sheets, book, human, tables, when, anns):
    table = await tables.fetch(source_of(book))
    moments = iter(["our write", "its repair"])

    def come_between():
        if next(moments) == "its repair":
            google_sheets.fail(503, when="after", kind=WRITE)  # this one
            return
        human.sort("A", descending=True)
        if when == "before":
            google_sheets.fail(503, kind=WRITE)  # the next one

    google_sheets.before(WRITE, come_between, times=2)

    with pytest.raises(SheetsDown):
        await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))
    google_sheets.heal()
    again = await tables.fetch(source_of(book))

    # Whether hers is written is for the reader to see and to decide; the others have what is theirs.
    assert [(row[0], row[2]) for row in again.cells[1:]] == [("cid", "no"), ("bob", "no"), ("ann", anns)]


async def test_rows_moved_while_an_answer_is_lost_are_put_back_before_the_next_read(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))
    google_sheets.fail(503, when="after", kind=WRITE)

    with pytest.raises(SheetsDown):
        await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))
    human.type("C3", "maybe")
    again = await tables.fetch(source_of(book))

    assert [(row[0], row[2]) for row in again.cells[1:]] == [("cid", "no"), ("bob", "maybe"), ("ann", "no")]


async def test_what_was_put_back_after_a_lost_answer_is_told_with_the_next_write(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))
    google_sheets.fail(503, when="after", kind=WRITE)
    with pytest.raises(SheetsDown):
        await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    again = await tables.fetch(source_of(book))
    result = await tables.write(source_of(book), changes(again, CellChange("ann", 2, "no", "yes")))

    assert result.displaced == (Displaced("cid", 2, "no", "yes"),)


async def test_what_people_typed_since_an_answer_was_lost_stays(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))
    google_sheets.fail(503, when="after", kind=WRITE)

    with pytest.raises(SheetsDown):
        await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))
    human.type("C2", "maybe")
    again = await tables.fetch(source_of(book))

    assert [(row[0], row[2]) for row in again.cells[1:]] == [("cid", "maybe"), ("bob", "no"), ("ann", "no")]


class Killed(Exception):
    """Stands for the end of the process: nothing after it is done."""


@pytest.fixture
def minutes():
    """The clock of the database."""
    return FakeClock()


@pytest.fixture
async def process(google_sheets, tmp_path, minutes):
    """Makes processes that share a store, and ends them where a call to Google returns."""
    path = tmp_path / "robot.json"
    path.write_text(json.dumps(google_sheets.service_account()), "utf-8")
    clock, log, store = SystemClock(), structlog.get_logger(), MemoryStore(minutes)
    settings = SheetsSettings(
        credentials_file=path, api_url=google_sheets.url, drive_url=google_sheets.drive_url, attempts=1
    )

    async with contextlib.AsyncExitStack() as stack:

        def begin(*, dies_after=None):
            client = SheetsClient(settings, clock=clock, store=store, log=log, environ={})
            stack.push_async_callback(client.close)
            writes = itertools.count(1)
            batch_update = client.batch_update

            async def last_words(*args, **options):
                answer = await batch_update(*args, **options)
                if next(writes) == dies_after:
                    raise Killed
                return answer

            client.batch_update = last_words
            return GoogleTables(client, clock=clock, log=log, store=store, look_again_s=600.0, rest_s=3.0)

        yield begin


@pytest.mark.parametrize("dies_after", [pytest.param(1, id="its-write"), pytest.param(2, id="its-repair")])
async def test_what_a_killed_process_hit_is_put_back_and_listed_by_the_next(
    google_sheets, book, human, process, minutes, dies_after
):
    first = process(dies_after=dies_after)
    table = await first.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))
    with pytest.raises(Killed):
        await first.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    await minutes.advance(60)
    second = process()
    again = await second.fetch(source_of(book))
    anns = again.cells[3][2]
    result = await second.write(source_of(book), changes(again, CellChange("ann", 2, anns, "maybe")))

    assert [(row[0], row[2]) for row in again.cells[1:3]] == [("cid", "no"), ("bob", "no")]
    assert anns == {1: "no", 2: "yes"}[dies_after]
    assert result.displaced == (Displaced("cid", 2, "no", "yes"),)
    assert [row[2] for row in book.values()] == ["Check-in", "no", "no", "maybe"]


async def test_what_was_put_back_is_told_again_when_nobody_may_have_heard_it(
    google_sheets, book, human, process, minutes
):
    first = process()
    table = await first.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))
    told = await first.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    async def of_next(process):
        again = await process.fetch(source_of(book))
        free = changes(again, CellChange("bob", 2, again.cells[2][2], f"{again.cells[2][2]}!"))
        return (await process.write(source_of(book), free)).displaced

    assert told.displaced == (Displaced("cid", 2, "no", "yes"),)
    assert await of_next(process()) == told.displaced
    assert await of_next(first) == told.displaced
    assert await of_next(first) == ()


async def test_a_write_of_another_process_that_is_under_way_is_waited_for(
    google_sheets, book, human, process, monkeypatch
):
    monkeypatch.setattr("tiltyard_sheets.source.OTHERS_WITHIN_S", 0.1)
    first = process(dies_after=1)
    table = await first.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))
    with pytest.raises(Killed):
        await first.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    with pytest.raises(Unavailable, match="another process has written this sheet") as refused:
        await process().fetch(source_of(book))

    assert 0 < refused.value.retry_after_s <= 35


async def test_a_write_costs_no_call_more_for_what_it_may_owe(google_sheets, book, process):
    tables = process()
    for number in range(3):
        table = await tables.fetch(source_of(book))
        await tables.write(source_of(book), changes(table, CellChange("ann", 2, table.cells[1][2], f"no {number}")))

    assert (google_sheets.count("reads"), google_sheets.count("writes")) == (3, 3)


async def test_another_process_writes_on_what_it_read_unless_that_changed(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    tables._remembered.clear()
    await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))
    assert google_sheets.count("reads") == 2

    table = await tables.fetch(source_of(book))
    tables._remembered.clear()
    human.type("B2", "Anna#EUW")
    with pytest.raises(SourceChanged):
        await tables.write(source_of(book), changes(table, CellChange("ann", 2, "yes", "no")))


async def test_writes_to_one_sheet_take_turns(google_sheets, book, tables):
    table = await tables.fetch(source_of(book))
    one = changes(table, CellChange("ann", 2, "no", "yes"))
    other = changes(table, CellChange("bob", 2, "no", "yes"))

    results = await asyncio.gather(
        tables.write(source_of(book), one), tables.write(source_of(book), other), return_exceptions=True
    )

    assert sum(isinstance(result, SourceChanged) for result in results) == 1


async def test_nothing_to_write_writes_nothing(google_sheets, book, tables):
    table = await tables.fetch(source_of(book))

    result = await tables.write(source_of(book), changes(table))

    assert result.revision == table.revision
    assert google_sheets.count("writes") == 0


async def test_marks_are_made_once_and_follow_their_column(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    await tables.write(source_of(book), changes(table, marks={"discord": 0, "checkin": 2}))
    human.insert_columns("A")
    human.insert_rows(1)
    human.type("D2", "Anwesend")

    table = await tables.fetch(source_of(book))

    assert table.marked_columns == {"discord": 1, "checkin": 3}
    assert table.marked_header == 1
    again = changes(table, marks=table.marked_columns, header_row=1, key_column=1)
    await tables.write(source_of(book), again)
    assert google_sheets.count("writes") == 1


async def test_a_sheet_that_is_not_shared_says_with_whom_to_share_it(google_sheets, book, tables):
    google_sheets.unshare(book, next(iter(book.shared)))

    with pytest.raises(AccessMissing):
        await tables.fetch(source_of(book))


async def test_a_tab_that_never_was_is_told_with_those_there_are(book, tables):
    with pytest.raises(SheetNotFound, match="Players"):
        await tables.fetch(RowSource("gsheet", f"{book.id}/99"))


async def test_protection_that_google_does_not_tell_of_is_an_error_and_not_a_loop(google_sheets, book, tables):
    table = await tables.fetch(source_of(book))

    def refuse():
        raise protected()

    google_sheets.before(WRITE, refuse, times=None)
    with pytest.raises(ProtectedRange):
        await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    assert google_sheets.count("writes") == 1


async def test_a_person_who_types_into_the_same_free_row_keeps_what_is_seen_of_it(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.type("D5", "brings a friend"))

    await tables.write(source_of(book), changes(table, new=[NewRow("dan", {0: "dan", 1: "Dan#EUW"})]))

    assert book.values()[4:] == [[None, None, None, "brings a friend"], ["dan", "Dan#EUW"]]


async def test_two_rows_of_one_key_are_told_apart_by_what_else_is_in_them(google_sheets, tables):
    rows = [["Name", "Seed", "Here"], ["ann", "1", "no"], ["bob", "2", "no"], ["ann", "3", "no"]]
    book = google_sheets.add("Twins", rows)
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: google_sheets.human(book).sort("B", descending=True))

    await tables.write(source_of(book), changes(table, CellChange("ann~2", 2, "no", "yes")))

    assert book.values()[1:] == [["ann", "3", "yes"], ["bob", "2", "no"], ["ann", "1", "no"]]


async def test_a_formula_that_was_hit_is_put_back_for_its_new_row(google_sheets, book, human, tables):
    human.type("C4", "=A4")
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))

    await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    assert book.values()[1:] == [["cid", "Cid#EUW", "cid"], ["bob", "Bob#EUW", "no"], ["ann", "Ann#EUW", "yes"]]


async def test_what_moves_into_a_protected_row_is_told(google_sheets, book, human, tables):
    human.protect("A4:C4")
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: book.tab(0).sort(Area(0, 1), [(0, True)]))

    result = await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))

    assert [row[2] for row in book.values()[1:]] == ["no", "no", "no"]
    assert [(one.row_key, one.column) for one in result.unwritten] == [("ann", 2)]


async def test_a_sheet_that_never_rests_is_given_up_and_settled_later(google_sheets, book, human, tables):
    table = await tables.fetch(source_of(book))
    turns = itertools.cycle([True, False])
    google_sheets.before(WRITE, lambda: human.sort("A", descending=next(turns)), times=None)

    with pytest.raises(Unavailable):
        await tables.write(source_of(book), changes(table, CellChange("ann", 2, "no", "yes")))
    assert google_sheets.count("writes") == 1 + 3
    google_sheets.heal()
    again = await tables.fetch(source_of(book))

    assert {row[0]: row[2] for row in again.cells[1:] if row[0] != "ann"} == {"bob": "no", "cid": "no"}


async def test_every_request_is_one_that_google_documents(google_sheets, book, human, tables):
    pytest.importorskip("googleapiclient")
    table = await tables.fetch(source_of(book))
    google_sheets.before(WRITE, lambda: human.sort("A", descending=True))
    cells = [CellChange("ann", 2, "no", "yes"), CellChange("", 3, "", "Tiltyard status")]
    await tables.write(source_of(book), changes(table, *cells, new=[NewRow("dan", {0: "dan"})], marks={"status": 3}))

    for call in google_sheets.calls:
        if call.kind in {READ, WRITE}:
            assert discovery.check_request(call.method, call.path, call.query, call.body) == []
