"""
What happens after something was journalled, also when plugins are down and processes die.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tiltyard import hookimpl
from tiltyard.desk.follower import Progress, Runner
from tiltyard.errors import Unavailable
from tiltyard.models import Evidence, Finding, Phase, Rules, Verdict, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import CHECKING
from tiltyard.tournament.text import tournament_id

from .conftest import CUP, STAFF


class Down:
    """A vendor that is away until the test brings it back."""

    up = False

    @hookimpl
    async def verify_player(self, claim):
        if not type(self).up:
            raise Unavailable("Riot is down", retry_after_s=0.05)
        return [Finding("fine", Verdict.VERIFIED, Evidence.SHAPE, canonical=claim.typed_name)]


class Crashes:
    @hookimpl
    async def verify_player(self, claim):
        raise RuntimeError("boom")


async def test_a_vendor_that_is_down_costs_nobody_the_place_and_is_asked_again(open_bench, monkeypatch):
    monkeypatch.setattr("tiltyard.desk.verifier.ASK_AGAIN_FIRST_S", 0.05)
    monkeypatch.setattr(Down, "up", False)
    async with open_bench(Down) as bench:
        await bench.create()
        await bench.sign_up("ann")

        left = await bench.drain(0.02)
        assert "still being checked" in left[0]
        assert await bench.standing() == {"ann#EUW": "pending"}
        assert [one.seated for one in (await bench.state()).entrants.values()] == [True]

        monkeypatch.setattr(Down, "up", True)
        assert await bench.drain(5) == []
        assert await bench.standing() == {"ann#EUW": "registered"}


async def test_a_plugin_that_crashes_leaves_players_pending_and_never_registered(open_bench):
    async with open_bench(Crashes) as bench:
        await bench.create()
        await bench.sign_up("ann")
        await bench.drain(0.1)

        (entrant,) = (await bench.state()).entrants.values()
        assert (entrant.status, entrant.code, entrant.waits_for) == ("pending", "check_failed", "retry")


async def test_a_window_opens_by_the_clock(open_bench):
    opens_at = datetime.now(UTC) + timedelta(seconds=0.2)
    async with open_bench() as bench:
        await bench.create(windows=Windows(check_in_opens_at=opens_at))
        following = asyncio.create_task(bench.app.runner.run())
        seen = 0
        async with asyncio.timeout(5):
            while (await bench.state()).check_in is not Phase.OPEN:
                seen = await bench.app.journal.news.wait(seen, 1)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

        history = await bench.desk.history((await bench.state()).id)
        assert [record.facts["by"] for record in history if record.type == "CheckInOpened"] == ["schedule"]


class Broken:
    name = "broken"
    lease_s = 5.0

    def __init__(self):
        self.seen = []

    async def wants(self, tournament):
        return True

    async def act(self, tournament):
        self.seen.append(tournament)
        raise ValueError("no")


class Counts(Broken):
    name = "counts"

    async def act(self, tournament):
        self.seen.append(tournament)
        return Progress()


@pytest.fixture
def runner_of():
    def runner_of(bench, holder, *followers):
        return Runner(followers, bench.app.journal, bench.app.clock, holder)

    return runner_of


class Overtaken(Counts):
    """Something happens after its runner has looked for news, and before it visits."""

    name = "overtaken"

    def __init__(self, happens):
        super().__init__()
        self.happens = happens

    async def wants(self, tournament):
        if self.happens:
            happens, self.happens = self.happens, None
            await happens()
        return True


async def test_what_happened_before_a_visit_began_is_no_news_after_it(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()
        overtaken = Overtaken(lambda: bench.sign_up("ann"))

        await runner_of(bench, "me", overtaken).drain(5)

        assert overtaken.seen == [CUP]


async def test_one_broken_follower_holds_back_no_other_and_is_named(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()
        counts = Counts()

        left = await runner_of(bench, "me", Broken(), counts).drain(0.05)

        assert left == ["broken: no (given up for now; `tiltyard journal retry broken` tries it again)"]
        assert len(counts.seen) == 1


class Hangs(Broken):
    """Visits two streams at once; one of them does not answer."""

    name = "hangs"
    at_once = 2

    async def act(self, tournament):
        self.seen.append(tournament)
        if tournament.endswith("cup"):
            await asyncio.Event().wait()
        return Progress()


async def test_a_stream_that_hangs_blocks_only_itself(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()
        other = tournament_id("local", "other")
        begin = c.CreateTournament(tournament=other, actor=STAFF, title="Other", rules=Rules(capacity=2))
        await bench.desk.handle(begin)
        hangs = Hangs()
        following = asyncio.create_task(runner_of(bench, "me", hangs).run())
        async with asyncio.timeout(10):
            for visits in (1, 2):
                seen = bench.app.journal.news.count
                while hangs.seen.count(other) < visits:
                    seen = await bench.app.journal.news.wait(seen, 0.05)
                await bench.desk.handle(c.OpenRegistration(tournament=other, actor=STAFF))

        assert len([one for one in hangs.seen if one.endswith("cup")]) == 1
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


class Away(Broken):
    name = "away"

    def __init__(self):
        super().__init__()
        self.asked = asyncio.Event()

    async def act(self, tournament):
        self.asked.set()
        raise Unavailable("the sheet is away")


def levels(lines):
    return {line["follower"]: line["log_level"] for line in lines if line["event"] == "follower_deferred"}


async def test_what_a_one_shot_command_says_in_words_is_not_logged_as_a_warning_too(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()

        with capture_logs() as lines:
            left = await runner_of(bench, "me", Away(), Broken()).drain(0.05)

        assert left == [
            "away: the sheet is away",
            "broken: no (given up for now; `tiltyard journal retry broken` tries it again)",
        ]
        assert levels(lines) == {"away": "info", "broken": "warning"}


async def test_a_host_warns_of_what_it_puts_off(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()
        away = Away()

        with capture_logs() as lines:
            following = asyncio.create_task(runner_of(bench, "me", away).run())
            async with asyncio.timeout(5):
                await away.asked.wait()
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)

        assert levels(lines) == {"away": "warning"}


async def test_a_follower_is_led_by_one_process_and_the_other_says_so(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()
        await bench.app.journal.take_lease("follower:counts", "somebody else", 60)

        assert await runner_of(bench, "me", Counts()).drain(0.02) == ["counts is done by another Tiltyard process"]


async def test_a_dead_leader_is_succeeded_when_its_lease_ends(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()
        await bench.app.journal.take_lease("follower:counts", "killed", 0.2)
        counts = Counts()

        assert await runner_of(bench, "me", counts).drain(5) == []
        assert len(counts.seen) == 1


async def test_a_one_shot_command_beside_a_host_is_done_at_once(open_bench, runner_of):
    async with open_bench() as host, open_bench() as command:
        await host.create()
        following = asyncio.create_task(host.app.runner.run())
        for number in range(5):
            await command.sign_up(f"p{number}")
            assert await command.drain(30) == []
            assert (await command.standing())[f"p{number}#EUW"] in ("registered", "waitlisted")
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_what_was_dealt_with_is_not_visited_again(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()
        counts = Counts()
        runner = runner_of(bench, "me", counts)

        await runner.drain(1)
        await runner.drain(1)

        assert len(counts.seen) == 1


async def test_somebody_may_have_it_looked_at_again_also_by_the_host_that_leads(open_bench, runner_of):
    async with open_bench() as bench:
        await bench.create()
        counts = Counts()
        host, command = (runner_of(bench, holder, counts) for holder in ("host", "command"))
        await host.drain(1)

        await command.look_again("counts", CUP)
        await host.drain(1)
        await host.drain(1)

        assert len(counts.seen) == 2


async def follow(bench, until):
    """Be a host until the state is as it should be; gives that state."""
    following = asyncio.create_task(bench.app.runner.run())
    seen = 0
    try:
        async with asyncio.timeout(5):
            while not until(state := await bench.state()):
                seen = await bench.app.journal.news.wait(seen, 0.1)
            return state
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_a_host_that_begins_on_a_quiet_journal_lets_windows_open(open_bench):
    opens_at = datetime.now(UTC) + timedelta(seconds=0.3)
    async with open_bench() as command:
        await command.create(windows=Windows(check_in_opens_at=opens_at))
        await command.drain()
    async with open_bench() as host:
        state = await follow(host, lambda state: state.check_in is not Phase.NOT_YET)

    assert state.check_in is Phase.OPEN


async def test_who_had_no_verdict_is_asked_about_by_the_next_host(open_bench, monkeypatch):
    monkeypatch.setattr("tiltyard.desk.verifier.ASK_AGAIN_FIRST_S", 0.2)
    monkeypatch.setattr(Down, "up", False)
    async with open_bench(Down) as command:
        await command.create()
        await command.sign_up("ann")
        await command.drain(0.02)
    monkeypatch.setattr(Down, "up", True)
    async with open_bench(Down) as host:
        state = await follow(host, lambda state: all(one.status not in CHECKING for one in state.entrants.values()))

    assert [one.status for one in state.entrants.values()] == ["registered"]


async def test_what_a_leader_was_due_to_do_is_done_by_its_successor(open_bench, runner_of):
    class Returns(Counts):
        lease_s = 0.2

        async def act(self, tournament):
            self.seen.append(tournament)
            return Progress(again_in_s=0.1)

    async with open_bench() as bench:
        await bench.create()
        first, second = Returns(), Returns()
        waiting = asyncio.create_task(runner_of(bench, "second", second).run())
        await runner_of(bench, "first", first).drain(0.05)
        async with asyncio.timeout(5):
            while not second.seen:  # noqa: ASYNC110 # nothing of this is news to the journal
                await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

        assert second.seen[0] == (await bench.state()).id
