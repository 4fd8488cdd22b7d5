"""
What staff see of the table that a tournament is mirrored in, and how they answer what it asks.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.desk.mirror import Mirror, Standing
from tiltyard.models import Refusal, Tournament, TournamentId
from tiltyard.rows.entries import Entry
from tiltyard.rows.suspicion import Hold
from tiltyard.tournament import refusals
from tiltyard_dashboard.api.endpoint import Call, Endpoint, Problem
from tiltyard_dashboard.api.public import public_table
from tiltyard_dashboard.api.scopes import Scope
from tiltyard_dashboard.api.shapes import Settle, Settled, Table

BASE = "/v1/staff/tournaments/{scope}/{slug}/table"


class StaffTable:
    """The staff's side of a table."""

    def __init__(self, desk: Desk, mirror: Mirror, clock: Clock) -> None:
        self._desk = desk
        self._mirror = mirror
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        """The addresses of this."""
        return [
            Endpoint("GET", BASE, self.table, "How the bound table stands, and what in it waits", Table, Scope.READ),
            Endpoint(
                "POST", f"{BASE}/accept", self.accept, "What it is held for may take effect", Settled, Scope.ORGANISE
            ),
            Endpoint(
                "POST", f"{BASE}/restore", self.restore, "What it is held for is written back", Settled, Scope.ORGANISE
            ),
            Endpoint(
                "POST",
                f"{BASE}/settle",
                self.settle,
                "Say which side holds where both changed a cell",
                Settled,
                Scope.ORGANISE,
                takes=Settle,
            ),
            Endpoint("POST", f"{BASE}/seen", self.seen, "What was put back was looked at", Settled, Scope.ORGANISE),
        ]

    async def table(self, call: Call) -> Table:
        """All there is to say of it."""
        state = await self._state(call)
        standing = await self._mirror.standing(state.id)
        return Table(table_plain(standing, self._clock.now()) if standing else None)

    async def accept(self, call: Call) -> Settled:
        """Take it as it is."""
        return _answered(await self._mirror.accept((await self._state(call)).id))

    async def restore(self, call: Call) -> Settled:
        """Write back what is gone."""
        return _answered(await self._mirror.restore((await self._state(call)).id))

    async def settle(self, call: Call) -> Settled:
        """One side holds."""
        body: Settle = call.body
        state = await self._state(call)
        return Settled(await self._mirror.settle(state.id, keep=body.keep, places=body.places))

    async def seen(self, call: Call) -> Settled:
        """It is listed no longer."""
        return Settled(await self._mirror.clear((await self._state(call)).id))

    async def _state(self, call: Call) -> Tournament:
        name = TournamentId(f"{call.path['scope']}/{call.path['slug']}")
        state = await self._desk.state(name)
        if state is None:
            raise Problem(404, refusals.unknown_tournament(name))
        return state


def table_plain(standing: Standing, now: datetime) -> dict[str, Any]:
    """What everybody may see of it, and with that what stands in it, for staff."""
    return {
        **public_table(standing, now),
        "address": str(standing.source),
        "trouble": standing.trouble
        and {
            "since": standing.trouble.since.isoformat(),
            "why": standing.trouble.kind.value,
            "text": standing.trouble.why,
        },
        "held": standing.held and _held(standing.held),
        "entries": [_entry(one) for one in standing.entries],
        "mapping": standing.columns
        and {
            "header_line": standing.columns.header_row + 1,
            "origin": standing.columns.origin,
            "columns": {role.value: index + 1 for role, index in sorted(standing.columns.columns.items())},
        },
        "words": standing.words,
    }


def _held(hold: Hold) -> dict[str, Any]:
    return {"since": hold.since.isoformat(), "players": len(hold.people), "text": hold.why}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind.value,
        "row_key": entry.row_key,
        "row": entry.row_number,
        "person": entry.person,
        "column": entry.column,
        "role": entry.role,
        "theirs": entry.theirs,
        "ours": entry.ours,
        "why": entry.why,
        "next_step": entry.next_step,
        "since": entry.since.isoformat(),
    }


def _answered(hold: Hold | None) -> Settled:
    if hold is None:
        raise Problem(
            409, Refusal("not_held", "The table is not held", "nothing waits for an answer", "Nothing has to be done.")
        )
    return Settled(len(hold.people))
