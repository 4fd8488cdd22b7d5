"""
A host is killed; its services go on, and the next host takes over what is just as it wants it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import ServiceSpec, ServiceState
from tiltyard_dashboard.supervisor.adoption import alike, likeness
from tiltyard_dashboard.supervisor.records import Identity, Record, StateDir
from tiltyard_dashboard.supervisor.renumber import renumber

TOKEN = "t" * 32


@pytest.fixture
def orphans(host, fetch):
    """Leave services without a host; says which pid each has."""

    async def orphans(*specs, orphan_grace_s=60.0):
        running = host(*specs, orphan_grace_s=orphan_grace_s)
        await asyncio.to_thread(running.stdout.readline)
        pids = {spec.name: (await fetch(spec))["pid"] for spec in specs}
        running.kill()
        running.wait()
        return pids

    return orphans


async def pids(supervisor):
    return {status.name: status.pid for status in await supervisor.status()}


async def test_services_outlive_their_killed_host_and_the_next_takes_them_over(orphans, service, supervise, trace):
    specs = service("api"), service("web", depends_on=("api",))
    before = await orphans(*specs)
    supervisor = supervise(*specs)

    seen = await supervisor.status()
    assert [(one.state, one.supervised, one.pid) for one in seen] == [
        (ServiceState.RUNNING, False, before["api"]),
        (ServiceState.RUNNING, False, before["web"]),
    ]
    await supervisor.start()

    assert await pids(supervisor) == before
    assert all(status.supervised for status in await supervisor.status())
    assert trace() == ["api begins", "api ready", "web begins", "web ready"]


async def test_what_was_taken_over_is_stopped_and_noticed_as_what_was_started(orphans, service, supervise, facts):
    spec = service()
    (pid,) = (await orphans(spec)).values()
    supervisor = supervise(spec)
    await supervisor.start()

    os.kill(pid, signal.SIGKILL)
    await facts.eventually(lambda: supervisor._lives["api"].state is ServiceState.BACKOFF)
    await supervisor.stop()

    assert facts.left_over() == []
    assert StateDir(supervisor._state.path).records() == []


async def test_a_service_survives_two_killed_hosts_in_a_row(orphans, service, supervise):
    spec = service()

    first = await orphans(spec)
    second = await orphans(spec)
    supervisor = supervise(spec)
    await supervisor.start()

    assert first == second == await pids(supervisor)


async def test_when_nobody_comes_the_keeper_ends_its_service(orphans, service, facts, state_dir):
    await orphans(service(), orphan_grace_s=0.2)

    await facts.eventually(lambda: facts.left_over() == [])
    assert not list(state_dir.glob("*.keeper"))


async def test_what_is_not_to_last_ends_with_its_host(service, supervise, facts, state_dir):
    spec = service()
    supervisor = supervise(spec)
    await supervisor.start(lasting=False)
    (status,) = await supervisor.status()
    kept = supervisor._lives["api"].kept

    kept._process.stdin.close()  # what the kernel does for a host that was killed

    await facts.eventually(lambda: not facts.alive(status.pid))
    assert not list(state_dir.glob("*.keeper"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda spec: evolve(spec, env={"COLOUR": "blue"}), id="environment"),
        pytest.param(lambda spec: evolve(spec, cwd="/"), id="directory"),
    ],
)
async def test_a_service_that_is_wanted_otherwise_is_replaced(orphans, service, supervise, facts, change):
    spec = service()
    (before,) = (await orphans(spec)).values()
    supervisor = supervise(change(spec))

    await supervisor.start()

    assert (await pids(supervisor))["api"] != before
    assert not facts.alive(before)


async def test_a_service_that_does_not_answer_any_more_is_replaced(orphans, service, supervise, tmp_path):
    switch = tmp_path / "unwell"
    spec = service(unwell_while=str(switch))
    (before,) = (await orphans(spec)).values()
    switch.touch()
    supervisor = supervise(spec)
    await supervisor.hold()
    switch.unlink()

    await supervisor.start()

    assert (await pids(supervisor))["api"] != before


async def test_a_service_that_nobody_brings_any_more_is_ended(orphans, service, supervise, facts):
    before = await orphans(service("api"), service("old"))
    other = service("new")

    await supervise(other).start()

    assert not any(facts.alive(pid) for pid in before.values())


async def test_a_service_that_ends_without_a_host_leaves_nothing_and_is_started(orphans, service, supervise, facts):
    spec = service()
    (before,) = (await orphans(spec)).values()
    os.kill(before, signal.SIGKILL)
    await facts.eventually(lambda: facts.left_over() == [])
    supervisor = supervise(spec)

    await supervisor.start()

    assert (await pids(supervisor))["api"] != before


async def test_who_only_sits_at_a_keepers_door_is_not_taken_for_it(service, supervise, spawn, state_dir, bystander):
    """The record, the births and the boot are right; the process at the other end is not the keeper."""
    spec = service()
    state = StateDir(state_dir)
    state.prepare()
    keeper = Identity.of(bystander.pid)
    state.write(Record("api", keeper, keeper, spec.port, likeness(spec, spec, state.token())))
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(state_dir / "api.keeper"))
        door.listen()
        supervisor = supervise(spec)

        await supervisor.start()

    assert (await pids(supervisor))["api"] not in (None, bystander.pid)


def record(spec, asked=None, port=None):
    nobody = Identity(1, 1.0, "")
    return Record(spec.name, nobody, nobody, port or spec.port, likeness(asked or spec, spec, TOKEN))


API = ServiceSpec("api", ("serve", "--port", "8000"), port=8000)
WEB = ServiceSpec("web", ("show", "--api-url", "http://127.0.0.1:8000"), port=3000, depends_on=("api",))


@given(port=st.integers(1, 65535).filter(lambda one: one != WEB.port))
def test_services_on_other_ports_for_one_run_are_alike_together_and_the_page_not_alone(port):
    moved = renumber((API, WEB), {"api": port})
    records = [record(now, asked) for now, asked in zip(moved, (API, WEB), strict=True)]

    assert alike((API, WEB), records, TOKEN) == {"api": moved[0], "web": moved[1]}
    alone = alike((API, WEB), records[1:], TOKEN)
    assert alone == ({"web": WEB} if port == API.port else {})


def test_a_port_that_the_settings_moved_is_a_change():
    now = evolve(API, argv=("serve", "--port", "8100"), port=8100)

    assert alike((now,), [record(API)], TOKEN) == {}


def test_a_likeness_tells_nothing_of_a_secret_and_differs_with_it():
    secret = evolve(API, env={"PASSWORD": "hunter2"})

    assert "hunter2" not in likeness(secret, secret, TOKEN)
    assert likeness(secret, secret, TOKEN) != likeness(API, API, TOKEN)
