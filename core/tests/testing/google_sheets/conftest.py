"""
A service whose every call is checked against Google's discovery document when the test ends.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tiltyard.testing.google_sheets import discovery

pytest.importorskip("aiohttp")
pytest.importorskip("gspread", reason="needs gspread, which tiltyard-sheets brings")

import gspread
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient

PATIENCE_S = 20
SCOPES = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"]


@pytest.fixture
def service(google_sheets):
    yield google_sheets
    if not discovery.available():
        return
    for call in google_sheets.calls:
        if call.status == 200 and call.kind.startswith("spreadsheets."):
            assert discovery.check_request(call.method, call.path, call.query, call.body) == [], call
            assert discovery.check_response(call.method, call.path, call.answer) == [], call


@pytest.fixture
def session(service):
    """Sessions of accounts, closed at the end."""
    opened = []

    def session(info=None, scopes=SCOPES):
        credentials = Credentials.from_service_account_info(info or service.service_account(), scopes=scopes)
        opened.append(AuthorizedSession(credentials))
        return opened[-1]

    yield session
    for one in opened:
        one.close()


@pytest.fixture
def api(service, session):
    """`api("POST", f"{book.id}:batchUpdate", body)`: status and answer, as the robot unless told."""
    robot = session()

    def api(method, path, body=None, timeout_s=PATIENCE_S, by=robot, **query):
        answer = by.request(
            method,
            f"{service.url}/v4/spreadsheets/{path}".rstrip("/"),
            json=body,
            params=query,
            timeout=timeout_s,
            max_allowed_time=60,
        )
        return SimpleNamespace(status=answer.status_code, json=answer.json(), headers=answer.headers)

    return api


@pytest.fixture
def batch(api):
    """`batch(book, {"addSheet": {}})`: status and answer of a batch of requests."""

    def batch(book, *requests_, **more):
        return api("POST", f"{book.id}:batchUpdate", {"requests": list(requests_), **more})

    return batch


@pytest.fixture
def client(service):
    """gspread's own client; only where it calls is another."""

    class Redirected(HTTPClient):
        def request(self, method, endpoint, *args, **kwargs):
            here = endpoint.replace("https://sheets.googleapis.com", service.url)
            return super().request(
                method, here.replace("https://www.googleapis.com", service.drive_url), *args, **kwargs
            )

    made = gspread.service_account_from_dict(service.service_account(), http_client=Redirected)
    made.set_timeout(PATIENCE_S)
    yield made
    made.http_client.session.close()


@pytest.fixture
def bare():
    """A session that brings no token."""
    with requests.Session() as session:
        yield session
