"""
The follower that asks plugins about sign-ups and brings back what they know.

It looks at state, not at events: whoever has no verdict is asked about, so that a restart loses nobody. Findings are
recorded in order of receipt, however fast the answers come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.desk.asking import Taken, ask, claim_of, taken_before
from tiltyard.desk.desk import Desk
from tiltyard.desk.follower import Progress
from tiltyard.host import Host
from tiltyard.models import Actor, CheckState, Entrant, Finding, Member, PersonId, Tournament, TournamentId
from tiltyard.plugin import PluginStore
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import in_line

HOST = Actor("host", "verifier", "verifier")

AT_ONCE = 16
"""Claims asked about at the same time; the vendors' own limits are kept by the plugins."""

ASK_AGAIN_FIRST_S = 5.0
ASK_AGAIN_MOST_S = 300.0

LOOK_FOR_PROOF_S = 5.0
"""While somebody may prove that an account is theirs, it is looked for this often, unless a plugin says less often."""

NAMESPACE = "verifier"

SCHEDULE_LASTS_S = 3600.0
"""A schedule is only shown; a host that is gone leaves none behind for long."""


@frozen
class NextTry:
    """When somebody is asked about again.

    attempts  how often that has been done about the present claim
    at        not before this time, aware UTC
    """

    attempts: int
    at: datetime


class Schedule:
    """Tells other processes when the verifier asks again; it is not asked itself, so that a restart asks at once."""

    def __init__(self, store: PluginStore) -> None:
        self._store = store
        self._kept: dict[TournamentId, dict[str, list[object]]] = {}

    async def keep(self, tournament: TournamentId, tries: Mapping[PersonId, NextTry]) -> None:
        """Replace what is known about a tournament."""
        plain: dict[str, list[object]] = {who: [one.attempts, one.at.isoformat()] for who, one in tries.items()}
        if self._kept.get(tournament, {}) == plain:
            return
        self._kept[tournament] = plain
        if plain:
            await self._store.put(f"schedule:{tournament}", plain, ttl_s=SCHEDULE_LASTS_S)
        else:
            await self._store.delete(f"schedule:{tournament}")

    async def of(self, tournament: TournamentId) -> dict[PersonId, NextTry]:
        """Whoever is asked about again; empty when nobody is, or no host is at work."""
        plain = await self._store.get(f"schedule:{tournament}") or {}
        return {PersonId(who): NextTry(attempts, datetime.fromisoformat(at)) for who, (attempts, at) in plain.items()}


class Verifier:
    """Implements `Follower`."""

    name = "verifier"
    lease_s = 2.0  # it changes nothing outside: an overlap costs a question asked twice

    def __init__(self, desk: Desk, host: Host, clock: Clock, schedule: Schedule) -> None:
        self._desk = desk
        self._host = host
        self._clock = clock
        self._schedule = schedule
        self._attempts: dict[_Question, int] = {}
        self._not_before: dict[_Question, float] = {}

    async def wants(self, tournament: TournamentId) -> bool:
        """Every tournament has sign-ups, as long as anything may change in it."""
        state = await self._desk.state(tournament)
        return state is not None and not await self._desk.shut(state)

    async def act(self, tournament: TournamentId) -> Progress:
        """Ask about everyone without a verdict, and about whoever may prove now that an account is theirs."""
        state = await self._desk.state(tournament)
        if state is None:
            return Progress()
        waiting = self._waiting(state)
        now = self._clock.monotonic()
        due = [one for one in waiting if self._not_before.get(_claim_id(state, one[1]), 0.0) <= now]
        for start in range(0, len(due), AT_ONCE):
            await self._ask(state, due[start : start + AT_ONCE])
        state = await self._desk.state(tournament) or state
        await self._schedule.keep(tournament, self._tries(state))
        return self._progress(state)

    async def _ask(self, state: Tournament, batch: Sequence[tuple[Entrant, Member]]) -> None:
        before = taken_before(state, batch[0][0].order)
        claims = []
        for place, (entrant, member) in enumerate(batch):
            # Those who are asked about at the same moment: the earlier in line is taken already for the later.
            beside = Taken.of(one for of, one in batch[:place] if of.order < entrant.order)
            claims.append(claim_of(state, member, taken=before | beside))
        answers = await asyncio.gather(*(ask(self._host, claim) for claim in claims))
        for (_, member), findings in zip(batch, answers, strict=True):
            await self._record(state, member, findings)

    async def _record(self, state: Tournament, member: Member, findings: tuple[Finding, ...]) -> None:
        await self._desk.handle(
            c.RecordFindings(
                tournament=state.id, actor=HOST, person=member.person, claim=member.claim, findings=findings
            )
        )
        claim = _claim_id(state, member)
        attempts = self._attempts[claim] = self._attempts.get(claim, 0) + 1
        asked_for = max((one.retry_after_s for one in findings if one.retry_after_s is not None), default=0.0)
        delay_s = max(asked_for, min(ASK_AGAIN_MOST_S, ASK_AGAIN_FIRST_S * 2 ** min(attempts - 1, 10)))
        if member.challenge:
            delay_s = max(asked_for, LOOK_FOR_PROOF_S)
        self._not_before[claim] = self._clock.monotonic() + delay_s

    def _waiting(self, state: Tournament) -> list[tuple[Entrant, Member]]:
        """About whom there is something to ask, in order of receipt."""
        now = self._clock.now()
        return [
            (entrant, member)
            for entrant in in_line(state)
            for member in entrant.members
            if _wants_answer(member) or _may_prove(member, now)
        ]

    def _tries(self, state: Tournament) -> dict[PersonId, NextTry]:
        now, monotonic = self._clock.now(), self._clock.monotonic()
        tries = {}
        for _, member in self._waiting(state):
            claim = _claim_id(state, member)
            in_s = max(0.0, self._not_before.get(claim, monotonic) - monotonic)
            at = (now + timedelta(seconds=in_s)).replace(microsecond=0)
            tries[member.person] = NextTry(self._attempts.get(claim, 0), at)
        return tries

    def _progress(self, state: Tournament) -> Progress:
        waiting = [member for _, member in self._waiting(state)]
        if not waiting:
            return Progress()
        soonest = min(self._not_before.get(_claim_id(state, one), 0.0) for one in waiting)
        again_in_s = max(0.0, soonest - self._clock.monotonic())
        unanswered = [one for one in waiting if _wants_answer(one)]
        if not unanswered:
            return Progress(again_in_s)  # nobody waits for a proof that is only recommended
        why = unanswered[0].reason or "no answer yet"
        return Progress(again_in_s, left=f"{len(unanswered)} sign-ups are still being checked ({why})")


def _wants_answer(member: Member) -> bool:
    if member.pseudonym:
        return False  # there is no name left to ask about
    return member.check is CheckState.RECEIVED or (member.check is CheckState.PENDING and member.waits_for == "retry")


def _may_prove(member: Member, now: datetime) -> bool:
    """Whether somebody who is in was challenged, and has time left."""
    may = member.check is CheckState.VERIFIED and not member.pseudonym
    return may and member.challenge is not None and now <= member.challenge.until


_Question = tuple[TournamentId, PersonId, int, datetime | None]


def _claim_id(state: Tournament, member: Member) -> _Question:
    """Another claim, and another chance to prove it, is another question: it is asked at once."""
    return state.id, member.person, member.claim, member.challenge.until if member.challenge else None
