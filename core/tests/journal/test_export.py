"""
Events leave the journal whole, and come back as they were.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from tiltyard.app import open_app
from tiltyard.cli.main import main
from tiltyard.errors import BadInput, JournalError, JournalTooNew
from tiltyard.journal.export import export, read_export
from tiltyard.journal.lines import write_lines
from tiltyard.journal.reading import reading
from tiltyard.journal.replay import replay
from tiltyard.models import Actor, Link, LinkKind, Rules
from tiltyard.settings import Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.guild import BlockPlayer, SetDefaults
from tiltyard.tournament.text import tournament_id

NOW = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
CUP, OTHER = tournament_id("local", "cup"), tournament_id("local", "other")
PLAYER = Actor("cli", "10012002", "Ann of Denmark")


@pytest.fixture
async def settings(tmp_path):
    """A journal with two tournaments."""
    settings = Settings(data_dir=tmp_path / "data")
    async with open_app(settings, plugins=()) as app:
        for cup in (CUP, OTHER):
            common = {"tournament": cup, "actor": PLAYER, "reason": "because of Ann"}
            await app.desk.handle(c.CreateTournament(**common, title="Cup", rules=Rules(capacity=2)))
            await app.desk.handle(c.OpenRegistration(**common))
            ann = Link(LinkKind.DISCORD_HANDLE, "annhandle", "typed")
            await app.desk.handle(c.SignUp(**common, links=(ann,), typed_name="Ännchen#EUW"))
    return settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "export.jsonl"


@pytest.fixture
def write(settings, file):
    def write(**more):
        with reading(settings.journal_url) as connection:
            return export(connection, file, made_at=NOW, **more)

    return write


@pytest.fixture
def run(settings):
    return lambda *words: CliRunner().invoke(main, ["--data-dir", str(settings.data_dir), "journal", *map(str, words)])


async def test_events_come_back_as_they_were(settings, file, write):
    assert write().lines == {"event": 8}

    async with open_app(settings, plugins=()) as app:
        states = {f"tournament:{state.id}": state for state in await app.desk.tournaments()}
        assert list(read_export(file)) == [
            record for cup in (CUP, OTHER) for record in await app.journal.read(f"tournament:{cup}")
        ]
    assert replay(read_export(file)).states == states


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_its_owner_can_read_it(file, write):
    write()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_personal_text_it_names_nobody_and_still_gives_the_same_seats(file, write):
    write(personal=False)

    text = file.read_text("utf-8")
    assert not any(word in text for word in ("Ännchen", "annhandle", "Ann of Denmark", "10012002", "because"))
    (cup, _other) = replay(read_export(file)).states.values()
    assert [(one.members[0].name, one.seated) for one in cup.entrants.values()] == [(None, True)]


def test_one_tournament_alone(file, run):
    assert run("export", "-o", file, "-t", "other").exit_code == 0

    assert {record.stream for record in read_export(file)} == {f"tournament:{OTHER}"}
    assert run("export", "-o", file, "-t", "none").exit_code == 1


def test_a_file_that_is_not_whole_is_refused(file, write):
    write()
    lines = file.read_text("utf-8").splitlines(keepends=True)

    file.write_text("".join(lines[:-1]), "utf-8")
    with pytest.raises(BadInput, match=r"damaged: .*ends too early"):
        list(read_export(file))
    file.write_text("".join([*lines[:3], *lines[4:]]), "utf-8")
    with pytest.raises(BadInput, match=r"damaged: .*not what was written"):
        list(read_export(file))
    file.write_text("hello", "utf-8")
    with pytest.raises(BadInput, match=r"no file of the kind"):
        list(read_export(file))


def test_a_file_of_a_newer_form_is_refused(file):
    write_lines(file, {"tiltyard_export": 2}, [])

    with pytest.raises(JournalTooNew, match=r"form 2.*Upgrade"):
        list(read_export(file))


def full(_descriptor):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_half_file_and_the_old_one_as_it_was(file, write, monkeypatch):
    file.write_text("the one before")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(JournalError, match=r"disk is full; no half file was left.*Free some space"):
        write()

    assert file.read_text() == "the one before"
    assert [path.name for path in file.parent.iterdir() if path.suffix == ".tmp"] == []


def test_a_place_where_nothing_can_be_written_is_named(tmp_path, run):
    done = run("export", "-o", tmp_path / "none" / "file.jsonl")

    assert done.exit_code == 3
    assert "none/file.jsonl: No such file" in done.stderr.replace("\n", "")


def test_an_export_becomes_a_journal_of_its_own(file, write, run, tmp_path):
    write()

    done = run("replay", file, "--into", tmp_path / "new", "--json")

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["events"] == 8
    other = CliRunner().invoke(main, ["--data-dir", str(tmp_path / "new"), "journal", "verify"])
    assert "sound: 8 events in 2 streams" in other.stdout
    again = run("replay", file, "--into", tmp_path / "new")
    assert again.exit_code == 3
    assert "events already" in again.stderr


def test_a_damaged_export_becomes_nothing(file, write, run, tmp_path):
    write()
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")

    assert run("replay", file, "--into", tmp_path / "new").exit_code == 3

    new = CliRunner().invoke(main, ["--data-dir", str(tmp_path / "new"), "journal", "verify"])
    assert "0 events in 0 streams" in new.stdout


def test_the_journal_itself_is_replayed_and_told(run):
    done = run("replay")

    assert done.exit_code == 0, done.output
    assert "local/other" in done.stdout
    assert "8 events of 2 streams" in done.stdout


@pytest.fixture
async def guild(settings):
    account = Link(LinkKind.DISCORD_ID, "4004", "typed")
    async with open_app(settings, plugins=()) as app:
        for command in (
            BlockPlayer(scope="local", actor=PLAYER, link=account, reason="cheats"),
            SetDefaults(scope="local", actor=PLAYER, rules=Rules(capacity=16)),
        ):
            await app.desk.handle_guild(command)
        return await app.desk.guild("local")


def test_what_is_said_of_a_guild_comes_along(guild, file, write):
    write()
    assert replay(read_export(file)).states["guild:local"] == guild

    write(personal=False)
    assert [one.value for one in replay(read_export(file)).states["guild:local"].blocked] == [None]


@pytest.mark.usefixtures("guild")
def test_a_guild_is_no_tournament(file, write, run, tmp_path):
    write()

    done = run("replay", file, "--into", tmp_path / "new", "--json")

    assert [one["id"] for one in json.loads(done.stdout)["tournaments"]] == [CUP, OTHER], done.output
