"""
The house stands as it was drawn: its arrows, and the names that other people rely on.
"""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
import sys
import typing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

NOUNS = (
    "Actor PersonId Link RiotId Rank PlayerAccount Eligibility PlayerClaim Finding Challenge Lobby Placements "
    "RowSource RowTable ColumnGuess ColumnMapping CellChange WriteResult "
    "ServiceSpec ServiceRequest ServiceStatus Rules Entrant Tournament EventRecord Refusal"
)
COMMANDS = (
    "CreateTournament OpenRegistration CloseRegistration SignUp RecordFindings LinkIdentity OpenCheckIn CloseCheckIn "
    "CheckIn CheckOut Drop"
)
EVENTS = (
    "TournamentCreated RegistrationOpened RegistrationClosed SignUpReceived PlayerRegistered PlayerHeldPending "
    "PlayerRejected PlayerWaitlisted PlayerPromoted IdentityLinked CheckInOpened CheckInClosed PlayerCheckedIn "
    "PlayerCheckedOut PlayerDropped"
)
HOOKS = (
    "fetch_rows write_rows detect_columns verify_player challenge_player fetch_rank fetch_placements list_services "
    "manage_service"
)


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("tiltyard", "hookimpl"),
        ("tiltyard.models", NOUNS),
        ("tiltyard.tournament.commands", COMMANDS),
        ("tiltyard.tournament.events", EVENTS),
        ("tiltyard.hookspecs", HOOKS),
        ("tiltyard.app", "open_app App"),
        ("tiltyard_sheets.columns", "detect"),
        ("tiltyard_dashboard.supervisor", "Supervisor"),
    ],
)
def test_promised_names_are_there(module, names):
    imported = __import__(module, fromlist=["x"])

    assert [name for name in names.split() if not hasattr(imported, name)] == []


def test_promised_members_are_there():
    from tiltyard.app import App
    from tiltyard.desk import Desk
    from tiltyard.host import Host
    from tiltyard.tournament import Accepted, Pending, Refused
    from tiltyard_dashboard.supervisor import Supervisor

    assert {"host", "desk", "journal"} <= {field.name for field in App.__attrs_attrs__}
    assert "hooks" in inspect.getsource(Host.__init__)
    assert set(typing.get_args(typing.get_type_hints(Desk.handle)["return"])) == {Accepted, Pending, Refused}
    assert list(inspect.signature(Supervisor).parameters)[:2] == ["specs", "state_dir"]
    for name in ("start", "stop", "restart", "status"):
        assert inspect.iscoroutinefunction(getattr(Supervisor, name))
    assert inspect.iscoroutinefunction(Desk.state)


@pytest.mark.parametrize("hook", HOOKS.split())
def test_a_hook_says_what_for_when_and_what_can_go_wrong(hook):
    from tiltyard import hookspecs
    from tiltyard.markers import policy_of

    spec = getattr(hookspecs, hook)

    assert policy_of(spec).mode in ("first", "collect")
    assert inspect.iscoroutinefunction(spec)
    assert all(one.kind is one.POSITIONAL_OR_KEYWORD for one in inspect.signature(spec).parameters.values())
    assert "When it fires:" in spec.__doc__
    assert "returns " in spec.__doc__


@pytest.fixture
def copy(tmp_path):
    """The sources, where an import can be planted."""
    shutil.copytree(ROOT / "core/src", tmp_path / "core/src", ignore=shutil.ignore_patterns("__pycache__"))
    for plugin in sorted((ROOT / "plugins").iterdir()):
        shutil.copytree(
            plugin / "src", tmp_path / "plugins" / plugin.name / "src", ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(directory):
    sources = [directory / "core/src", *(plugin / "src" for plugin in sorted((directory / "plugins").iterdir()))]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sources))}
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=directory,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_arrows_hold(copy):
    done = lint(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "planted", "broken"),
    [
        ("core/src/tiltyard/tournament/decide.py", "import tiltyard.journal", "Core is layered"),
        ("core/src/tiltyard/desk/desk.py", "import tiltyard.cli", "Core is layered"),
        ("core/src/tiltyard/host/host.py", "import tiltyard_ign.plugin", "Core knows no plugin"),
        ("plugins/ign/src/tiltyard_ign/plugin.py", "import tiltyard_riot.plugin", "Plugins know core"),
    ],
)
def test_a_planted_import_is_caught(copy, file, planted, broken):
    path = copy / file
    path.write_text(
        path.read_text().replace(
            "from __future__ import annotations\n", f"from __future__ import annotations\n{planted}\n", 1
        )
    )

    done = lint(copy)

    assert done.returncode != 0
    assert broken in done.stdout.split("Broken contracts")[1]
