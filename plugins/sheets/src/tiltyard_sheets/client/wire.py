"""
One request to Google, over gspread's HTTP client and google-auth's credentials. Blocks: call it in a thread.

gspread's own request path waits for ever, repeats nothing or everything, and asks for a token in the middle of a call.
This one has a deadline for everything it does, repeats nothing but a refused token, and says exactly what came back.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import google.auth.credentials
import google.auth.exceptions
import google.auth.transport
import requests
import urllib3.exceptions
from attrs import frozen
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account
from gspread.http_client import HTTPClient
from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEETS_API_V4_BASE_URL

from tiltyard_sheets.client.credentials import Credential
from tiltyard_sheets.client.faults import Answered, Fault, NoAnswer, NotSent, TokenRefused, WireFault
from tiltyard_sheets.errors import AuthenticationError

SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
DRIVE_SCOPE = "https://www.googleapis.com/auth/drive.metadata.readonly"
DRIVE_FILE_SCOPE = "https://www.googleapis.com/auth/drive.file"
"""Only for files that were made with these credentials."""

_GOOGLE_API = SPREADSHEETS_API_V4_BASE_URL.removesuffix("/v4/spreadsheets")
_GOOGLE_DRIVE = "https://www.googleapis.com"
_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 # an address
_CONNECT_MOST_S = 10.0
_CHUNK_BYTES = 65536
_UNAUTHORIZED = 401
_TEMPORARY = frozenset({408, 429, 500, 502, 503, 504})


def _scope_of(url: str) -> str:
    """What a request needs to be allowed."""
    if not url.startswith(DRIVE_FILES_API_V3_URL):
        return SHEETS_SCOPE
    return DRIVE_FILE_SCOPE if url.endswith("/permissions") else DRIVE_SCOPE


@frozen
class Endpoints:
    """Where Google is, without a slash at the end; `token` is None for what the credentials say."""

    api: str
    drive: str
    token: str | None

    def place(self, url: str) -> str:
        """The address to ask instead of Google's own."""
        for theirs, ours in ((_GOOGLE_API, self.api), (_GOOGLE_DRIVE, self.drive)):
            if url.startswith(f"{theirs}/"):
                return ours + url.removeprefix(theirs)
        return url


class Wire(HTTPClient):
    """Speaks with Google as one credential. gspread's `values_*`, `batch_update` and the like work on it as ever.

    Each thread that uses it has a connection of its own while it does; `deadline` is about what that thread asks next.
    """

    def __init__(self, credential: Credential, endpoints: Endpoints) -> None:
        super().__init__(auth=None, session=requests.Session())  # type: ignore[arg-type] # a session makes up for it
        self.credential = credential
        self._endpoints = endpoints
        self._tokens: dict[tuple[str, ...], google.auth.credentials.Credentials] = {}
        self._refreshing = threading.Lock()
        self._idle: list[requests.Session] = [self.session]
        self._idle_lock = threading.Lock()
        self._closed = False
        self._thread = threading.local()

    def deadline(self, within_s: float, url: str = "") -> None:
        """What this thread asks next must be done within this time; the address tells which scope it needs."""
        self._thread.ends_at_s = time.monotonic() + within_s
        self._thread.scopes = (_scope_of(url),)

    def ready(self, within_s: float, url: str) -> None:
        """Have an access token, so that what this thread, or another, asks next leaves at once.

        url     of what is asked next
        raises  WireFault, AuthenticationError
        """
        self.deadline(within_s, url)
        session = self._take_session()
        try:
            self._token(session, refused=None)
        finally:
            self._give_back(session)

    def request(
        self,
        method: str,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The answer of a request that succeeded, read to its end.

        raises  WireFault, AuthenticationError
        """
        url = self._endpoints.place(endpoint)
        session = self._take_session()
        try:
            response, token = self._send(session, method, url, params, data, json, files, headers, refused=None)
            if response.status_code == _UNAUTHORIZED:
                # It may have been revoked, or this machine's clock be wrong about when it ends. A 401 did nothing.
                response, _ = self._send(session, method, url, params, data, json, files, headers, refused=token)
        finally:
            self._give_back(session)
        if response.ok and not response.is_redirect:
            return response
        raise WireFault(Answered(response.status_code, _body(response), _retry_after_s(response)))

    def answer_within(self, within_s: float, method: str, url: str, **content: Any) -> dict[str, Any]:
        """As `request` within this time, but the JSON of the answer."""
        self.deadline(within_s, url)
        response = self.request(method, url, **content)
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if isinstance(answer, dict):
            return answer
        raise WireFault(NoAnswer("the answer is no JSON: something between here and Google gave it"))

    def close(self) -> None:
        """Close connections; those in use are closed when they are given back."""
        with self._idle_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for session in idle:
            session.close()

    def _send(
        self,
        session: requests.Session,
        method: str,
        url: str,
        params: Any,
        data: Any,
        json: Any,
        files: Any,
        headers: Mapping[str, str] | None,
        *,
        refused: str | None,
    ) -> tuple[requests.Response, str | None]:
        token = self._token(session, refused)
        left_s = self._left_s()
        if left_s <= 0:
            raise WireFault(NotSent("no time was left to send it"))
        try:
            response = session.request(
                method=method,
                url=url,
                params=params,
                data=data,
                json=json,
                files=files,
                headers=headers,
                auth=_Bearer(token),
                timeout=(min(left_s, _CONNECT_MOST_S), left_s),
                allow_redirects=False,  # a redirected POST becomes a GET, and our token would go elsewhere
                stream=True,
            )
            self._read_whole(response)
        except requests.exceptions.RequestException as error:
            raise WireFault(_transport_fault(error)) from error
        return response, token.token

    def _read_whole(self, response: requests.Response) -> None:
        """Read the answer; one that drips in must not outlast the deadline, though each drop comes in time."""
        chunks = []
        with response:
            for chunk in response.iter_content(_CHUNK_BYTES):
                chunks.append(chunk)
                if self._left_s() <= 0:
                    raise requests.exceptions.ReadTimeout("the answer came too slowly")
        response._content = b"".join(chunks)  # noqa: SLF001 # where requests keeps what it has read itself

    def _token(self, session: requests.Session, refused: str | None) -> google.auth.credentials.Credentials:
        """Credentials with a token that is good for a while, and is not the one that was refused."""
        scopes = self._thread.scopes
        # One thread fetches it; the others wait for that, and not longer than they have time.
        if not self._refreshing.acquire(timeout=max(0.0, self._left_s())):
            raise WireFault(NotSent("no access token came in time"))
        try:
            known = self._tokens.get(scopes) or self._make(scopes)
            if not known.valid or known.token == refused:
                known.refresh(_TokenRequest(session, self._left_s))  # type: ignore[no-untyped-call]
            self._tokens[scopes] = known
        except google.auth.exceptions.TransportError as error:
            raise WireFault(NotSent(f"the token endpoint: {_words(error)}")) from error
        except google.auth.exceptions.RefreshError as error:
            raise WireFault(_token_fault(error)) from error
        finally:
            self._refreshing.release()
        return known

    def _make(self, scopes: Sequence[str]) -> google.auth.credentials.Credentials:
        info = dict(self.credential.info)
        info["token_uri"] = self._endpoints.token or info.get("token_uri") or _TOKEN_URL
        if self.credential.robot is None:
            # No scopes: a user granted them once, and asking for others is refused.
            return user_credentials.Credentials(  # type: ignore[no-untyped-call]
                token=None,
                refresh_token=info["refresh_token"],
                token_uri=info["token_uri"],
                client_id=info["client_id"],
                client_secret=info["client_secret"],
                quota_project_id=info.get("quota_project_id"),
            )
        try:
            return service_account.Credentials.from_service_account_info(info, scopes=list(scopes))  # type: ignore[no-any-return, no-untyped-call]
        except (ValueError, google.auth.exceptions.GoogleAuthError):
            # No `from`: what the parser says may quote the key.
            raise AuthenticationError(
                "the private key in the credentials is damaged", next_step="Download the JSON file again, whole."
            ) from None

    def _left_s(self) -> float:
        return float(self._thread.ends_at_s - time.monotonic())

    def _take_session(self) -> requests.Session:
        with self._idle_lock:
            return self._idle.pop() if self._idle else requests.Session()

    def _give_back(self, session: requests.Session) -> None:
        with self._idle_lock:
            if not self._closed:
                self._idle.append(session)
                return
        session.close()


class _Bearer(requests.auth.AuthBase):
    """Puts the token on a request. As `auth`, because a .netrc would overrule a header."""

    def __init__(self, credentials: google.auth.credentials.Credentials) -> None:
        self._credentials = credentials

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        self._credentials.apply(request.headers)  # type: ignore[no-untyped-call]
        return request


class _TokenAnswer(google.auth.transport.Response):
    def __init__(self, response: requests.Response) -> None:
        self._response = response

    @property
    def status(self) -> int:
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    @property
    def data(self) -> bytes:
        return self._response.content


class _TokenRequest(google.auth.transport.Request):
    """Sends google-auth's token requests, within the deadline and each only once: who repeats is decided elsewhere."""

    def __init__(self, session: requests.Session, left_s: Any) -> None:
        self._session = session
        self._left_s = left_s

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002 # its own two minutes; ours is shorter
        **kwargs: Any,
    ) -> _TokenAnswer:
        left_s = self._left_s()
        if left_s <= 0:
            raise google.auth.exceptions.TransportError("no time was left")  # type: ignore[no-untyped-call]
        try:
            # Some `auth`, so that no .netrc gets in; what is needed stands in the body.
            response = self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=(min(left_s, _CONNECT_MOST_S), left_s),
                auth=_as_it_is,
                allow_redirects=False,
                **kwargs,
            )
        except requests.exceptions.RequestException as error:
            raise google.auth.exceptions.TransportError(_words(error)) from error  # type: ignore[no-untyped-call]
        if response.status_code in _TEMPORARY:
            raise WireFault(TokenRefused(f"HTTP {response.status_code}", "", temporary=True))
        return _TokenAnswer(response)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _transport_fault(error: requests.exceptions.RequestException) -> Fault:
    """Whether the request can have arrived. Only where that is impossible for sure it was not sent."""
    cause: Any = error.args[0] if error.args else None
    cause = getattr(cause, "reason", cause)
    never_connected = isinstance(
        error, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError | requests.exceptions.InvalidURL
    ) or isinstance(cause, urllib3.exceptions.NewConnectionError | urllib3.exceptions.NameResolutionError)
    # A certificate is looked at before anything is sent.
    if never_connected or "certificate verify failed" in str(error).lower():
        return NotSent(_words(error))
    return NoAnswer(_words(error))


def _token_fault(error: google.auth.exceptions.RefreshError) -> TokenRefused:
    body = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], Mapping) else {}
    said = body.get("error"), body.get("error_description")
    if isinstance(said[0], str):
        return TokenRefused(said[0], said[1] if isinstance(said[1], str) else "", bool(error.retryable))
    return TokenRefused("", "the token endpoint's answer is not understood", bool(error.retryable))


def _words(error: BaseException) -> str:
    """What a transport error says, without the address: a title that somebody looked for would stand in it."""
    cause: Any = error.args[0] if error.args else error
    cause = getattr(cause, "reason", cause)
    said = str(cause) if not isinstance(cause, urllib3.exceptions.MaxRetryError) else type(cause).__name__
    return said.split(": ", 1)[-1] if said.startswith(("<", "HTTP")) else said


def _body(response: requests.Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError:
        return response.text


def _retry_after_s(response: requests.Response) -> float | None:
    """The header in seconds; Google sends no dates in it."""
    try:
        return max(0.0, float(response.headers.get("Retry-After", "")))
    except ValueError:
        return None
