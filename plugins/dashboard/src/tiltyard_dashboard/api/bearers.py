"""
Who is let in by which secret: tokens, sessions, one-time sign-in links, addresses of overlays.

A secret is shown once, when it is made. What is kept is its digest, so that nobody can sign in with a copy of the
database.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import attrs
from attrs import Factory, frozen

from tiltyard.clock import Clock
from tiltyard.models import Actor, StaffRole
from tiltyard.plugin import PluginStore
from tiltyard_dashboard.api.scopes import Scope

KNOWN_FOR_S = 2.0
"""How long a secret is known without a look at the store: so late at most another process notices that it ended."""

TOUCH_EVERY_S = 300.0
"""How often it is written down that a secret was used."""

MOST_KNOWN = 4096


class BearerKind(StrEnum):
    """What a secret is for; its value begins the secret, so that what is found somewhere is known for what it is."""

    TOKEN = "tyt"  # noqa: S105 # how tokens begin
    SESSION = "tys"
    OVERLAY = "tyo"
    LINK = "tyl"


@frozen
class Bearer:
    """Whoever shows a secret.

    id          names it to people; says nothing about the secret
    name        of a token or an overlay; of a session whose it is
    actor       in whose name commands are asked for
    expires_at  None for never
    idle_s      it ends sooner when it was not used for so long; None for never
    used_at     when it was last used, to five minutes
    detail      what an overlay shows; empty for the others
    """

    id: str
    kind: BearerKind
    name: str
    scopes: frozenset[Scope]
    actor: Actor
    created_at: datetime
    expires_at: datetime | None = None
    idle_s: float | None = None
    used_at: datetime | None = None
    detail: Mapping[str, Any] = Factory(dict)

    def ends_at(self) -> datetime | None:
        """When it ends unless it is used before."""
        idle_until = (self.used_at or self.created_at) + timedelta(seconds=self.idle_s) if self.idle_s else None
        ends = [one for one in (self.expires_at, idle_until) if one]
        return min(ends, default=None)


class Bearers:
    """All secrets of one journal, whichever process made them."""

    def __init__(self, store: PluginStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, tuple[Bearer | None, float]] = {}

    async def issue(
        self,
        kind: BearerKind,
        *,
        name: str,
        scopes: Iterable[Scope],
        actor: Actor | None = None,
        lasts_s: float | None = None,
        idle_s: float | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> tuple[str, Bearer]:
        """Make a secret: itself, and what is known of it from now on.

        actor    None: the secret itself, under its name
        lasts_s  None for ever
        """
        secret = f"{kind}_{secrets.token_urlsafe(32)}"
        digest, now = _digest(secret), self._clock.now()
        bearer = Bearer(
            id=secrets.token_hex(6),
            kind=kind,
            name=name,
            scopes=frozenset(scopes),
            actor=actor or Actor("web", "", name),
            created_at=now,
            expires_at=None if lasts_s is None else now + timedelta(seconds=lasts_s),
            idle_s=idle_s,
            detail=dict(detail or {}),
        )
        if actor is None:
            bearer = attrs.evolve(bearer, actor=Actor("web", bearer.id, name))
        await self._keep(digest, bearer)
        await self._store.change(_index(kind), lambda kept: {**(kept or {}), bearer.id: digest})
        return secret, bearer

    async def find(self, secret: str) -> Bearer | None:
        """Whose secret that is; None when it is nobody's, or its time is over."""
        digest, now = _digest(secret), self._clock.monotonic()
        known = self._known.get(digest)
        if known and now - known[1] < KNOWN_FOR_S:
            return self._alive(known[0])
        bearer = _bearer_from(await self._store.get(_key(digest)))
        if (bearer := self._alive(bearer)) and self._is_news(bearer):
            bearer = attrs.evolve(bearer, used_at=self._clock.now())
            await self._keep(digest, bearer)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[digest] = (bearer, now)
        return bearer

    async def spend(self, secret: str) -> Bearer | None:
        """As `find`, and from now on it is nobody's: of several who spend one at once, one has it."""
        digest, taken = _digest(secret), None

        def take(kept: Any | None) -> Any:
            nonlocal taken
            taken = kept
            return {}

        if await self._store.get(_key(digest)) is None:
            return None
        await self._store.change(_key(digest), take)
        bearer = self._alive(_bearer_from(taken))
        await self._forget(digest, bearer)
        return bearer

    async def all_of(self, kind: BearerKind) -> list[Bearer]:
        """Those that are alive, the oldest first."""
        index = await self._store.get(_index(kind)) or {}
        found = [self._alive(_bearer_from(await self._store.get(_key(digest)))) for digest in index.values()]
        return sorted((one for one in found if one), key=lambda one: one.created_at)

    async def revoke(self, kind: BearerKind, bearer_id: str) -> bool:
        """From now on it lets nobody in; False when there is none of that id."""
        digest = (await self._store.get(_index(kind)) or {}).get(bearer_id)
        if digest is None:
            return False
        bearer = _bearer_from(await self._store.get(_key(digest)))
        await self._forget(digest, bearer)
        return bearer is not None

    def _alive(self, bearer: Bearer | None) -> Bearer | None:
        ends_at = bearer.ends_at() if bearer else None
        return None if ends_at is not None and ends_at <= self._clock.now() else bearer

    def _is_news(self, bearer: Bearer) -> bool:
        used_at = bearer.used_at or bearer.created_at
        return (self._clock.now() - used_at).total_seconds() >= TOUCH_EVERY_S or bearer.used_at is None

    async def _keep(self, digest: str, bearer: Bearer) -> None:
        ends_at = bearer.ends_at()
        ttl_s = None if ends_at is None else max(1.0, (ends_at - self._clock.now()).total_seconds())
        await self._store.put(_key(digest), _plain(bearer), ttl_s=ttl_s)

    async def _forget(self, digest: str, bearer: Bearer | None) -> None:
        self._known.pop(digest, None)
        await self._store.delete(_key(digest))
        if bearer:
            gone = bearer.id
            await self._store.change(
                _index(bearer.kind), lambda kept: {one: where for one, where in (kept or {}).items() if one != gone}
            )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def _key(digest: str) -> str:
    return f"bearer:{digest}"


def _index(kind: BearerKind) -> str:
    return f"bearers:{kind}"


def _plain(bearer: Bearer) -> dict[str, Any]:
    actor = bearer.actor
    return {
        "id": bearer.id,
        "kind": bearer.kind,
        "name": bearer.name,
        "scopes": sorted(bearer.scopes),
        "actor": [actor.kind, actor.id, actor.display, actor.role],
        "created_at": bearer.created_at.isoformat(),
        "expires_at": bearer.expires_at and bearer.expires_at.isoformat(),
        "idle_s": bearer.idle_s,
        "used_at": bearer.used_at and bearer.used_at.isoformat(),
        "detail": dict(bearer.detail),
    }


def _bearer_from(kept: Any | None) -> Bearer | None:
    if not kept:
        return None
    kind, who, display, role = kept["actor"]
    return Bearer(
        id=kept["id"],
        kind=BearerKind(kept["kind"]),
        name=kept["name"],
        scopes=frozenset(map(Scope, kept["scopes"])),
        actor=Actor(kind, who, display, role and StaffRole(role)),
        created_at=datetime.fromisoformat(kept["created_at"]),
        expires_at=kept["expires_at"] and datetime.fromisoformat(kept["expires_at"]),
        idle_s=kept["idle_s"],
        used_at=kept["used_at"] and datetime.fromisoformat(kept["used_at"]),
        detail=kept["detail"],
    )
