"""
Who is asking: by which secret, from which address, and how often they may.
"""

from __future__ import annotations

import hmac

from starlette.requests import Request

from tiltyard_dashboard.api.bearers import Bearers
from tiltyard_dashboard.api.throttle import Rate, Throttle

PER_CLIENT = Rate(burst=120, per_minute=600)
CAREFUL = Rate(burst=5, per_minute=5)
"""For what is guessed at: sign-in codes and addresses of overlays."""

WEB_HEADER = "x-tiltyard-web"
CLIENT_HEADER = "x-tiltyard-client"


class Callers:
    """Knows callers, and counts what they ask.

    web_secret  what our web service shows: what it says about its visitor's address is believed then, and it is not
                held to anybody's rate itself. None when there is none
    """

    def __init__(
        self,
        bearers: Bearers,
        web_secret: str | None = None,
        *,
        rate: Rate = PER_CLIENT,
        careful: Rate = CAREFUL,
    ) -> None:
        self.bearers = bearers
        self._web_secret = web_secret
        self._throttle = Throttle(rate)
        self._careful = Throttle(careful)

    def is_web(self, request: Request) -> bool:
        """Whether our own web service asks."""
        shown = request.headers.get(WEB_HEADER, "")
        return self._web_secret is not None and hmac.compare_digest(shown.encode(), self._web_secret.encode())

    def client(self, request: Request) -> str:
        """Whom what is asked counts for: an address."""
        if self.is_web(request):
            return request.headers.get(CLIENT_HEADER, "web")[:64]
        return request.client.host if request.client else "unknown"

    def secret(self, request: Request) -> str | None:
        """The secret that came with the request."""
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        return value.strip() or None if scheme.lower() == "bearer" else None

    def wait_s(self, client: str, now_s: float, *, careful: bool) -> float:
        """How long they have to wait; 0 when they need not."""
        if careful and (wait_s := self._careful.wait_s(client, now_s)):
            return wait_s
        return 0.0 if client == "web" else self._throttle.wait_s(client, now_s)
