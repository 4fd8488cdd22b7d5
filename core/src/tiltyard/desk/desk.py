"""
The one door through which anything changes.

    command -> seal -> decide on today's state -> append with the state's seq -> answered

A conflict means that somebody was faster: the state catches up and the command is decided again. Nothing is told to
anybody before it is durable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import attrs
from attrs import frozen

from tiltyard.clock import Clock
from tiltyard.desk.sealing import seal_command, seal_guild_command, seal_link
from tiltyard.desk.snapshots import Snapshots, folded
from tiltyard.errors import SeqConflict
from tiltyard.journal import Cause, EventDraft, Journal, Proposal, StoredAnswer
from tiltyard.models import (
    EntrantId,
    EventRecord,
    Guild,
    Link,
    PersonId,
    Refusal,
    Tournament,
    TournamentId,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.answers import Accepted, Answer, Pending, Refused
from tiltyard.tournament.codec import decode, encode
from tiltyard.tournament.decide import decide
from tiltyard.tournament.evolve import fold
from tiltyard.tournament.guild import GuildCommand, decide_guild, fold_guild
from tiltyard.tournament.roster import CHECKING, entrant_of, people_of_links
from tiltyard.tournament.text import scope_and_slug

STREAM_PREFIX = "tournament:"
GUILD_PREFIX = "guild:"

GUILD_KNOWN_FOR_S = 1.0
"""How long a guild's staff and blocks are taken as known: each command would otherwise read one more stream."""

CONFLICTS_BORNE = 3
"""How often others may be faster before a command is decided with the tournament's lock held. Without a lock nobody
waits for a process that is slow or dead; with it, everybody gets a turn."""

IdSource = Callable[[], str]
"""Gives a new id each time; seeded in the demo and in tests."""


def stream_of(tournament: TournamentId) -> str:
    """The journal stream of a tournament."""
    return f"{STREAM_PREFIX}{tournament}"


def guild_stream_of(scope: str) -> str:
    """The journal stream of what holds for all tournaments of a scope."""
    return f"{GUILD_PREFIX}{scope}"


@frozen
class Preview:
    """What a command would do now.

    refusal  why it would do nothing; None when it would be done
    events   what would happen
    before, after  the tournament without and with it; None when there is none
    """

    refusal: Refusal | None
    events: tuple[e.Event, ...]
    before: Tournament | None
    after: Tournament | None


@frozen
class Behind:
    """How far a follower is behind.

    changes  events that it has not dealt with
    since    when the first of them happened
    """

    changes: int
    since: datetime


class Desk:
    """Decides commands and answers questions about tournaments; one per process, safe for many tasks at once."""

    def __init__(self, journal: Journal, clock: Clock, new_id: IdSource) -> None:
        self._journal = journal
        self._clock = clock
        self._new_id = new_id
        self._states: dict[TournamentId, Tournament] = {}
        self._locks: dict[TournamentId, asyncio.Lock] = {}
        self._guilds: dict[str, tuple[Guild, float]] = {}
        self._snapshots = Snapshots(journal)

    async def close(self) -> None:
        """Finish what goes on in the background; before the journal is closed."""
        await self._snapshots.close()

    async def handle(self, command: c.Command, *, wait_s: float = 0.0) -> Answer:
        """Do what a command asks, or say why not.

        wait_s   how long a sign-up may wait for its verdict before it is answered `Pending`
        returns  Accepted, Pending or Refused; durable when it is one of the first two
        raises   JournalError when nothing could be kept
        """
        seen = self._journal.news.count
        answer = await self._decide_and_append(command)
        if not isinstance(answer, Pending) or wait_s <= 0:
            return answer
        return await self._verdict(command.tournament, answer, wait_s, seen)

    async def preview(self, command: c.Command) -> Preview:
        """What a command would do now; nothing is done, and by the time it is asked something else may be true."""
        sealed = await self._complete(command)
        state = await self.state(command.tournament)
        decided = decide(state, sealed, self._clock.now(), await self.guild(_scope(command.tournament)))
        if isinstance(decided, Refusal):
            return Preview(decided, (), state, state)
        return Preview(None, tuple(decided), state, fold(decided, state))

    async def handle_guild(self, command: GuildCommand) -> Answer:
        """Do what is asked of a guild, or say why not."""
        sealed = seal_guild_command(command, self._journal.seal)
        stream = guild_stream_of(command.scope)
        while True:
            state = await self._read_guild(command.scope)
            if command.key and (stored := await self._journal.answer(stream, command.key)):
                return Accepted(stored.command_id, stored.answer["seq"])
            decided = decide_guild(state, sealed, self._clock.now())
            if isinstance(decided, Refusal):
                return Refused(decided)
            if not decided:
                return Accepted(command_id="", seq=state.seq)
            cause = Cause(self._clock.now(), command.actor, self._new_id(), command.reason)
            seq = state.seq + len(decided)
            try:
                records = await self._journal.append(
                    stream,
                    state.seq,
                    _drafts(decided),
                    cause,
                    key=command.key,
                    answer={"first_seq": state.seq + 1, "seq": seq},
                )
            except SeqConflict:
                continue
            self._guilds[command.scope] = (fold_guild(state, decided), self._clock.monotonic())
            return Accepted(cause.command_id, seq, tuple(records))

    async def guild(self, scope: str) -> Guild:
        """What holds for all tournaments of a scope."""
        known = self._guilds.get(scope)
        if known and self._clock.monotonic() - known[1] < GUILD_KNOWN_FOR_S:
            return known[0]
        return await self._read_guild(scope)

    async def _read_guild(self, scope: str) -> Guild:
        state = self._guilds[scope][0] if scope in self._guilds else Guild(scope)
        records = await self._journal.read(guild_stream_of(scope), after=state.seq)
        state = fold_guild(state, [decode(record) for record in records])
        self._guilds[scope] = (state, self._clock.monotonic())
        return state

    async def held(self, state: Tournament) -> bool:
        """Whether nothing outside may change because of a tournament: paused, archived, or its guild is frozen."""
        return state.paused or state.archived_at is not None or await self.shut(state)

    async def shut(self, state: Tournament) -> bool:
        """Whether nothing in it may change either, so that there is nothing to bring it."""
        return state.archived_at is not None or (await self.guild(state.scope)).frozen_at is not None

    async def state_at(self, tournament: TournamentId, seq: int) -> Tournament | None:
        """The tournament as it was after its event `seq`."""
        records = await self._journal.read(stream_of(tournament), limit=max(0, seq))
        return fold([decode(record) for record in records])

    async def state(self, tournament: TournamentId) -> Tournament | None:
        """The tournament after its last event; None when there is none of that id."""
        stream = stream_of(tournament)
        known = self._states.get(tournament) or await self._snapshots.last(stream)
        since = known.seq if known else 0
        state = await folded(await self._journal.read(stream, after=since), known)
        if state is not None:
            self._remember(tournament, state)
            self._snapshots.caught_up(stream, state, since=since)
        return self._states.get(tournament)

    async def tournaments(self) -> list[Tournament]:
        """All of them, in the order in which they were created."""
        heads = await self._journal.heads(STREAM_PREFIX)
        states = [await self.state(TournamentId(head.stream.removeprefix(STREAM_PREFIX))) for head in heads]
        return [state for state in states if state is not None]

    async def behind(self, follower: str, tournament: TournamentId) -> Behind | None:
        """What a follower has not dealt with yet; None when it is up to date."""
        stream = stream_of(tournament)
        seen = await self._journal.cursor(follower, stream)
        news = await self._journal.read(stream, after=seen)
        return Behind(len(news), news[0].at) if news else None

    async def history(self, tournament: TournamentId, *, after: int = 0) -> list[EventRecord]:
        """What has happened, in order."""
        return await self._journal.read(stream_of(tournament), after=after)

    def forget(self, tournament: TournamentId) -> None:
        """Read it anew when it is next asked for: something was taken out of its past."""
        self._states.pop(tournament, None)

    async def find_person(self, tournament: TournamentId, link: Link) -> PersonId | None:
        """Whom a link names in a tournament; None when nobody."""
        return (await self.find_people(tournament, [link]))[0]

    async def find_people(self, tournament: TournamentId, links: Sequence[Link]) -> list[PersonId | None]:
        """Whom each of these links names, as they all stand at one moment."""
        state = await self.state(tournament)
        sealed = [seal_link(link, self._journal.seal) for link in links]
        return people_of_links(state, sealed) if state else [None for _ in links]

    async def _decide_and_append(self, command: c.Command) -> Answer:
        stream = stream_of(command.tournament)
        sealed = await self._complete(command)
        guild = await self.guild(_scope(command.tournament))
        # One at a time per tournament in this process; other processes are met by the conflict below.
        async with self._locks.setdefault(command.tournament, asyncio.Lock()):
            if done := await self._decide_as_remembered(sealed, guild):
                return done
            for _ in range(CONFLICTS_BORNE):
                state = await self.state(command.tournament)
                # Asked after the state was read: an answer that is in the state already must not be decided against.
                if command.key and (stored := await self._journal.answer(stream, command.key)):
                    return await self._stored(command.tournament, stored)
                decided = decide(state, sealed, self._clock.now(), guild)
                if isinstance(decided, Refusal):
                    return Refused(decided)
                if not decided and not command.key:
                    return Accepted(command_id="", seq=state.seq if state else 0)
                try:
                    return await self._append(sealed, state, decided)
                except SeqConflict:
                    continue
            return await self._decide_alone(sealed, guild)

    async def _decide_as_remembered(self, command: c.Command, guild: Guild) -> Accepted | None:
        """Decide without reading first; None when it must be decided on what the journal says.

        The journal takes no events that were decided on a past state, and answers no occasion twice, so what it takes
        was right. It cannot know of a refusal, or of nothing to do.
        """
        state = self._states.get(command.tournament)
        decided = decide(state, command, self._clock.now(), guild) if state else ()
        if isinstance(decided, Refusal) or not decided:
            return None
        try:
            return await self._append(command, state, decided)
        except SeqConflict:
            return None

    async def _decide_alone(self, command: c.Command, guild: Guild) -> Answer:
        """Decide while nobody else can append: others were faster again and again, and now it is our turn."""
        stream, known = stream_of(command.tournament), self._states.get(command.tournament)
        cause = Cause(self._clock.now(), command.actor, self._new_id(), command.reason)
        after, answer = known, cast("Answer | StoredAnswer", None)

        def propose(records: Sequence[EventRecord], stored: StoredAnswer | None) -> Proposal | None:
            nonlocal after, answer
            after, proposal = fold(map(decode, records), known), None
            if mine := [one for one in records if one.command_id == cause.command_id]:
                # The connection was lost after they had been kept.
                answer = attrs.evolve(_answered(command, cause, after, list(map(decode, mine))), events=tuple(mine))
            elif stored:
                answer = stored
            elif isinstance(decided := decide(after, command, cause.at, guild), Refusal):
                answer = Refused(decided)
            elif not decided and not command.key:
                answer = Accepted(command_id="", seq=after.seq if after else 0)
            else:
                first_seq = (after.seq if after else 0) + 1
                after = fold(decided, after)
                answer = _answered(command, cause, after, decided)
                proposal = Proposal(_drafts(decided), _plain(answer, first_seq=first_seq))
            return proposal

        appended = await self._journal.append_alone(stream, known.seq if known else 0, cause, propose, key=command.key)
        if after is not None:
            self._remember(command.tournament, after)
            if appended:
                self._snapshots.keep(stream, after, since=after.seq - len(appended))
        if isinstance(answer, StoredAnswer):
            return await self._stored(command.tournament, answer)
        return attrs.evolve(answer, events=tuple(appended)) if appended and isinstance(answer, Accepted) else answer

    async def _append(self, command: c.Command, state: Tournament | None, events: list[e.Event]) -> Accepted:
        cause = Cause(self._clock.now(), command.actor, self._new_id(), command.reason)
        seq = state.seq if state else 0
        after = fold(events, state)
        answer = _answered(command, cause, after, events)
        records = await self._journal.append(
            stream_of(command.tournament),
            seq,
            _drafts(events),
            cause,
            key=command.key,
            answer=_plain(answer, first_seq=seq + 1),
        )
        if after is not None:
            self._remember(command.tournament, after)
            self._snapshots.keep(stream_of(command.tournament), after, since=seq)
        return attrs.evolve(answer, events=tuple(records))

    async def _stored(self, tournament: TournamentId, stored: StoredAnswer) -> Accepted:
        plain: Mapping[str, Any] = stored.answer
        records = await self._journal.read(
            stream_of(tournament), after=plain["first_seq"] - 1, limit=plain["seq"] - plain["first_seq"] + 1
        )
        common = {"command_id": stored.command_id, "seq": plain["seq"], "person": plain["person"]}
        if plain["pending"]:
            return Pending(**common, events=tuple(records), order=plain["order"], seated=plain["seated"])
        return Accepted(**common, events=tuple(records))

    async def _verdict(self, tournament: TournamentId, pending: Pending, wait_s: float, seen: int) -> Answer:
        """Wait until the entry is not being checked any more, at most `wait_s`."""
        ends_at = self._clock.monotonic() + wait_s
        while (left_s := ends_at - self._clock.monotonic()) > 0:
            state = await self.state(tournament)
            entrant = entrant_of(state, pending.person) if state and pending.person else None
            if state and entrant and entrant.status not in CHECKING:
                return Accepted(pending.command_id, state.seq, pending.events, pending.person)
            seen = await self._journal.news.wait(seen, left_s)
        return pending

    async def _complete(self, command: c.Command) -> c.Command:
        """The command with all that the desk fills in."""
        command = self._with_ids(seal_command(command, self._journal.seal))
        if isinstance(command, c.Undo):
            return await self._with_past(command)
        if isinstance(command, c.Correct):
            past = await self._with_past(command.undo)
            return attrs.evolve(command, undo=past, instead=self._with_ids(command.instead))
        return command

    def _with_ids(self, command: c.Command) -> c.Command:
        if isinstance(command, c.SignUp):
            return attrs.evolve(command, new_person=PersonId(self._new_id()), new_entrant=EntrantId(self._new_id()))
        if isinstance(command, c.Drop | c.Disqualify | c.LeaveTeam | c.Substitute):
            return attrs.evolve(command, new_entrant=EntrantId(self._new_id()))
        return command

    async def _with_past(self, command: c.Undo) -> c.Undo:
        """The tournament before and after the command that is to be undone, and what has happened since."""
        records = await self._journal.read(stream_of(command.tournament))
        own = [record.seq for record in records if record.command_id == command.command_id]
        if not own:
            return command
        events = [decode(record) for record in records]
        before = fold(events[: own[0] - 1])
        after = fold(events[own[0] - 1 : own[-1]], before)
        return attrs.evolve(command, before=before, after=after, since=tuple(events[own[-1] :]))

    def _remember(self, tournament: TournamentId, state: Tournament) -> None:
        known = self._states.get(tournament)
        # Two readers may come back in the other order; the newer state stays.
        if known is None or known.seq <= state.seq:
            self._states[tournament] = state


def _scope(tournament: TournamentId) -> str:
    return scope_and_slug(tournament)[0]


def _drafts(events: Sequence[e.Event]) -> list[EventDraft]:
    return [EventDraft(type(event).__name__, event.version, *encode(event)) for event in events]


def _whom(command: c.Command, events: list[e.Event]) -> PersonId | None:
    if isinstance(command, c.SignUp):
        return next(
            (one.person for one in events if isinstance(one, e.SignUpReceived | e.SignUpUpdated | e.EntryClaimed)), None
        )
    return getattr(command, "person", None)


def _answered(command: c.Command, cause: Cause, after: Tournament | None, events: list[e.Event]) -> Accepted:
    return _answer(cause.command_id, after.seq if after else 0, _whom(command, events), after)


def _answer(command_id: str, seq: int, person: PersonId | None, state: Tournament | None) -> Accepted:
    entrant = entrant_of(state, person) if state and person else None
    if entrant and entrant.status in CHECKING:
        return Pending(command_id, seq, person=person, order=entrant.order, seated=entrant.seated)
    return Accepted(command_id, seq, person=person)


def _plain(answer: Accepted, *, first_seq: int) -> dict[str, Any]:
    pending = isinstance(answer, Pending)
    return {
        "seq": answer.seq,
        "first_seq": first_seq,
        "person": answer.person,
        "pending": pending,
        "order": answer.order if isinstance(answer, Pending) else 0,
        "seated": answer.seated if isinstance(answer, Pending) else False,
    }
