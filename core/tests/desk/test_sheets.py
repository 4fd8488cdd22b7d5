"""
Tables: a second import brings only the difference; a bound file mirrors both ways.
"""

from __future__ import annotations

import csv

import pytest

from tiltyard.desk.importer import Importer
from tiltyard.desk.mirror import Mirror
from tiltyard.desk.tables import Tables
from tiltyard.models import Actor, RowSource, Rules
from tiltyard.tournament import commands as c

FORM = Actor("import", "test")
TICKS = "discord,ign,checkin"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "players.csv"

    def write(*rows, header="discord,ign"):
        path.write_text("\n".join([header, *rows]) + "\n")
        return path

    write.path = path
    return write


async def report(bench, path, **named):
    state = await bench.state()
    table = await bench.app.tables.fetch(RowSource("csv", str(path)))
    read = await bench.app.tables.understand(table, named=named, tournament=state.id)
    report = await Importer(bench.desk, bench.app.tables, FORM).run(state.id, read)
    await bench.drain()
    return report


async def bring(bench, path, **named):
    brought = await report(bench, path, **named)
    return {
        result: brought.count(result) for result in ("new", "changed", "unchanged", "refused") if brought.count(result)
    }


async def look(bench):
    """The mirror's next visit, without waiting for it."""
    mirror = next(one for one in bench.app.runner._followers if one.name == "rows")
    return await mirror.act((await bench.state()).id)


async def checked_in(bench):
    return [one.name for one in (await bench.state()).entrants.values() if one.checked_in]


class Killed:
    """The store of a process that is killed before it could keep anything."""

    def __init__(self, store):
        self._store = store
        self.get, self.put = store.get, store.put

    async def change(self, key, change):
        raise ProcessLookupError("killed")


class KilledAfterWriting(Killed):
    """The store of a process that is killed when it has written the table and before it could keep that it has."""

    def __init__(self, store, path):
        super().__init__(store)
        self._path = path
        self._before = path.read_bytes()

    async def change(self, key, change):
        if self._path.read_bytes() == self._before:
            return await self._store.change(key, change)
        return await super().change(key, change)


def rows_of(path):
    return list(csv.DictReader(path.read_text().splitlines()))


class TestImport:
    async def test_file_order_is_order_of_receipt(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()

            assert await bring(bench, file("zoe,Zoe#1", "ann,Ann#1", "bob,Bob#1")) == {"new": 3}
            assert [one.name for one in (await bench.state()).entrants.values() if one.seated] == ["Zoe#1", "Ann#1"]

    async def test_a_second_import_brings_only_the_difference(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=9)
            await bring(bench, file("ann,Ann#1", "bob,Bob", "cleo,Cleo#1"))

            edited = file("ann,Ann#1", "bob,Bob#1", "cleo,Cleo#2", "dan,Dan#1")

            assert await bring(bench, edited) == {"new": 1, "changed": 2, "unchanged": 1}
            assert set((await bench.standing()).values()) == {"registered"}
            assert await bring(bench, edited) == {"unchanged": 4}

    async def test_a_row_that_has_gone_drops_nobody(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bring(bench, file("ann,Ann#1", "bob,Bob#1"))

            await bring(bench, file("bob,Bob#1"))

            assert (await bench.standing())["Ann#1"] == "registered"

    async def test_a_player_who_dropped_stays_out_although_the_file_still_has_them(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bring(bench, file("ann,Ann#1"))
            (ann,) = (await bench.state()).entrants.values()
            await bench.do(c.Drop, person=ann.person)

            assert await bring(bench, file("ann,Ann#1")) == {"unchanged": 1}
            assert await bench.standing() == {"Ann#1": "dropped"}

    async def test_going_back_to_an_older_file_is_a_change_again(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            for name in ("Ann#1", "Ann#2", "Ann#1"):
                await bring(bench, file(f"ann,{name}"))

            assert await bench.standing() == {"Ann#1": "registered"}

    async def test_a_tick_of_the_organiser_counts_once_and_a_check_out_after_it_stands(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bench.do(c.OpenCheckIn)
            await bring(bench, file("ann,Ann#1,TRUE", header=TICKS))
            await bring(bench, file.path)
            (ann,) = (await bench.state()).entrants.values()
            assert ann.checked_in

            await bench.do(c.CheckOut, person=ann.person)

            assert await bring(bench, file("ann,Ann#1,TRUE", "bob,Bob#1,", header=TICKS)) == {"new": 1, "unchanged": 1}
            assert await checked_in(bench) == []
            await bring(bench, file("ann,Ann#1,", "bob,Bob#1,", header=TICKS))
            await bring(bench, file("ann,Ann#1,TRUE", "bob,Bob#1,", header=TICKS))
            assert await checked_in(bench) == ["Ann#1"]

    async def test_a_tick_is_not_forgotten_while_its_column_cannot_be_read(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bench.do(c.OpenCheckIn)
            await bring(bench, file("ann,Ann#1,TRUE", header=TICKS))
            await bring(bench, file.path)
            (ann,) = (await bench.state()).entrants.values()
            await bench.do(c.CheckOut, person=ann.person)

            await bring(bench, file("ann,Ann#1,TRUE", header="discord,ign,was here?"))
            await bring(bench, file("ann,Ann#1,TRUE", header=TICKS))

            assert await checked_in(bench) == []

    async def test_a_tick_that_came_too_early_counts_as_soon_as_it_can(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=1)
            path = file("ann,Ann#1,", "bob,Bob#1,TRUE", header=TICKS)
            await bring(bench, path)
            assert await bring(bench, path) == {"unchanged": 2}

            await bench.do(c.OpenCheckIn)

            assert await bring(bench, path) == {"changed": 1, "unchanged": 1}
            assert await checked_in(bench) == ["Bob#1"]

    async def test_the_same_file_read_by_another_column_says_something_else_of_the_same_players(
        self, open_sheet_bench, file
    ):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=9)
            names = [f"P{number}" for number in range(9)]
            path = file(*(f"{name},{name}#1" for name in names), header="nick,ign")
            await bring(bench, path, ign="nick")

            assert await bring(bench, path, ign="ign") == {"changed": 9}
            assert await bench.standing() == {f"{name}#1": "registered" for name in names}

    async def test_an_import_that_was_killed_does_not_answer_for_what_the_file_says_now(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=9)
            path = file("Ann,Ann#1", header="nick,ign")
            app = bench.app
            killed = Tables(app.host, Killed(app.journal.store("tables")), app.journal.seal)
            table = await killed.fetch(RowSource("csv", str(path)))
            read = await killed.understand(table, named={"ign": "nick"})
            with pytest.raises(ProcessLookupError):
                await Importer(app.desk, killed, FORM).run((await bench.state()).id, read)

            await bring(bench, path, ign="ign")

            assert (await bench.standing())["Ann#1"] == "registered"

    async def test_rows_without_an_account_are_the_same_players_by_another_column_too(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=9)
            rows = [f"{'' if number % 2 else f'p{number}'},P{number},P{number}#1" for number in range(9)]
            path = file(*rows, header="discord,nick,ign")
            await bring(bench, path, ign="nick")

            assert await bring(bench, path, ign="ign") == {"changed": 9}


class TestCorrectedRows:
    """A row without a Discord account is known by its name, and names are corrected."""

    async def test_a_corrected_name_keeps_its_player_and_the_place_in_line(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bring(bench, file("Bob", "Ann#1", "Cleo#1", header="ign"))

            brought = await report(bench, file("Bob#1", "Ann#2", "Cleo#1", header="ign"))

            assert [(one.result, one.was) for one in brought.outcomes] == [
                ("changed", "Bob"),
                ("changed", "Ann#1"),
                ("unchanged", None),
            ]
            assert brought.gone == ()
            # Cleo got the seat that Bob lost for want of a tag; Bob is still the first in line for the next.
            assert await bench.standing() == {"Bob#1": "waitlisted", "Ann#2": "registered", "Cleo#1": "registered"}
            assert [one.order for one in (await bench.state()).entrants.values()] == [1, 2, 3]

    async def test_the_wrong_name_is_free_for_whoever_is_really_called_so(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=9)
            await bring(bench, file("An#1", header="ign"))
            await bring(bench, file("Ann#1", header="ign"))

            assert await bring(bench, file("Ann#1", "An#1", header="ign")) == {"new": 1, "unchanged": 1}
            assert await bench.standing() == {"Ann#1": "registered", "An#1": "registered"}

    async def test_a_player_whose_row_has_gone_stays_in_and_is_named(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create(capacity=9)
            await bring(bench, file("Ann#1", "Bob#1", header="ign"))

            for _ in range(2):
                brought = await report(bench, file("Bob#1", "Eve#1", header="ign"))
                ann, *_ = (await bench.state()).entrants.values()
                assert [one.person for one in brought.gone] == [ann.person]

            assert await bench.standing() == {"Ann#1": "registered", "Bob#1": "registered", "Eve#1": "registered"}
            await bench.do(c.Drop, person=ann.person)
            assert (await report(bench, file.path)).gone == ()

    async def test_a_row_that_came_back_is_the_same_players(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bring(bench, file("Ann#1", "Bob#1", header="ign"))
            await bring(bench, file("Bob#1", header="ign"))

            brought = await report(bench, file("Bob#1", "Ann#1", header="ign"))

            assert (brought.count("unchanged"), brought.gone) == (2, ())

    async def test_the_row_of_a_player_who_dropped_may_be_given_to_another(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bring(bench, file("Ann#1", header="ign"))
            (ann,) = (await bench.state()).entrants.values()
            await bench.do(c.Drop, person=ann.person)

            assert await bring(bench, file("Bob#1", header="ign")) == {"new": 1}
            assert await bench.standing() == {"Ann#1": "dropped", "Bob#1": "registered"}

    async def test_an_account_that_is_filled_in_later_is_its_players(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bring(bench, file(",Ann#1"))

            assert await bring(bench, file("ann,Ann#1")) == {"changed": 1}
            assert await bring(bench, file("ann,Ann#2")) == {"changed": 1}
            assert await bench.standing() == {"Ann#2": "registered"}

    async def test_an_account_that_is_corrected_is_another_account(self, open_sheet_bench, file):
        async with open_sheet_bench() as bench:
            await bench.create()
            await bring(bench, file("an,Ann#1"))

            brought = await report(bench, file("ann,Ann#1"))

            first, second = (await bench.state()).entrants.values()
            assert (first.status, second.code) == ("registered", "identity_duplicate")
            assert [one.person for one in brought.gone] == [first.person]


async def test_a_table_that_is_only_looked_at_keeps_no_columns(open_sheet_bench, file):
    async with open_sheet_bench() as bench:
        await bench.create()
        state = await bench.state()
        table = await bench.app.tables.fetch(RowSource("csv", str(file("ann,Ann#1"))))

        await bench.app.tables.understand(table, named={"ign": "discord"}, tournament=state.id)

        assert (await bench.app.tables.understand(table, tournament=state.id)).mapping.origin == "detected"


class TestBind:
    @pytest.fixture
    async def bound(self, open_sheet_bench, file):
        path = file("ann,Ann#1,x", "bob,Bob#1,", "cleo,Cleo#1,", "dan,Dan,", header="discord,ign,mine")
        async with open_sheet_bench() as bench:
            await bench.create()
            await bench.do(c.OpenCheckIn)
            await bench.do(c.BindRows, source=RowSource("csv", str(path)))
            await bench.drain()
            yield bench, path

    async def test_state_is_written_beside_the_rows_and_nothing_else_changes(self, bound):
        _bench, path = bound

        rows = rows_of(path)

        assert [row["Tiltyard status"] for row in rows] == ["registered", "registered", "waitlist 1", "rejected"]
        assert rows[3]["Tiltyard note"] == "No tag."
        assert [row["mine"] for row in rows] == ["x", "", "", ""]

    async def test_what_happens_here_is_seen_there(self, bound):
        bench, path = bound
        ann, *_ = (await bench.state()).entrants.values()

        await bench.do(c.Drop, person=ann.person)
        await bench.drain()

        assert [row["Tiltyard status"] for row in rows_of(path)][:3] == ["dropped", "registered", "registered"]

    async def test_a_visit_without_news_writes_nothing(self, bound):
        bench, path = bound
        before = path.stat().st_mtime_ns

        await look(bench)

        assert path.stat().st_mtime_ns == before

    async def test_a_row_added_there_signs_up_here_and_a_tick_checks_in(self, bound):
        bench, path = bound
        text = path.read_text().replace("ann,Ann#1,x,registered,FALSE", "ann,Ann#1,x,registered,TRUE")
        path.write_text(text + "eve,Eve#1,,,,\n")

        await look(bench)
        await bench.drain()
        await look(bench)

        state = await bench.state()
        assert [one.name for one in state.entrants.values() if one.checked_in] == ["Ann#1"]
        assert rows_of(path)[4]["Tiltyard status"] == "waitlist 2"

    async def test_a_tick_that_is_set_cleared_and_set_again_counts_each_time(self, bound):
        bench, path = bound
        cleared = path.read_text()
        ticked = cleared.replace("ann,Ann#1,x,registered,FALSE", "ann,Ann#1,x,registered,TRUE")
        seen = []

        for text in (ticked, cleared, ticked, cleared, ticked):
            path.write_text(text)
            await look(bench)
            seen.append(await checked_in(bench))

        assert seen == [["Ann#1"], [], ["Ann#1"], [], ["Ann#1"]]

    async def test_a_tick_is_brought_once_although_the_look_was_not_finished(self, bound):
        bench, path = bound
        app = bench.app
        path.write_text(path.read_text().replace("ann,Ann#1,x,registered,FALSE", "ann,Ann#1,x,registered,TRUE"))
        unfinished = Mirror(app.desk, app.host, Tables(app.host, Killed(app.journal.store("tables")), app.journal.seal))
        with pytest.raises(ProcessLookupError):
            await unfinished.act((await bench.state()).id)
        assert await checked_in(bench) == ["Ann#1"]
        ann, *_ = (await bench.state()).entrants.values()

        await bench.do(c.CheckOut, person=ann.person)
        await look(bench)

        assert await checked_in(bench) == []

    async def test_a_check_out_is_not_undone_by_the_organisers_own_column(self, open_sheet_bench, file):
        path = file("ann,Ann#1,TRUE", header=TICKS)
        async with open_sheet_bench() as bench:
            await bench.create()
            await bench.do(c.OpenCheckIn)
            await bench.do(c.BindRows, source=RowSource("csv", str(path)))
            await bench.drain()
            await look(bench)
            (ann,) = (await bench.state()).entrants.values()
            assert ann.checked_in

            await bench.do(c.CheckOut, person=ann.person)
            await bench.drain()
            await look(bench)

            assert await checked_in(bench) == []
            assert (rows_of(path)[0]["checkin"], rows_of(path)[0]["Tiltyard checked in"]) == ("TRUE", "FALSE")

    async def test_what_somebody_typed_over_stays_and_is_told(self, bound):
        bench, path = bound
        path.write_text(path.read_text().replace("waitlist 1", "my friend"))

        progress = await look(bench)

        assert "typed over" in progress.for_staff
        assert rows_of(path)[2]["Tiltyard status"] == "my friend"

    async def test_a_row_that_was_refused_and_then_accepted_says_so(self, open_sheet_bench, file):
        path = file("ann,Ann#1", "bob,Bob#1")
        async with open_sheet_bench() as bench:
            await bench.do(c.CreateTournament, title="Cup", rules=Rules(capacity=2))
            await bench.do(c.BindRows, source=RowSource("csv", str(path)))
            await bench.drain()
            assert [row["Tiltyard status"] for row in rows_of(path)] == ["refused", "refused"]

            await bench.do(c.OpenRegistration)

            assert await bench.drain() == []
            assert [row["Tiltyard status"] for row in rows_of(path)] == ["registered", "registered"]
            assert [row["Tiltyard note"] for row in rows_of(path)] == ["", ""]

    async def test_a_row_may_be_refused_and_accepted_again_and_again(self, open_sheet_bench, file):
        path = file("ann,,", "bob,Bob#1,", header="discord,ign,registered")
        async with open_sheet_bench() as bench:
            await bench.create()
            await bench.do(c.BindRows, source=RowSource("csv", str(path)))
            await bench.drain()
            statuses = [rows_of(path)[0]["Tiltyard status"]]

            for edit in (("ann,,", "ann,Ann#1,"), ("ann,Ann#1,", "ann,Ann#1,no"), ("ann,Ann#1,no", "ann,Ann#1,yes")):
                path.write_text(path.read_text().replace(*edit))
                await look(bench)
                assert await bench.drain() == []
                statuses.append(rows_of(path)[0]["Tiltyard status"])

            assert statuses == ["refused", "registered", "refused", "registered"]

    async def test_a_corrected_row_keeps_its_player_and_its_cells(self, open_sheet_bench, file):
        path = file("Ann,18:01", "Bo\x01b#1,18:02", header="ign,timestamp")
        async with open_sheet_bench() as bench:
            await bench.create()
            await bench.do(c.BindRows, source=RowSource("csv", str(path)))
            await bench.drain()
            assert [row["Tiltyard status"] for row in rows_of(path)] == ["rejected", "refused"]

            path.write_text(path.read_text().replace("Ann,", "Ann#1,").replace("Bo\x01b#1", "Bob#1"))
            await look(bench)

            assert await bench.drain() == []
            assert [row["Tiltyard status"] for row in rows_of(path)] == ["registered", "registered"]
            assert await bench.standing() == {"Ann#1": "registered", "Bob#1": "registered"}

    async def test_what_was_written_before_a_kill_is_still_ours(self, bound):
        bench, path = bound
        app = bench.app
        ann, bob, cleo, _dan = (await bench.state()).entrants.values()
        await bench.do(c.CheckIn, person=ann.person)
        await bench.do(c.Drop, person=bob.person)
        store = KilledAfterWriting(app.journal.store("tables"), path)
        killed = Mirror(app.desk, app.host, Tables(app.host, store, app.journal.seal))
        with pytest.raises(ProcessLookupError):
            await killed.act((await bench.state()).id)
        assert [row["Tiltyard status"] for row in rows_of(path)][:3] == ["registered", "dropped", "registered"]

        await bench.do(c.CheckOut, person=ann.person)
        await bench.do(c.Drop, person=cleo.person)

        assert await bench.drain() == []
        assert [row["Tiltyard status"] for row in rows_of(path)][:3] == ["registered", "dropped", "dropped"]
        assert [row["Tiltyard checked in"] for row in rows_of(path)][:3] == ["FALSE"] * 3

    async def test_sorting_the_file_puts_nothing_in_the_wrong_row(self, bound):
        bench, path = bound
        header, *rows = path.read_text().splitlines()
        path.write_text("\n".join([header, *reversed(rows)]) + "\n")
        ann, *_ = (await bench.state()).entrants.values()

        await bench.do(c.CheckIn, person=ann.person)
        await bench.drain()

        assert {row["discord"]: row["Tiltyard checked in"] for row in rows_of(path)}["ann"] == "TRUE"
        assert sum(row["Tiltyard checked in"] == "TRUE" for row in rows_of(path)) == 1
