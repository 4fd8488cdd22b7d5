"""
What an earlier run left is ended when it is ours, and only then.
"""

from __future__ import annotations

import asyncio
import os
import signal

import msgspec
import psutil
import pytest
from attrs import evolve

from tiltyard_dashboard.supervisor.records import Identity, Record, StateDir
from tiltyard_dashboard.supervisor.surroundings import mark


@pytest.fixture
def state(state_dir):
    state = StateDir(state_dir)
    state.prepare()
    return state


def identity(process):
    return Identity.of(process.pid)


async def test_a_record_whose_number_belongs_to_somebody_else_now_ends_nobody(
    state, supervise, service, bystander, facts
):
    reused = evolve(identity(bystander), create_time=identity(bystander).create_time - 60)
    state.write(Record("api", reused, reused, 8000))

    await supervise(service()).start()

    assert facts.alive(bystander.pid)


async def test_a_record_from_before_the_last_boot_ends_nobody(state, supervise, service, bystander, facts):
    older = evolve(identity(bystander), boot_id="another boot")
    state.write(Record("api", older, older, 8000))

    await supervise(service()).start()

    assert facts.alive(bystander.pid)


async def test_a_record_of_a_dead_process_does_not_hinder_a_start(state, supervise, service):
    dead = Identity(2**22 - 1, 1.0, "")
    state.write(Record("api", dead, dead, 8000))

    await supervise(service()).start()

    assert state.records()[0].keeper.pid != dead.pid


async def test_a_process_that_its_record_names_exactly_is_ended_before_the_start(
    state, supervise, service, bystander, facts
):
    state.write(Record("api", identity(bystander), None, 8000))

    await supervise(service()).start()

    assert not facts.alive(bystander.pid)


async def test_a_process_that_carries_our_token_is_ended_even_without_a_record(state, supervise, service, spawn, facts):
    stray = spawn("sleep", "60", env={**os.environ, **mark(state.token(), "api")})
    other = spawn("sleep", "60", env={**os.environ, **mark("somebody-else", "api")})

    await supervise(service()).start()

    assert not facts.alive(stray.pid)
    assert facts.alive(other.pid)


async def test_a_zombie_counts_as_dead(spawn, facts):
    process = spawn("sleep", "60")
    known = identity(process)
    process.send_signal(signal.SIGKILL)
    await facts.eventually(lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE)

    assert known.process() is None


async def test_a_record_that_cannot_be_read_is_removed(state, supervise, service):
    (state.path / "old.pid").write_text("12345")

    await supervise(service()).start()

    assert not (state.path / "old.pid").exists()


async def test_a_record_names_service_and_keeper_with_birth_boot_and_port(state, supervise, service):
    spec = service()
    supervisor = supervise(spec)
    await supervisor.start()
    (status,) = await supervisor.status()

    written = msgspec.json.decode((state.path / "api.pid").read_bytes())

    assert written["service"] == {
        "pid": status.pid,
        "create_time": psutil.Process(status.pid).create_time(),
        "boot_id": Identity.of(os.getpid()).boot_id,
    }
    assert written["keeper"]["pid"] == psutil.Process(status.pid).ppid()
    assert written["port"] == spec.port


def test_the_token_is_made_once_for_the_owners_eyes_only(state):
    assert state.token() == state.token()
    assert (state.path / "token").stat().st_mode & 0o777 == 0o600
    assert state.path.stat().st_mode & 0o777 == 0o700


async def test_a_lock_file_left_by_a_killed_host_does_not_hinder_a_start(state, supervise, service):
    await asyncio.to_thread(state.lock.write_text, "1\n")

    await supervise(service()).start()
