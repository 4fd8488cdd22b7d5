"""
A start either ends with everything ready, or leaves nothing behind and says why.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from contextlib import contextmanager

import pytest
from attrs import evolve

from tiltyard.errors import BadInput, PortInUse, SettingsError, Unavailable
from tiltyard.models import ServiceSpec, ServiceState
from tiltyard_dashboard.supervisor import ServiceFailed
from tiltyard_dashboard.supervisor.errors import StateUnusable


async def states(supervisor):
    return {status.name: status.state for status in await supervisor.status()}


async def test_each_service_begins_when_those_before_it_are_ready_and_ends_before_them(supervise, service, trace):
    supervisor = supervise(service("web", depends_on=("api",)), service("api"))

    await supervisor.start()
    await supervisor.stop()

    assert trace() == ["api begins", "api ready", "web begins", "web ready", "web ends", "api ends"]


async def test_a_running_service_is_reported_with_its_own_pid_and_address(supervise, service, fetch):
    spec = service()
    supervisor = supervise(spec)

    await supervisor.start()

    (status,) = await supervisor.status()
    assert (await fetch(spec))["pid"] == status.pid
    assert (status.state, status.url) == (ServiceState.RUNNING, f"http://127.0.0.1:{spec.port}")


async def test_services_that_need_each_other_are_refused_with_the_circle_and_nothing_starts(supervise, service, trace):
    supervisor = supervise(service("api", depends_on=("web",)), service("web", depends_on=("api",)))

    with pytest.raises(SettingsError, match=r"circle.*(api -> web|web -> api)"):
        await supervisor.start()

    assert trace() == []


async def test_a_stranger_on_any_port_is_named_and_left_alone_and_nothing_starts(
    supervise, service, stranger, trace, facts
):
    api, web = service("api"), service("web", depends_on=("api",))
    listening = await stranger(web.port)

    with pytest.raises(PortInUse) as raised:
        await supervise(api, web).start()

    assert (raised.value.port, raised.value.service, raised.value.pid) == (web.port, "web", listening.pid)
    assert facts.alive(listening.pid)
    assert trace() == []
    assert facts.left_over() == []


async def test_all_ports_that_are_taken_are_named_at_once(supervise, service, stranger, trace):
    api, web = service("api"), service("web", depends_on=("api",))
    first, second = await stranger(api.port), await stranger(web.port)

    with pytest.raises(PortInUse) as raised:
        await supervise(api, web).start()

    for words in (
        f"port {api.port} is taken by",
        f"pid {first.pid}",
        f"port {web.port} is taken by",
        f"pid {second.pid}",
    ):
        assert words in str(raised.value)
    assert raised.value.next_step == "Stop those programs, or choose other ports with --api-port and --web-port."
    assert trace() == []


async def test_a_port_that_another_tiltyard_holds_is_told_as_that(supervise, service, stranger):
    spec = service()
    await stranger(spec.port, "-m", "tiltyard_dashboard.api")

    with pytest.raises(PortInUse, match=r"taken by process \S+ of another Tiltyard \(pid"):
        await supervise(spec).start()


async def test_a_port_named_only_in_the_health_address_is_looked_at_too(supervise, service, stranger):
    spec = evolve(service(), port=None)
    port = int(spec.argv[4])
    await stranger(port)

    with pytest.raises(PortInUse, match=str(port)):
        await supervise(spec).start()


async def test_a_stranger_who_answers_in_the_place_of_our_service_is_not_taken_for_it(supervise, service, trace, facts):
    spec = service(answer=0)
    starting = asyncio.create_task(supervise(spec).start())
    await facts.eventually(lambda: "api begins" in trace())

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", spec.port):
        with pytest.raises(PortInUse) as raised:
            await starting

    assert raised.value.pid == os.getpid()
    assert facts.left_over() == []


async def test_a_service_that_is_never_ready_is_rolled_back_with_those_before_it(supervise, service, trace, facts):
    supervisor = supervise(service("api"), service("web", depends_on=("api",), answer=503, grace=0.6))

    with pytest.raises(ServiceFailed, match=r"web was not ready within 0\.6 s"):
        await supervisor.start()

    assert trace()[-2:] == ["web ends", "api ends"]
    assert facts.left_over() == []
    assert await states(supervisor) == {"api": ServiceState.STOPPED, "web": ServiceState.FAILED}


async def test_a_service_that_ends_during_the_start_is_reported_with_its_exit_code_and_last_lines(
    supervise, service, facts
):
    supervisor = supervise(service(die=3))

    with pytest.raises(ServiceFailed, match="exit code 3") as raised:
        await supervisor.start()

    assert raised.value.exit_code == 3
    assert raised.value.last_lines == ("about to fail", "no such database")
    assert facts.left_over() == []
    (status,) = await supervisor.status()
    assert "no such database" in status.last_error


async def test_a_service_that_a_signal_ends_is_reported_with_the_signal(supervise, service):
    with pytest.raises(ServiceFailed, match="SIGKILL") as raised:
        await supervise(service(die_by=signal.SIGKILL)).start()

    assert raised.value.signal == signal.SIGKILL


async def test_a_program_that_does_not_exist_is_reported_as_such(supervise, facts):
    supervisor = supervise(ServiceSpec("api", ("no-such-program",)))

    for _ in range(2):
        with pytest.raises(ServiceFailed, match=r"could not be started: .*no-such-program"):
            await supervisor.start()

    assert facts.left_over() == []
    assert not supervisor.runs
    await supervise(ServiceSpec("api", ("sleep", "60"))).start()


@contextmanager
def no_room_for_a_record(state_dir):
    """The disk is full when a service's record is to be written."""
    really = os.open

    def full(path, *flags, **more):
        if ".api.pid" in str(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return really(path, *flags, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", full)
        yield "No space left on device"


@contextmanager
def no_interpreter(state_dir):
    """The keeper itself cannot be spawned."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        yield "/nowhere/python"


@pytest.mark.parametrize("obstacle", [no_room_for_a_record, no_interpreter])
async def test_a_start_that_the_system_refuses_leaves_nothing_behind_and_can_be_tried_again(
    obstacle, supervise, service, state_dir, facts
):
    spec = service()
    supervisor, next_one = supervise(spec), supervise(spec)

    with obstacle(state_dir) as words:
        for _ in range(2):
            with pytest.raises(ServiceFailed, match=f"api could not be started: .*{words}"):
                await supervisor.start()
        (status,) = await supervisor.status()
    assert (status.state, status.pid) == (ServiceState.FAILED, None)
    assert words in status.last_error
    assert facts.left_over() == []
    assert not (state_dir / "api.pid").exists()

    await next_one.start()
    assert await states(next_one) == {"api": ServiceState.RUNNING}


async def test_the_first_service_is_ended_when_the_system_refuses_the_second(supervise, service, state_dir, facts):
    supervisor = supervise(service("web"), service("api", depends_on=("web",)))

    with no_room_for_a_record(state_dir), pytest.raises(ServiceFailed, match="api could not be started"):
        await supervisor.start()

    assert facts.left_over() == []
    assert await states(supervisor) == {"web": ServiceState.STOPPED, "api": ServiceState.FAILED}


@pytest.mark.parametrize("in_the_way", [".", "token", "supervisor.lock"])
async def test_a_state_directory_that_cannot_be_used_is_named_and_not_held(in_the_way, supervise, service, state_dir):
    supervisor = supervise(service())
    if in_the_way == ".":
        state_dir.write_text("a file where the directory belongs")
    else:
        (state_dir / in_the_way).mkdir(parents=True)  # a directory where a file belongs

    with pytest.raises(StateUnusable, match=rf"state directory cannot be used: {state_dir}: .*data_dir"):
        await supervisor.start()

    state_dir.unlink() if in_the_way == "." else (state_dir / in_the_way).rmdir()
    await supervise(service()).start()


async def test_a_service_that_dies_while_the_next_one_starts_fails_the_start(supervise, service, trace, facts):
    supervisor = supervise(service("api"), service("web", depends_on=("api",), answer=0))
    starting = asyncio.create_task(supervisor.start())
    await facts.eventually(lambda: "web begins" in trace())
    api, _ = await supervisor.status()

    os.kill(api.pid, signal.SIGKILL)

    with pytest.raises(ServiceFailed, match="api was ended by SIGKILL"):
        await starting
    assert facts.left_over() == []


async def test_a_cancelled_start_leaves_nothing_behind(supervise, service, trace, facts):
    supervisor = supervise(service("api"), service("web", depends_on=("api",), answer=0))
    starting = asyncio.create_task(supervisor.start())
    await facts.eventually(lambda: "web begins" in trace())

    starting.cancel()
    starting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await starting
    assert facts.left_over() == []
    assert await states(supervisor) == {"api": ServiceState.STOPPED, "web": ServiceState.STOPPED}


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8, 13, 21, 34])
async def test_a_start_cancelled_at_any_moment_leaves_nothing_behind(supervise, service, turns, facts):
    starting = asyncio.create_task(supervise(service()).start())
    for _ in range(turns):
        await asyncio.sleep(0)

    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting

    assert facts.left_over() == []


async def test_a_stop_during_a_start_gives_the_start_up(supervise, service, trace, facts):
    supervisor = supervise(service("api"), service("web", depends_on=("api",), answer=0))
    starting = asyncio.create_task(supervisor.start())
    await facts.eventually(lambda: "web begins" in trace())

    await supervisor.stop()

    with pytest.raises(Unavailable, match="given up"):
        await starting
    assert facts.left_over() == []


async def test_two_starts_at_the_same_time_start_each_service_once(supervise, service, trace):
    supervisor = supervise(service())

    await asyncio.gather(supervisor.start(), supervisor.start())

    assert trace() == ["api begins", "api ready"]


async def test_after_a_stop_a_start_works_again(supervise, service, trace):
    supervisor = supervise(service())

    await supervisor.start()
    await supervisor.stop()
    await supervisor.start()

    assert trace().count("api ready") == 2


async def test_starting_one_service_starts_what_it_depends_on(supervise, service):
    supervisor = supervise(service("web", depends_on=("api",)), service("api"), service("other"))

    await supervisor.start(["web"])

    assert await states(supervisor) == {
        "web": ServiceState.RUNNING,
        "api": ServiceState.RUNNING,
        "other": ServiceState.STOPPED,
    }


async def test_an_unknown_name_is_refused_with_the_names_there_are(supervise, service):
    with pytest.raises(BadInput, match=r"nobody.*There is: api"):
        await supervise(service()).start(["nobody"])


async def test_a_service_can_be_started_on_another_port(supervise, service, free_port, fetch):
    spec = service()
    port = free_port()
    supervisor = supervise(spec)

    await supervisor.start(ports={"api": port})

    (status,) = await supervisor.status()
    assert status.url == f"http://127.0.0.1:{port}"
    assert (await fetch(evolve(spec, health_url=status.url)))["pid"] == status.pid


async def test_a_restart_keeps_the_port_and_leaves_others_running(supervise, service, free_port):
    supervisor = supervise(service("api"), service("web", depends_on=("api",)))
    port = free_port()
    await supervisor.start(ports={"api": port})
    before = {status.name: status for status in await supervisor.status()}

    await supervisor.restart(["api"])

    after = {status.name: status for status in await supervisor.status()}
    assert after["api"].port == port
    assert after["api"].pid != before["api"].pid
    assert after["web"] == before["web"]


async def test_a_service_that_runs_is_not_moved_to_another_port(supervise, service, free_port):
    supervisor = supervise(service())
    await supervisor.start()

    with pytest.raises(SettingsError, match="already runs on port"):
        await supervisor.start(ports={"api": free_port()})


async def test_a_service_without_port_and_address_is_ready_when_it_runs(supervise, service):
    supervisor = supervise(evolve(service(answer=0), port=None, health_url=None))

    await supervisor.start()

    assert await states(supervisor) == {"api": ServiceState.RUNNING}


async def test_a_service_without_health_address_is_ready_when_its_port_accepts(supervise, service, trace):
    await supervise(evolve(service(), health_url=None)).start()

    assert "api ready" in trace()


async def test_a_service_sees_its_own_variables_and_none_of_the_hosts_secrets(
    supervise, service, fetch, monkeypatch, tmp_path
):
    monkeypatch.setenv("TILTYARD_PLUGINS__DISCORD__TOKEN", "very-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:very-secret@db")
    spec = evolve(service(), env={"COLOUR": "blue"}, cwd=str(tmp_path))
    await supervise(spec).start()

    seen = await fetch(spec)

    assert seen["env"]["COLOUR"] == "blue"
    assert seen["env"]["PATH"] == os.environ["PATH"]
    assert seen["cwd"] == str(tmp_path)
    assert "very-secret" not in str(seen)


async def test_that_a_service_died_is_known_at_once_with_its_last_words(supervise, service, facts):
    supervisor = supervise(service(flood=1000))
    await supervisor.start()
    (before,) = await supervisor.status()

    os.kill(before.pid, signal.SIGKILL)

    await facts.eventually(lambda: supervisor._lives["api"].state is not ServiceState.RUNNING)
    (after,) = await supervisor.status()
    assert (after.state, after.pid, after.url) == (ServiceState.BACKOFF, None, None)
    assert "SIGKILL" in after.last_error
    assert "the flood is over" in after.last_error


async def test_a_service_that_waits_to_be_begun_again_can_be_started_at_once(supervise, service, facts):
    supervisor = supervise(service())
    await supervisor.start()
    (before,) = await supervisor.status()
    os.kill(before.pid, signal.SIGKILL)
    await facts.eventually(lambda: supervisor._lives["api"].state is ServiceState.BACKOFF)
    await supervisor.start()

    assert await states(supervisor) == {"api": ServiceState.RUNNING}
