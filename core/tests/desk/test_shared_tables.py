"""
A table in which people and we work at the same time: nothing that a person typed is lost, nobody is dropped by a slip.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tiltyard.models import Actor, Link, LinkKind, RowSource
from tiltyard.rows.entries import EntryKind
from tiltyard.testing import FakeClock, SharedMemoryRows
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import tournament_id

from .conftest import CUP, Columns, Names

HEADER = ["discord", "ign", "alt_ign", "pronouns", "registered", "checkin", "Ann's own"]
SHEET = RowSource("mem", "sheet")


class Bench:
    """A bench with a shared table, its rows by name, and a clock that stands still."""

    def __init__(self, bench, rows, clock):
        self.bench, self.rows, self.clock = bench, rows, clock
        self.progress = None

    def __getattr__(self, name):
        return getattr(self.bench, name)

    @property
    def grid(self):
        return self.rows.tables["sheet"]

    async def visit(self, *, after_s=0.0):
        await self.clock.advance(after_s)
        mirror = next(one for one in self.app.runner.followers if one.name == "rows")
        await self.verify()
        self.progress = await mirror.act(CUP)
        await self.verify()
        return self.progress

    async def verify(self):
        verifier = next(one for one in self.app.runner.followers if one.name == "verifier")
        await verifier.act(CUP)

    def row(self, name):
        return next(row for row in self.grid if name in row)

    def cell(self, name, header):
        return self.row(name)[self.grid[0].index(header)]

    def type(self, name, header, value):
        self.row(name)[self.grid[0].index(header)] = value

    async def entries(self):
        return await self.app.mirror.conflicts(CUP)

    async def person(self, name):
        state = await self.state()
        return next(m.person for one in state.entrants.values() for m in one.members if m.typed_name == name)


@pytest.fixture
def open_shared(open_bench):
    @asynccontextmanager
    async def open_shared(*rows, header=HEADER, **rules):
        table = SharedMemoryRows(sheet=[list(header), *[list(row) for row in rows]])
        kind = type("Mem", (), {"__new__": lambda _: table})
        clock = FakeClock()
        async with open_bench(Names, Columns, kind, clock=clock) as bench:
            await bench.create(**{"capacity": 64, **rules})
            await bench.do(c.BindRows, source=SHEET)
            yield Bench(bench, table, clock)

    return open_shared


ANN = ["ann", "Ann#1", "", "", True, False, "keep me"]
BOB = ["bob", "Bob#1", "", "", True, False, ""]


class TestFromTheTournament:
    async def test_whoever_signs_up_elsewhere_gets_a_row(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            await shared.sign_up("cleo", name="Cléo#1")
            await shared.visit()

            assert shared.row("Cléo#1")[:7] == ["cleo", "Cléo#1", "", "", True, False, ""]
            assert shared.cell("Cléo#1", "Tiltyard status") == "registered"

    async def test_an_empty_sheet_is_filled(self, open_shared):
        async with open_shared() as shared:
            for who in ("ann", "bob"):
                await shared.sign_up(who)
            await shared.visit()

            assert [row[:2] for row in shared.grid[1:]] == [["ann", "ann#EUW"], ["bob", "bob#EUW"]]

    async def test_whoever_has_no_account_is_found_again_by_name(self, open_shared):
        async with open_shared() as shared:
            await shared.do(c.SignUp, links=(Link(LinkKind.ROW, "x", "typed"),), typed_name="Zoë#1")
            await shared.visit()
            await shared.visit()

            assert len(shared.grid) == 2
            assert len((await shared.state()).entrants) == 1

    async def test_a_new_name_is_written_and_a_row_that_was_sorted_is_still_theirs(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.visit()
            await shared.do(c.UpdateSignUp, person=await shared.person("Ann#1"), typed_name="Ann#2")
            shared.grid[1:] = reversed(shared.grid[1:])
            await shared.visit()

            assert [row[:2] for row in shared.grid[1:]] == [["bob", "Bob#1"], ["ann", "Ann#2"]]
            assert shared.cell("Ann#2", "Ann's own") == "keep me"

    async def test_a_handle_becomes_the_id_that_is_known_now(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            link = Link(LinkKind.DISCORD_ID, "123456789012345678", "discord")
            await shared.do(c.LinkIdentity, person=await shared.person("Ann#1"), link=link)
            await shared.visit()
            await shared.visit()

            assert shared.row("Ann#1")[0] == "123456789012345678"
            assert len((await shared.state()).entrants) == 1

    async def test_a_check_in_is_ticked_in_the_words_of_the_column(self, open_shared):
        rows = [[*row[:4], "Yes", check, ""] for row, check in ((ANN, "yep"), (BOB, ""))]
        async with open_shared(*rows) as shared:
            await shared.do(c.OpenCheckIn)
            await shared.visit()
            await shared.do(c.CheckIn, person=await shared.person("Bob#1"))
            await shared.visit()

            assert shared.cell("Bob#1", "checkin") == "yep"
            assert (await shared.state()).entrants[(await first(shared)).id].checked_in

    async def test_two_visits_without_a_change_write_nothing(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.visit()
            await shared.visit()
            before, looks = [list(row) for row in shared.grid], await looked(shared)
            await shared.visit()

            assert shared.grid == before
            assert await looked(shared) == looks

    async def test_whoever_dropped_is_unticked_and_may_be_ticked_again(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            await shared.do(c.Drop, person=await shared.person("Ann#1"))
            await shared.visit()
            assert shared.cell("Ann#1", "registered") is False

            shared.type("Ann#1", "registered", True)
            await shared.visit()

            assert await shared.standing() == {"Ann#1": "registered"}


async def first(shared):
    return next(iter((await shared.state()).entrants.values()))


async def looked(shared):
    return (await shared.app.tables.recall(CUP, SHEET)).looks


class TestFromThePeople:
    async def test_what_they_type_is_brought(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            shared.type("Ann#1", "pronouns", "she/her")
            shared.type("Ann#1", "ign", "Ann#2")
            await shared.visit()

            member = (await first(shared)).members[0]
            assert (member.typed_name, member.pronouns) == ("Ann#2", "she/her")

    async def test_a_row_they_add_signs_up(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            shared.grid.append(["bob", "Bob#1", *[""] * (len(shared.grid[0]) - 2)])
            await shared.visit()

            assert await shared.standing() == {"Ann#1": "registered", "Bob#1": "registered"}
            assert shared.cell("Bob#1", "registered") is True

    async def test_a_tick_checks_in_at_once(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.do(c.OpenCheckIn)
            await shared.visit()
            shared.type("Ann#1", "checkin", True)
            await shared.visit()

            assert (await first(shared)).checked_in

    @pytest.mark.parametrize("header", ["registered", "checkin"])
    async def test_a_word_that_says_neither_yes_nor_no_stays_as_typed_and_changes_nothing(self, open_shared, header):
        late = [*ANN]
        late[HEADER.index(header)] = "maybe"
        async with open_shared(late, BOB) as shared:
            await shared.do(c.OpenCheckIn)
            await shared.visit()
            await shared.do(c.CheckIn, person=await shared.person("Bob#1"))
            await shared.visit()
            shared.type("Bob#1", header, "maybe")
            await shared.visit()
            await shared.visit(after_s=130)
            await shared.app.mirror.go_stale(await shared.state())
            await shared.visit()

            assert [shared.cell(name, header) for name in ("Ann#1", "Bob#1")] == ["maybe", "maybe"]
            assert await shared.standing() == {"Ann#1": "registered", "Bob#1": "registered"}
            assert [one.checked_in for one in (await shared.state()).entrants.values()] == [False, True]
            assert {(one.row_number, one.theirs) for one in await shared.entries()} == {(2, "maybe"), (3, "maybe")}

    async def test_what_the_rules_refuse_stays_as_typed_and_is_listed(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            shared.type("Ann#1", "checkin", True)
            await shared.visit()

            assert shared.cell("Ann#1", "checkin") is True
            (entry,) = await shared.entries()
            assert (entry.kind, entry.column, entry.row_number) == (EntryKind.REFUSED, "checkin", 2)
            assert "check-in" in entry.why.lower()

            await shared.do(c.OpenCheckIn)
            await shared.visit()
            assert (await first(shared)).checked_in
            assert await shared.entries() == ()

    async def test_both_sides_changed_it_and_staff_choose(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            await shared.do(c.UpdateSignUp, person=await shared.person("Ann#1"), typed_name="Ann#ours")
            shared.type("Ann#1", "ign", "Ann#theirs")
            await shared.visit()

            assert shared.row("ann")[1] == "Ann#theirs"
            assert await shared.standing() == {"Ann#ours": "registered"}
            (entry,) = await shared.entries()
            assert (entry.kind, entry.theirs, entry.ours) == (EntryKind.CLASH, "Ann#theirs", "Ann#ours")

    @pytest.mark.parametrize(("keep", "name"), [("table", "Ann#theirs"), ("tournament", "Ann#ours")])
    async def test_staff_say_which_one_holds(self, open_shared, keep, name):
        async with open_shared(ANN) as shared:
            await shared.visit()
            await shared.do(c.UpdateSignUp, person=await shared.person("Ann#1"), typed_name="Ann#ours")
            shared.type("Ann#1", "ign", "Ann#theirs")
            await shared.visit()

            assert await shared.app.mirror.settle(CUP, keep=keep) == 1
            await shared.visit()

            assert shared.row("ann")[1] == name
            assert list(await shared.standing()) == [name]
            assert await shared.entries() == ()

    async def test_an_account_that_was_cleared_still_finds_its_player(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.visit()
            shared.type("Ann#1", "discord", "")
            await shared.visit()

            assert len((await shared.state()).entrants) == 2
            assert [entry.why for entry in await shared.entries()] == ["the Discord account was cleared"]

    async def test_a_corrected_account_is_the_same_players(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.visit()
            shared.type("Bob#1", "discord", "bobby")
            await shared.visit()
            await shared.visit(after_s=200)

            assert await shared.standing() == {"Ann#1": "registered", "Bob#1": "registered"}
            assert [row[0] for row in shared.grid[1:]] == ["ann", "bobby"]
            assert await shared.entries() == ()

    async def test_a_row_that_cannot_be_taken_says_so(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            shared.grid.append(["bob", "", *[""] * (len(shared.grid[0]) - 2)])
            await shared.visit()

            assert [entry.why for entry in await shared.entries()] == ["This row has no name to play under"]
            assert shared.cell("bob", "Tiltyard status") == "refused"

    async def test_a_locked_cell_holds_back_no_other_and_is_listed_once(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.do(c.OpenCheckIn)
            await shared.visit()
            shared.rows.locked = {("ann", 5)}
            for name in ("Ann#1", "Bob#1"):
                await shared.do(c.CheckIn, person=await shared.person(name))
            await shared.visit()
            await shared.visit()

            assert shared.cell("Bob#1", "checkin") is True
            assert [(entry.kind, entry.column) for entry in await shared.entries()] == [(EntryKind.LOCKED, "checkin")]
            assert all(one.checked_in for one in (await shared.state()).entrants.values())

            shared.rows.locked = set()
            await shared.visit()
            assert shared.cell("Ann#1", "checkin") is True
            assert await shared.entries() == ()


class TestGrace:
    async def test_unticking_drops_nobody_before_a_while(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            shared.type("Ann#1", "registered", False)
            progress = await shared.visit()

            assert await shared.standing() == {"Ann#1": "registered"}
            assert [entry.kind for entry in await shared.entries()] == [EntryKind.WAITING]
            assert progress.again_in_s == 5.0

            await shared.visit(after_s=121)
            assert await shared.standing() == {"Ann#1": "dropped"}
            assert await shared.entries() == ()

    async def test_what_was_taken_back_in_time_was_never_wished(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            shared.type("Ann#1", "registered", False)
            await shared.visit()
            shared.type("Ann#1", "registered", True)
            await shared.visit(after_s=60)
            shared.type("Ann#1", "registered", False)
            await shared.visit(after_s=70)

            assert await shared.standing() == {"Ann#1": "registered"}

    async def test_a_row_that_was_deleted_drops_its_player_after_a_while_and_does_not_come_back(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.visit()
            del shared.grid[1]
            await shared.visit()
            assert (await shared.standing())["Ann#1"] == "registered"
            assert len(shared.grid) == 2

            await shared.visit(after_s=121)
            await shared.visit()

            assert await shared.standing() == {"Ann#1": "dropped", "Bob#1": "registered"}
            assert len(shared.grid) == 2

    async def test_whoever_returns_after_that_gets_a_row_again(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.visit()
            person = await shared.person("Ann#1")
            del shared.grid[1]
            await shared.visit()
            await shared.visit(after_s=121)
            await shared.do(c.Return, person=person)
            await shared.visit()
            await shared.visit(after_s=500)

            assert (await shared.standing())["Ann#1"] == "registered"
            assert shared.row("Ann#1")[0] == "ann"

    async def test_a_row_that_was_cut_and_pasted_is_the_same_players(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.visit()
            cut = shared.grid.pop(1)
            await shared.visit()
            shared.grid.append(cut)
            await shared.visit(after_s=60)
            await shared.visit(after_s=121)

            assert await shared.standing() == {"Ann#1": "registered", "Bob#1": "registered"}
            assert len((await shared.state()).entrants) == 2


@pytest.fixture
def many():
    return [[f"p{n}", f"P{n}#1", "", "", True, False, f"own {n}"] for n in range(40)]


class TestHeld:
    async def test_a_table_that_was_emptied_is_held_and_can_be_restored(self, open_shared, many):
        async with open_shared(*many) as shared:
            await shared.visit()
            del shared.grid[1:]
            progress = await shared.visit()
            await shared.visit(after_s=500)

            assert "40 players would be dropped" in progress.for_staff
            assert set((await shared.standing()).values()) == {"registered"}
            assert len(shared.grid) == 1
            assert (await shared.app.mirror.suspended(CUP)).why == "40 players would be dropped"

            await shared.app.mirror.restore(CUP)
            await shared.visit()

            assert [row[:2] for row in shared.grid[1:]] == [row[:2] for row in many]
            assert await shared.app.mirror.suspended(CUP) is None

    async def test_what_staff_accept_takes_effect(self, open_shared, many):
        async with open_shared(*many) as shared:
            await shared.visit()
            for row in shared.grid[1:11]:
                row[4] = False
            await shared.visit()
            await shared.app.mirror.accept(CUP)
            await shared.visit()
            await shared.visit(after_s=121)

            assert sorted((await shared.standing()).values()) == ["dropped"] * 10 + ["registered"] * 30
            assert await shared.app.mirror.suspended(CUP) is None

    async def test_what_was_undone_there_is_held_no_longer(self, open_shared, many):
        async with open_shared(*many) as shared:
            await shared.visit()
            before = [list(row) for row in shared.grid]
            for row in shared.grid[1:]:
                row[4] = False
            await shared.visit()
            shared.grid[:] = before
            await shared.visit()

            assert await shared.app.mirror.suspended(CUP) is None

    async def test_a_key_column_that_was_wiped_is_held_and_can_be_restored(self, open_shared, many):
        async with open_shared(*many) as shared:
            await shared.visit()
            for row in shared.grid[1:]:
                row[0] = ""
            await shared.visit()
            assert (await shared.app.mirror.suspended(CUP)).why == "40 rows lost what says whose they are"
            assert len((await shared.state()).entrants) == 40

            await shared.app.mirror.restore(CUP)
            await shared.visit()

            assert [row[0] for row in shared.grid[1:]] == [row[0] for row in many]
            assert len((await shared.state()).entrants) == 40

    async def test_a_key_column_that_was_wiped_is_held_no_longer_once_staff_accept_it(self, open_shared, many):
        async with open_shared(*many) as shared:
            await shared.visit()
            for row in shared.grid[1:]:
                row[0] = ""
            await shared.visit()
            await shared.app.mirror.accept(CUP)
            for _ in range(3):
                await shared.visit(after_s=121)

            assert await shared.app.mirror.suspended(CUP) is None
            assert set((await shared.standing()).values()) == {"registered"}

    @pytest.mark.parametrize("column", [0, 1])
    async def test_a_column_that_was_sorted_without_its_rows_is_held_and_can_be_restored(
        self, open_shared, many, column
    ):
        async with open_shared(*many) as shared:
            await shared.visit()
            names, pairs = await shared.standing(), {row[0]: row[1] for row in shared.grid[1:]}
            for row, cell in zip(shared.grid[1:], [row[column] for row in reversed(shared.grid[1:])], strict=True):
                row[column] = cell
            await shared.visit()

            assert "40 players would have another player's name" in (await shared.app.mirror.suspended(CUP)).why
            assert await shared.standing() == names

            await shared.app.mirror.restore(CUP)
            await shared.visit()
            await shared.visit()

            assert await shared.standing() == names
            assert {row[0]: row[1] for row in shared.grid[1:]} == pairs
            assert await shared.app.mirror.suspended(CUP) is None

    async def test_a_header_that_was_sorted_in_among_the_rows_is_held_until_it_is_back(self, open_shared):
        async with open_shared(ANN, BOB) as shared:
            await shared.visit()
            shared.grid.insert(1, shared.grid.pop(0))
            before = [list(row) for row in shared.grid]
            for _ in range(3):
                await shared.visit(after_s=121)

            assert shared.grid == before
            assert "the header line stands below 1 row of players" in shared.progress.for_staff

            shared.grid.insert(0, shared.grid.pop(1))
            await shared.visit(after_s=121)

            assert await shared.standing() == {"Ann#1": "registered", "Bob#1": "registered"}
            assert await shared.app.mirror.suspended(CUP) is None

    async def test_a_header_that_was_wiped_is_held(self, open_shared, many):
        async with open_shared(*many) as shared:
            await shared.visit()
            header = list(shared.grid[0])
            shared.grid[0][:] = [""] * len(header)
            await shared.visit()
            assert "its columns cannot be told any more" in (await shared.app.mirror.suspended(CUP)).why

            shared.grid[0][:] = header
            await shared.visit()
            assert await shared.app.mirror.suspended(CUP) is None
            assert set((await shared.standing()).values()) == {"registered"}

    async def test_a_few_are_no_suspicion(self, open_shared, many):
        async with open_shared(*many) as shared:
            await shared.visit()
            del shared.grid[1:4]
            await shared.visit()
            await shared.visit(after_s=121)

            assert list((await shared.standing()).values()).count("dropped") == 3


async def test_whoever_was_erased_gets_no_row_and_leaves_no_entry(open_shared):
    async with open_shared(ANN, BOB) as shared:
        await shared.visit()
        shared.type("Ann#1", "checkin", True)
        await shared.visit()
        person = await shared.person("Ann#1")
        (subject,) = await shared.app.privacy.find("Ann#1")
        await shared.app.privacy.erase(subject, actor=Actor("cli", "s1"), reason="asked")
        await shared.visit()

        memory = await shared.app.tables.recall(CUP, SHEET)
        assert person not in {row.person for row in memory.rows}
        assert person not in {entry.person for entry in memory.entries}


class TestWhatAnotherWrote:
    async def test_the_status_of_another_evening_is_written_over(self, open_shared):
        left = ["dropped", "too late"]
        async with open_shared([*ANN, *left], header=[*HEADER, "Tiltyard status", "Tiltyard note"]) as shared:
            await shared.visit()
            await shared.visit()

            assert shared.row("Ann#1")[-2:] == ["registered", ""]
            assert await shared.entries() == ()

    async def test_a_row_that_was_copied_with_its_status_gets_its_own(self, open_shared):
        async with open_shared(ANN, BOB, capacity=2) as shared:
            await shared.visit()
            shared.grid.append(["cleo", "Cleo#1", *shared.row("Bob#1")[2:]])
            await shared.visit()
            await shared.visit()

            assert shared.cell("Cleo#1", "Tiltyard status") == "waitlist 1"
            assert await shared.entries() == ()

    async def test_what_somebody_else_noted_there_stays(self, open_shared):
        noted = ["ask Kim", "paid"]
        async with open_shared([*ANN, *noted], header=[*HEADER, "Tiltyard status", "Tiltyard note"]) as shared:
            await shared.visit()
            await shared.visit()

            assert shared.row("Ann#1")[-2:] == noted

    async def test_after_a_restore_all_of_our_columns_is_from_us(self, open_shared):
        async with open_shared(ANN) as shared:
            await shared.visit()
            shared.type("Ann#1", "Tiltyard status", "waitlist 3")
            shared.type("Ann#1", "Tiltyard note", "of a later journal")
            await shared.app.mirror.go_stale(await shared.state())
            await shared.visit()

            assert shared.row("Ann#1")[-2:] == ["registered", ""]
            assert await shared.entries() == ()


async def test_no_two_tournaments_are_mirrored_in_one_table_unless_one_is_archived(open_shared):
    async with open_shared(ANN) as shared:
        table = await shared.app.tables.fetch(SHEET)
        no = await shared.app.mirror.may_mirror(table, tournament_id("local", "other"))

        assert (no.code, no.which) == ("table_mirrored", f"{SHEET}, cup")
        assert await shared.app.mirror.may_mirror(table, CUP) is None

        await shared.do(c.Archive)

        assert await shared.app.mirror.may_mirror(table, tournament_id("local", "other")) is None


async def test_the_time_of_grace_is_said(open_shared):
    async with open_shared(ANN) as shared:
        await shared.visit()
        shared.type("Ann#1", "registered", False)
        await shared.visit()

        (entry,) = await shared.entries()
        assert f"{shared.clock.now() + timedelta(seconds=120):%H:%M:%S} UTC" in entry.why
