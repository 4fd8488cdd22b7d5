"""
Who is let in: tokens for programs, addresses of overlays, and the sessions that are open.
"""

from __future__ import annotations

from typing import Any

from tiltyard.desk.desk import Desk
from tiltyard.models import Refusal, TournamentId
from tiltyard.tournament import refusals
from tiltyard_dashboard.api.bearers import Bearer, BearerKind, Bearers
from tiltyard_dashboard.api.endpoint import Call, Endpoint, Problem
from tiltyard_dashboard.api.lookup import Lookup
from tiltyard_dashboard.api.scopes import Scope
from tiltyard_dashboard.api.shapes import Bearers as BearersShape
from tiltyard_dashboard.api.shapes import Issued, NewOverlay, NewToken, Plain, Settled

NAME_CHARACTERS = 80
LASTS_MOST_DAYS = 3650
MOST_OF_A_KIND = 500


class Access:
    """Hands out secrets and takes them back."""

    def __init__(self, bearers: Bearers, desk: Desk, lookup: Lookup) -> None:
        self._bearers = bearers
        self._desk = desk
        self._lookup = lookup

    def endpoints(self) -> list[Endpoint]:
        """The addresses of this."""
        return [
            Endpoint(
                "GET", "/v1/tokens", self._lister(BearerKind.TOKEN), "Tokens for programs", BearersShape, Scope.ADMIN
            ),
            Endpoint(
                "POST", "/v1/tokens", self.add_token, "Make a token", Issued, Scope.ADMIN, takes=NewToken, status=201
            ),
            Endpoint("DELETE", "/v1/tokens/{id}", self._revoker(BearerKind.TOKEN), "Revoke it", Settled, Scope.ADMIN),
            Endpoint(
                "GET", "/v1/sessions", self._lister(BearerKind.SESSION), "Who is signed in", BearersShape, Scope.ADMIN
            ),
            Endpoint(
                "DELETE", "/v1/sessions/{id}", self._revoker(BearerKind.SESSION), "Sign them out", Settled, Scope.ADMIN
            ),
            Endpoint(
                "GET",
                "/v1/overlays",
                self._lister(BearerKind.OVERLAY),
                "Addresses of overlays",
                BearersShape,
                Scope.ORGANISE,
            ),
            Endpoint(
                "POST",
                "/v1/overlays",
                self.add_overlay,
                "Make an address for overlays of a tournament",
                Issued,
                Scope.ORGANISE,
                takes=NewOverlay,
                status=201,
            ),
            Endpoint(
                "DELETE", "/v1/overlays/{id}", self._revoker(BearerKind.OVERLAY), "Revoke it", Settled, Scope.ORGANISE
            ),
            Endpoint("GET", "/v1/overlays/by-key/{key}", self.overlay, "What an overlay shows", Plain),
        ]

    async def add_token(self, call: Call) -> Issued:
        """One more; it may do nothing that whoever makes it may not."""
        body: NewToken = call.body
        scopes = _scopes(body.scopes)
        if body.lasts_days is not None and not 0 < body.lasts_days <= LASTS_MOST_DAYS:
            raise _wrong("lasts_days", f"{body.lasts_days:g}", f"more than 0 and at most {LASTS_MOST_DAYS}")
        lasts_s = None if body.lasts_days is None else body.lasts_days * 86400
        secret, bearer = await self._issue(BearerKind.TOKEN, body.name, scopes, lasts_s=lasts_s)
        return Issued(secret, bearer_plain(bearer))

    async def add_overlay(self, call: Call) -> Issued:
        """For one tournament that is there."""
        body: NewOverlay = call.body
        state = await self._desk.state(TournamentId(body.tournament[:200]))
        if state is None:
            raise Problem(404, refusals.unknown_tournament(TournamentId(body.tournament[:200])))
        secret, bearer = await self._issue(BearerKind.OVERLAY, body.name, (), detail={"tournament": state.id})
        return Issued(secret, bearer_plain(bearer))

    async def overlay(self, call: Call) -> bytes:
        """What everybody may see of its tournament."""
        key = call.path["key"]
        bearer = await self._bearers.find(key) if key.startswith(BearerKind.OVERLAY) else None
        roster = None
        if bearer is not None and bearer.kind is BearerKind.OVERLAY:
            roster = await self._lookup.roster(TournamentId(bearer.detail["tournament"]))
        if roster is None:
            raise Problem(
                404,
                Refusal("no_overlay", "There is no such overlay", "it was revoked, or never made", "Make another one."),
            )
        return roster

    async def _issue(
        self, kind: BearerKind, name: str, scopes: Any, *, lasts_s: float | None = None, detail: Plain | None = None
    ) -> tuple[str, Bearer]:
        name = name.strip()
        if not name or len(name) > NAME_CHARACTERS or not name.isprintable():
            raise _wrong("name", name[:NAME_CHARACTERS], f"1 to {NAME_CHARACTERS} characters that can be shown")
        if len(await self._bearers.all_of(kind)) >= MOST_OF_A_KIND:
            raise Problem(
                409, Refusal("too_many", "There are too many already", str(MOST_OF_A_KIND), "Revoke some first.")
            )
        return await self._bearers.issue(kind, name=name, scopes=scopes, lasts_s=lasts_s, detail=detail)

    def _lister(self, kind: BearerKind) -> Any:
        async def listed(_: Call) -> BearersShape:
            return BearersShape([bearer_plain(one) for one in await self._bearers.all_of(kind)])

        return listed

    def _revoker(self, kind: BearerKind) -> Any:
        async def revoke(call: Call) -> Settled:
            if not await self._bearers.revoke(kind, call.path["id"]):
                raise Problem(
                    404,
                    Refusal("no_such_secret", "There is none of this id", call.path["id"][:80], "List what there is."),
                )
            return Settled(1)

        return revoke


def bearer_plain(bearer: Bearer) -> Plain:
    """What may be told of one: never the secret, which nobody has any more."""
    ends_at = bearer.ends_at()
    return {
        "id": bearer.id,
        "kind": bearer.kind.name.lower(),
        "name": bearer.name,
        "scopes": sorted(bearer.scopes),
        "created_at": bearer.created_at.isoformat(),
        "used_at": bearer.used_at and bearer.used_at.isoformat(),
        "ends_at": ends_at and ends_at.isoformat(),
        **bearer.detail,
    }


def _scopes(words: list[str]) -> frozenset[Scope]:
    known = {one.value for one in Scope}
    if not words or not known.issuperset(words):
        raise _wrong("scopes", ", ".join(words)[:100], f"some of {', '.join(sorted(known))}")
    return frozenset(map(Scope, words))


def _wrong(field: str, value: str, wanted: str) -> Problem:
    return Problem(422, Refusal("bad_value", f"{field} is not right", value, f"It is {wanted}."))
