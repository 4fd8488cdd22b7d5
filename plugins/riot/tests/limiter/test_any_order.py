"""
Hosts on one key, whatever happens to them in whatever order, against a model of Riot's quotas.

Calls take their time, answers come late, never, or say no; hosts hear nothing of what they asked for, die and begin
again; somebody else uses the key; the store's clock is put back.
"""

from __future__ import annotations

import itertools
import json

from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from riot_quota import Server

from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.headers import Rejection, Told, read_headers
from tiltyard_riot.limiter.settlement import News, Report, settle
from tiltyard_riot.limiter.waiting import Waiting

METHODS = ("ranks", "names")
LONGEST_CALL_S = 25.0
"""The client gives up sooner; the limiter relies on it."""

# Two calls at least: where the first of all is never answered, nobody knows that a second one may be too many.
limits = st.dictionaries(st.sampled_from([1, 2, 10]), st.integers(2, 30), min_size=1, max_size=2)
which = st.integers(0, 30)


@define
class Host:
    """One process; a name is used once."""

    name: str
    waiting: Waiting = field(factory=Waiting)
    reports: list = field(factory=list)
    unsent: list = field(factory=list)
    wakes_s: float | None = None


@define
class Call:
    """One that was granted, and may be made from a moment on."""

    id: str
    host: Host
    method: str
    granted_s: float
    from_s: float


class AnyOrder(RuleBasedStateMachine):
    """`now_s` is the time that Riot goes by; the store's clock differs from it."""

    def __init__(self):
        super().__init__()
        self.now_s, self.store_ahead_s = 1000.0, 1e6
        self.kept = None
        self.numbers = itertools.count(1)
        self.hosts, self.calls = [], []
        self.blocked_s = {}
        self.alone = True

    @initialize(
        app=limits,
        methods=st.dictionaries(st.sampled_from(METHODS), limits, max_size=1),
        aligned=st.booleans(),
        offset_s=st.floats(0.0, 10.0),
        hosts=st.integers(1, 4),
    )
    def begin(self, app, methods, aligned, offset_s, hosts):
        self.server = Server.of(app, methods=methods, aligned=aligned, offset_s=offset_s)
        self.slowest_s = max(period_s / limit for one in (app, *methods.values()) for period_s, limit in one.items())
        self.hosts = [self._new_host() for _ in range(hosts)]

    # ------------------------------------------------------------------------------------------------ what hosts do

    @rule(at=which, method=st.sampled_from(METHODS), priority=st.sampled_from(Priority), count=st.integers(1, 40))
    def want(self, at, method, priority, count):
        for _ in range(count):
            self._host(at).waiting.add(method, priority, float("inf"))
        self.round(at)

    @rule(at=which)
    def round(self, at):
        host = self._host(at)
        settled = self._settle(host)
        for ask, grant_id in settled.round.granted:
            host.waiting.remove(ask)
            from_s = self.now_s + settled.at_s - settled.now_s
            self.calls.append(Call(grant_id, host, ask.method, self.now_s, from_s))
        host.reports.clear()
        host.unsent.clear()
        host.wakes_s = settled.round.wake_s and self.now_s + settled.round.wake_s - settled.now_s

    @rule(at=which)
    def round_of_which_the_host_hears_nothing(self, at):
        self._settle(self._host(at))

    @rule(at=which)
    def die(self, at):
        host = self._host(at)
        self.hosts[self.hosts.index(host)] = self._new_host()
        for call in [call for call in self.calls if call.host is host]:
            self.calls.remove(call)
            if call.from_s <= self.now_s:
                self.server.call(self.now_s, call.method)

    @precondition(lambda self: self.calls)
    @rule(at=which)
    def give_back(self, at):
        call = self.calls.pop(at % len(self.calls))
        call.host.unsent.append(call.id)

    # ------------------------------------------------------------------------------------------- what becomes of calls

    @precondition(lambda self: self.calls)
    @rule(
        at=which,
        kind=st.sampled_from([None, None, None, "service", "server", "untyped", "lost", "forgotten"]),
        retry_after_s=st.none() | st.integers(1, 20),
    )
    def answer(self, at, kind, retry_after_s):
        self._answer(self.calls[at % len(self.calls)], kind, retry_after_s)

    @precondition(lambda self: self.calls)
    @rule(count=st.integers(1, 40))
    def answer_many(self, count):
        for call in self.calls[:count]:
            self._answer(call)

    @rule(method=st.sampled_from(METHODS), count=st.integers(1, 40))
    def somebody_else_calls(self, method, count):
        self.alone = False
        for _ in range(count):
            self.server.call(self.now_s, method, ours=False)

    # --------------------------------------------------------------------------------------------------------- the time

    @rule(seconds=st.sampled_from([0.01, 0.3, 0.97, 1.01, 2.0, 9.9, 10.1, 31.0]) | st.floats(0.0, 12.0))
    def go_on(self, seconds):
        until_s = self.now_s + seconds
        for call in [call for call in self.calls if call.granted_s + LONGEST_CALL_S <= until_s]:
            self.now_s = max(self.now_s, call.granted_s + LONGEST_CALL_S)
            self._answer(call)
        self.now_s = max(self.now_s, until_s)

    @rule(at=which)
    def go_on_until_somebody_may_call(self, at):
        wakes_s = self._host(at).wakes_s
        if wakes_s is not None and wakes_s > self.now_s:
            self.go_on(min(wakes_s - self.now_s, 60.0))

    @rule(seconds=st.floats(0.0, 1000.0))
    def put_the_clock_of_the_store_back(self, seconds):
        self.store_ahead_s -= seconds

    # ------------------------------------------------------------------------------------------------ what always holds

    @invariant()
    def no_window_of_riot_has_counted_too_many_of_ours(self):
        # Where others use the key, counts may mislead for a window: test_book.py has what holds then.
        assert not self.hosts or not self.alone or self.server.most_ever <= 1.0

    def teardown(self):
        """Once all goes well again, everybody is served."""
        if not self.hosts:
            return
        waiting = sum(len(host.waiting) for host in self.hosts)
        until_s = self.now_s + 200.0 + 1.5 * waiting * self.slowest_s
        while any(len(host.waiting) for host in self.hosts):
            assert self.now_s < until_s, f"{sum(len(host.waiting) for host in self.hosts)} still wait"
            for at in range(len(self.hosts)):
                self.round(at)
            for call in list(self.calls):
                self._answer(call)
            wakes_s = [host.wakes_s for host in self.hosts if len(host.waiting) and host.wakes_s is not None]
            to_say = any(host.reports for host in self.hosts)
            self.now_s = max(self.now_s + 0.02, min([*wakes_s, self.now_s + (0.0 if to_say else 5.0)]))
            self.no_window_of_riot_has_counted_too_many_of_ours()

    # ------------------------------------------------------------------------------------------------------- small help

    def _new_host(self):
        return Host(f"h{next(self.numbers)}")

    def _host(self, at):
        return self.hosts[at % len(self.hosts)]

    def _settle(self, host):
        store_s = self.now_s + self.store_ahead_s
        in_flight = {sent[0] for sent in (self.kept or {}).get("book", {}).get("sent", ())}
        for grant_id, method, told, _ in host.reports:
            if grant_id in in_flight and told.rejection and told.retry_after_s:
                about = METHODS if told.rejection is Rejection.APPLICATION else (method,)
                for one in about:
                    self.blocked_s[one] = max(self.blocked_s.get(one, 0.0), self.now_s + told.retry_after_s)
        news = News(
            host.name,
            reports=tuple(Report(one, told, self.now_s - at_s, 0.5) for one, _, told, at_s in host.reports),
            unsent=tuple(host.unsent),
            lines=tuple(host.waiting.lines(100)),
        )
        kept, settled = settle(self.kept, store_s, news, lambda: f"{host.name}.{next(self.numbers)}")
        self.kept = json.loads(json.dumps(kept))
        for ask, _ in settled.round.granted:
            assert self.now_s + settled.at_s - settled.now_s >= self.blocked_s.get(ask.method, 0.0) - 1e-6
        return settled

    def _answer(self, call, kind=None, retry_after_s=None):
        """It reaches Riot now, and its answer us."""
        self.calls.remove(call)
        self.now_s = max(self.now_s, call.from_s)
        status, headers = self.server.call(self.now_s, call.method)
        if kind in ("service", "server", "untyped"):
            status = 429
            headers |= {} if kind == "untyped" else {"X-Rate-Limit-Type": kind}
            headers |= {"Retry-After": str(retry_after_s)} if retry_after_s else {}
        told = Told() if kind == "lost" else read_headers(status, headers)
        if kind != "forgotten":
            call.host.reports.append((call.id, call.method, told, self.now_s))


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase
