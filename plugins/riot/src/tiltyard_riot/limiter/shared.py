"""
The limiter of several hosts that share one key, through the store that they have in common.

Whatever a host has to report and to ask is settled in one change of the store, at the time of the store's own clock:
a call is granted before it is sent and reported after its answer came, so that however the clocks of hosts differ, no
bound on a window of Riot's is too early. Who waits does so here, and the store is asked again when there may be room.
Reports need not hurry: they tell how old they are, and nothing comes free before a window is over. Calls are granted a
moment before they may be sent, so that the way to the store costs nothing.

When the store is away, each host goes on with an equal part of every window, and says so once. Its calls are booked
when the store is back.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from attrs import evolve, frozen
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock
from tiltyard.errors import TiltyardError
from tiltyard.plugin import PluginStore
from tiltyard_riot.limiter.book import LAPSE_S, NOBODY, Book
from tiltyard_riot.limiter.figures import host_stats
from tiltyard_riot.limiter.grant import Answer, Grant, Priority
from tiltyard_riot.limiter.headers import Told, read_headers, without_counts
from tiltyard_riot.limiter.kept import read_book
from tiltyard_riot.limiter.lane import Lane, Timer, through
from tiltyard_riot.limiter.settlement import Apart, News, Report, Settled, is_of, settle
from tiltyard_riot.limiter.stats import HostStats, LimiterStats
from tiltyard_riot.limiter.waiting import Ask, Waiting

AT_ONCE = 100
"""So many of each line ask in one round."""
REPORT_WITHIN_S = 0.2
"""So long a report may wait for others, when nothing depends on it. No window of Riot's is shorter than a second."""
LEAST_PAUSE_S = 0.005
LEAD_MOST_S = 0.15
"""So much earlier than there is room, a round begins at most; else as long as the last ones took, and a little more."""
ROUND_WITHIN_S = 2.0
"""A store that takes longer is taken to be away."""
RETRY_S = 1.0
"""How often to look whether the store is back."""
CAREFUL_S = 3.0
"""So long after it is back, others may still be without it: nobody takes more than its part."""
ASSUMED_HOSTS = 4
"""How many share the quota when the store never said."""
KEPT_S = 86_400.0


class SharedLimiter:
    """Implements `Limiter` for processes that have a store in common.

    app     names the application of the key, when one store serves several: quotas are of applications
    name    of this process among them; made up when not given
    chance  0 to 1, so that not all come back at the same moment
    """

    def __init__(
        self,
        store: PluginStore,
        clock: Clock,
        log: FilteringBoundLogger,
        *,
        app: str = "",
        name: str | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._chance = chance
        self._common = _Common(store, clock, log, app, name or secrets.token_hex(4))
        self._gates: dict[str, _Gate] = {}

    async def acquire(self, host: str, method: str, priority: Priority, *, within_s: float) -> Grant:
        """See `Limiter`."""
        return await through(self._gate(host), method, priority, within_s)

    async def report(self, grant: Grant, answer: Answer) -> None:
        """See `Limiter`. It returns at once; the store is told with the next round."""
        self._gate(grant.host).report(grant.id, read_headers(answer.status, answer.headers), self._chance())

    def load(self, host: str) -> float:
        """See `Limiter`. Of other hosts' calls, those are counted that were booked at our last round."""
        return self._gate(host).load()

    async def stats(self) -> LimiterStats:
        """See `Limiter`. As of the last round with each host; `read_stats` reads the store."""
        return LimiterStats(tuple(gate.stats() for _, gate in sorted(self._gates.items())))

    async def close(self) -> None:
        """Refuse all that wait, say what is not said yet, and leave."""
        await asyncio.gather(*(gate.close() for gate in self._gates.values()))

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            known = max((one.hosts for one in self._gates.values() if one.met), default=ASSUMED_HOSTS)
            gate = self._gates[host] = _Gate(host, self._common, hosts=known)
        return gate


async def read_stats(store: PluginStore, clock: Clock, hosts: Iterable[str], *, app: str = "") -> LimiterStats:
    """What all processes together have booked, as the store has it; hosts that nobody asked are left out."""
    found = []
    for host in sorted(hosts):
        kept = await store.get(_key(app, host))
        if isinstance(kept, dict):
            now_s = clock.now().timestamp()
            book = read_book(kept.get("book"), now_s)
            book.pass_time(now_s)
            found.append(host_stats(host, book, Waiting(), now_s))
    return LimiterStats(tuple(found))


def _key(app: str, host: str) -> str:
    return f"quota {app} {host}" if app else f"quota {host}"


@frozen
class _Common:
    store: PluginStore
    clock: Clock
    log: FilteringBoundLogger
    app: str
    name: str


@frozen
class _Answered:
    """A call that is to be reported, and when its answer came, of the monotonic clock."""

    grant_id: str
    told: Told
    received_s: float
    jitter: float


@frozen
class _Went:
    """A call that was made without the store, and when, of the monotonic clock."""

    grant_id: str
    method: str
    granted_s: float


class _Gate:
    """The quota of one host, as this process has a part in it.

    book   as of the last round, or our own while the store is away
    hosts  how many share it, as of the last round
    met    whether the store ever said
    """

    def __init__(self, host: str, common: _Common, *, hosts: int) -> None:
        self.lane = Lane(host, common.clock, self._time_has_come)
        self.book = Book()
        self.hosts = hosts
        self.met = False
        self._host = host
        self._common = common
        self._clock = common.clock
        self._numbers = count(1)
        self._ahead_s = common.clock.now().timestamp() - common.clock.monotonic()
        """The store's clock, less our monotonic one."""
        self._answered: list[_Answered] = []
        self._unsent: list[str] = []
        self._went: list[_Went] = []
        self._alone = False
        self._careful_until_s = 0.0
        self._asked = False
        self._running: asyncio.Task[None] | None = None
        self._late: asyncio.Task[Settled] | None = None
        self._hinted = NOBODY
        self._retry = Timer(common.clock, self._run_soon)
        self._flush = Timer(common.clock, self._run_soon)
        self._held: list[tuple[float, Ask, str]] = []
        """Grants that may not be used yet, and from when, of the monotonic clock."""
        self._release = Timer(common.clock, self._hand_held)
        self._took_s = 0.0

    # ------------------------------------------------------------------------------------------------ what others call

    def serve(self) -> None:
        """Let through whom the quota allows, now or with the next round."""
        if self._alone:
            self._serve_alone()
            return
        waiting = self.lane.waiting.counts()
        if any(count and not hinted for count, hinted in zip(waiting, self._hinted, strict=True)):
            self._run_soon()  # if only to let other hosts know
            return
        now_s = self._pass_time()
        soonest_s = self.book.soonest_s(now_s, self.lane.waiting.lines(1), share=self._share())
        if soonest_s is not None and soonest_s <= now_s:
            self._run_soon()
        elif soonest_s is not None:
            self.lane.set_timer(self._begin_s(soonest_s))

    def report(self, grant_id: str, told: Told, jitter: float) -> None:
        """A call is over."""
        now_s = self._clock.monotonic()
        self._answered.append(_Answered(grant_id, told, now_s, jitter))
        at_s = now_s + self._ahead_s
        # What is used, the others have to do with as well: only the store can make something of a count.
        heard = told if self._alone else without_counts(told)
        awaited = self.book.awaits(grant_id) or told.rejection is not None
        self.book.report(at_s, grant_id, heard, received_s=at_s, jitter=jitter)
        if awaited and not self._alone:
            self._run_soon()
            return
        if not self._alone:
            self._flush.set_by(now_s + REPORT_WITHIN_S)
        self.serve()

    def give_back(self, grant_id: str) -> None:
        """A grant was not used."""
        self._unsent.append(grant_id)
        if self._alone:
            self.book.unsent(grant_id)
            self._serve_alone()
        else:
            self._run_soon()

    def earliest_s(self, ask: Ask) -> float:
        """A moment before which this one surely cannot be let through."""
        now_s = self._pass_time()
        return self.book.earliest_s(now_s, ask.method, self.lane.waiting.ahead(ask)) - self._ahead_s

    def load(self) -> float:
        """How full it is, as far as we know."""
        self._pass_time()
        return self.book.load(len(self.lane.waiting))

    def stats(self) -> HostStats:
        """In figures, as far as we know."""
        now_s = self._pass_time()
        return host_stats(self._host, self.book, self.lane.waiting, now_s, share=self._share())

    async def close(self) -> None:
        """Refuse all that wait, and say what is not said yet."""
        await self.lane.close()
        await self._retry.close()
        await self._flush.close()
        await self._release.close()
        self._unsent += [grant_id for _, _, grant_id in self._held]
        for _, ask, _ in self._held:
            self.lane.refuse(ask, 0.0)
        self._held.clear()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)
        await self._retry.close()
        if not self._alone:
            await self._round(leaving=True)
        await self._retry.close()
        await self._flush.close()
        await self._release.close()
        if self._late is not None:
            self._late.cancel()
            await asyncio.gather(self._late, return_exceptions=True)

    # ---------------------------------------------------------------------------------------------------------- rounds

    def _time_has_come(self) -> None:
        """Somebody may be let through, or has waited long enough."""
        self.lane.refuse_the_late(self.earliest_s)
        if self._alone:
            self._serve_alone()
        elif self.lane.waiting:
            self._run_soon()

    def _run_soon(self) -> None:
        self._asked = True
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._asked:
                self._asked = False
                await self._round()
        finally:
            self._running = None

    async def _round(self, *, leaving: bool = False) -> None:
        """Tell the store what there is to tell, and take what it grants."""
        if self._late is not None:
            self._retry.set(self._clock.monotonic() + RETRY_S)
            return
        self._flush.stop()
        answered, unsent, went = tuple(self._answered), tuple(self._unsent), tuple(self._went)
        news = News(
            self._common.name,
            apart=tuple(Apart(one.grant_id, one.method, self._ago_s(one.granted_s)) for one in went),
            reports=tuple(Report(one.grant_id, one.told, self._ago_s(one.received_s), one.jitter) for one in answered),
            unsent=unsent,
            lines=() if self._alone or leaving else tuple(self.lane.waiting.lines(AT_ONCE)),
            share=self._share(),
            leaving=leaving,
        )
        begun_s = self._clock.monotonic()
        settled = await self._settled(news)
        if settled is None:
            return
        self._took_s += (self._clock.monotonic() - begun_s - self._took_s) / 4
        del self._answered[: len(answered)], self._unsent[: len(unsent)], self._went[: len(went)]
        self._take(settled)

    async def _settled(self, news: News) -> Settled | None:
        """What the store says; None when it is away."""
        change = asyncio.create_task(self._change(news))
        watch = asyncio.create_task(self._clock.sleep(ROUND_WITHIN_S))
        try:
            await asyncio.wait({change, watch}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watch.cancel()
        if not change.done():
            self._late = change
            change.add_done_callback(self._came_late)
            self._go_alone("it takes too long")
            return None
        error = change.exception()
        if error is None:
            return change.result()
        self._go_alone(str(error) if isinstance(error, TiltyardError) else repr(error))
        return None

    async def _change(self, news: News) -> Settled:
        settled: list[Settled] = []

        def change(kept: Any | None, now_s: float) -> Any:
            # It may be called again when a connection is lost: only what the last call said has been kept.
            value, found = settle(kept, now_s, news, self._new_id)
            settled[:] = [evolve(found, read_s=self._clock.monotonic())]
            return value

        await self._common.store.change_at(_key(self._common.app, self._host), change, ttl_s=KEPT_S)
        return settled[0]

    def _take(self, settled: Settled) -> None:
        """Go by what the store has said."""
        if self._alone:
            self._alone = False
            self._careful_until_s = self._clock.monotonic() + CAREFUL_S
            self._common.log.info("riot_quota_shared_again", host=self._host, hosts=settled.hosts)
            self._asked = True
        self.book, self.hosts, self.met = settled.book, settled.hosts, True
        self._ahead_s = settled.now_s - settled.read_s
        from_s = settled.read_s + (settled.at_s - settled.now_s)
        for ask, grant_id in settled.round.granted:
            self.lane.stand_aside(ask)
            self._held.append((from_s, ask, grant_id))
        self._hand_held()
        self._hinted = settled.round.short
        self.lane.refuse_the_late(self.earliest_s)
        wake_s = settled.round.wake_s
        self.lane.set_timer(None if wake_s is None else self._begin_s(wake_s))

    def _hand_held(self) -> None:
        """Hand over the grants whose moment has come."""
        now_s = self._clock.monotonic()
        due = [held for held in self._held if held[0] <= now_s]
        self._held = [held for held in self._held if held[0] > now_s]
        for _, ask, grant_id in due:
            if not self.lane.hand(ask, grant_id):
                self.give_back(grant_id)
        self._release.set(min((from_s for from_s, _, _ in self._held), default=None))

    def _begin_s(self, room_s: float) -> float:
        """When to begin a round so that it is over when there is room; of the monotonic clock."""
        begin_s = room_s - self._ahead_s - min(LEAD_MOST_S, 2.0 * self._took_s)
        # Whoever has just been told to wait does not come again at once.
        return max(begin_s, self._clock.monotonic() + LEAST_PAUSE_S)

    # ----------------------------------------------------------------------------------------------- without the store

    def _go_alone(self, why: str) -> None:
        if not self._alone:
            self._alone = True
            self.book.part(self._pass_time(), self.hosts, lambda grant_id: is_of(self._common.name, grant_id))
            self._common.log.warning("riot_quota_store_away", host=self._host, share=self.hosts, why=why)
        self._retry.set(self._clock.monotonic() + RETRY_S)
        self._serve_alone()

    def _serve_alone(self) -> None:
        now_s = self._clock.monotonic()
        at_s = self._pass_time()
        while True:
            lines = self.lane.waiting.lines(AT_ONCE)
            served = self.book.grant(at_s, lines, self._new_id, share=self._share())
            for ask, grant_id in served.granted:
                if self.lane.hand(ask, grant_id):
                    self._went.append(_Went(grant_id, ask.method, now_s))
                else:
                    self.book.unsent(grant_id)
            if not served.granted:
                break
        self._forget_old(now_s)
        self.lane.set_timer(None if served.wake_s is None else served.wake_s - self._ahead_s)

    def _forget_old(self, now_s: float) -> None:
        """What was answered so long ago that no window counts it any more, nobody needs to know."""
        longest_s = max((window.span_s for window in self.book.app.values()), default=0.0) + LAPSE_S
        old = {one.grant_id for one in self._answered if one.received_s + longest_s < now_s}
        if old:
            self._answered = [one for one in self._answered if one.grant_id not in old]
            self._went = [one for one in self._went if one.grant_id not in old]

    def _came_late(self, change: asyncio.Task[Settled]) -> None:
        """What a round granted that we did not wait for, nobody has used."""
        self._late = None
        if not change.cancelled() and change.exception() is None:
            self._unsent += [grant_id for _, grant_id in change.result().round.granted]

    # ------------------------------------------------------------------------------------------------------- small help

    def _share(self) -> int:
        careful = self._alone or self._clock.monotonic() < self._careful_until_s
        return self.hosts if careful else 1

    def _pass_time(self) -> float:
        """Now, of the store's clock as far as we know it, with the book up to that."""
        now_s = self._clock.monotonic() + self._ahead_s
        self.book.pass_time(now_s)
        return now_s

    def _ago_s(self, at_s: float) -> float:
        return max(0.0, self._clock.monotonic() - at_s)

    def _new_id(self) -> str:
        return f"{self._common.name}.{next(self._numbers)}"
