"""
From what came back, or did not, to a typed error that says who can mend it and how. Pure.

source  answers recorded by gspread's tests (2023 to 2026), google-auth 2.63, and
        https://developers.google.com/workspace/sheets/api/troubleshoot-api-errors (2026-11)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from tiltyard.errors import TiltyardError
from tiltyard_sheets.errors import (
    AccessMissing,
    ApiDisabled,
    AuthenticationError,
    ProtectedRange,
    QuotaExhausted,
    RequestRefused,
    SheetNotFound,
    SheetsDown,
)

EXCERPT_MOST = 300
"""Characters kept of what Google says."""

_CONSOLE = re.compile(r"https://console\.(?:developers|cloud)\.google\.com/\S+")
_NO_TAB = re.compile(r"no (?:grid|sheet) with id|unable to parse range", re.IGNORECASE)
_NEW_KEY = "Make a new key for the service account and put it where the old one is; no restart is needed."
_NOW = "Nothing needs to be done: it is tried again by itself."
_SERVER_ERROR = 500


@frozen
class Asked:
    """What was asked, as far as errors speak of it.

    which  the spreadsheet, or what else it was about
    robot  the address that sheets are shared with; None for a user's own credentials
    writes whether it changes anything
    """

    which: str
    robot: str | None = None
    writes: bool = False


@frozen
class Answered:
    """An answer that is no success.

    body           parsed JSON, or text when it is none
    retry_after_s  as its Retry-After header says
    """

    status: int
    body: Any
    retry_after_s: float | None = None


@frozen
class NotSent:
    """The request never arrived: no connection, no name, no certificate, no time left to send it."""

    why: str


@frozen
class NoAnswer:
    """The request was sent, at least in part, and its answer is missing or no answer."""

    why: str


@frozen
class TokenRefused:
    """The token endpoint gave no token.

    error, description  as RFC 6749 has them; blank when they are missing
    temporary           asking again may help
    """

    error: str
    description: str
    temporary: bool = False


Fault = Answered | NotSent | NoAnswer | TokenRefused


class WireFault(Exception):
    """What came back instead of an answer."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(type(fault).__name__)


def error_of(fault: Fault, asked: Asked, *, window_s: float) -> TiltyardError:
    """The typed error for what happened.

    window_s  how long Google's quota takes to be full again, where the answer does not say
    """
    match fault:
        case NotSent(why):
            return SheetsDown("Google cannot be reached", which=why, next_step=_NOW)
        case NoAnswer(why):
            return SheetsDown("Google did not answer", which=why, next_step=_NOW, may_have_happened=asked.writes)
        case TokenRefused():
            return _token(fault, asked)
        case Answered():
            return _answered(fault, asked, window_s)


def _answered(fault: Answered, asked: Asked, window_s: float) -> TiltyardError:
    error = _error(fault.body)
    message, reasons = str(error.get("message", "")), _reasons(error)
    match fault.status:
        case 401:
            return AuthenticationError(
                "Google does not accept the access token, nor a new one",
                which=_short(message),
                next_step=_NEW_KEY,
            )
        case 403:
            return _forbidden(message, reasons, asked, fault.retry_after_s or window_s)
        case 404:
            return SheetNotFound(
                "there is no such Google Sheet",
                which=asked.which,
                next_step="Was it deleted? Take the address from the browser again.",
            )
        case 400:
            return _refused(message, asked)
        case 429:
            return _exhausted(asked, fault.retry_after_s or window_s)
        case status if status >= _SERVER_ERROR or status == 408:
            return SheetsDown(
                "Google has trouble of its own",
                which=f"HTTP {status}: {_short(message)}" if message else f"HTTP {status}",
                next_step=_NOW,
                retry_after_s=fault.retry_after_s,
                may_have_happened=asked.writes,
            )
        case status if status < 400 or status == 407:  # neither success nor failure: not Google
            return SheetsDown(
                "something between here and Google answered in its place",
                which=f"HTTP {status}",
                next_step="Look at the proxy, and at plugins.sheets.api_url.",
            )
    return _ours(f"HTTP {fault.status}", message, asked)


def _forbidden(message: str, reasons: set[str], asked: Asked, again_s: float) -> TiltyardError:
    lower = message.lower()
    if reasons & {"SERVICE_DISABLED", "accessNotConfigured"} or "it is disabled" in lower:
        link = _CONSOLE.search(message)
        where = link[0].rstrip(".,") if link else "https://console.cloud.google.com/apis/library/sheets.googleapis.com"
        return ApiDisabled(
            "the API is not switched on in the Google project of the credentials",
            which=asked.which,
            next_step=f"Switch it on at {where} and wait a few minutes.",
        )
    if reasons & {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}:
        return _exhausted(asked, again_s)
    if reasons & {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"} or "insufficient auth" in lower:
        return AuthenticationError(
            "the credentials were not granted what this needs",
            which=asked.which,
            next_step="Give the sheet by its address instead of its title, or grant the scopes spreadsheets and "
            "drive.metadata.readonly when the user signs in.",
        )
    if "storageQuotaExceeded" in reasons or "storage quota" in lower:
        return AccessMissing(
            "the robot's account has no room for a sheet of its own",
            which=asked.which,
            next_step=f"Make an empty sheet yourself and {_share(asked.robot)}",
        )
    verb = "written to" if asked.writes else "opened"
    return AccessMissing(
        f"the sheet cannot be {verb}", which=asked.which, next_step=f"In the sheet, {_share(asked.robot)}"
    )


def _share(robot: str | None) -> str:
    if robot:
        return f"press Share and add {robot} as editor."
    return "press Share and add the account whose credentials these are as editor."


def _refused(message: str, asked: Asked) -> TiltyardError:
    lower = message.lower()
    if "protected cell" in lower or "protected range" in lower or "protected sheet" in lower:
        return ProtectedRange(
            "the cells are protected; nothing was written",
            which=asked.which,
            next_step=f"In the sheet, Data > Protect sheets and ranges: let {asked.robot or 'our account'} edit them.",
        )
    if "not supported for this document" in lower:
        return SheetNotFound(
            "this is an Office file and no Google Sheet",
            which=asked.which,
            next_step="Open it, choose File > Save as Google Sheets, and give the address of the new sheet.",
        )
    if _NO_TAB.search(message):
        return SheetNotFound(
            "the spreadsheet has no such tab",
            which=f"{asked.which}: {_short(message)}",
            next_step="Was the tab deleted? Give the address that the browser shows on the right tab.",
        )
    return _ours("HTTP 400", message, asked)


def _exhausted(asked: Asked, again_s: float) -> QuotaExhausted:
    return QuotaExhausted(
        "Google takes no more requests this minute",
        which=asked.which,
        next_step="It goes on by itself. If this happens often, let nothing else use these credentials.",
        retry_after_s=again_s,
    )


def _ours(code: str, message: str, asked: Asked) -> RequestRefused:
    return RequestRefused(
        "Google refuses what Tiltyard asked",
        which=f"{asked.which}: {code}",
        next_step="This is a fault of Tiltyard; please report it with the excerpt.",
        excerpt=_short(message),
    )


def _token(fault: TokenRefused, asked: Asked) -> TiltyardError:
    said = _short(f"{fault.error}: {fault.description}".strip(": "))
    if fault.temporary:
        return SheetsDown("Google gives no access token now", which=said, next_step=_NOW)
    lower = fault.description.lower()
    if "iat" in lower or "reasonable timeframe" in lower:
        what, step = "the clock of this machine is wrong", "Set it (timedatectl set-ntp true); Google allows minutes."
    elif "signature" in lower:
        what, step = "the key of the service account was deleted or replaced", _NEW_KEY
    elif "account not found" in lower or "account_disabled" in lower or "disabled" in lower:
        what = "the service account was deleted or disabled"
        step = "Enable it in the Google Cloud console, or make another one and share the sheets with it."
    elif fault.error == "invalid_grant" and asked.robot is None:
        what, step = (
            "the user's consent was revoked or has run out",
            "Let the user sign in again; replace the credentials.",
        )
    elif fault.error in {"invalid_client", "deleted_client", "unauthorized_client"}:
        what, step = "the OAuth client of the credentials is gone or not allowed to do this", "Make new credentials."
    elif fault.error == "invalid_scope":
        what, step = "the credentials were not granted what this needs", "Let the user sign in again with both scopes."
    else:
        what, step = "Google gives no access token for the credentials", _NEW_KEY
    return AuthenticationError(what, which=said, next_step=step)


def _error(body: Any) -> Mapping[str, Any]:
    """Google's `error` object; of anything else what can be used as its message."""
    error = body.get("error") if isinstance(body, Mapping) else None
    if isinstance(error, Mapping):
        return error
    # A page of HTML is some server's between here and Google: it is for browsers, and may quote the request.
    text = body if isinstance(body, str) and not body.lstrip().startswith("<") else ""
    return {"message": text}


def _reasons(error: Mapping[str, Any]) -> set[str]:
    """The reasons that are meant for programs: Sheets has them in `details`, Drive in `errors`."""
    return {
        str(one["reason"]) for one in (*_maps(error.get("details")), *_maps(error.get("errors"))) if "reason" in one
    }


def _maps(value: Any) -> Iterable[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else ()


def _short(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= EXCERPT_MOST else f"{line[: EXCERPT_MOST - 1]}…"
