"""
Whether a journal is sound: what is wrong is named by stream and event, and looking changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from tiltyard.app import open_app
from tiltyard.cli.main import main
from tiltyard.errors import JournalError, JournalTooNew
from tiltyard.journal.examine import examine
from tiltyard.journal.reading import reading
from tiltyard.models import Actor, Link, LinkKind, Rules
from tiltyard.settings import Settings
from tiltyard.tournament import commands as c
from tiltyard.tournament.guild import GrantGuildStaff
from tiltyard.tournament.text import tournament_id

CUP = tournament_id("local", "cup")
STREAM = f"tournament:{CUP}"
STAFF = Actor("cli", "s1", "Sam")


@pytest.fixture
async def settings(tmp_path):
    """A journal with a tournament of five events and two answers."""
    settings = Settings(data_dir=tmp_path)
    async with open_app(settings, plugins=()) as app:
        common = {"tournament": CUP, "actor": STAFF}
        await app.desk.handle(c.CreateTournament(**common, title="Cup", rules=Rules(capacity=2), key="k1"))
        await app.desk.handle(c.OpenRegistration(**common))
        ann = Link(LinkKind.DISCORD_HANDLE, "ann", "typed")
        await app.desk.handle(c.SignUp(**common, links=(ann,), typed_name="Ann#EUW", key="k2"))
        await app.journal.advance("verifier", STREAM, 4)
    return settings


@pytest.fixture
async def guild(settings):
    """What is said of a guild stands in a stream of its own: two events and two answers."""
    async with open_app(settings, plugins=()) as app:
        for number, who in enumerate(("sam", "kim")):
            command = GrantGuildStaff(scope="local", actor=STAFF, who=who, key=f"k{number}")
            await app.desk.handle_guild(command)


@pytest.fixture
def damage(settings):
    def damage(*statements):
        with closing(sqlite3.connect(settings.data_dir / "journal.sqlite3")) as database, database:
            for statement in statements:
                database.execute(statement)

    return damage


def wrong(settings):
    with reading(settings.journal_url) as connection:
        return [(one.stream, one.seq, one.what) for one in examine(connection).wrong]


def test_a_sound_journal_is_said_to_be_sound(settings):
    told = []
    with reading(settings.journal_url) as connection:
        found = examine(connection, tell=lambda done, of: told.append((done, of)))

    assert (found.streams, found.events, found.answers, found.wrong) == (1, 4, 2, ())
    assert told == [(4, 4)]


@pytest.mark.parametrize(
    ("statement", "seq", "words"),
    [
        pytest.param("DELETE FROM events WHERE seq = 2", 2, "event 2 is missing", id="gap"),
        pytest.param("DELETE FROM events WHERE seq = 4", 3, "ends with event 4, and ends here", id="end"),
        pytest.param("UPDATE streams SET head_seq = 3", 4, "ends with event 3", id="head"),
        pytest.param("UPDATE events SET facts = '{' WHERE seq = 3", 3, "cannot be read or applied", id="no-json"),
        pytest.param("UPDATE events SET facts = '{}' WHERE seq = 3", 3, "SignUpReceived cannot be", id="no-facts"),
        pytest.param("UPDATE events SET type = 'Joust' WHERE seq = 3", 3, "does not know", id="unknown-type"),
        pytest.param("UPDATE events SET command_id = 'x' WHERE seq = 3", 3, "occasion 'k2'", id="answer"),
        pytest.param("UPDATE answers SET answer = '[]' WHERE key = 'k2'", None, "cannot be read", id="no-answer"),
        pytest.param("UPDATE cursors SET seq = 9", 9, "the follower verifier has dealt with", id="cursor"),
        pytest.param(
            f"INSERT INTO snapshots VALUES ('{STREAM}', 9, 'm', '{{}}')", 9, "a snapshot is of", id="snapshot"
        ),
    ],
)
def test_what_is_wrong_is_named(settings, damage, statement, seq, words):
    damage(statement)

    assert any(one[:2] == (STREAM, seq) and words in one[2] for one in wrong(settings)), wrong(settings)


@pytest.mark.usefixtures("guild")
def test_what_is_said_of_a_guild_is_read_too(settings, damage):
    with reading(settings.journal_url) as connection:
        found = examine(connection)
    assert (found.streams, found.events, found.answers, found.wrong) == (2, 6, 4, ())

    damage("UPDATE events SET facts = '{}' WHERE stream = 'guild:local' AND seq = 2")

    ((stream, seq, words),) = wrong(settings)
    assert (stream, seq) == ("guild:local", 2)
    assert "GuildStaffGranted cannot be read" in words


def test_one_damaged_stream_does_not_hide_another(settings, damage):
    damage(
        "INSERT INTO streams VALUES ('tournament:local/other', 7, 9)",
        "UPDATE events SET facts = '{' WHERE seq = 1",
    )

    assert {one[0] for one in wrong(settings)} == {STREAM, "tournament:local/other"}


def test_a_file_with_a_damaged_page_is_said_to_be_damaged(settings):
    path = settings.data_dir / "journal.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : (page - 1) * 4096 + 200] = b"\xff" * 200
    path.write_bytes(data)

    assert any("database file is damaged" in one[2] for one in wrong(settings))


def test_looking_changes_nothing(settings):
    before = (settings.data_dir / "journal.sqlite3").read_bytes()

    wrong(settings)

    assert (settings.data_dir / "journal.sqlite3").read_bytes() == before


def test_no_journal_is_made_where_there_is_none(tmp_path):
    with pytest.raises(JournalError, match=r"no journal there yet: .*none/journal.sqlite3.*--data-dir"):
        wrong(Settings(data_dir=tmp_path / "none"))

    assert not (tmp_path / "none").exists()


def test_a_journal_of_a_newer_release_is_refused(settings, damage):
    damage("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(JournalTooNew, match=r"schema 9999.*Upgrade"):
        wrong(settings)


def test_the_command_tells_it_and_ends_with_7(settings, damage):
    run = CliRunner().invoke
    words = ["--data-dir", str(settings.data_dir), "journal", "verify"]
    sound = run(main, words)
    damage("DELETE FROM events WHERE seq = 2")
    said, plain = run(main, words), run(main, [*words, "--json"])

    assert (sound.exit_code, said.exit_code, plain.exit_code) == (0, 7, 7)
    assert "The journal is sound: 4 events in 1 streams, 2 answers" in sound.stdout
    assert "event 2 is missing" in said.stdout
    assert "tiltyard restore" in said.stdout
    document = json.loads(plain.stdout)
    assert not document["sound"]
    assert (document["wrong"][0]["stream"], document["wrong"][0]["seq"]) == (STREAM, 2)
