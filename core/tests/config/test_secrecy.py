"""
What is secret is not shown, and every form of it is known to the log.
"""

from __future__ import annotations

import json

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.config.secrecy import HIDDEN, plain, redact_url, secret_values
from tiltyard.errors import SettingsError
from tiltyard.journal.database import open_database
from tiltyard.log import keep_secret, scrub, scrub_value
from tiltyard.settings import JournalSettings, PluginsSettings, Settings

URL = "postgresql+psycopg://tilty:p%40ss%2Fw%20rd@db.local:5432/tiltyard"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, "postgresql+psycopg://tilty:***@db.local:5432/tiltyard"),
        ("postgresql://tilty:p@ss/word@db/x", "postgresql://tilty:***@db/x"),
        ("postgresql://tilty:p:w#x?y@db/x", "postgresql://tilty:***@db/x"),
        ("postgresql://:pw@db/x", "postgresql://:***@db/x"),
        ("postgresql://db/x?user=u&password=pw&sslmode=on", "postgresql://db/x?user=u&password=***&sslmode=on"),
        ("https://vendor.example/v1?api_key=k", "https://vendor.example/v1?api_key=***"),
        ("postgresql://tilty@db:5432/x", "postgresql://tilty@db:5432/x"),
        ("postgresql://tilty:@db/x", "postgresql://tilty:@db/x"),
        ("sqlite:////srv/a:b@c/journal.sqlite3", "sqlite:////srv/a:b@c/journal.sqlite3"),
        ("no url", "no url"),
    ],
)
def test_a_url_is_shown_without_its_password(url, expected):
    assert redact_url(url) == expected


@given(user=st.from_regex(r"[a-z]*", fullmatch=True), password=st.text(min_size=1))
def test_no_password_is_left_in_a_url_however_it_was_written(user, password):
    assert redact_url(f"postgresql://{user}:{password}@db.local/x") == f"postgresql://{user}:***@db.local/x"


def test_every_secret_is_found_wherever_it_stands_and_however_it_is_written(read):
    settings = read(
        {
            "name": "shown",
            "key": "in a key",
            "keys": ["in/a list", "two"],
            "pin": 123456,
            "limits": {"proxy": "http://u:in%40url@proxy"},
            "accounts": [{"name": "ann", "token": "in a row"}, {"name": "bob", "token": "env:BOB"}],
        },
        environ={"BOB": "line one\nline two"},
    )

    found = set(secret_values(settings))

    assert {"in a key", "in%20a%20key", "in+a+key", "in/a list", "in%2Fa%20list", "two", "123456"} <= found
    assert {"in%40url", "in@url", "in a row", "line one\nline two", r"line one\nline two"} <= found
    assert not found & {"shown", "ann", "bob"}
    shown = json.dumps(plain(settings)) + repr(settings)
    assert [secret for secret in found if secret in shown] == []
    assert (plain(settings)["key"], plain(settings)["limits"]["proxy"]) == (HIDDEN, "http://u:***@proxy")


def test_a_secret_that_is_not_set_is_shown_as_not_set(read):
    shown = plain(read({}))

    assert (shown["key"], shown["keys"]) == (None, [])


def test_the_password_of_the_journal_is_scrubbed_in_each_of_its_forms():
    settings = Settings(journal=JournalSettings(url=URL))
    keep_secret(secret_values(settings))

    said = scrub(None, "", {"event": "x", "url": settings.journal_url, "error": ValueError("p@ss/w rd"), "n": 3})

    assert "p@ss" not in json.dumps(said, default=repr)
    assert "p%40ss" not in json.dumps(said, default=repr)
    assert said["n"] == 3
    assert "p%40ss" not in repr(settings)


def test_a_plugins_table_is_not_in_the_repr_of_the_settings():
    assert "s3cret" not in repr(PluginsSettings(tables={"riot": {"api_key": "s3cret"}}))


def test_a_secret_within_another_one_leaves_nothing_behind():
    keep_secret(["hidden-1", "hidden-1-and-more"])

    assert scrub_value("x hidden-1-and-more y") == "x [secret] y"


def test_an_object_without_secrets_is_logged_as_it_is():
    thing = structlog.stdlib.BoundLogger

    assert scrub(None, "", {"event": "x", "thing": thing})["thing"] is thing


@pytest.mark.parametrize("url", ["postgresql//tilty", "postgresql://tilty:p%40ss@db:port/x"])
def test_a_journal_url_that_is_none_is_refused_without_its_password(url):
    with pytest.raises(SettingsError, match=r"journal\.url") as caught:
        open_database(url)

    assert "p%40ss" not in str(caught.value)
    assert caught.value.__suppress_context__
