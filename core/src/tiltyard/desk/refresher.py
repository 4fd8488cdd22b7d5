"""
The follower that asks again about those who are in, before they check in: accounts change their names.

What it finds takes nothing from anybody: a new name is written down, and what cannot be looked up now stays as it was,
and is asked again as long as that check-in is ahead or open. It is not done by a one-shot command, which people wait
for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.desk.asking import ask, claim_of, taken_before
from tiltyard.desk.desk import Desk
from tiltyard.desk.follower import Progress
from tiltyard.host import Host
from tiltyard.models import (
    Actor,
    CheckState,
    Entrant,
    Evidence,
    Finding,
    Member,
    PersonId,
    Phase,
    Tournament,
    TournamentId,
    Verdict,
)
from tiltyard.plugin import PluginStore
from tiltyard.tournament import commands as c
from tiltyard.tournament import windows as w
from tiltyard.tournament.answers import Accepted
from tiltyard.tournament.roster import in_line

BEFORE_CHECK_IN = timedelta(minutes=15)

AT_ONCE = 4
"""Fewer than of those who wait: a vendor's quota is theirs first."""

LOOK_AGAIN_S = 600.0

ASK_AGAIN_S = 30.0
"""At least so long after somebody could not be asked about, unless the check says that it takes longer."""

LATELY = timedelta(hours=1)
"""What a check knows from before that is no answer: it stands in while the vendor is away."""

HOST = Actor("host", "refresher", "refresher")


@frozen
class Refreshed:
    """What came of asking again.

    news           about how many something new was found
    unanswered     who could not be asked about now
    retry_after_s  when that may be otherwise
    """

    news: int = 0
    unanswered: frozenset[PersonId] = frozenset()
    retry_after_s: float = ASK_AGAIN_S


class Refresher:
    """Implements `Follower` and `Watchful`."""

    name = "refresher"
    lease_s = 30.0

    def __init__(self, desk: Desk, host: Host, clock: Clock, store: PluginStore) -> None:
        self._desk = desk
        self._host = host
        self._clock = clock
        self._store = store
        self._in_a_host = False
        self._done: dict[TournamentId, str] = {}
        self._left: dict[TournamentId, tuple[str, frozenset[PersonId]]] = {}
        """For which occasion who could not be asked about yet."""

    async def watch(self) -> None:
        """Only where somebody follows for good."""
        self._in_a_host = True

    async def wants(self, tournament: TournamentId) -> bool:
        """A tournament in which a check-in is open or ahead, and names were not asked about for it yet."""
        if not self._in_a_host:
            return False
        state = await self._desk.state(tournament)
        return state is not None and not await self._desk.shut(state) and await self._ahead(state) is not None

    async def act(self, tournament: TournamentId) -> Progress:
        """Ask about everyone, until each was answered once before each check-in."""
        state = await self._desk.state(tournament)
        in_s = await self._ahead(state) if state else None
        if state is None or in_s is None:
            return Progress()
        if in_s > 0:
            return Progress(again_in_s=min(in_s, LOOK_AGAIN_S))
        occasion = _occasion(state)
        asked_for, left = self._left.get(tournament, ("", None))
        only = left if asked_for == occasion else None
        found = await refresh(self._desk, self._host, state, HOST, now=self._clock.now(), only=only)
        if found.unanswered:
            self._left[tournament] = occasion, found.unanswered
            return Progress(again_in_s=min(found.retry_after_s, LOOK_AGAIN_S))
        self._left.pop(tournament, None)
        self._done[tournament] = occasion
        await self._store.put(f"refreshed:{tournament}", occasion)
        return Progress()

    async def _ahead(self, state: Tournament) -> float | None:
        """In how many seconds it is time; 0 when it is; None when there is nothing to do."""
        opens_at = w.check_in(state).opens_at
        if state.check_in is Phase.CLOSED or (state.check_in is Phase.NOT_YET and opens_at is None):
            return None
        if state.id not in self._done:
            self._done[state.id] = await self._store.get(f"refreshed:{state.id}") or ""
        if self._done[state.id] == _occasion(state):
            return None
        if state.check_in is Phase.OPEN or opens_at is None:
            return 0.0
        return max(0.0, (opens_at - BEFORE_CHECK_IN - self._clock.now()).total_seconds())


def _occasion(state: Tournament) -> str:
    return f"round {state.check_in_round if state.check_in is Phase.OPEN else 0}"


async def refresh(
    desk: Desk,
    host: Host,
    state: Tournament,
    actor: Actor,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
    *,
    now: datetime,
    only: Collection[PersonId] | None = None,
) -> Refreshed:
    """Ask again about everyone whose name was found to be all right; nobody waits for it.

    tell  is told how many were asked about, and of how many
    now   an answer from long before this is none
    only  these, where not everyone is asked about
    """
    everyone = [pair for pair in asked_again(state) if only is None or pair[1].person in only]
    news, unanswered, retry_after_s = 0, set(), ASK_AGAIN_S
    for start in range(0, len(everyone), AT_ONCE):
        batch = everyone[start : start + AT_ONCE]
        before = taken_before(state, batch[0][0].order)
        claims = [claim_of(state, member, taken=before, waiting=False) for _, member in batch]
        answers = await asyncio.gather(*(ask(host, claim) for claim in claims))
        for (_, member), findings in zip(batch, answers, strict=True):
            found = c.RecordFindings(
                tournament=state.id, actor=actor, person=member.person, claim=member.claim, findings=findings
            )
            answer = await desk.handle(found)
            news += isinstance(answer, Accepted) and bool(answer.events)
            if missing := _unsaid(findings, since=now - LATELY):
                unanswered.add(member.person)
                retry_after_s = max(retry_after_s, *(one.retry_after_s or 0.0 for one in missing))
        tell(min(start + AT_ONCE, len(everyone)), len(everyone))
    return Refreshed(news, frozenset(unanswered), retry_after_s)


def _unsaid(findings: Sequence[Finding], *, since: datetime) -> list[Finding]:
    """What could not be said now, or only from before; whose an account is, is theirs to show at any time."""
    return [
        one
        for one in findings
        if one.evidence is not Evidence.OWNERSHIP
        and (
            one.verdict is Verdict.UNKNOWN
            or (one.verdict is Verdict.VERIFIED and one.as_of is not None and one.as_of < since)
        )
    ]


def asked_again(state: Tournament) -> list[tuple[Entrant, Member]]:
    """Who is in, in order of receipt; who is not has an answer coming, or waits for staff."""
    return [
        (entrant, member)
        for entrant in in_line(state)
        for member in entrant.members
        if member.check is CheckState.VERIFIED and not member.pseudonym
    ]
