"""
The keeper owns the tree and drains the output, whatever the service and the host do.
"""

from __future__ import annotations

import asyncio
import os
import signal

import psutil

from tiltyard.models import ServiceState


async def test_a_flood_of_output_neither_blocks_the_service_nor_outgrows_the_cap(supervise, service, state_dir):
    cap_bytes = 300_000
    supervisor = supervise(service(flood=20_000_000), log_cap_bytes=cap_bytes)

    await supervisor.start()

    log = state_dir / "api.log"
    assert log.stat().st_size <= cap_bytes
    assert log.read_bytes().endswith(b"the flood is over\n")
    assert log.stat().st_mode & 0o777 == 0o600


async def test_orphans_of_the_service_are_reaped(supervise, service, facts):
    supervisor = supervise(service(orphans=40))
    await supervisor.start()
    (status,) = await supervisor.status()

    keeper = psutil.Process(status.pid).parent()

    def left():
        return [child.pid for child in keeper.children(recursive=True)]

    await facts.eventually(lambda: len(left()) == 1)
    assert left() == [status.pid]


async def test_what_the_service_left_behind_is_ended_when_it_dies(supervise, service, tmp_path, facts):
    path = tmp_path / "escaped"
    supervisor = supervise(service(escape=str(path)))
    await supervisor.start()
    await facts.eventually(path.exists)
    (status,) = await supervisor.status()

    os.kill(status.pid, signal.SIGKILL)

    await facts.eventually(lambda: facts.left_over() == [])
    assert not facts.alive(int(path.read_text()))


async def test_a_killed_host_leaves_no_service(host, service, facts):
    running = host(service("api"), service("web", depends_on=("api",)))
    await asyncio.to_thread(running.stdout.readline)
    assert len(facts.left_over()) == 4

    running.kill()

    await facts.eventually(lambda: facts.left_over() == [])


async def test_a_host_that_ends_without_a_stop_leaves_no_service(host, service, facts):
    running = host(service())
    await asyncio.to_thread(running.stdout.readline)

    running.terminate()

    await facts.eventually(lambda: facts.left_over() == [])


async def test_the_next_host_can_start_right_after_a_kill(host, service, supervise):
    spec = service(ignore_term=True)
    running = host(spec)
    await asyncio.to_thread(running.stdout.readline)
    running.kill()
    running.wait()
    supervisor = supervise(spec, stop_within_s=1)

    await supervisor.start()

    assert [status.state for status in await supervisor.status()] == [ServiceState.RUNNING]


async def test_when_its_keeper_is_killed_the_service_is_ended_and_begun_again(supervise, service, facts):
    supervisor = supervise(service())
    await supervisor.start()
    (status,) = await supervisor.status()

    psutil.Process(status.pid).parent().kill()

    await facts.eventually(lambda: facts.left_over() == [])
    (status,) = await supervisor.status()
    assert status.state is ServiceState.BACKOFF
    assert "keeper" in status.last_error
