"""
Commands in separate processes reach whoever supervises, and a holder left behind supervises when nobody does.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal

import psutil
import pytest

from tiltyard.errors import PortInUse, SettingsError
from tiltyard.models import ServiceAction, ServiceRequest, ServiceState
from tiltyard_dashboard.supervisor.door import ask
from tiltyard_dashboard.supervisor.errors import StateUnusable
from tiltyard_dashboard.supervisor.manager import Manager
from tiltyard_dashboard.supervisor.records import StateDir

START, STOP, STATUS, RESTART = ServiceAction.START, ServiceAction.STOP, ServiceAction.STATUS, ServiceAction.RESTART


def request(action, *names, keep=False, deadline_s=30.0):
    return ServiceRequest(action, names or ("api",), deadline_s, keep=keep)


def holder_pid(state_dir):
    return int((state_dir / "supervisor.lock").read_text())


@pytest.fixture
async def managed(state_dir):
    """Make managers; those that are left are closed after the test."""
    made = []

    def make(*specs):
        made.append(Manager(specs, state_dir))
        return made[-1]

    yield make
    for manager in made:
        await manager.close()
    await ask(StateDir(state_dir).socket, request(STOP, "api"))


async def test_one_process_starts_another_looks_a_third_stops(command, service, state_dir, bystander, facts):
    specs = service("api"), service("web", depends_on=("api",))

    started = await command("start", *specs, keep=True)
    seen = await command("status", *specs)
    holder = holder_pid(state_dir)
    stopped = await command("stop", *specs)

    assert [state for state, _ in started.values()] == ["running", "running"]
    assert seen == started
    assert [state for state, _ in stopped.values()] == ["stopped", "stopped"]
    assert facts.left_over() == []
    await facts.eventually(lambda: not facts.alive(holder))
    assert not StateDir(state_dir).socket.exists()
    assert facts.alive(bystander.pid)


async def test_the_holder_has_a_session_of_its_own_and_no_secrets(command, service, state_dir, monkeypatch, managed):
    monkeypatch.setenv("TILTYARD_PLUGINS__DISCORD__TOKEN", "very-secret")
    managed()
    await command("start", service(), keep=True)

    holder = psutil.Process(holder_pid(state_dir))

    assert os.getsid(holder.pid) != os.getsid(0)
    assert "very-secret" not in str(holder.environ())
    assert StateDir(state_dir).socket.stat().st_mode & 0o777 == 0o600


async def test_starting_again_finds_them_running(command, service, managed):
    spec = service()
    managed()

    first = await command("start", spec, keep=True)
    again = await command("start", spec, keep=True)

    assert again == first


async def test_two_commands_that_start_at_the_same_time_end_with_one_holder(command, service, managed, trace):
    spec = service()
    managed()

    first, second = await asyncio.gather(command("start", spec, keep=True), command("start", spec, keep=True))

    assert first == second
    assert trace() == ["api begins", "api ready"]


async def test_stopping_what_does_not_run_is_fine(command, service):
    spec = service()

    assert await command("stop", spec) == {"api": ["stopped", None]}
    assert await command("stop", spec) == {"api": ["stopped", None]}


async def test_services_of_a_killed_holder_are_seen_and_taken_over_by_the_next(
    command, service, state_dir, managed, facts
):
    spec = service()
    managed()
    started = await command("start", spec, keep=True)
    killed = holder_pid(state_dir)

    os.kill(killed, signal.SIGKILL)
    await facts.eventually(lambda: not facts.alive(killed))

    assert await command("status", spec) == started
    assert await command("start", spec, keep=True) == started
    assert holder_pid(state_dir) != killed


async def test_services_of_a_killed_holder_can_be_stopped_without_another_and_one_alone(
    command, service, state_dir, facts
):
    specs = service("api"), service("web", depends_on=("api",))
    started = await command("start", *specs, keep=True)
    os.kill(holder_pid(state_dir), signal.SIGKILL)

    stopping = Manager(specs, state_dir)
    (web,) = await stopping.answer(request(STOP, "web"))
    await stopping.close()

    assert web.state is ServiceState.STOPPED
    assert facts.alive(started["api"][1])
    assert (await command("status", *specs))["api"] == started["api"]
    assert [state for state, _ in (await command("stop", *specs)).values()] == ["stopped", "stopped"]
    await facts.eventually(lambda: facts.left_over() == [])


async def test_a_terminated_holder_stops_its_services_in_order(command, service, state_dir, trace, facts):
    specs = service("api"), service("web", depends_on=("api",))
    await command("start", *specs, keep=True)

    os.kill(holder_pid(state_dir), signal.SIGTERM)

    await facts.eventually(lambda: facts.left_over() == [])
    assert trace()[-2:] == ["web ends", "api ends"]


async def test_a_start_that_fails_in_the_holder_is_told_to_the_asker_and_the_holder_ends(
    managed, service, state_dir, stranger, facts
):
    spec = service()
    listening = await stranger(spec.port)

    with pytest.raises(PortInUse) as raised:
        await managed(spec).answer(request(START, keep=True))

    assert (raised.value.pid, raised.value.service) == (listening.pid, "api")
    await facts.eventually(lambda: not StateDir(state_dir).socket.exists())


async def test_a_door_that_cannot_be_opened_is_named_and_the_state_directory_given_back(
    managed, service, state_dir, facts
):
    door = StateDir(state_dir).socket
    door.mkdir(parents=True)
    manager = managed(service())

    with pytest.raises(StateUnusable, match=str(state_dir)):
        await manager.answer(request(START))

    assert facts.left_over() == []
    door.rmdir()
    (running,) = await managed(service()).answer(request(START))
    assert running.state is ServiceState.RUNNING


async def test_a_host_can_be_asked_from_another_process_and_its_services_stopped(managed, service, command, facts):
    spec = service()
    host = managed(spec)
    (running,) = await host.answer(request(START))

    assert await command("status", spec) == {"api": ["running", running.pid]}
    assert await command("stop", spec) == {"api": ["stopped", None]}

    assert [status.state for status in await host.answer(request(STATUS))] == [ServiceState.STOPPED]
    assert facts.left_over() == []


async def test_closing_stops_what_this_process_started(managed, service, facts):
    manager = managed(service())
    await manager.answer(request(START))

    await manager.close()

    assert facts.left_over() == []


async def test_closing_while_a_cancelled_start_is_being_undone_waits_for_it(managed, service, facts, trace):
    manager = managed(service(answer=0))
    starting = asyncio.create_task(manager.answer(request(START)))
    await facts.eventually(lambda: "api begins" in trace())

    starting.cancel()
    await manager.close()

    with pytest.raises(asyncio.CancelledError):
        await starting
    assert facts.left_over() == []


async def test_closing_leaves_a_holders_services_alone(managed, service, command):
    spec = service()
    managed()
    kept = await command("start", spec, keep=True)
    visitor = managed(spec)
    await visitor.answer(request(START))

    await visitor.close()

    assert await command("status", spec) == kept


async def test_what_a_host_started_through_a_holder_is_stopped_with_the_host(managed, service):
    api, web = service("api"), service("web", depends_on=("api",))
    manager = managed(api, web)
    await manager.answer(request(START, "api", keep=True))
    host = managed(api, web)
    await host.answer(request(START, "api", "web"))

    await host.close()

    seen = await manager.answer(request(STATUS, "api", "web"))
    assert [status.state for status in seen] == [ServiceState.RUNNING, ServiceState.STOPPED]


async def test_a_restart_gives_a_new_process(managed, service):
    manager = managed(service())
    (before,) = await manager.answer(request(START))

    (after,) = await manager.answer(request(RESTART))

    assert after.pid != before.pid
    assert after.state is ServiceState.RUNNING


async def test_a_start_whose_asker_leaves_is_undone(managed, service, state_dir, trace, facts):
    api, slow = service("api"), service("slow", depends_on=("api",), answer=0)
    manager = managed(api, slow)
    await manager.answer(request(START, "api", keep=True))
    asking = asyncio.create_task(ask(StateDir(state_dir).socket, request(START, "slow")))
    await facts.eventually(lambda: "slow begins" in trace())

    asking.cancel()

    await facts.eventually(lambda: len(facts.left_over()) == 2)
    assert trace()[-1] == "slow ends"


async def test_the_deadline_of_a_request_holds_and_undoes_what_it_began(managed, service, facts):
    with pytest.raises(Exception, match="start took longer than 1 s"):
        await managed(service(answer=0)).answer(request(START, deadline_s=1.0))

    assert facts.left_over() == []


async def test_a_very_long_state_directory_can_be_reached(tmp_path, service):
    deep = tmp_path.joinpath(*["a-long-directory-name"] * 8)
    spec = service()
    host, visitor = Manager([spec], deep), Manager([spec], deep)
    await host.answer(request(START))

    seen = await visitor.answer(request(STATUS))
    await visitor.answer(request(STOP))

    assert [status.state for status in seen] == [ServiceState.RUNNING]
    assert [status.state for status in await host.answer(request(STATUS))] == [ServiceState.STOPPED]


async def test_nonsense_at_the_door_does_not_disturb_the_holder(managed, service, state_dir):
    manager = managed(service())
    await manager.answer(request(START))
    reader, writer = await asyncio.open_unix_connection(StateDir(state_dir).socket)
    writer.write(json.dumps({"action": "explode"}).encode() + b"\n")

    assert await reader.read() == b""
    writer.close()

    assert [status.state for status in await manager.answer(request(STATUS))] == [ServiceState.RUNNING]


async def test_a_refusal_crosses_the_door_with_its_type(managed, service, free_port):
    spec = service()
    host, visitor = managed(spec), managed(spec)
    await host.answer(request(START))

    with pytest.raises(SettingsError, match="already runs on port"):
        await visitor.answer(ServiceRequest(START, ("api",), 30.0, ports={"api": free_port()}))
