"""
Doing without what other systems lack. Run on Linux: what is missing there is left out here.
"""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tiltyard.errors import Unavailable
from tiltyard.models import ServiceSpec
from tiltyard_dashboard.supervisor.system import LINUX, MACOS, WINDOWS, here


async def test_where_services_cannot_be_supervised_nothing_is_started_and_the_way_out_is_told(
    supervise, service, trace, state_dir
):
    with pytest.raises(Unavailable, match=r"on Windows yet.*--no-services"):
        await supervise(service(), platform=WINDOWS).start()

    assert trace() == []
    assert not state_dir.exists()


async def test_without_a_subreaper_a_descendant_that_left_the_session_is_found_by_its_mark(
    supervise, service, tmp_path, facts
):
    path = tmp_path / "escaped"
    supervisor = supervise(service(escape=str(path)), platform=MACOS, stop_within_s=4)
    await supervisor.start()
    await facts.eventually(path.exists)
    escaped = int(path.read_text())
    assert facts.alive(escaped)

    await supervisor.stop()

    assert facts.left_over() == []


async def test_without_a_subreaper_every_link_of_a_shell_chain_is_ended(supervise, service, facts):
    spec = service()
    chain = f"{' '.join(spec.argv[:-1])} '{spec.argv[-1]}' & wait"
    chained = ServiceSpec("api", ("sh", "-c", chain), port=spec.port, health_url=spec.health_url)
    supervisor = supervise(chained, platform=MACOS, stop_within_s=4)
    await supervisor.start()

    await supervisor.stop()

    assert facts.left_over() == []


async def test_without_a_subreaper_a_keeper_that_is_told_to_end_ends_its_service(supervise, service, facts):
    supervisor = supervise(service(), platform=MACOS)
    await supervisor.start()
    (status,) = await supervisor.status()

    os.kill(supervisor._lives["api"].kept.keeper_pid, signal.SIGTERM)

    await facts.eventually(lambda: not facts.alive(status.pid))


def test_every_system_is_one_we_know_or_taken_to_lack_what_macos_lacks():
    assert here() is {"linux": LINUX, "win32": WINDOWS}.get(sys.platform, MACOS)
    assert [(one.supervises, one.subreaper) for one in (LINUX, MACOS, WINDOWS)] == [
        (True, True),
        (True, False),
        (False, False),
    ]
