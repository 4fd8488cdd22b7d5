"""
What staff see of a tournament, and what they do: commands, with their effects shown first when that is asked for.
"""

from __future__ import annotations

import msgspec

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.desk.mirror import Mirror
from tiltyard.models import PersonId, Refusal, Tournament, TournamentId
from tiltyard.tournament import commands as c
from tiltyard.tournament import refusals
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.effects import effects, plain
from tiltyard.tournament.explain import explain
from tiltyard.tournament.explain import plain as explanation_plain
from tiltyard.tournament.roster import entrant_of
from tiltyard.tournament.schedule_words import planned, words_of
from tiltyard.tournament.views import roster
from tiltyard_dashboard.api.commands import BY_NAME, BadCommand, decode
from tiltyard_dashboard.api.endpoint import Call, Endpoint, Problem, Query
from tiltyard_dashboard.api.scopes import Scope
from tiltyard_dashboard.api.shapes import Command, Done, History, Plain, Times, Undo
from tiltyard_dashboard.api.staff_table import table_plain
from tiltyard_dashboard.api.story import LINES_AT_ONCE, Story

BASE = "/v1/staff/tournaments/{scope}/{slug}"

DRY_RUN = {"dry_run": Query({"type": "boolean", "default": False}, "Only say what would happen")}


class Staff:
    """The staff's side of the desk."""

    def __init__(self, desk: Desk, mirror: Mirror, clock: Clock) -> None:
        self._desk = desk
        self._mirror = mirror
        self._clock = clock
        self._story = Story(desk)

    def endpoints(self) -> list[Endpoint]:
        """The addresses of this."""
        return [
            Endpoint("GET", BASE, self.roster, "A tournament as staff see it", Plain, Scope.READ),
            Endpoint(
                "GET",
                f"{BASE}/history",
                self.history,
                "What has happened, the newest first",
                History,
                Scope.READ,
                query={
                    "before": Query({"type": "integer", "minimum": 1}, "Only lines before this one"),
                    "limit": Query({"type": "integer", "minimum": 1, "maximum": LINES_AT_ONCE}, "How many lines"),
                },
            ),
            Endpoint(
                "GET", f"{BASE}/players/{{person}}", self.why, "Why somebody stands where they do", Plain, Scope.READ
            ),
            Endpoint(
                "POST",
                f"{BASE}/commands",
                self.command,
                "Ask for something; what needs `organise` is in the list of commands",
                Done,
                Scope.ACT,
                takes=Command,
                query=DRY_RUN,
            ),
            Endpoint("GET", f"{BASE}/schedule", self.schedule, "Times as they were said", Plain, Scope.READ),
            Endpoint(
                "POST",
                f"{BASE}/schedule",
                self.plan,
                "Say when things start, open and close",
                Done,
                Scope.ORGANISE,
                takes=Times,
                query=DRY_RUN,
            ),
            Endpoint("POST", f"{BASE}/undo", self.undo, "Undo a command", Done, Scope.ACT, takes=Undo, query=DRY_RUN),
        ]

    async def roster(self, call: Call) -> Plain:
        """Everybody who ever signed up, the rules, and how the table stands."""
        state = await self.state(call)
        standing = await self._mirror.standing(state.id)
        return {**roster(state), "table": standing and table_plain(standing, self._clock.now())}

    async def history(self, call: Call) -> Plain:
        """One page of it."""
        state = await self.state(call)
        before = call.number("before", least=1, most=10**9)
        limit = call.number("limit", least=1, most=LINES_AT_ONCE) or 50
        return await self._story.page(state.id, before=before, limit=limit)

    async def why(self, call: Call) -> Plain:
        """Why one player stands where they stand."""
        state = await self.state(call)
        entrant = entrant_of(state, PersonId(call.path["person"]))
        if entrant is None:
            raise Problem(404, refusals.unknown_player(call.path["person"]))
        found = explain(state, entrant, await self._desk.history(state.id))
        return {"name": entrant.name, **explanation_plain(found)}

    async def command(self, call: Call) -> Done:
        """Decode it and do it."""
        body: Command = call.body
        kind = BY_NAME.get(body.type)
        if kind is not None and call.bearer is not None and kind.scope not in call.bearer.scopes:
            raise Problem(403, refusals.not_an_organiser(body.type))
        try:
            command = decode(
                body.type,
                body.fields,
                tournament=_named(call),
                actor=call.actor,
                reason=body.reason,
                key=_key_of(call, body.key),
            )
        except BadCommand as wrong:
            raise Problem(422, Refusal("bad_command", wrong.what, wrong.where, "Correct it.")) from wrong
        return await self._do(command, dry_run=call.flag("dry_run"))

    async def undo(self, call: Call) -> Done:
        """By its id or a line of the history."""
        body: Undo = call.body
        if call.bearer is not None and Scope.ORGANISE not in call.bearer.scopes:
            raise Problem(403, refusals.not_an_organiser("Undo"))
        command_id = body.command_id or await self._command_at(call, body.seq)
        fields = {"command_id": command_id, "take_back": body.take_back, "partial": body.partial}
        try:
            command = decode("Undo", fields, tournament=_named(call), actor=call.actor, reason=body.reason, key=None)
        except BadCommand as wrong:
            raise Problem(422, Refusal("bad_command", wrong.what, wrong.where, "Correct it.")) from wrong
        return await self._do(command, dry_run=call.flag("dry_run"))

    async def schedule(self, call: Call) -> Plain:
        """In words; what is not there is by hand."""
        schedule = (await self.state(call)).rules.schedule
        return dict(words_of(schedule)) if schedule else {}

    async def plan(self, call: Call) -> Done:
        """Change the times that are given."""
        state = await self.state(call)
        given = {name: text.strip() for name, text in msgspec.structs.asdict(call.body).items() if text is not None}
        schedule = planned(given, state.rules, zone="UTC", now=self._clock.now())
        if isinstance(schedule, Refusal):
            raise Problem(422, schedule)
        asked = c.ChangeRules(tournament=state.id, actor=call.actor, changes={"schedule": schedule})
        return await self._do(asked, dry_run=call.flag("dry_run"))

    async def state(self, call: Call) -> Tournament:
        """The tournament that the address names.

        raises  Problem
        """
        name = _named(call)
        state = await self._desk.state(name)
        if state is None:
            raise Problem(404, refusals.unknown_tournament(name))
        return state

    async def _do(self, command: c.Command, *, dry_run: bool) -> Done:
        if dry_run:
            foretold = await self._desk.preview(command)
            if foretold.refusal:
                raise Problem(409, foretold.refusal)
            found = effects(foretold.before, foretold.after)
            seq = foretold.before.seq if foretold.before else 0
            return Done(None, seq, dry_run=True, effects=[plain(one) for one in found])
        before = await self._desk.state(command.tournament)
        answer = await self._desk.handle(command)
        if isinstance(answer, Refused):
            raise Problem(409, answer.refusal)
        after = await self._desk.state(command.tournament)
        found = effects(before, after) if answer.events else ()
        return Done(answer.command_id or None, answer.seq, dry_run=False, effects=[plain(one) for one in found])

    async def _command_at(self, call: Call, seq: int | None) -> str:
        if seq is not None and 0 < seq < 2**53:
            records = await self._desk.history(_named(call), after=seq - 1)
            if records and records[0].seq == seq:
                return records[0].command_id
        raise Problem(409, refusals.unknown_command(f"line {seq}" if seq is not None else "nothing"))


def _named(call: Call) -> TournamentId:
    return TournamentId(f"{call.path['scope']}/{call.path['slug']}")


def _key_of(call: Call, key: str | None) -> str | None:
    """An occasion is of whoever names it: two bearers may use the same word."""
    return f"web:{call.bearer.id}:{key}" if key is not None and call.bearer else None
