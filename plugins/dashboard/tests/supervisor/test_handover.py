"""
Secrets reach a service as files for its user's eyes only, and by no other way.
"""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import psutil
import pytest
from attrs import evolve

from tiltyard.errors import SettingsError
from tiltyard.models import ServiceState
from tiltyard_dashboard.supervisor.handover import secret_path

SECRET = "postgresql://me:hunter2@db/cup"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def told(answer):
    return Path(answer["env"]["JOURNAL_URL_FILE"])


@pytest.fixture
def trusted(service):
    return evolve(service(), secrets={"JOURNAL_URL": SECRET})


async def test_a_secret_is_a_file_for_the_owner_in_a_directory_for_the_owner(trusted, supervise, fetch, state_dir):
    await supervise(trusted).start()

    path = told(await fetch(trusted))

    assert path == secret_path(state_dir, "api", "JOURNAL_URL")
    assert path.read_text() == SECRET
    assert mode(path) == 0o600
    assert {mode(one) for one in list(path.parents)[:3]} == {0o700}


async def test_no_command_line_environment_record_or_log_holds_it(trusted, supervise, state_dir):
    supervisor = supervise(trusted)
    await supervisor.start()
    (status,) = await supervisor.status()
    service = psutil.Process(status.pid)

    for process in (service, service.parent()):
        assert "hunter2" not in str((process.cmdline(), process.environ()))
    for path in state_dir.glob("*.*"):
        assert path.is_socket() or "hunter2" not in path.read_text()
    assert "hunter2" not in repr(trusted)


async def test_it_is_gone_when_the_service_has_stopped(trusted, supervise, state_dir):
    supervisor = supervise(trusted)
    await supervisor.start()
    await supervisor.stop()

    assert not secret_path(state_dir, "api", "JOURNAL_URL").exists()


async def test_it_is_gone_when_a_service_without_a_host_ends(trusted, host, supervise, fetch, state_dir, facts):
    running = host(trusted, orphan_grace_s=60.0)
    await facts.eventually(lambda: secret_path(state_dir, "api", "JOURNAL_URL").exists())
    await facts.eventually(running.stdout.readline)
    pid = (await fetch(trusted))["pid"]
    running.kill()

    os.kill(pid, signal.SIGTERM)

    await facts.eventually(lambda: facts.left_over() == [])
    assert not secret_path(state_dir, "api", "JOURNAL_URL").exists()


async def test_a_service_that_is_begun_again_finds_it_again(trusted, supervise, state_dir, facts, fetch):
    supervisor = supervise(trusted)
    await supervisor.start()
    os.kill((await fetch(trusted))["pid"], signal.SIGKILL)
    await facts.eventually(lambda: supervisor._lives["api"].state is ServiceState.BACKOFF)
    await supervisor.start()

    assert told(await fetch(trusted)).read_text() == SECRET


@pytest.mark.parametrize("name", ["../token", "lower", "A/B", ""])
async def test_a_name_that_cannot_be_a_variable_is_refused(service, supervise, name):
    with pytest.raises(SettingsError, match="a secret's name"):
        await supervise(evolve(service(), secrets={name: "x"})).start()
