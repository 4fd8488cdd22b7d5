"""
One address of the API: who may ask, what goes in, what comes out; and how a request becomes an answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import msgspec
from attrs import Factory, frozen
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tiltyard.clock import Clock
from tiltyard.errors import AccessDenied, BadInput, TiltyardError, Unavailable
from tiltyard.models import Actor, Refusal
from tiltyard_dashboard.api.bearers import Bearer, BearerKind
from tiltyard_dashboard.api.callers import Callers
from tiltyard_dashboard.api.problems import problem
from tiltyard_dashboard.api.scopes import Scope

BODY_BYTES = 64 << 10

T = TypeVar("T")


class Problem(Exception):
    """The answer is an error."""

    def __init__(self, status: int, refusal: Refusal, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(refusal))
        self.status = status
        self.refusal = refusal
        self.headers = dict(headers or {})


@frozen
class Call:
    """One request, let in and understood.

    bearer  who asks; None where everybody may
    body    of the endpoint's type; None where nothing goes in
    """

    request: Request
    bearer: Bearer | None
    body: Any

    @property
    def path(self) -> Mapping[str, str]:
        """What the address names."""
        return self.request.path_params

    @property
    def actor(self) -> Actor:
        """In whose name something is asked for."""
        if self.bearer is None:
            raise LookupError("an address that everybody may ask has no actor")
        return self.bearer.actor

    def number(self, name: str, *, least: int, most: int) -> int | None:
        """A number in the query; None when it is not there.

        raises  Problem
        """
        text = self.request.query_params.get(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) <= 12 and least <= int(text) <= most):
            raise Problem(
                422, Refusal("bad_query", f"{name} is not a number from {least} to {most}", text[:40], "Correct it.")
            )
        return int(text)

    def flag(self, name: str) -> bool:
        """Whether the query says so.

        raises  Problem
        """
        text = self.request.query_params.get(name, "false")
        if text not in {"true", "false"}:
            raise Problem(422, Refusal("bad_query", f"{name} is neither true nor false", text[:40], "Correct it."))
        return text == "true"


Answer = Callable[[Call], Awaitable[Any]]


@frozen
class Query:
    """One part of a query, for the description."""

    schema: Mapping[str, Any]
    summary: str


@frozen
class Endpoint:
    """One address and method.

    scope   what a bearer needs; None: everybody may ask
    signed  any bearer may ask, whatever its scopes
    takes   the type of the body; None when nothing goes in
    gives   the type of what comes out
    """

    method: str
    path: str
    answer: Answer
    summary: str
    gives: type
    scope: Scope | None = None
    signed: bool = False
    takes: type | None = None
    query: Mapping[str, Query] = Factory(dict)
    status: int = 200
    careful: bool = False
    """It is about secrets: tried often, it is soon refused."""

    @property
    def is_open(self) -> bool:
        """Whether everybody may ask."""
        return self.scope is None and not self.signed


def asgi(endpoint: Endpoint, callers: Callers, clock: Clock) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint as Starlette calls it."""

    async def answer(request: Request) -> Response:
        try:
            bearer = await _let_in(request, endpoint, callers, clock)
            body = await _body(request, endpoint)
            found = await endpoint.answer(Call(request, bearer, body))
        except Problem as wrong:
            return problem(wrong.status, wrong.refusal, wrong.headers)
        except BadInput as error:
            return problem(422, _refusal("bad_input", error))
        except AccessDenied as error:
            return problem(502, _refusal("not_let_in", error))
        except Unavailable as error:
            return problem(503, _refusal("unavailable", error), {"retry-after": str(int(error.retry_after_s or 2))})
        except TiltyardError as error:
            return problem(409, _refusal("not_done", error))
        if isinstance(found, Response):
            return found
        content = found if isinstance(found, bytes) else msgspec.json.encode(found)
        return Response(content, endpoint.status, media_type="application/json")

    return answer


async def _let_in(request: Request, endpoint: Endpoint, callers: Callers, clock: Clock) -> Bearer | None:
    who = callers.client(request)
    wait_s = callers.wait_s(who, clock.monotonic(), careful=endpoint.careful)
    if wait_s > 0:
        raise Problem(
            429,
            Refusal("too_often", "That was asked too often", who, f"Ask again in {wait_s:.0f} s."),
            {"retry-after": str(int(wait_s) + 1)},
        )
    if endpoint.is_open:
        return None
    secret = callers.secret(request)
    bearer = await callers.bearers.find(secret) if secret else None
    if bearer is None or bearer.kind not in {BearerKind.TOKEN, BearerKind.SESSION}:
        raise Problem(
            401,
            Refusal(
                "not_signed_in",
                "Nobody is signed in" if not secret else "That is no token or session that is still good",
                request.url.path,
                "Send `Authorization: Bearer ...` with a token of `tiltyard dashboard token add`, or sign in anew.",
            ),
            {"www-authenticate": 'Bearer realm="tiltyard"'},
        )
    if endpoint.scope is not None and endpoint.scope not in bearer.scopes:
        raise Problem(
            403,
            Refusal(
                "scope_missing",
                f"This needs the scope {endpoint.scope}",
                f"{bearer.name} has {', '.join(sorted(bearer.scopes)) or 'none'}",
                "Ask whoever looks after the dashboard.",
            ),
        )
    return bearer


async def _body(request: Request, endpoint: Endpoint) -> Any:
    if endpoint.takes is None:
        return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(
            415, Refusal("not_json", "The body is not JSON", kind[:60] or "no type", "Send application/json.")
        )
    content = bytearray()
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > BODY_BYTES:
                raise Problem(
                    413, Refusal("too_much", "The body is too long", f"over {BODY_BYTES} bytes", "Send less at once.")
                )
    except ClientDisconnect:
        raise Problem(400, Refusal("cut_short", "The body never came", request.url.path, "Send it again.")) from None
    try:
        return msgspec.json.decode(bytes(content), type=endpoint.takes)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        what, _, where = str(error).partition(" - at ")
        raise Problem(422, Refusal("bad_body", what, where.strip("`") or "$", "Correct it.")) from error


def _refusal(code: str, error: TiltyardError) -> Refusal:
    return Refusal(code, error.what, error.which or "", error.next_step or "Try again.")
