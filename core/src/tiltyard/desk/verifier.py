"""
The follower that asks plugins about sign-ups and brings back what they know.

It looks at state, not at events: whoever has no verdict is asked about, so that a restart loses nobody. Findings are
recorded in order of receipt, however fast the answers come.
"""

from __future__ import annotations

import asyncio

import attrs

from tiltyard.clock import Clock
from tiltyard.desk.desk import Desk
from tiltyard.desk.follower import Progress
from tiltyard.host import Host
from tiltyard.models import (
    Actor,
    CheckState,
    Finding,
    Member,
    PlayerClaim,
    Tournament,
    TournamentId,
    Verdict,
)
from tiltyard.outcome import Outcome
from tiltyard.tournament import commands as c
from tiltyard.tournament.roster import in_line

HOST = Actor("host", "verifier", "verifier")

AT_ONCE = 16
"""Claims asked about at the same time; the vendors' own limits are kept by the plugins."""

ASK_AGAIN_FIRST_S = 5.0
ASK_AGAIN_MOST_S = 300.0


class Verifier:
    """Implements `Follower`."""

    name = "verifier"
    lease_s = 2.0  # it changes nothing outside: an overlap costs a question asked twice

    def __init__(self, desk: Desk, host: Host, clock: Clock) -> None:
        self._desk = desk
        self._host = host
        self._clock = clock
        self._attempts: dict[tuple[TournamentId, str, int], int] = {}
        self._not_before: dict[tuple[TournamentId, str, int], float] = {}

    async def wants(self, tournament: TournamentId) -> bool:
        """Every tournament has sign-ups, as long as anything may change in it."""
        state = await self._desk.state(tournament)
        return state is not None and not await self._desk.shut(state)

    async def act(self, tournament: TournamentId) -> Progress:
        """Ask about everyone without a verdict."""
        state = await self._desk.state(tournament)
        if state is None:
            return Progress()
        waiting = _unanswered(state)
        now = self._clock.monotonic()
        due = [one for one in waiting if self._not_before.get(_claim_id(state, one), 0.0) <= now]
        for start in range(0, len(due), AT_ONCE):
            batch = due[start : start + AT_ONCE]
            answers = await asyncio.gather(*(ask(self._host, claim_of(member)) for member in batch))
            for member, findings in zip(batch, answers, strict=True):
                await self._record(state, member, findings)
        return self._progress(await self._desk.state(tournament))

    async def _record(self, state: Tournament, member: Member, findings: tuple[Finding, ...]) -> None:
        await self._desk.handle(
            c.RecordFindings(
                tournament=state.id, actor=HOST, person=member.person, claim=member.claim, findings=findings
            )
        )
        claim = _claim_id(state, member)
        attempts = self._attempts[claim] = self._attempts.get(claim, 0) + 1
        asked_for = max((one.retry_after_s for one in findings if one.retry_after_s is not None), default=0.0)
        delay_s = max(asked_for, min(ASK_AGAIN_MOST_S, ASK_AGAIN_FIRST_S * 2 ** (attempts - 1)))
        self._not_before[claim] = self._clock.monotonic() + delay_s

    def _progress(self, state: Tournament | None) -> Progress:
        unanswered = _unanswered(state) if state else []
        if state is None or not unanswered:
            return Progress()
        soonest = min(self._not_before.get(_claim_id(state, one), 0.0) for one in unanswered)
        return Progress(
            again_in_s=max(0.0, soonest - self._clock.monotonic()),
            left=f"{len(unanswered)} sign-ups are still being checked ({unanswered[0].reason or 'no answer yet'})",
        )


def _unanswered(state: Tournament) -> list[Member]:
    """Whose name nobody has judged yet, in order of receipt."""
    return [member for entrant in in_line(state) for member in entrant.members if _wants_answer(member)]


def _wants_answer(member: Member) -> bool:
    if member.pseudonym:
        return False  # there is no name left to ask about
    return member.check is CheckState.RECEIVED or (member.check is CheckState.PENDING and member.waits_for == "retry")


def _claim_id(state: Tournament, member: Member) -> tuple[TournamentId, str, int]:
    return state.id, member.person, member.claim


def claim_of(member: Member) -> PlayerClaim:
    """What a member says, as a question to plugins."""
    return PlayerClaim(
        person=member.person,
        typed_name=member.typed_name or "",
        alternates=member.alternates,
        platform=member.platform,
    )


async def ask(host: Host, claim: PlayerClaim) -> tuple[Finding, ...]:
    """What all plugins know about a claim; a plugin that failed is an `unknown` finding of its own."""
    outcomes = await host.hooks.verify_player(claim)
    return tuple(finding for outcome in outcomes for finding in _findings(outcome))


def _findings(outcome: Outcome[list[Finding]]) -> list[Finding]:
    if not outcome.failure:
        return [attrs.evolve(finding, source=outcome.plugin) for finding in outcome.value or []]
    return [
        Finding(
            code="check_failed",
            verdict=Verdict.UNKNOWN,
            evidence=None,
            hard=False,
            reason=f"The check by {outcome.plugin} could not be made now.",
            next_step="Your place in line is kept; it is tried again by itself.",
            retry_after_s=getattr(outcome.error, "retry_after_s", None),
            source=outcome.plugin,
        )
    ]
