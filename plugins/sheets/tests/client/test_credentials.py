"""
Credentials are read wherever they are kept, and never shown.
"""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.settings import plugin_settings
from tiltyard_sheets.client.credentials import GOOGLES_OWN_VARIABLE, CredentialSource, parse_credential, secrets_of
from tiltyard_sheets.errors import AuthenticationError
from tiltyard_sheets.settings import SheetsSettings

ROBOT = {
    "type": "service_account",
    "client_email": "robot@project.iam.gserviceaccount.com",
    "private_key": "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n",
    "token_uri": "https://oauth2.googleapis.com/token",
}
USER = {"type": "authorized_user", "client_id": "app", "client_secret": "hush-hush", "refresh_token": "1//secret"}


def source(environ=(), **settings):
    return CredentialSource(SheetsSettings(**settings), dict(environ))


@pytest.mark.parametrize("info", [ROBOT, USER], ids=["robot", "user"])
@pytest.mark.parametrize("wrapped", [False, True], ids=["json", "base64"])
def test_json_and_base64_of_it_are_the_same(info, wrapped):
    text = json.dumps(info)
    kept = base64.encodebytes(text.encode()).decode() if wrapped else f"  {text}\n"

    assert parse_credential(kept, where="x").info == info


def test_a_robot_has_an_address_and_a_user_has_none():
    assert parse_credential(json.dumps(ROBOT), where="x").robot == ROBOT["client_email"]
    assert parse_credential(json.dumps(USER), where="x").robot is None


def test_a_rotated_key_is_another_credential_on_the_same_quota():
    old = parse_credential(json.dumps(ROBOT), where="x")
    new = parse_credential(json.dumps({**ROBOT, "private_key": "other"}), where="x")

    assert old.mark != new.mark
    assert old.account == new.account
    assert "robot" not in old.account


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        pytest.param("", "neither JSON nor base64", id="empty"),
        pytest.param("{oops", "neither JSON nor base64", id="broken"),
        pytest.param("hush-hush", "neither JSON nor base64", id="text"),
        pytest.param("[]", "neither JSON nor base64", id="list"),
        pytest.param('{"installed": {}}', "a user must sign in", id="oauth-client"),
        pytest.param('{"type": "external_account"}', "service_account", id="other-type"),
        pytest.param(json.dumps({**ROBOT, "private_key": ""}), "lack private_key", id="incomplete"),
        pytest.param('{"type": ["hush-hush"]}', "service_account", id="odd-type"),
    ],
)
def test_what_is_no_credential_says_what_to_do_and_quotes_nothing(kept, words):
    with pytest.raises(AuthenticationError, match=words) as caught:
        parse_credential(kept, where="over there")

    assert "over there" in str(caught.value)
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


@given(st.text())
def test_any_text_is_a_credential_or_a_typed_error(text):
    with pytest.raises(AuthenticationError):
        parse_credential(text, where="x")


def test_a_credential_never_shows_its_secrets():
    for info in (ROBOT, USER):
        credential = parse_credential(json.dumps(info), where="x")

        assert not any(secret in repr(credential) for secret in secrets_of(credential))


def test_the_file_comes_from_the_settings_or_from_googles_own_variable(tmp_path):
    path = tmp_path / "robot.json"
    path.write_text(json.dumps(ROBOT), "utf-8")

    assert source(credentials_file=path).read().robot
    assert source({GOOGLES_OWN_VARIABLE: str(path)}).read().robot
    assert source({GOOGLES_OWN_VARIABLE: str(path)}, credentials=json.dumps(USER)).read().robot is None


def test_a_secret_may_refer_to_a_file_or_a_variable(tmp_path):
    path = tmp_path / "secret"
    path.write_text(json.dumps(ROBOT), "utf-8")
    for table, environ in (
        ({"credentials": f"file:{path}"}, {}),
        ({"credentials": "env:KEY"}, {"KEY": json.dumps(ROBOT)}),
    ):
        settings = plugin_settings("sheets", SheetsSettings, table, environ=environ)

        assert CredentialSource(settings, environ).read().robot


def test_a_file_that_is_gone_is_told_by_name_and_by_setting(tmp_path):
    with pytest.raises(AuthenticationError, match=r"gone\.json, named by plugins\.sheets\.credentials_file"):
        source(credentials_file=tmp_path / "gone.json").read()
    with pytest.raises(AuthenticationError, match=GOOGLES_OWN_VARIABLE):
        source({GOOGLES_OWN_VARIABLE: str(tmp_path / "gone.json")}).read()


def test_a_referred_file_that_is_gone_later_is_an_authentication_error(tmp_path):
    path = tmp_path / "secret"
    path.write_text(json.dumps(ROBOT), "utf-8")
    kept = CredentialSource(plugin_settings("sheets", SheetsSettings, {"credentials": f"file:{path}"}), {})
    kept.read()
    path.unlink()

    with pytest.raises(AuthenticationError, match="cannot be read"):
        kept.read()
