"""
Processes that call the model of the Riot API as their books allow.
"""

from __future__ import annotations

import itertools
import json

from attrs import define, field
from riot_quota import World

from tiltyard_riot.limiter.book import Book
from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.headers import Told, read_headers
from tiltyard_riot.limiter.settlement import News, Report, settle
from tiltyard_riot.limiter.waiting import Waiting


@define
class Caller:
    """One process, with the quota for itself.

    latency    seconds on the way there and on the way back, at least and at most
    lost       share of calls whose answer never comes; half of them were counted
    """

    world: World
    server: object
    latency: tuple = (0.015, 0.035)
    lost: float = 0.0
    book: Book = field(factory=Book)
    waiting: Waiting = field(factory=Waiting)
    done: list = field(factory=list)
    waited: list = field(factory=list)
    refused: list = field(factory=list)
    wakes_s: float | None = None
    began: dict = field(factory=dict)
    ids: object = field(factory=lambda: itertools.count(1))

    def want(self, at_s, count=1, method="ranks", priority=Priority.INTERACTIVE):
        """Have so many calls wait from this moment on."""

        def stand():
            for _ in range(count):
                ask = self.waiting.add(method, priority, float("inf"))
                self.began[ask.number] = self.world.now_s
            self.serve()

        self.world.at(at_s, stand)

    @property
    def took_s(self):
        """Until the last answer, from the first call."""
        return self.done[-1][0] - self.waited[0][1]

    def serve(self):
        """One round."""
        now_s = self.world.now_s
        while True:
            served = self.book.grant(now_s, self.waiting.lines(64), lambda: str(next(self.ids)))
            for ask, grant_id in served.granted:
                self.waiting.remove(ask)
                self._send(ask, grant_id)
            if not served.granted:
                break
        if served.wake_s is not None and (self.wakes_s is None or served.wake_s < self.wakes_s):
            assert served.wake_s > now_s
            self._set_timer(served.wake_s)

    def _set_timer(self, at_s):
        self.wakes_s = at_s
        self.world.at(at_s, lambda: self._wake(at_s))

    def _wake(self, at_s):
        if self.wakes_s == at_s:
            self.wakes_s = None
            self.serve()

    def _send(self, ask, grant_id):
        sent_s = self.world.now_s
        self.waited.append((ask.priority, sent_s, sent_s - self.began.pop(ask.number)))
        arrives_s = sent_s + self._way_s()
        lost = self.world.chance.random() < self.lost

        def arrive():
            if lost and self.world.chance.random() < 0.5:
                status, headers = None, {}
            else:
                status, headers = self.server.call(self.world.now_s, ask.method)
            back_s = self.world.now_s + (10.0 if lost else self._way_s())
            self.world.at(back_s, lambda: self._take(grant_id, ask, None if lost else status, headers))

        self.world.at(arrives_s, arrive)

    def _take(self, grant_id, ask, status, headers):
        now_s = self.world.now_s
        told = Told() if status is None else read_headers(status, headers)
        self._report(grant_id, told)
        if status == 429:
            self.refused.append((now_s, headers["X-Rate-Limit-Type"]))
        self.done.append((now_s, ask.priority, ask.method))
        self.serve()

    def _report(self, grant_id, told):
        self.book.report(self.world.now_s, grant_id, told, received_s=self.world.now_s)

    def _way_s(self):
        return self.world.chance.uniform(*self.latency)


@define
class Shared:
    """A store, and how long the way there and the way back take, at least and at most."""

    way: tuple = (0.001, 0.01)
    kept: object = None


@define
class SharedCaller(Caller):
    """One of several processes on one key."""

    store: Shared = field(factory=Shared)
    name: str = "a"
    answered: list = field(factory=list)
    asked: bool = False
    busy: bool = False
    gone: bool = False

    def serve(self):
        if self.gone:
            return
        self.asked = True
        if not self.busy:
            self._begin()

    def _begin(self):
        self.asked, self.busy = False, True
        began_s, answered, self.answered = self.world.now_s, self.answered, []
        reports = [Report(grant_id, told, began_s - received_s, 0.5) for grant_id, told, received_s in answered]
        news = News(self.name, reports=tuple(reports), lines=tuple(self.waiting.lines(100)))

        def change():
            kept, settled = settle(self.store.kept, self.world.now_s, news, lambda: f"{self.name}.{next(self.ids)}")
            self.store.kept = json.loads(json.dumps(kept))
            self.world.at(self.world.now_s + self._store_s(), lambda: self._settled(settled))

        self.world.at(began_s + self._store_s(), change)

    def _settled(self, settled):
        self.busy, self.book = False, settled.book
        for ask, grant_id in settled.round.granted:
            self.waiting.remove(ask)
            self.world.at(settled.at_s, lambda ask=ask, grant_id=grant_id: self._send(ask, grant_id))
        wake_s = settled.round.wake_s
        if wake_s is not None:
            lead_s = self.world.chance.uniform(0.0, 2 * self.store.way[1])
            self._set_timer(max(wake_s - lead_s, self.world.now_s + 0.001))
        if self.asked:
            self._begin()

    def _report(self, grant_id, told):
        self.answered.append((grant_id, told, self.world.now_s))

    def _store_s(self):
        return self.world.chance.uniform(*self.store.way)
