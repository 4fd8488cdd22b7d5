"""
What acts on the world after something was journalled.

A follower is led by one process at a time (a lease), remembers how far it got in each stream (a cursor), and retries
each stream alone: one broken sheet blocks only itself. What fails again and again, or cannot do as things stand, is put
on a list that the operator sees (a dead letter). It is tried again now and then all the same, because the world is
mended without telling us; at once when the operator says so, and once by every process that begins.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

import structlog
from attrs import define, frozen

from tiltyard.clock import Clock
from tiltyard.desk.desk import STREAM_PREFIX, stream_of
from tiltyard.errors import BadInput, Bug, JournalError, LeaseLost, SourceChanged, SourceNotFound, TiltyardError
from tiltyard.journal import Cursor, DeadLetter, Journal, Lease, StreamHead
from tiltyard.journal.restore import HELD, NAMESPACE
from tiltyard.models import TournamentId

log = structlog.get_logger(__name__)

RETRY_FIRST_S = 0.5
RETRY_MOST_S = 60.0
GIVE_UP_AFTER = 12
GIVE_UP_AFTER_S = 600.0
"""So many attempts, or so long, and it is a dead letter: with our pauses that is some five minutes."""

RETRY_GIVEN_UP_S = 120.0
"""How often a dead letter is tried again without being asked for."""

IDLE_S = 1.0
"""How long a runner rests without news: its leases are renewed at least this often, and what is due is looked for."""


HELD_WORDS = "is held after a restore: tiltyard restore --effects shows what it would do, --release lets it"

NEW = Cursor(0)
NEVER = datetime.max.replace(tzinfo=UTC)


@frozen
class Progress:
    """What a follower made of one stream.

    again_in_s  come back after this time even without news; None when only news matters
    left        what is still to do here, in words, for someone who does not wait
    for_staff   what only staff can do, in words; nobody waits for that
    """

    again_in_s: float | None = None
    left: str = ""
    for_staff: str = ""


class Follower(Protocol):
    """One kind of effect.

    name     stable: its lease and its cursors hang on it
    outside  (may be left out) True for one that acts outside of the journal: it rests while effects are held
    at_once  (may be left out) how many streams it visits at the same time, so that one that hangs blocks only itself
    lease_s  how long after its leader's death another may take over; longer than any write it makes may be under way
    """

    name: str
    lease_s: float

    async def wants(self, tournament: TournamentId) -> bool:
        """Whether this tournament is any business of this follower."""

    async def act(self, tournament: TournamentId) -> Progress:
        """Bring the world in line with this tournament; called again until it says that nothing is left."""


@runtime_checkable
class Watchful(Protocol):
    """A follower that must know for how long nobody was there to follow."""

    async def watch(self) -> None:
        """Somebody is there: called in a host, again and again, before there is anything to do."""


@define
class _Backoff:
    first_at: datetime
    attempts: int = 0
    not_before: float = 0.0
    reason: str = ""
    given_up: bool = False


class Runner:
    """Runs followers: for ever in a host, or until nothing is left after a one-shot command."""

    def __init__(self, followers: Sequence[Follower], journal: Journal, clock: Clock, holder: str) -> None:
        self._followers = followers
        self._journal = journal
        self._clock = clock
        self._holder = holder
        self._backoffs: dict[tuple[str, str], _Backoff] = {}
        self._due_at: dict[str, datetime] = {}
        self._left: dict[tuple[str, str], str] = {}
        self._for_staff: dict[tuple[str, str], str] = {}
        self._leads_until: dict[str, float] = {}
        self._says_what_is_left = False
        self._misses_journal: set[str] = set()
        self._dead: dict[str, set[str]] = {}
        self._held: set[str] = set()
        self._visiting: dict[tuple[str, str], asyncio.Task[None]] = {}

    @property
    def followers(self) -> Sequence[Follower]:
        """Whom it runs."""
        return self._followers

    async def run(self) -> None:
        """Follow until cancelled; each follower in a task of its own."""
        try:
            async with asyncio.TaskGroup() as group:
                for follower in self._followers:
                    group.create_task(self._lead(follower), name=f"follower-{follower.name}")
        finally:
            await self._end_visits()
            await self._give_up_leases()

    async def drain(self, within_s: float) -> list[str]:
        """Do what the followers have to do whose lease is free, for at most `within_s`.

        returns  what is left, in words; empty when everything is done. What is for staff is said and not waited for
        """
        ends_at = self._clock.monotonic() + within_s
        self._says_what_is_left = True
        try:
            while True:
                seen = self._journal.news.count
                heads = await self._journal.heads(STREAM_PREFIX)
                led = [await self._round(follower) for follower in self._followers]
                left = self._what_is_left(led)
                wait_s = min(IDLE_S, ends_at - self._clock.monotonic())
                if wait_s > 0 and await self._journal.heads(STREAM_PREFIX) != heads:
                    continue  # what one follower did is news to the others
                if not left or wait_s <= 0 or not self._may_come(led):
                    return [*left, *self._for_others()]
                await self._journal.news.wait(seen, wait_s)
        finally:
            self._says_what_is_left = False
            await self._end_visits()
            await self._give_up_leases()

    async def look_again(self, follower: str, tournament: TournamentId) -> None:
        """Let a follower visit a tournament without any news: here with the next `drain`, or whoever leads it does.

        What it gave up for now is tried again.
        """
        stream = stream_of(tournament)
        await self._journal.take_up(follower, stream)
        # A cursor never goes back, so that only the time is changed.
        await self._journal.advance(follower, stream, 0, self._clock.now())

    async def behind(self) -> int:
        """How much has happened that a follower whom it concerns has not dealt with yet, all followers together."""
        heads, behind = await self._journal.heads(STREAM_PREFIX), 0
        for follower in self._followers:
            cursors = await self._journal.cursors(follower.name)
            for head in heads:
                news = head.seq - cursors.get(head.stream, NEW).seq
                if news > 0 and await follower.wants(_tournament(head)):
                    behind += news
        return behind

    async def _lead(self, follower: Follower) -> None:
        while True:
            seen = self._journal.news.count
            try:
                if isinstance(follower, Watchful):
                    await follower.watch()
                await self._round(follower)
            except JournalError as error:  # a server that is away comes back; a host does not end for that
                self._miss_journal(follower, error)
            else:
                self._find_journal(follower)
            await self._journal.news.wait(seen, self._rest_s(follower))

    def _for_others(self) -> list[str]:
        """What no waiting brings about: staff must look at it."""
        for_staff = [f"{name}: {words}" for (name, _), words in self._for_staff.items()]
        return [*for_staff, *(f"{name} {HELD_WORDS}" for name in sorted(self._held))]

    def _miss_journal(self, follower: Follower, error: JournalError) -> None:
        if follower.name not in self._misses_journal:
            log.warning("follower_without_journal", follower=follower.name, error=str(error))
        self._misses_journal.add(follower.name)
        self._leads_until.pop(follower.name, None)

    def _find_journal(self, follower: Follower) -> None:
        if follower.name in self._misses_journal:
            self._misses_journal.discard(follower.name)
            log.warning("follower_found_journal", follower=follower.name)

    async def _round(self, follower: Follower) -> bool:
        """One pass over the streams that want one; False when another process leads.

        Who has nothing to do needs no lease: an idle host leaves the work of a one-shot command to that command, and a
        killed process holds back nothing that it was not at.
        """
        wanting = await self._who_wants_a_visit(follower)
        if not wanting and not self._visits_of(follower):
            return True
        if not await self._lead_on(follower):
            return False
        if getattr(follower, "at_once", 1) > 1:
            await self._visit_at_once(follower, wanting)
            return True
        renewal = asyncio.create_task(self._renew(follower))
        try:
            for head in wanting:
                # Asked again each time: a process that was stopped for a while may find itself succeeded.
                if not await self._lead_on(follower):
                    return False
                await self._visit(follower, head)
        except LeaseLost:
            self._lose_lease(follower)
            return False
        finally:
            renewal.cancel()
            await asyncio.gather(renewal, return_exceptions=True)
        return True

    async def _visit_at_once(self, follower: Follower, wanting: Sequence[StreamHead]) -> None:
        """Begin visits, and wait for them for a while: in a host, one that hangs goes on while others begin."""
        free = getattr(follower, "at_once", 1) - len(self._visits_of(follower))
        for head in wanting[:free]:
            visit = asyncio.create_task(self._visit_apart(follower, head), name=f"{follower.name}-{head.stream}")
            self._visiting[follower.name, head.stream] = visit
        ends_at = None if self._says_what_is_left else self._clock.monotonic() + IDLE_S
        while (visits := self._visits_of(follower)) and (ends_at is None or self._clock.monotonic() < ends_at):
            await asyncio.wait(visits, timeout=IDLE_S, return_when=asyncio.FIRST_COMPLETED)
            await self._stay_leader(follower)

    async def _visit_apart(self, follower: Follower, head: StreamHead) -> None:
        try:
            await self._visit(follower, head)
        except LeaseLost:
            self._lose_lease(follower)
        except JournalError as error:
            self._miss_journal(follower, error)
        finally:
            self._visiting.pop((follower.name, head.stream), None)

    def _visits_of(self, follower: Follower) -> list[asyncio.Task[None]]:
        return [task for (name, _), task in self._visiting.items() if name == follower.name]

    async def _end_visits(self) -> None:
        visits = list(self._visiting.values())
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)

    def _lose_lease(self, follower: Follower) -> None:
        log.warning("follower_lost_lease", follower=follower.name, holder=self._holder)
        self._leads_until.pop(follower.name, None)

    async def _who_wants_a_visit(self, follower: Follower) -> list[StreamHead]:
        """Streams with news for this follower, or where it is due: also by the word of a leader that is gone."""
        if await self._is_held(follower):
            return []
        cursors, now = await self._journal.cursors(follower.name), self._clock.now()
        # What was due already is visited now, or nobody wants it: a table that is bound no longer, a paused tournament.
        due = [cursor.due_at for cursor in cursors.values() if cursor.due_at and cursor.due_at > now]
        self._due_at[follower.name] = min(due, default=NEVER)
        await self._see_dead_letters(follower)
        heads = await self._journal.heads(STREAM_PREFIX)
        return [head for head in heads if await self._wants_visit(follower, head, cursors.get(head.stream, NEW))]

    async def _see_dead_letters(self, follower: Follower) -> None:
        listed = {letter.stream for letter in await self._journal.dead_letters(follower.name)}
        self._dead[follower.name] = listed
        for place, backoff in list(self._backoffs.items()):
            if place[0] == follower.name and backoff.given_up and place[1] not in listed:
                del self._backoffs[place]  # the operator wants another attempt, now

    async def _is_held(self, follower: Follower) -> bool:
        """Whether it must not act: a journal was restored, and nobody has looked yet."""
        held = getattr(follower, "outside", False) and await self._journal.store(NAMESPACE).get(HELD) is not None
        (self._held.add if held else self._held.discard)(follower.name)
        return held

    async def _wants_visit(self, follower: Follower, head: StreamHead, cursor: Cursor) -> bool:
        place = (follower.name, head.stream)
        if place in self._visiting:
            return False
        backoff = self._backoffs.get(place)
        if backoff is None and cursor.seq >= head.seq and (cursor.due_at or NEVER) > self._clock.now():
            return False
        if not await follower.wants(_tournament(head)):
            # What failed before is nobody's business any more: it was paused, or the table is bound no longer.
            for said in (self._backoffs, self._left, self._for_staff):
                said.pop(place, None)
            return False
        return backoff is None or self._clock.monotonic() >= backoff.not_before

    async def _lead_on(self, follower: Follower) -> bool:
        """Hold the lease for at least two thirds of its time from now; an idle host need not write for each look."""
        now = self._clock.monotonic()
        if self._leads_until.get(follower.name, 0.0) - now > follower.lease_s * 2 / 3:
            return True
        lease = lease_of(follower.name, self._holder)
        leads = await self._journal.take_lease(lease.name, lease.holder, follower.lease_s)
        self._leads_until[follower.name] = now + follower.lease_s if leads else 0.0
        return leads

    async def _renew(self, follower: Follower) -> None:
        while True:
            await self._clock.sleep(follower.lease_s / 4)
            await self._stay_leader(follower)

    async def _stay_leader(self, follower: Follower) -> None:
        """Renew the lease while it lasts; after that others may have worked, and what is under way counts no more."""
        if self._leads_until.get(follower.name, 0.0) > self._clock.monotonic():
            with suppress(JournalError):  # whoever writes the cursor will find out whether it still leads
                await self._lead_on(follower)

    async def _visit(self, follower: Follower, head: StreamHead) -> None:
        place = (follower.name, head.stream)
        seq = await self._head_now(head)
        try:
            progress = await follower.act(_tournament(head))
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 # the loop that must not end names whom it caught and tries again
            await self._put_off(place, seq, error)
            return
        if backoff := self._backoffs.pop(place, None):
            log.info("follower_recovered", follower=follower.name, stream=head.stream, attempts=backoff.attempts)
        for said, words in ((self._left, progress.left), (self._for_staff, progress.for_staff)):
            said.pop(place, None)
            if words:
                said[place] = words
        again_in_s = progress.again_in_s
        due_at = None if again_in_s is None else self._clock.now() + timedelta(seconds=again_in_s)
        await self._journal.advance(*place, seq, due_at, lease=lease_of(follower.name, self._holder))
        self._due_at[follower.name] = min(self._due_at.get(follower.name, NEVER), due_at or NEVER)
        if head.stream in self._dead.get(follower.name, ()):
            await self._journal.take_up(follower.name, head.stream)

    async def _head_now(self, head: StreamHead) -> int:
        """What was journalled since the round looked is seen by the visit, too: after it, it is no news."""
        heads = await self._journal.heads(head.stream)
        return max((one.seq for one in heads if one.stream == head.stream), default=head.seq)

    async def _put_off(self, place: tuple[str, str], seq: int, error: Exception) -> None:
        backoff = self._backoffs.setdefault(place, _Backoff(self._clock.now()))
        if backoff.attempts == 0:
            expected = isinstance(error, TiltyardError)
            log.log(
                # Whoever drains is told in words what is left; a fault of ours needs its traceback all the same.
                logging.INFO if expected and self._says_what_is_left else logging.WARNING,
                "follower_deferred",
                follower=place[0],
                stream=place[1],
                error=str(error),
                exc_info=None if expected else error,
            )
        asked_for_s = getattr(error, "retry_after_s", None) or 0.0
        pause_s = max(asked_for_s, min(RETRY_MOST_S, RETRY_FIRST_S * 2**backoff.attempts))
        backoff.not_before = self._clock.monotonic() + pause_s
        backoff.attempts += 1
        backoff.reason = str(error)
        age_s = (self._clock.now() - backoff.first_at).total_seconds()
        if backoff.given_up or is_permanent(error) or backoff.attempts >= GIVE_UP_AFTER or age_s >= GIVE_UP_AFTER_S:
            await self._give_up(place, seq, backoff, max(asked_for_s, RETRY_GIVEN_UP_S))

    async def _give_up(self, place: tuple[str, str], seq: int, backoff: _Backoff, retry_in_s: float) -> None:
        """Put it on the list, or say there that it failed once more."""
        backoff.not_before = self._clock.monotonic() + retry_in_s
        if not backoff.given_up and not self._says_what_is_left:
            log.warning("follower_gave_up", follower=place[0], stream=place[1], attempts=backoff.attempts)
        times = 1 if backoff.given_up else backoff.attempts
        letter = DeadLetter(*place, seq, backoff.first_at, self._clock.now(), times, backoff.reason)
        with suppress(JournalError):  # the next attempt puts it there
            await self._journal.give_up(letter)
            backoff.given_up = True

    def _rest_s(self, follower: Follower) -> float:
        now_s = self._clock.monotonic()
        waits = [backoff.not_before - now_s for (name, _), backoff in self._backoffs.items() if name == follower.name]
        due_in = self._due_at.get(follower.name, NEVER) - self._clock.now()
        return max(0.01, min([IDLE_S, due_in.total_seconds(), *waits]))

    def _what_is_left(self, led: Sequence[bool]) -> list[str]:
        others = [one.name for one, mine in zip(self._followers, led, strict=True) if not mine]
        left = [f"{name} is done by another Tiltyard process" for name in others]
        left += [f"{name}: {_words(name, backoff)}" for (name, _), backoff in self._backoffs.items()]
        left += [f"{name}: {words}" for (name, _), words in self._left.items()]
        return left

    def _may_come(self, led: Sequence[bool]) -> bool:
        """Whether waiting a little longer may do something about what is left."""
        return not all(led) or bool(self._left) or any(not backoff.given_up for backoff in self._backoffs.values())

    async def _give_up_leases(self) -> None:
        for follower in self._followers:
            self._leads_until.pop(follower.name, None)
            lease = lease_of(follower.name, self._holder)
            with suppress(JournalError):  # it ends by itself
                await self._journal.give_up_lease(lease.name, lease.holder)


def is_permanent(error: Exception) -> bool:
    """Whether the same will fail in the same way until somebody mends it: data that cannot be used, a fault of ours."""
    if isinstance(error, SourceNotFound | SourceChanged):  # tables come back, and change while we look
        return False
    return isinstance(error, BadInput | Bug) or not isinstance(error, TiltyardError | OSError)


def _words(follower: str, backoff: _Backoff) -> str:
    if not backoff.given_up:
        return backoff.reason
    return f"{backoff.reason} (given up for now; `tiltyard journal retry {follower}` tries it again)"


def lease_of(follower: str, holder: str) -> Lease:
    """What a process holds that leads a follower."""
    return Lease(f"follower:{follower}", holder)


def _tournament(head: StreamHead) -> TournamentId:
    return TournamentId(head.stream.removeprefix(STREAM_PREFIX))
