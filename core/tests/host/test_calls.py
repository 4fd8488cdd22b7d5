"""
Six ways to misbehave, beside a plugin that answers.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from tiltyard import hookimpl, hookspecs
from tiltyard.deadline import time_left_s
from tiltyard.errors import HookFailed, SourceNotFound, Unavailable
from tiltyard.host.breaker import AFTER_FAULTS
from tiltyard.host.isolation import THREADS_EACH
from tiltyard.models import (
    CellChange,
    Finding,
    PersonId,
    PlayerClaim,
    RowChanges,
    RowSource,
    RowTable,
    ServiceAction,
    ServiceRequest,
    ServiceState,
    ServiceStatus,
    Verdict,
    WriteResult,
)

CLAIM = PlayerClaim(PersonId("p"), "Ann#EUW")
SOURCE = RowSource("csv", "x")
CHANGES = RowChanges("r", 0, 0, (CellChange("k", 0, "", "x"),))


def fine(code="fine"):
    return Finding(code, Verdict.VERIFIED, None)


class Good:
    @hookimpl
    async def verify_player(self, claim):
        return [fine()]


class Raises:
    @hookimpl
    async def verify_player(self, claim):
        raise ValueError("oh")


class Exits:
    @hookimpl
    async def verify_player(self, claim):
        raise SystemExit(3)


class Lies:
    @hookimpl
    async def verify_player(self, claim):
        return ["not a finding"]


class Down:
    @hookimpl
    async def verify_player(self, claim):
        raise Unavailable("Riot is down", retry_after_s=7)


class SaysNothing:
    @hookimpl
    async def verify_player(self, claim):
        return None


class Threaded:
    @hookimpl
    def verify_player(self, claim):
        return [fine(threading.current_thread().name)]


async def outcomes(host):
    return {outcome.plugin: outcome for outcome in await host.hooks.verify_player(CLAIM)}


async def test_healthy_answers_survive_and_faults_are_named(open_host):
    async with open_host(good=Good, raises=Raises, exits=Exits, lies=Lies, down=Down, silent=SaysNothing) as host:
        told = await outcomes(host)

    assert [finding.code for finding in told["good"].value] == ["fine"]
    assert str(told["raises"].fault) == "raised: ValueError: oh"
    assert str(told["exits"].fault) == "raised: SystemExit: 3"
    assert "wrong_type" in str(told["lies"].fault)
    assert told["silent"].failure == ""


async def test_a_vendor_that_is_down_is_an_answer_and_no_fault(open_host):
    async with open_host(down=Down) as host:
        told = await outcomes(host)

    assert told["down"].fault is None
    assert told["down"].error.retry_after_s == 7


async def test_a_plain_def_runs_in_a_thread(open_host):
    async with open_host(threaded=Threaded) as host:
        told = await outcomes(host)

    assert told["threaded"].value[0].code.startswith("plugin")


class Manages:
    """Answers `manage_service`, whose deadline the caller sets, in a way the test chooses."""

    behave = staticmethod(lambda: None)

    @hookimpl
    async def manage_service(self, request):
        return await type(self).behave()


REQUEST = ServiceRequest(ServiceAction.STATUS, ("api",))
STATUS = [ServiceStatus("api", ServiceState.RUNNING)]


async def _manage(open_host, *behaviours, deadline_s=0.05):
    plugins = {
        f"p{number}": type(f"P{number}", (Manages,), {"behave": staticmethod(one)})
        for number, one in enumerate(behaviours)
    }
    async with open_host(**plugins) as host:
        return await host.hooks.manage_service.within(deadline_s)(REQUEST)


async def hangs():
    await asyncio.Event().wait()


async def swallows_cancellation():
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        return STATUS


async def nothing():
    return None


async def answers():
    return STATUS


async def test_the_first_that_has_an_answer_answers(open_host):
    assert await _manage(open_host, nothing, answers) == STATUS


async def test_nobody_knows_is_none(open_host):
    assert await _manage(open_host, nothing, nothing) is None


@pytest.mark.parametrize("late", [hangs, swallows_cancellation])
async def test_whoever_misses_the_deadline_is_named(open_host, late):
    with pytest.raises(HookFailed, match=r"p0: .*no answer within 0\.05 s"):
        await _manage(open_host, late)


class BlocksInThread:
    released = threading.Event()

    @hookimpl
    def manage_service(self, request):
        self.released.wait(5)
        return STATUS


async def test_a_blocking_def_is_given_up_at_its_deadline_and_counted_until_it_ends(open_host):
    async with open_host(blocks=BlocksInThread) as host:
        with pytest.raises(HookFailed, match="and it goes on"):
            await host.hooks.manage_service.within(0.05)(REQUEST)
        BlocksInThread.released.set()


HANGING = """
import asyncio, threading
from tiltyard.host.isolation import Isolation

def hangs_in_a_thread():
    threading.Event().wait()

async def swallows_cancellation():
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass

async def main():
    isolation = Isolation()
    print((await isolation.run("p", {code}, {{}}, 0.05)).fault.kind)
    await isolation.close()

asyncio.run(main())
"""


@pytest.mark.parametrize("code", ["hangs_in_a_thread", "swallows_cancellation"])
def test_what_hangs_does_not_keep_the_process_from_ending(code):
    program = HANGING.format(code=code)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True)

    assert (done.stdout, done.stderr) == ("hung\n", "")


class OtherScheme:
    @hookimpl
    async def fetch_rows(self, source):
        return None


class Missing:
    @hookimpl
    async def fetch_rows(self, source):
        raise SourceNotFound("there is no such file")


async def test_a_typed_error_reaches_the_caller_when_nobody_else_answers(open_host):
    async with open_host(missing=Missing, other=OtherScheme) as host:
        with pytest.raises(SourceNotFound, match="no such file"):
            await host.hooks.fetch_rows(SOURCE)


class FailsToWrite:
    @hookimpl
    async def write_rows(self, source, changes):
        raise RuntimeError("half-way")


class AlsoWrites:
    asked = False

    @hookimpl
    async def write_rows(self, source, changes):
        type(self).asked = True


async def test_a_failed_write_is_not_passed_on(open_host):
    async with open_host(a=FailsToWrite, b=AlsoWrites) as host:
        with pytest.raises(HookFailed, match="half-way"):
            await host.hooks.write_rows(SOURCE, CHANGES)

    assert not AlsoWrites.asked


async def test_order_is_settings_then_name(open_host):
    async with open_host(order=["zed"], alpha=Good, zed=Good, mid=Good) as host:
        assert host.hooks.verify_player.answered_by() == ["zed", "alpha", "mid"]


async def test_a_cancelled_caller_cancels_the_plugin(open_host):
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def behave():
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    plugin = type("P", (Manages,), {"behave": staticmethod(behave)})
    async with open_host(p=plugin) as host:
        calling = asyncio.create_task(host.hooks.manage_service.within(5)(REQUEST))
        await begun.wait()
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
        await cancelled.wait()


class NoWords(Exception):
    def __str__(self):
        raise RuntimeError("not even this")


async def leaks_cancellation():
    raise asyncio.CancelledError


async def raises_a_group_with_an_exit():
    raise BaseExceptionGroup("both", [SystemExit(1), ValueError("oh")])


async def cannot_say():
    raise NoWords


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        pytest.param(leaks_cancellation, "CancelledError, though nobody cancelled it", id="leaked-cancellation"),
        pytest.param(raises_a_group_with_an_exit, "BaseExceptionGroup", id="exit-in-a-group"),
        pytest.param(cannot_say, "NoWords: .it cannot say why", id="words-that-raise"),
    ],
)
async def test_odd_ways_to_fail_are_faults_like_others(open_host, behaviour, words):
    with pytest.raises(HookFailed, match=words):
        await _manage(open_host, behaviour, deadline_s=5)


class ForgetsAsync:
    @hookimpl
    def verify_player(self, claim):
        return Good().verify_player(claim)


async def test_a_plain_def_that_returns_a_coroutine_is_told_to_be_async(open_host):
    async with open_host(forgets=ForgetsAsync) as host:
        told = await outcomes(host)

    assert "make it `async def`" in str(told["forgets"].fault)


class Blocks:
    @hookimpl
    async def verify_player(self, claim):
        time.sleep(0.02)  # noqa: ASYNC251 # this is what must not be done
        return [fine()]


async def test_who_keeps_the_loop_to_itself_is_answered_for_and_faulted(open_host, monkeypatch):
    monkeypatch.setattr("tiltyard.host.isolation.BLOCKED_AFTER_S", 0.01)
    async with open_host(blocks=Blocks) as host:
        (told,) = (await outcomes(host)).values()
        tallies = await host.tallies()

    assert told.value == [fine()]
    assert told.failure == ""
    assert "kept the event loop to itself" in str(told.fault)
    assert tallies.of_plugin("blocks").faults == 1


class AsksOthers:
    """Its own deadline is the shorter one."""

    left_s = None
    failure = None

    async def start(self, ctx):
        self.manage = ctx.hooks.first(hookspecs.fetch_rows)

    @hookimpl
    async def manage_service(self, request):
        type(self).left_s = time_left_s()
        try:
            await self.manage(SOURCE)
        except HookFailed as error:
            type(self).failure = str(error)
        return STATUS


class NeverFetches:
    @hookimpl
    async def fetch_rows(self, source):
        await asyncio.Event().wait()


async def test_deadlines_nest_and_who_is_cut_short_is_not_blamed(open_host):
    async with open_host(asks=AsksOthers, never=NeverFetches) as host:
        assert await host.hooks.manage_service.within(0.1)(REQUEST) == STATUS
        tallies = await host.tallies()

    assert 0 < AsksOthers.left_s <= 0.1
    assert "out_of_time" in AsksOthers.failure
    assert tallies.of("never", "fetch_rows").faults == 0


def test_outside_of_a_call_no_time_runs_out():
    assert time_left_s() is None


class FailsForOneSheet:
    asked: ClassVar[list[str]] = []

    @hookimpl
    async def fetch_rows(self, source):
        type(self).asked.append(source.address)
        if source.address == "bad":
            raise RuntimeError("boom")
        return RowTable(source, [["x"]], "1", datetime.now(UTC))


async def test_what_keeps_failing_rests_for_that_source_alone(open_host):
    bad, good = RowSource("gsheet", "bad"), RowSource("gsheet", "good")
    async with open_host(sheets=FailsForOneSheet) as host:
        for _ in range(AFTER_FAULTS):
            with pytest.raises(HookFailed, match="boom"):
                await host.hooks.fetch_rows(bad)
        with pytest.raises(HookFailed, match=r"rests for .* s more after 5 faults in a row"):
            await host.hooks.fetch_rows(bad)

        assert (await host.hooks.fetch_rows(good)).revision == "1"
    assert FailsForOneSheet.asked.count("bad") == AFTER_FAULTS


async def test_a_vendor_that_is_down_for_long_is_asked_as_ever(open_host):
    async with open_host(down=Down) as host:
        told = [await outcomes(host) for _ in range(AFTER_FAULTS + 2)]

    assert {str(one["down"].error) for one in told} == {"Riot is down"}


class SlowWriter:
    """Writes in a thread until the test lets it end."""

    let_end = threading.Event()
    under_way = 0
    most = 0

    @hookimpl
    def write_rows(self, source, changes):
        kind = type(self)
        kind.under_way += 1
        kind.most = max(kind.most, kind.under_way)
        kind.let_end.wait(5)
        kind.under_way -= 1
        return WriteResult("2", ())


async def test_a_late_write_keeps_its_slot_until_it_has_really_ended(open_host):
    async with open_host(slow=SlowWriter) as host:
        write = host.hooks.write_rows.within(0.05)
        with pytest.raises(HookFailed, match="and it goes on"):
            await write(SOURCE, CHANGES)
        with pytest.raises(Unavailable, match="an earlier call is still under way"):
            await write(SOURCE, CHANGES)
        assert host.going_on("slow") == 1

        elsewhere = asyncio.create_task(host.hooks.write_rows.within(5)(RowSource("csv", "other"), CHANGES))
        waiting = asyncio.create_task(host.hooks.write_rows.within(5)(SOURCE, CHANGES))
        await asyncio.sleep(0.05)
        SlowWriter.let_end.set()
        assert [(await one).revision for one in (elsewhere, waiting)] == ["2", "2"]
        assert host.going_on("slow") == 0

    assert SlowWriter.most == 2  # the late one, and the one to another table


class ManyThreads:
    let_end = threading.Event()

    @hookimpl
    def fetch_rows(self, source):
        self.let_end.wait(5)


async def test_a_plugin_that_hangs_in_threads_has_only_so_many(open_host):
    async with open_host(hangs=ManyThreads, good=Threaded) as host:
        fetch = host.hooks.fetch_rows.within(0.05)
        sources = [RowSource("x", str(number)) for number in range(THREADS_EACH + 1)]
        told = await asyncio.gather(*(fetch(source) for source in sources), return_exceptions=True)

        assert [str(one) for one in told if "threads it may have are taken" in str(one)] != []
        assert host.going_on("hangs") == THREADS_EACH
        assert (await outcomes(host))["good"].value != []
        ManyThreads.let_end.set()


async def test_calls_are_counted_with_their_times_and_last_error(open_host):
    async with open_host(good=Good, raises=Raises, down=Down) as host:
        await outcomes(host)
        await outcomes(host)
        tallies = await host.tallies()

    good, raises, down = (tallies.of(name, "verify_player") for name in ("good", "raises", "down"))
    assert (good.calls, good.faults, good.errors) == (2, 0, 0)
    assert good.within_s(0.95) > 0
    assert (raises.faults, raises.last_error) == (2, "raised: ValueError: oh")
    assert (down.faults, down.errors, down.last_error) == (0, 2, "Riot is down")
