"""
What the documentation tells of checks with Riot is so.
"""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tiltyard.testing.riot_api import KEY, RiotService

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/how-to/riot-checks.md").read_text("utf-8")


@pytest.fixture
def riot():
    with RiotService() as service:
        yield service


def test_every_finding_is_told_to_organisers():
    used = set(re.findall(r'"(riot_\w+)"', (ROOT / "plugins/riot/src/tiltyard_riot/findings.py").read_text("utf-8")))

    assert used == set(re.findall(r"^\| `(riot_[a-z_]+)`", PAGE, re.MULTILINE))


def test_what_checking_accounts_types_can_be_typed(riot, desk, monkeypatch):
    monkeypatch.setenv("TILTYARD_PLUGINS__RIOT__API_KEY", KEY)
    monkeypatch.setenv("TILTYARD_PLUGINS__RIOT__BASE_URL", riot.base_url)
    players = [riot.add_account(f"{name}#EUW", rank="Gold IV 1") for name in ("Ann", "Bob", "Cat", "Dan")]
    now = datetime.now(UTC)
    game = riot.add_match("euw1", players, at=now - timedelta(minutes=10), length_s=500.0)
    soon = PAGE.replace("2026-11-20T18:00+01:00", f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}+00:00")

    said = {}
    for block in re.findall(r"```sh\n(.*?)```", soon, re.DOTALL):
        for line in block.splitlines():
            _, *words = shlex.split(line)
            said[" ".join(words[:2])] = desk.said(*words)

    assert "Ann#EUW" in said["why Ann#EUW"]
    assert "profile icon" in said["prove Ann#EUW"]
    assert game.match_id in said["riot lobby"]
