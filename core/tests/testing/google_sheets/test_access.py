"""
Keys, tokens and who may do what.
"""

from __future__ import annotations

import pytest
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials

from tiltyard.testing.google_sheets import PERSON, ROBOT

READ_ONLY = ["https://www.googleapis.com/auth/spreadsheets.readonly"]


@pytest.fixture
def book(service):
    return service.add(values=[["Name"]])


def test_a_call_without_a_token_is_answered_401(service, bare, book):
    answer = bare.get(f"{service.url}/v4/spreadsheets/{book.id}", timeout=20)

    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")


def test_a_token_comes_only_for_the_right_signature(service, session, api, book):
    forged = {**service.service_account(fresh_key=True), "private_key_id": "0" * 40}
    other = {**service.service_account(), "private_key": service.service_account(fresh_key=True)["private_key"]}

    for info in (forged, other):
        with pytest.raises(RefreshError, match="Invalid JWT Signature"):
            api("GET", book.id, by=session(info))


def test_a_key_that_was_deleted_is_believed_no_longer_and_a_new_one_is(service, session, api, book):
    old = service.service_account()
    service.accounts.delete_key(old["private_key_id"])

    with pytest.raises(RefreshError, match="invalid_grant"):
        api("GET", book.id, by=session(old))
    assert api("GET", book.id, by=session(service.service_account(fresh_key=True))).status == 200


def test_a_token_ends_and_the_client_gets_another(service, api, book):
    assert api("GET", book.id).status == 200
    service.accounts.expire()

    assert api("GET", book.id).status == 200
    assert [(call.kind, call.status) for call in service.calls] == [
        ("token", 200),
        ("spreadsheets.get", 200),
        ("spreadsheets.get", 401),
        ("token", 200),
        ("spreadsheets.get", 200),
    ]


def test_what_is_revoked_gets_no_token_until_it_is_restored(service, api, session, book):
    api("GET", book.id)
    service.accounts.revoke(ROBOT)

    with pytest.raises(RefreshError, match="invalid_grant"):
        api("GET", book.id)
    service.accounts.restore(ROBOT)
    assert api("GET", book.id).status == 200


def test_a_person_comes_with_a_refresh_token(service, api, book):
    """`Credentials.from_authorized_user_info` would ask Google itself, whatever the dict says."""
    info = service.authorized_user()
    asked = ("refresh_token", "token_uri", "client_id", "client_secret")
    with AuthorizedSession(Credentials(None, **{name: info[name] for name in asked})) as person:
        assert api("GET", book.id, by=person).status == 200
        assert service.calls[-1].address == PERSON
        service.accounts.revoke(PERSON)
        with pytest.raises(RefreshError, match="expired or revoked"):
            api("GET", book.id, by=person)


def test_a_scope_for_reading_does_not_write(api, session, book):
    reader = session(scopes=READ_ONLY)

    assert api("GET", book.id, by=reader).status == 200
    refused = api("POST", f"{book.id}/values/A1:clear", by=reader)
    assert refused.status == 403
    assert refused.json["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_what_is_not_shared_is_403_and_what_is_not_there_404(service, api, book):
    service.unshare(book, ROBOT)
    refused = api("GET", book.id)
    assert refused.json == {
        "error": {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}
    }

    service.delete(book)
    assert api("GET", book.id).json == {
        "error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    }


def test_a_reader_reads_and_does_not_write(service, api, book):
    service.share(book, ROBOT, "reader")

    assert api("GET", book.id).status == 200
    assert api("POST", f"{book.id}/values/A1:clear").status == 403
    service.unshare(book, ROBOT)
    service.share(book, "anyone", "writer")
    assert api("POST", f"{book.id}/values/A1:clear").status == 200
    with pytest.raises(ValueError, match="no role 'boss', only reader, commenter, writer"):
        service.share(book, ROBOT, "boss")


def test_an_api_that_is_switched_off_says_where_to_switch_it_on(service, api, client, book):
    service.api_enabled = service.drive_enabled = False

    refused = api("GET", book.id)

    assert refused.status == 403
    assert refused.json["error"]["details"][0]["reason"] == "SERVICE_DISABLED"
    assert "console.developers.google.com/apis/api/sheets.googleapis.com" in refused.json["error"]["message"]
    with pytest.raises(Exception, match="Google Drive API has not been used"):
        client.open("Friday Cup")
