"""
A tournament in Google Sheets from end to end: a host, people who sign up, an organiser who works in the sheet, and
Google, which is slow, full, closed or away. In the end the sheet says what the tournament says, and nobody stands in it
twice.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import suppress

import pytest
import sheet_cups
import sheet_host
from sheet_cups import Cup, account, add_sheet, name, open_cup, open_host, row, settings_for, wait_for

from tiltyard.rows.entries import EntryKind
from tiltyard.testing.google_sheets import ROBOT, Formula, Quota
from tiltyard.tournament import commands as c

NEVER_S = 3600.0
"""A sheet that is only looked at when something happens here."""


@pytest.fixture
def bound(google_sheets, tmp_path):
    """`bound(book, ...)`: a host with a tournament that is bound to the sheet."""
    return lambda book, **settings: open_cup(google_sheets, tmp_path / "data", book, **settings)


async def visit(cup):
    """Calls of one visit: reads and writes."""
    reads, writes = cup.calls()
    await next(one for one in cup.app.runner.followers if one.name == "rows").act(sheet_cups.CUP)
    reads_now, writes_now = cup.calls()
    return reads_now - reads, writes_now - writes


class TestWhatItCosts:
    @pytest.mark.slow
    async def test_512_rows_are_a_read_to_refresh_and_a_write_to_reset(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets), refresh_s=NEVER_S, flush_s=0.0) as cup:
            async with cup.paused():
                for number in range(512):
                    await cup.sign_up(number)
                    await cup.check_in(number)
            await cup.agree()
            await cup.quiet()
            assert await visit(cup) == (1, 0)

            reads, writes = cup.calls()
            await cup.do(c.ResetCheckIns, reason="once more")
            await cup.agree()
            await cup.quiet()

            assert not any(here for _, _, here in cup.sheet().values())
            assert cup.calls() == (reads + 1, writes + 1)

    @pytest.mark.slow
    async def test_a_hundred_changes_between_two_visits_are_a_read_and_a_write(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets, 100), refresh_s=NEVER_S) as cup:
            await cup.agree()
            await cup.quiet()
            reads, writes = cup.calls()
            async with cup.paused():
                for number in range(90):
                    await cup.check_in(number)
                for number in range(90, 100):
                    await cup.drop(number)
            await cup.agree()
            await cup.quiet()

            assert cup.calls() == (reads + 1, writes + 1)

    async def test_thirty_sign_ups_between_two_visits_are_a_write_and_one_more_when_they_are_verified(
        self, google_sheets, bound
    ):
        async with bound(add_sheet(google_sheets), refresh_s=NEVER_S) as cup:
            await cup.quiet()
            _, writes = cup.calls()
            async with cup.paused():
                for number in range(30):
                    await cup.sign_up(number)
            await cup.agree()
            await cup.quiet()

            assert cup.calls()[1] - writes <= 2

    async def test_a_check_in_or_a_drop_by_itself_is_a_read_and_a_write(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets, 3), refresh_s=NEVER_S) as cup:
            await cup.agree()
            await cup.quiet()
            for ask in (cup.check_in, cup.drop):
                for number in range(3):
                    reads, writes = cup.calls()
                    await ask(number)
                    await cup.agree()
                    await cup.quiet()

                    assert cup.calls() == (reads + 1, writes + 1), ask.__name__

    async def test_looks_without_news_write_nothing(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets, 5), refresh_s=NEVER_S, flush_s=0.0) as cup:
            await cup.agree()
            await cup.quiet()

            assert [await visit(cup), await visit(cup)] == [(1, 0), (1, 0)]


async def answers(value):
    """What can be waited for."""
    return value


def away(service, _book):
    service.fail(503, times=10_000)
    return service.heal, "HTTP 503"


def revoked(service, _book):
    service.accounts.revoke(ROBOT)
    service.accounts.expire()
    return lambda: service.accounts.restore(ROBOT), "service account"


def used_up(service, _book):
    service.quota = Quota(reads=0, writes=0, window_s=NEVER_S)
    return lambda: setattr(service, "quota", None), "no more requests"


def unshared(service, book):
    service.unshare(book, ROBOT)
    return lambda: service.share(book, ROBOT), ROBOT


class TestOutage:
    @pytest.mark.parametrize("begin", [away, revoked, used_up, unshared])
    async def test_sign_ups_go_on_and_all_of_it_lands_once(self, google_sheets, bound, begin):
        book = add_sheet(google_sheets, 5)
        async with bound(book, refresh_s=NEVER_S, quota_window_s=1.0) as cup:
            await cup.agree()
            await cup.quiet()
            before = google_sheets.count()
            end, word = begin(google_sheets, book)
            for number in range(5, 45):
                await cup.sign_up(number)
                await cup.check_in(number - 5)
                await asyncio.sleep(0.05)
            await wait_for(lambda: is_told(cup))

            assert len((await cup.state()).entrants) == 45
            assert word in (await cup.trouble()).why
            during = google_sheets.count() - before
            end()
            await cup.agree()

            assert during <= 25, "a storm"
            await wait_for(lambda: is_well(cup))
            assert len(cup.rows()) == 45

    async def test_a_write_whose_answer_was_lost_is_not_done_twice(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets, 2), refresh_s=NEVER_S) as cup:
            await cup.agree()
            await cup.quiet()
            google_sheets.fail(503, when="after", kind="writes", times=2)
            for number in range(2, 12):
                await cup.sign_up(number)
            await cup.agree()

            assert len(cup.rows()) == 12


async def is_told(cup):
    return await cup.trouble() is not None


async def is_well(cup):
    return await cup.trouble() is None


class TestPeople:
    async def test_a_protected_row_holds_back_no_other(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets, 4), refresh_s=NEVER_S) as cup:
            await cup.agree()
            await cup.quiet()
            cup.human.protect("A2:Z2")
            for number in range(4):
                await cup.check_in(number)
            await wait_for(lambda: answers(all(cup.cell(number, "Check-in") for number in (1, 2, 3))))
            await cup.quiet()

            assert cup.cell(0, "Check-in") is False
            locked = [one for one in await cup.entries() if one.kind is EntryKind.LOCKED]
            assert {one.row_number for one in locked} == {2}
            cup.human.unprotect()
            await cup.drop(3)
            await cup.agree()

    async def test_a_sort_between_our_read_and_our_write_checks_nobody_else_in(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets, 20), refresh_s=NEVER_S) as cup:
            await cup.agree()
            await cup.quiet()
            for turn in range(6):
                google_sheets.before("writes", lambda turn=turn: cup.human.sort("B", descending=turn % 2 == 0))
                await cup.check_in(turn)
                await cup.sign_up(20 + turn)
                await cup.agree()

            assert [cup.cell(number, "My notes") for number in range(20)] == [f"note {number}" for number in range(20)]

    async def test_whoever_rearranges_the_sheet_finds_everything_in_its_place(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets, 8), refresh_s=0.3) as cup:
            await cup.agree()
            steps = [
                lambda: cup.human.rename_tab("Spieler & Gäste"),
                lambda: cup.human.type("B1", "Riot-ID (mit Tag)"),
                lambda: cup.human.insert_columns("B"),
                lambda: cup.human.move_columns("F", before="A"),
                lambda: cup.human.insert_rows(3, 2),
                lambda: cup.human.sort("C"),
            ]
            for number, step in enumerate(steps):
                step()
                await cup.check_in(number)
                await cup.sign_up(20 + number)
                await wait_for(lambda number=number: is_written(cup, number))

            assert await cup.app.mirror.suspended(sheet_cups.CUP) is None
            accounts = [one["Discord"] for one in cup.rows()]
            assert sorted(accounts) == sorted(account(n) for n in (*range(8), *range(20, 26)))
            assert {cup.cell(n, "My notes") for n in range(8)} == {f"note {n}" for n in range(8)}
            assert {cup.cell(n, "Riot-ID (mit Tag)") for n in range(8)} == {name(n) for n in range(8)}
            assert [cup.cell(n, "Check-in") for n in range(8)] == [True] * 6 + [False] * 2
            blank = {cell for one in cup.rows() for header, cell in one.items() if header is None}
            assert blank <= {None}

    async def test_what_an_organiser_types_is_brought_while_people_sign_up(self, google_sheets, bound):
        async with bound(add_sheet(google_sheets, 5), refresh_s=0.3) as cup:
            await cup.agree()
            cup.human.type(cup.place(1, "Pronouns"), "she/her")
            cup.human.tick(cup.place(2, "Check-in"))
            cup.human.sort("B", descending=True)
            await cup.sign_up(5)
            await wait_for(lambda: is_brought(cup))
            await cup.agree()

    async def test_names_like_formulas_and_long_ids_stay_text(self, google_sheets, bound):
        names = ["=IMPORTXML(1)#1", "+49#1", "-1#1", "@SUM#1", "'quoted#1", "0012#1", "1e5#1", "TRUE#1"]
        async with bound(add_sheet(google_sheets), refresh_s=0.3) as cup:
            for number, typed in enumerate(names):
                await cup.sign_up(number, typed_name=typed)
            await cup.agree()
            await cup.quiet(for_s=0.2)

            assert [one["Riot ID"] for one in cup.rows()] == names
            assert [one["Discord"] for one in cup.rows()] == [account(number) for number in range(len(names))]
            cells = [cell.entered for line in cup.book.tab(0).rows for cell in line if cell.entered is not None]
            assert not [one for one in cells if isinstance(one, Formula)]
            assert list((await cup.players()).values()) == [(typed, True, False) for typed in names]

    async def test_checkboxes_with_values_of_their_own_get_those(self, google_sheets, bound):
        book = google_sheets.add("Cup", [sheet_cups.HEADER, *([*row(n)[:3], "yes", "no", ""] for n in range(4))])
        human = google_sheets.human(book)
        human.add_checkboxes("D2:E50", ticked="yes", unticked="no")
        async with bound(book, refresh_s=0.3) as cup:
            await cup.agree()
            await cup.check_in(0)
            await cup.sign_up(4)
            await cup.drop(1)
            await cup.agree()
            cup.human.tick(cup.place(2, "Check-in"))
            await wait_for(lambda: is_here(cup, 2))

            ticks = [(one["Registered"], one["Check-in"]) for one in cup.rows()]
            assert ticks == [("yes", "yes"), ("no", "no"), ("yes", "yes"), ("yes", "no"), ("yes", "no")]


async def is_written(cup, number):
    with suppress(StopIteration):
        return cup.cell(number, "Check-in") is True and bool(cup.cell(20 + number, "Check-in") is False)
    return False


async def is_brought(cup):
    members = {m.typed_name: m for one in (await cup.state()).entrants.values() for m in one.members}
    return members[name(1)].pronouns == "she/her" and members[name(2)].checked_in


async def is_here(cup, number):
    return (await cup.players())[account(number)][2]


@pytest.mark.slow
async def test_a_host_killed_in_the_middle_of_its_writes_leaves_no_doubles(google_sheets, tmp_path):
    book = add_sheet(google_sheets, 3)
    settings = settings_for(google_sheets, tmp_path / "data")
    async with open_host(settings) as app:
        cup = await Cup(app, google_sheets, book).begin()
        await cup.agree()
    told = {"data_dir": str(settings.data_dir), "sheets": settings.plugins.tables["sheets"]}
    argv = [sys.executable, sheet_host.__file__, json.dumps(told)]

    log = tmp_path / "host.log"

    def start(last):
        with log.open("w") as file:
            return subprocess.Popen([*argv, "3", str(last)], stdout=subprocess.PIPE, stderr=file, text=True)

    for kills in range(1, 6):
        # Killed while a write is on the way, which is applied and nobody hears of it; or before it could write.
        host = start(3 + 8 * kills)
        google_sheets.before("writes" if kills % 2 else "reads", host.kill)
        await asyncio.to_thread(host.communicate, timeout=60)
    host = start(43)
    try:
        said = await asyncio.to_thread(lambda: any(line == "done\n" for line in host.stdout))  # below what it logs
        assert said, log.read_text()
        async with open_host(settings_for(google_sheets, tmp_path / "data", refresh_s=NEVER_S)) as app:
            cup = Cup(app, google_sheets, book)
            await cup.agree()
    finally:
        host.kill()
        host.communicate()

    assert len(cup.rows()) == 43
    assert [cup.cell(number, "My notes") for number in range(3)] == [f"note {number}" for number in range(3)]
