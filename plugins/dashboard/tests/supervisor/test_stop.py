"""
A stop ends all that is ours, in time, and nothing else.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys

import psutil
import pytest

from tiltyard.models import ServiceSpec, ServiceState


async def test_a_descendant_that_forked_twice_and_left_the_session_is_ended_too(supervise, service, tmp_path, facts):
    path = tmp_path / "escaped"
    supervisor = supervise(service(escape=str(path)), stop_within_s=2)
    await supervisor.start()
    await facts.eventually(path.exists)
    escaped = int(path.read_text())
    assert facts.alive(escaped)

    await supervisor.stop()

    assert not facts.alive(escaped)


async def test_every_link_of_a_shell_chain_is_ended(supervise, service, facts):
    spec = service()
    chain = f"{' '.join(spec.argv[:-1])} '{spec.argv[-1]}' & wait"
    supervisor = supervise(ServiceSpec("api", ("sh", "-c", chain), port=spec.port, health_url=spec.health_url))
    await supervisor.start()
    assert len(facts.left_over()) == 3

    await supervisor.stop()

    assert facts.left_over() == []


async def test_services_that_ignore_the_signal_are_ended_within_the_bound_for_all(supervise, service, facts):
    supervisor = supervise(
        service("api", ignore_term=True), service("web", depends_on=("api",), ignore_term=True), stop_within_s=2
    )
    await supervisor.start()

    async with asyncio.timeout(2):
        await supervisor.stop()

    assert facts.left_over() == []


async def test_a_paused_service_is_ended_by_its_own_handler(supervise, service, trace):
    supervisor = supervise(service())
    await supervisor.start()
    (status,) = await supervisor.status()
    os.kill(status.pid, signal.SIGSTOP)

    await supervisor.stop()

    assert trace()[-1] == "api ends"


async def test_a_client_with_an_open_connection_and_a_bystander_survive(supervise, service, bystander, spawn, facts):
    spec = service()
    supervisor = supervise(spec)
    await supervisor.start()
    connect = f"import socket; s = socket.create_connection(('127.0.0.1', {spec.port})); print('in', flush=True)"
    client = spawn(sys.executable, "-c", f"{connect}; import signal; signal.pause()", stdout=-1)
    await asyncio.to_thread(client.stdout.readline)
    with socket.create_connection(("127.0.0.1", spec.port)):
        await supervisor.stop()

    assert facts.alive(client.pid)
    assert facts.alive(bystander.pid)


async def test_stopping_twice_or_without_a_start_is_fine(supervise, service):
    supervisor = supervise(service())

    await supervisor.stop()
    await supervisor.start()
    await supervisor.stop()
    await supervisor.stop()

    assert [status.state for status in await supervisor.status()] == [ServiceState.STOPPED]


async def test_a_second_caller_waits_for_the_same_stop(supervise, service, trace, facts):
    supervisor = supervise(service())
    await supervisor.start()

    await asyncio.gather(supervisor.stop(), supervisor.stop(), supervisor.stop(["api"]))

    assert facts.left_over() == []
    assert trace().count("api ends") == 1


async def test_a_cancelled_stop_is_finished_before_the_cancellation_is_felt(supervise, service, facts):
    supervisor = supervise(service())
    await supervisor.start()
    stopping = asyncio.create_task(supervisor.stop())
    await asyncio.sleep(0)

    stopping.cancel()

    with pytest.raises(asyncio.CancelledError):
        await stopping
    assert facts.left_over() == []


async def test_only_the_named_service_is_stopped(supervise, service):
    supervisor = supervise(service("api"), service("web", depends_on=("api",)))
    await supervisor.start()

    await supervisor.stop(["web"])

    assert [status.state for status in await supervisor.status()] == [ServiceState.RUNNING, ServiceState.STOPPED]


async def test_a_stop_leaves_no_record_and_no_zombie(supervise, service, state_dir):
    before = psutil.Process().children()
    supervisor = supervise(service())
    await supervisor.start()
    assert (state_dir / "api.pid").exists()

    await supervisor.stop()

    assert not (state_dir / "api.pid").exists()
    assert [child for child in psutil.Process().children() if child not in before] == []
