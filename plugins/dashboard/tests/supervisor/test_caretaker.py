"""
What ends or hangs is begun again, a while later each time, and left alone when that does not help. Real services; the
clock is the test's, so nobody waits thirty seconds.
"""

from __future__ import annotations

import os
import signal

import pytest

from tiltyard.models import ServiceState
from tiltyard.testing.clock import FakeClock
from tiltyard_dashboard.supervisor.caretaker import LOOK_EVERY_S
from tiltyard_dashboard.supervisor.life import BEATS, STRIKES
from tiltyard_dashboard.supervisor.restarts import AT_MOST

RUNNING, BACKOFF, FAILED = ServiceState.RUNNING, ServiceState.BACKOFF, ServiceState.FAILED


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def cared_for(supervise, clock, facts):
    """A supervisor on the test's clock, with what its tests ask it again and again."""

    class CaredFor:
        def __init__(self, *specs):
            self.supervisor = supervise(*specs, clock=clock, jitter=lambda: 0.0, stop_within_s=2)

        def life(self, name="api"):
            return self.supervisor._lives[name]

        async def status(self, name="api"):
            return next(one for one in await self.supervisor.status() if one.name == name)

        async def until(self, state, name="api"):
            await facts.eventually(lambda: self.life(name).state is state)
            await clock.settle()

        async def look(self):
            await facts.eventually(lambda: clock._sleepers)  # the look before is over
            seen = self.life().health[-1] if self.life().health else None
            await clock.advance(LOOK_EVERY_S)
            await facts.eventually(lambda: self.life().health and self.life().health[-1] is not seen)

    return CaredFor


async def test_what_ended_is_begun_again_after_a_second(cared_for, service, clock):
    cared = cared_for(service())
    await cared.supervisor.start()
    before = await cared.status()
    os.kill(before.pid, signal.SIGKILL)
    await cared.until(BACKOFF)

    await clock.advance(0.9)
    assert (await cared.status()).state is BACKOFF
    await clock.advance(0.1)
    await cared.until(RUNNING)

    after = await cared.status()
    assert (after.restarts, after.last_error, after.port) == (1, "", before.port)
    assert after.pid != before.pid


async def test_a_crash_loop_ends_as_failed_with_the_reason_and_the_way_back(cared_for, service, clock, facts):
    cared = cared_for(service(flood=100))
    await cared.supervisor.start()
    for round_ in range(AT_MOST + 1):
        os.kill((await cared.status()).pid, signal.SIGKILL)
        await cared.until(FAILED if round_ == AT_MOST else BACKOFF)
        await clock.advance(2.0**round_)
        if round_ < AT_MOST:
            await cared.until(RUNNING)

    status = await cared.status()
    assert status.restarts == AT_MOST
    assert "SIGKILL" in status.last_error
    assert "the flood is over" in status.last_error
    assert "begun again 5 times within 10 minutes" in status.last_error
    await facts.eventually(lambda: facts.left_over() == [])
    await cared.supervisor.start()
    assert (await cared.status()).restarts == 0


async def test_what_hangs_is_begun_again_after_three_looks_and_counts_anew(cared_for, service, clock):
    cared = cared_for(service(answer_later=500))
    await cared.supervisor.start()
    before = await cared.status()

    for _ in range(STRIKES):
        assert (await cared.status()).pid == before.pid
        await cared.look()
    await cared.until(BACKOFF)
    assert "answered 500" in (await cared.status()).last_error
    await cared.life().kept.gone.wait()
    await clock.settle()
    await clock.advance(1.0)
    await cared.until(RUNNING)
    await cared.look()

    after = await cared.status()
    assert after.pid != before.pid
    assert after.restarts == 1
    assert after.state is RUNNING  # a strike of the run before does not count


async def test_one_good_answer_forgives_the_bad_ones_before_it(cared_for, service, tmp_path):
    switch = tmp_path / "unwell"
    cared = cared_for(service(unwell_while=str(switch)))
    await cared.supervisor.start()

    for unwell in (True, True, False, True, True):
        switch.touch() if unwell else switch.unlink()
        await cared.look()

    status = await cared.status()
    assert (status.state, status.restarts) == (RUNNING, 0)
    assert [beat.ok for beat in status.health] == [False, False, True, False, False]


async def test_looks_tell_what_the_whole_tree_uses_and_the_last_thirty_are_kept(cared_for, service):
    cared = cared_for(service())
    await cared.supervisor.start()
    for _ in range(BEATS + 2):
        await cared.look()

    status = await cared.status()
    assert len(status.health) == BEATS
    assert status.rss_bytes > 1 << 20
    assert status.cpu_percent is not None
    assert status.uptime_s == (BEATS + 2) * LOOK_EVERY_S


async def test_a_slow_starter_is_not_asked_before_it_is_ready(cared_for, service, clock):
    cared = cared_for(service(answer=0, grace=0.3))

    with pytest.raises(Exception, match="was not ready within"):
        await cared.supervisor.start()

    await clock.advance(10 * LOOK_EVERY_S)
    assert (await cared.status()).health == ()


async def test_what_depends_on_it_keeps_running_and_is_shown_as_degraded(cared_for, service, clock):
    cared = cared_for(service(), service("web", depends_on=("api",)))
    await cared.supervisor.start()
    web = await cared.status("web")

    os.kill((await cared.status()).pid, signal.SIGKILL)
    await cared.until(BACKOFF)
    degraded = await cared.status("web")
    await clock.advance(1.0)
    await cared.until(RUNNING)
    after = await cared.status("web")

    assert (web.degraded, degraded.degraded, after.degraded) == ((), ("api",), ())
    assert web.pid == degraded.pid == after.pid


async def test_a_stop_during_the_pause_ends_it_all(cared_for, service, clock, facts, trace):
    cared = cared_for(service())
    await cared.supervisor.start()
    os.kill((await cared.status()).pid, signal.SIGKILL)
    await cared.until(BACKOFF)

    await cared.supervisor.stop()
    await clock.advance(60)

    assert (await cared.status()).state is ServiceState.STOPPED
    assert facts.left_over() == []
    assert trace().count("api begins") == 1


async def test_a_program_that_cannot_run_any_more_is_given_up_at_once(cared_for, service):
    cared = cared_for(service(die_when_asked=127))
    await cared.supervisor.start()
    os.kill((await cared.status()).pid, signal.SIGUSR1)
    await cared.until(FAILED)

    status = await cared.status()
    assert status.restarts == 0
    assert "exit code 127" in status.last_error
