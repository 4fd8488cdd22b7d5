"""
`tiltyard dashboard ...`, as whoever looks after the host types it.
"""

from __future__ import annotations

import asyncio
import json

import pytest
from click.testing import CliRunner

from tiltyard.app import open_app
from tiltyard.cli.main import main
from tiltyard.settings import Settings
from tiltyard_dashboard.api.__main__ import NAMESPACE
from tiltyard_dashboard.api.bearers import BearerKind, Bearers


@pytest.fixture
def typed(tmp_path, monkeypatch):
    monkeypatch.delenv("TILTYARD_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)

    def typed(*words, code=0):
        done = CliRunner().invoke(main, ["--data-dir", str(tmp_path / "data"), *words])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout) if "--json" in words else done.output

    return typed


def known(tmp_path, secret):
    async def find():
        async with open_app(Settings(data_dir=tmp_path / "data"), plugins=[]) as app:
            return await Bearers(app.journal.store(NAMESPACE), app.clock).find(secret)

    return asyncio.run(find())


def test_a_link_that_it_prints_lets_somebody_in(typed, tmp_path):
    link = typed("dashboard", "link", "--json")["link"]

    assert known(tmp_path, link.rpartition("code=")[2]).kind is BearerKind.LINK


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(typed, tmp_path):
    made = typed("dashboard", "token", "add", "box", "--scope", "read", "--scope", "act", "--days", "2", "--json")
    listed = typed("dashboard", "token", "list", "--json")

    assert known(tmp_path, made["secret"]).name == "box"
    assert [(one["id"], one["scopes"]) for one in listed] == [(made["id"], ["act", "read"])]
    assert made["secret"] not in json.dumps(listed)
    typed("dashboard", "token", "revoke", made["id"])
    assert known(tmp_path, made["secret"]) is None
    assert "no_such_secret" in json.dumps(typed("dashboard", "token", "revoke", made["id"], "--json", code=1))


def test_an_overlay_is_for_one_tournament(typed, tmp_path):
    typed("tournament", "create", "Cup")

    made = typed("dashboard", "overlay", "add", "OBS", "--json")

    assert known(tmp_path, made["secret"]).detail == {"tournament": "local/cup"}


def test_signing_out_wants_to_know_whom(typed):
    assert "Name sessions" in typed("dashboard", "sign-out", code=2)
    assert typed("dashboard", "sign-out", "--all", "--json") == {"revoked": []}


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\nb"])
def test_a_name_that_nobody_can_read_is_refused(typed, name):
    assert "1 to 80 characters" in typed("dashboard", "token", "add", name, code=3)
