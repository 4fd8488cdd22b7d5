"""
Who is let in, and how often: keys, and the windows of each key on each host.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from attrs import define, field, frozen

from tiltyard.testing.riot_api.answers import FORBIDDEN, Answer, refusal
from tiltyard.testing.riot_api.quota import Anchoring, Bucket, Limit, LimitType, read_limits
from tiltyard.testing.riot_api.routes import UNKNOWN


@frozen
class Passed:
    """What the gate says of a call.

    answer   None when it may go on
    headers  what is told about limits
    """

    answer: Answer | None
    headers: Mapping[str, str]
    limit_type: LimitType | None = None


@define(eq=False)
class Gate:
    """Counts the calls of each key.

    keys           that are known; all belong to one application
    app_limits     as in a header, for each key and host
    method_limits  the same for each method of it; `*` for those that are not named
    """

    keys: set[str]
    app_limits: str
    method_limits: Mapping[str, str]
    anchoring: Anchoring
    chance: Random | None
    _refused: dict[str, int] = field(factory=dict)
    _app: dict[tuple[str, str], Bucket] = field(factory=dict)
    _method: dict[tuple[str, str, str], Bucket] = field(factory=dict)
    _app_limit: tuple[Limit, ...] = ()
    _method_limit: dict[str, tuple[Limit, ...]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.set_limits(self.app_limits, self.method_limits)

    def set_limits(self, app_limits: str, method_limits: Mapping[str, str]) -> None:
        """Other limits from now on; what was counted is forgotten.

        raises  ValueError when they are none
        """
        self._app_limit = read_limits(app_limits)
        self._method_limit = {method: read_limits(text) for method, text in method_limits.items()}
        self.forget()

    def forget(self) -> None:
        """All windows are new."""
        self._app.clear()
        self._method.clear()

    def revoke(self, key: str, status: int) -> None:
        """It is refused from now on."""
        self._refused[key] = status

    def restore(self, key: str) -> None:
        """It is good again."""
        self._refused.pop(key, None)
        self.keys.add(key)

    def enter(self, key: str, host: str, method: str, now_s: float) -> Passed:
        """Count a call, and let it in or not."""
        if not key:
            return Passed(refusal(401, "Unauthorized"), {})
        if key in self._refused or key not in self.keys:
            status = self._refused.get(key, 401)
            return Passed(refusal(401, "Unknown apikey") if status == 401 else FORBIDDEN, {})
        if method == UNKNOWN:
            return Passed(None, {})
        app, of_method = self._buckets(key, host, method)
        # Both are counted, whichever says no.
        app_s, method_s = app.take(now_s), of_method.take(now_s)
        headers = {**app.headers("App", self.chance), **of_method.headers("Method", self.chance)}
        if app_s is None and method_s is None:
            return Passed(None, headers)
        limit_type: LimitType = "method" if app_s is None else "application"
        wait_s = method_s if app_s is None else app_s
        told = {**headers, "X-Rate-Limit-Type": limit_type, "Retry-After": str(wait_s)}
        return Passed(refusal(429, "Rate limit exceeded"), told, limit_type)

    def _buckets(self, key: str, host: str, method: str) -> tuple[Bucket, Bucket]:
        app = self._app.setdefault((key, host), Bucket(self._app_limit, self.anchoring))
        limit = self._method_limit.get(method) or self._method_limit["*"]
        return app, self._method.setdefault((key, host, method), Bucket(limit, self.anchoring))
