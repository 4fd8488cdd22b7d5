"""
What Google answers when it says no, word for word where the words are known.

source  answers that gspread's tests recorded in 2023-2026, and
        https://developers.google.com/workspace/sheets/api/limits (2026-11)
"""

from __future__ import annotations

from typing import Any

PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if "
    "you need to edit."
)

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}

WORDS = {
    429: "Resource has been exhausted (e.g. check quota).",
    500: "Internal error encountered.",
    502: "Bad Gateway",
    503: "The service is currently unavailable.",
    504: "Deadline expired before operation could complete.",
}


class ApiError(Exception):
    """An answer that is no success.

    code     the HTTP status
    details  what stands in `error.details`, such as a reason that programs read
    """

    def __init__(self, code: int, message: str, *, details: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details or []

    @property
    def body(self) -> dict[str, Any]:
        """The answer as JSON, in Google's shape."""
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": STATUS[self.code]}
        if self.details:
            error["details"] = self.details
        return {"error": error}


class TokenError(Exception):
    """The token endpoint's no, which has a shape of its own (RFC 6749, 5.2)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}


def invalid(message: str) -> ApiError:
    """400: the request is wrong."""
    return ApiError(400, message)


def protected() -> ApiError:
    """400: somebody protected what the request touches."""
    return ApiError(400, PROTECTED)


def not_found() -> ApiError:
    """404: there is no such spreadsheet, or no such piece of developer metadata."""
    return ApiError(404, "Requested entity was not found.")


def not_shared() -> ApiError:
    """403: it is there, but nobody shared it with the caller (or only for reading)."""
    return ApiError(403, "The caller does not have permission")


def unauthenticated() -> ApiError:
    """401: the token is missing, expired or revoked."""
    return ApiError(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


def scope_missing() -> ApiError:
    """403: the token is good, but not for this."""
    return ApiError(
        403,
        "Request had insufficient authentication scopes.",
        details=[_reason("ACCESS_TOKEN_SCOPE_INSUFFICIENT")],
    )


def api_disabled(service: str, title: str, project: str) -> ApiError:
    """403: nobody switched the API on in the caller's project."""
    return ApiError(
        403,
        f"{title} has not been used in project {project} before or it is disabled. Enable it by visiting "
        f"https://console.developers.google.com/apis/api/{service}/overview?project={project} then retry. If you "
        "enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.",
        details=[_reason("SERVICE_DISABLED", service=service, consumer=f"projects/{project}")],
    )


def quota_exceeded(kind: str, project: str) -> ApiError:
    """429: more than a minute bears. `kind` is "Read" or "Write"."""
    return ApiError(
        429,
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute per user' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:{project}'.",
        details=[_reason("RATE_LIMIT_EXCEEDED", quota_limit=f"{kind}RequestsPerMinutePerUser")],
    )


def fault(code: int) -> ApiError:
    """Google's own trouble."""
    return ApiError(code, WORDS.get(code, "Unknown Error."))


def _reason(reason: str, **metadata: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "sheets.googleapis.com", **metadata},
    }
