"""
A secret in a file that others can read is worth a word.
"""

from __future__ import annotations

import os

import pytest

from tiltyard.config.advice import exposed_secrets, readable_by_others
from tiltyard.config.provenance import Origin, Source, Table
from tiltyard.settings import Settings, examine_settings, settings_advice

FILE = Origin(Source.FILE, "t.toml")


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        pytest.param({"key": "s3cret"}, ["plugins.p.key"], id="literal"),
        pytest.param({"key": "file:/run/secrets/key"}, [], id="kept-in-a-file"),
        pytest.param({"key": "env:KEY"}, [], id="kept-in-a-variable"),
        pytest.param({"key": ""}, [], id="not-set"),
        pytest.param({"keys": ["env:KEY", "s3cret"]}, ["plugins.p.keys"], id="one-in-a-list"),
        pytest.param({"limits": {"proxy": "http://u:s3cret@p"}}, ["plugins.p.limits.proxy"], id="password-in-a-url"),
        pytest.param({"limits": {"proxy": "http://p"}}, [], id="url-without-a-password"),
        pytest.param({"accounts": [{"name": "a", "token": "s3cret"}]}, ["plugins.p.accounts.token"], id="in-a-row"),
        pytest.param({"name": "x", "limits": 3}, [], id="nothing-secret"),
    ],
)
def test_secrets_that_stand_in_a_readable_file_are_named(table, keys, read):
    kind = type(read({}))

    advice = exposed_secrets(kind, Table.of(table, FILE), ("plugins", "p"), readable=lambda _: True)

    assert [one.key for one in advice] == keys
    assert "s3cret" not in str(advice)
    assert exposed_secrets(kind, Table.of(table, FILE), readable=lambda _: False) == []
    elsewhere = Table.of(table, Origin(Source.ENVIRONMENT, "X"))
    assert exposed_secrets(kind, elsewhere, readable=lambda _: True) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions say something else there")
@pytest.mark.parametrize(("mode", "open_to_others"), [(0o600, False), (0o640, True), (0o604, True), (0o622, False)])
def test_a_file_is_readable_by_others_when_its_permissions_say_so(mode, open_to_others, tmp_path):
    path = tmp_path / "t.toml"
    path.write_text('[journal]\nurl = "postgresql://u:s3cret@db/x"')
    path.chmod(mode)

    assert readable_by_others(path) is open_to_others
    advice = settings_advice(examine_settings(config=path, environ={}), {})
    assert [one.key for one in advice] == (["journal.url"] if open_to_others else [])


def test_a_file_that_is_not_there_is_readable_by_nobody(tmp_path):
    assert readable_by_others(tmp_path / "gone") is False
    assert exposed_secrets(Settings, Table()) == []
