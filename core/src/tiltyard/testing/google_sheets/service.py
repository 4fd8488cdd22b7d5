"""
A local stand-in for the Google Sheets API: the real protocol on loopback, and a script of what goes wrong.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from types import TracebackType
from typing import Any, Self

from tiltyard.testing.google_sheets import discovery
from tiltyard.testing.google_sheets.accounts import (
    DRIVE_SCOPES,
    DRIVE_WRITE_SCOPES,
    PERSON,
    ROBOT,
    SCOPE,
    SHEETS_SCOPES,
    SHEETS_WRITE_SCOPES,
    Accounts,
)
from tiltyard.testing.google_sheets.api import Api, Request
from tiltyard.testing.google_sheets.calls import Call, Fault, Interruption, Script, Trouble, When
from tiltyard.testing.google_sheets.errors import ApiError, api_disabled
from tiltyard.testing.google_sheets.human import Human
from tiltyard.testing.google_sheets.quota import Meter, Quota
from tiltyard.testing.google_sheets.server import Server
from tiltyard.testing.google_sheets.spreadsheets import ROLES, Spreadsheet, new_spreadsheet

PROJECT = "123456789012"
"""Number of the project that accounts belong to unless told."""


class SheetsService:
    """Google Sheets on this machine, for one test.

    Use it as `with SheetsService() as service` or `async with`, or by `start()` and `stop()`. It runs in a thread of
    its own, so that code which blocks can talk to it as well.

    strict  answer 400 to what Google's discovery document does not know, as Google does; unless told, when
            `google-api-python-client` is installed, which ships it
    quota   calls a minute for each account; None counts without refusing
    now     seconds since 1970, for the age of tokens
    """

    def __init__(
        self, *, strict: bool | None = None, quota: Quota | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self.calls: list[Call] = []
        """All calls so far, in the order in which they arrived."""
        self.api_enabled = True
        """Whether the Sheets API is switched on in the project."""
        self.drive_enabled = True
        """Whether the Drive API is."""
        self.accounts = Accounts(now)
        """Keys and tokens; its `lifetime_s` is how long new ones are good."""
        self.meter = Meter(time.monotonic, quota)
        """The quota and what is used of it."""
        self.lock = threading.RLock()
        """Held while a call is applied. Hold it to look at several things at once."""
        self._api = Api()
        self._script = Script()
        self._oracle = discovery.Oracle() if (discovery.available() if strict is None else strict) else None
        self._server = Server(self)

    @property
    def url(self) -> str:
        """What stands for `https://sheets.googleapis.com`: calls go to `{url}/v4/spreadsheets/...`."""
        return self._server.url

    @property
    def drive_url(self) -> str:
        """What stands for `https://www.googleapis.com`: calls go to `{drive_url}/drive/v3/files`."""
        return self._server.url

    @property
    def token_url(self) -> str:
        """What stands for `https://oauth2.googleapis.com/token`."""
        return f"{self._server.url}/token"

    def start(self) -> None:
        """Listen on loopback, on a free port."""
        self._server.start()

    def stop(self) -> None:
        """End; calls that hang are cut off.

        raises  what a callback of `before` raised, or what went wrong in here; such a call was answered 500
        """
        self._server.stop()
        if self._server.failures:
            raise self._server.failures.pop(0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # What the block raised says more than what followed from it.
        with suppress(Exception) if kind else nullcontext():
            self.stop()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # In a thread: a client of this loop may be waiting for an answer.
        await asyncio.to_thread(self.__exit__, kind, error, traceback)

    # Accounts

    def service_account(
        self, address: str = ROBOT, *, project: str = PROJECT, fresh_key: bool = False
    ) -> dict[str, str]:
        """The content of a key file. Each has a key id of its own; `fresh_key` makes a new key, too."""
        return self.accounts.service_account(address, self.token_url, project=project, fresh_key=fresh_key)

    def authorized_user(
        self, address: str = PERSON, *, project: str = PROJECT, scopes: Sequence[str] = ("spreadsheets", "drive")
    ) -> dict[str, str]:
        """OAuth credentials of a person with a refresh token. Scopes are the last part of Google's."""
        full = frozenset(one if "/" in one else f"{SCOPE}{one}" for one in scopes)
        return self.accounts.authorized_user(address, self.token_url, project=project, scopes=full)

    # Spreadsheets

    def add(
        self,
        title: str = "Friday Cup",
        values: Sequence[Sequence[Any]] = (),
        *,
        tab: str = "Sheet1",
        owner: str = PERSON,
        shared_with: str | None = ROBOT,
        locale: str = "en_US",
        time_zone: str = "Etc/GMT",
    ) -> Spreadsheet:
        """A new spreadsheet of a person, shared for editing with the robot (or nobody), with values in its tab 0."""
        with self.lock:
            made = new_spreadsheet(title, owner, locale=locale, time_zone=time_zone)
            made.add_tab(tab, sheet_id=0)
            made.fill(0, values)
            if shared_with:
                made.shared[shared_with] = "writer"
            self._api.spreadsheets[made.id] = made
            return made

    def spreadsheet(self, key: str) -> Spreadsheet:
        """A spreadsheet by its id.

        raises  KeyError when there is none
        """
        return self._api.spreadsheets[key]

    def share(self, spreadsheet: Spreadsheet, address: str, role: str = "writer") -> None:
        """Share it with somebody, or with "anyone" who has the link; roles are reader, commenter and writer."""
        if role not in ROLES[:3]:
            raise ValueError(f"no role {role!r}, only {', '.join(ROLES[:3])}")
        with self.lock:
            spreadsheet.shared[address] = role

    def unshare(self, spreadsheet: Spreadsheet, address: str) -> None:
        """Share it with them no longer."""
        with self.lock:
            spreadsheet.shared.pop(address, None)

    def delete(self, spreadsheet: Spreadsheet) -> None:
        """Delete it for good: calls answer 404."""
        with self.lock:
            del self._api.spreadsheets[spreadsheet.id]

    def human(self, spreadsheet: Spreadsheet, address: str | None = None) -> Human:
        """Somebody who works in it in a browser: its owner unless told."""
        return Human(spreadsheet, address or spreadsheet.owner, self.lock)

    # What calls there were, and what happens to those to come

    @property
    def quota(self) -> Quota | None:
        """Calls a minute; None counts without refusing. May be set at any time."""
        return self.meter.quota

    @quota.setter
    def quota(self, quota: Quota | None) -> None:
        with self.lock:
            self.meter.quota = quota
            self.meter.refill()

    def count(self, kind: str | None = None) -> int:
        """How many calls there were: of all but tokens, of `reads`, `writes`, `token`, or of one method."""
        return sum(call.is_a(kind) for call in list(self.calls))

    def fail(
        self,
        trouble: Trouble = 503,
        *,
        times: int | None = None,
        share: float = 1.0,
        when: When = "before",
        kind: str | None = None,
        seed: int = 0,
        retry_after_s: int | None = None,
    ) -> None:
        """Let calls go wrong.

        trouble  an HTTP status; "hang" never answers; "reset" cuts the connection
        times    for so many calls; unless told, one, or with a `share` until `heal()`
        share    of the calls, 0 to 1, by chance with this `seed`
        when     "before" the call does anything, or "after" it has done it: then only the answer is lost
        kind     only `reads`, `writes`, `token`, or one method such as `spreadsheets.batchUpdate`; unless told, all
                 but tokens
        """
        endless = share < 1 and times is None
        fault = Fault(
            trouble,
            when,
            kind,
            None if endless else times or 1,
            share,
            retry_after_s,
            random.Random(seed),  # noqa: S311
        )
        with self.lock:
            self._script.faults.append(fault)

    def heal(self) -> None:
        """Nothing goes wrong any more, and nothing comes in between."""
        with self.lock:
            self._script.faults.clear()
            self._script.interruptions.clear()

    def before(self, kind: str | None, callback: Callable[[], object], *, times: int | None = 1) -> None:
        """Do something between the client's calls: right before the next of this kind is applied.

        kind      as for `fail`
        callback  runs in the thread of the service, `lambda: human.sort("B")`; what it raises is raised by `stop()`
        times     for so many calls, None for all
        """
        with self.lock:
            self._script.interruptions.append(Interruption(kind, callback, times))

    # What the server asks

    def grant(self, call: Call, form: dict[str, str]) -> dict[str, Any]:
        """Answer the token endpoint.

        raises  TokenError
        """
        with self.lock:
            answer = self.accounts.grant(form, self.token_url)
            call.applied = True
            return answer

    def answer(self, call: Call, request: Request | None, authorization: str) -> dict[str, Any]:
        """Apply a call.

        raises  ApiError
        """
        with self.lock:
            if request is None:
                raise ApiError(404, "Requested entity was not found.")
            self._script.interrupt(call)
            is_drive = request.kind.startswith("drive.")
            scopes = _scopes(request.kind, reads=call.reads)
            viewer = self.accounts.viewer(authorization, scopes)
            call.address = viewer.address
            if is_drive and not self.drive_enabled:
                raise api_disabled("drive.googleapis.com", "Google Drive API", viewer.project)
            if not is_drive and not self.api_enabled:
                raise api_disabled("sheets.googleapis.com", "Google Sheets API", viewer.project)
            if not is_drive:
                self.meter.spend(viewer, reads=call.reads)
                if self._oracle is not None:
                    self._oracle.refuse(call)
            answer = self._api.answer(request, viewer)
            call.applied = True
            return answer

    def arrived(self, call: Call) -> None:
        """Note a call."""
        with self.lock:
            self.calls.append(call)

    def trouble(self, call: Call, when: When) -> Fault | None:
        """What goes wrong with this call now."""
        with self.lock:
            return self._script.trouble(call, when)


def _scopes(kind: str, *, reads: bool) -> frozenset[str]:
    """One of these must be among those of the token."""
    if kind.startswith("drive."):
        return DRIVE_SCOPES if kind == "drive.files.list" else DRIVE_WRITE_SCOPES
    return SHEETS_SCOPES if reads else SHEETS_WRITE_SCOPES
