"""
Errors as `application/problem+json` (RFC 9457): what, which, and what next.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tiltyard.models import Refusal

MEDIA_TYPE = "application/problem+json"

_ROUTES = "GET /v1/openapi.json lists every address."


def problem(status: int, refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """The refusal as an answer.

    `title` is what, `detail` the whole sentence; `which` and `next_step` stand alone too, for programs.
    """
    body = {
        "type": f"urn:tiltyard:problem:{refusal.code}",
        "title": refusal.what,
        "status": status,
        "detail": str(refusal),
        "code": refusal.code,
        "which": refusal.which,
        "next_step": refusal.next_step,
    }
    return Response(msgspec.json.encode(body), status, headers=headers, media_type=MEDIA_TYPE)


def no_such_address(request: Request, _error: Exception) -> Response:
    """404."""
    return problem(404, Refusal("unknown_address", "There is nothing at this address", request.url.path, _ROUTES))


def wrong_method(request: Request, error: Exception) -> Response:
    """405."""
    allowed = (getattr(error, "headers", None) or {}).get("Allow", "GET, HEAD")
    which = f"{request.method} {request.url.path}"
    refusal = Refusal("wrong_method", "This address does not take this method", which, f"Use {allowed}.")
    return problem(405, refusal, {"allow": allowed})


def failed(request: Request, _error: Exception) -> Response:
    """500, without a word about the inside; the log has it."""
    refusal = Refusal(
        "internal_error", "The API failed to answer", request.url.path, "Try again; the API's log says what happened."
    )
    return problem(500, refusal)
