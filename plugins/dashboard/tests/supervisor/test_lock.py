"""
One supervisor at a time works in a state directory; the next one is told at once who holds it.
"""

from __future__ import annotations

import asyncio
import os

import pytest

from tiltyard.models import ServiceState
from tiltyard_dashboard.supervisor import AlreadySupervised


async def test_a_second_process_is_refused_at_once_and_told_who_holds_the_directory(host, service, supervise, trace):
    spec = service()
    running = host(spec)
    await asyncio.to_thread(running.stdout.readline)

    with pytest.raises(AlreadySupervised, match=f"pid {running.pid}") as raised:
        await supervise(spec).start()

    assert raised.value.pid == running.pid
    assert trace() == ["api begins", "api ready"]


async def test_the_stop_of_one_that_was_refused_harms_nothing(supervise, service, facts):
    spec = service()
    first, second = supervise(spec), supervise(spec)
    await first.start()
    with pytest.raises(AlreadySupervised, match=f"pid {os.getpid()}"):
        await second.start()
    before = facts.left_over()

    await second.stop()

    assert facts.left_over() == before
    assert [status.state for status in await first.status()] == [ServiceState.RUNNING]


async def test_of_two_that_start_at_the_same_time_one_is_refused(supervise, service, trace):
    spec = service()

    outcomes = await asyncio.gather(supervise(spec).start(), supervise(spec).start(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadySupervised", "NoneType"]
    assert trace() == ["api begins", "api ready"]


async def test_after_a_stop_or_a_failed_start_another_may_supervise(supervise, service):
    first, failing, third = supervise(service()), supervise(service(die=1)), supervise(service())
    await first.start()
    await first.stop()
    with pytest.raises(Exception, match="exit code 1"):
        await failing.start()

    await third.start()

    assert [status.state for status in await third.status()] == [ServiceState.RUNNING]
