"""
Answers that a reader may already have: told by their mark, so that they are not sent twice.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

AS_OF = "tiltyard-as-of"
"""The header that says how old an answer is, while the API is away."""


def marked(request: Request, body: bytes, media_type: str, *, as_of: datetime | None = None) -> Response:
    """The answer, or 304 when the reader has it.

    as_of  when the API last answered, while it does not; None while it does
    """
    mark = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"etag": mark, "cache-control": "no-cache"}
    if as_of:
        headers[AS_OF] = as_of.isoformat()
    if _has(request.headers.get("if-none-match", ""), mark):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _has(said: str, mark: str) -> bool:
    marks = {one.strip().removeprefix("W/") for one in said.split(",")}
    return mark in marks or "*" in marks
