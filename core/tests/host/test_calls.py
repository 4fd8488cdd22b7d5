"""
Six ways to misbehave, beside a plugin that answers.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from tiltyard import hookimpl
from tiltyard.errors import HookFailed, SourceNotFound, Unavailable
from tiltyard.models import (
    CellChange,
    Finding,
    PersonId,
    PlayerClaim,
    RowChanges,
    RowSource,
    ServiceAction,
    ServiceRequest,
    ServiceState,
    ServiceStatus,
    Verdict,
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


def test_a_thread_that_hangs_does_not_keep_the_process_from_ending():
    program = """
import asyncio, threading
from tiltyard.host.isolation import Isolation

def hang():
    threading.Event().wait()

async def main():
    isolation = Isolation()
    print((await isolation.run(hang, {}, 0.05)).fault.kind)
    await isolation.close()

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True)

    assert done.stdout == "hung\n"


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
