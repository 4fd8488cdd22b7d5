"""
The quota of one host of the Riot API, as far as it is known: what is booked, what is blocked, who may call next. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import Factory, define, frozen

from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.headers import Counted, Rejection, Told
from tiltyard_riot.limiter.reserve import spare
from tiltyard_riot.limiter.waiting import Ask, Line
from tiltyard_riot.limiter.windows import Mark, Window

LAPSE_S = 30.0
"""A call that nobody reports is taken to be answered after so long: its process has died. No call may take longer."""
FORGET_S = 60.0
"""A window that answers do not name any more is forgotten after so long, or two of its periods."""
_SERVICE_FIRST_S, _SERVICE_MOST_S = 0.5, 30.0
"""How long a method is let alone when its service says no and not how long: from the first, doubling, with jitter."""
_UNTOLD_S = 10.0
"""How long after a 429 of a limit whose windows are not known."""
_LEAST_WAKE_S = 0.001

Waiters = tuple[int, int, int]
"""How many wait, by priority."""
NOBODY: Waiters = (0, 0, 0)


@define
class Endpoint:
    """What is known of one method.

    known    whether an answer has told its windows, or that it has none
    strikes  how often in a row its service has said no
    struck_s when it last did
    """

    windows: dict[int, Window] = Factory(dict)
    known: bool = False
    in_flight: int = 0
    blocked_until_s: float = 0.0
    strikes: int = 0
    struck_s: float = 0.0


@define
class Sent:
    """A call that was granted and is not answered.

    app, method  where the windows of each stood, by period
    """

    method: str
    granted_s: float
    app: dict[int, Mark] = Factory(dict)
    windows: dict[int, Mark] = Factory(dict)


@frozen
class Round:
    """Who may call.

    granted  with the id of each grant
    wake_s   when somebody else may; None when nobody waits
    blind    whether an answer may let somebody through before that
    short    those that wait for the host's quota, rather than for their method
    """

    granted: tuple[tuple[Ask, str], ...] = ()
    wake_s: float | None = None
    blind: bool = False
    short: Waiters = NOBODY


@define
class Book:
    """The state of one host. All times are of one clock, in seconds.

    known     whether an answer has told the application windows
    sent      calls in flight, by the id of their grant, in the order in which they were granted
    rejected  429s by kind
    """

    app: dict[int, Window] = Factory(dict)
    endpoints: dict[str, Endpoint] = Factory(dict)
    sent: dict[str, Sent] = Factory(dict)
    known: bool = False
    blocked_until_s: float = 0.0
    granted: int = 0
    rejected: dict[str, int] = Factory(dict)

    def pass_time(self, now_s: float) -> None:
        """Free what is over by itself."""
        while self.sent:
            grant_id, oldest = next(iter(self.sent.items()))
            if oldest.granted_s + LAPSE_S > now_s:
                break
            self.report(now_s, grant_id, Told(), received_s=oldest.granted_s + LAPSE_S)
        for window in self._all_windows():
            window.pass_time(now_s)

    def grant(
        self,
        now_s: float,
        lines: Iterable[Line],
        new_id: Callable[[], str],
        *,
        share: int = 1,
        others: Waiters = NOBODY,
    ) -> Round:
        """Let calls through, the most urgent first, those of one priority in the order of their numbers.

        share   of how many processes each has an equal part of every window, none knowing of the others
        others  those who wait for the same quota in other processes: the more urgent ones are left room, and those of
                the same priority their part of it
        """
        self.pass_time(now_s)
        queues = {(line[0].priority, line[0].method): line for line in lines if line}
        places = dict.fromkeys(queues, 0)
        granted: list[tuple[Ask, str]] = []
        left = self._parts(now_s, queues, share, others) if any(others) else [_ALL] * len(Priority)
        wakes: list[float] = []
        blind = False
        short = [0, 0, 0]
        while queues:
            key = min(queues, key=lambda key: (key[0], queues[key][places[key]].number))
            priority, method = key
            endpoint = self.endpoints.setdefault(method, Endpoint())
            stuck, wake_s = self._stuck(now_s, endpoint, priority, share)
            beaten = not stuck and left[priority] <= 0
            if stuck or beaten:
                line = queues.pop(key)
                if stuck != "method":
                    short[priority] += len(line) - places[key]
                blind = blind or (wake_s is None and not beaten)
                wakes.append(max(now_s + _YIELD_S if beaten else wake_s or self._lapse_s(now_s), now_s + _LEAST_WAKE_S))
                continue
            ask = queues[key][places[key]]
            grant_id = new_id()
            granted.append((ask, grant_id))
            self._book(now_s, grant_id, method)
            left = [count - 1 for count in left]
            places[key] += 1
            if places[key] == len(queues[key]):
                del queues[key]
        return Round(tuple(granted), min(wakes, default=None), blind, (short[0], short[1], short[2]))

    def report(self, now_s: float, grant_id: str, told: Told, *, received_s: float, jitter: float = 0.5) -> None:
        """Take in what came of a call. A call that is not in flight, or not any more, is none of ours.

        received_s  when its answer came, of the same clock
        jitter      0 to 1, by chance
        """
        sent = self.sent.pop(grant_id, None)
        if sent is None:
            return
        received_s = min(now_s, max(received_s, sent.granted_s))
        endpoint = self.endpoints.setdefault(sent.method, Endpoint())
        endpoint.in_flight -= 1
        _take_in(self.app, told.app, now_s, received_s, sent.app, len(self.sent))
        _take_in(endpoint.windows, told.method, now_s, received_s, sent.windows, endpoint.in_flight)
        self.known = self.known or bool(told.app)
        endpoint.known = endpoint.known or bool(told.method) or (bool(told.app) and told.answered)
        if told.rejection:
            self._rejected(now_s, endpoint, sent, told, jitter)
        elif told.answered:
            endpoint.strikes = 0

    def awaits(self, grant_id: str) -> bool:
        """Whether others cannot go on before this call is answered: it is to tell the windows."""
        sent = self.sent.get(grant_id)
        return sent is not None and not (self.known and self.endpoints[sent.method].known)

    def unsent(self, grant_id: str) -> None:
        """Take a grant back whose call was never made."""
        sent = self.sent.pop(grant_id, None)
        if sent is None:
            return
        endpoint = self.endpoints[sent.method]
        endpoint.in_flight -= 1
        self.granted -= 1
        for window in (*self.app.values(), *endpoint.windows.values()):
            window.unsent()

    def add(self, now_s: float, grant_id: str, method: str, granted_s: float) -> None:
        """Book a call that was made without this book, and is not reported yet."""
        self._book(now_s, grant_id, method)
        sent = self.sent[grant_id]
        sent.granted_s = min(now_s, granted_s)
        # With what it shares a window is not known here, so nothing that was proven before holds for it.
        sent.app = {period_s: Mark(mark.booked, 0) for period_s, mark in sent.app.items()}
        sent.windows = {period_s: Mark(mark.booked, 0) for period_s, mark in sent.windows.items()}

    def part(self, now_s: float, share: int, ours: Callable[[str], bool]) -> None:
        """Keep the part of one of `share` processes, none of which knows of the others from now on.

        What is used is taken to be used by all alike. The first answer will tell more, and is waited for.

        ours  whether a grant of this id is one of this process
        """
        self.pass_time(now_s)
        self.sent = {grant_id: sent for grant_id, sent in self.sent.items() if ours(grant_id)}
        self.known = False
        for window in self.app.values():
            window.part(now_s, share, len(self.sent))
        for method, endpoint in self.endpoints.items():
            endpoint.in_flight = sum(1 for sent in self.sent.values() if sent.method == method)
            for window in endpoint.windows.values():
                window.part(now_s, share, endpoint.in_flight)

    def earliest_s(self, now_s: float, method: str, ahead: int) -> float:
        """A moment before which a call surely cannot be made, with so many before it.

        It supposes that nobody ahead leaves: who is told to come again later may be told a little too late.
        """
        endpoint = self.endpoints.get(method, Endpoint())
        found = [now_s, self.blocked_until_s, endpoint.blocked_until_s]
        oldest_s = min((sent.granted_s for sent in self.sent.values()), default=now_s)
        for window in self.app.values():
            missing = ahead + 1 - max(0, window.limit - window.used)
            if missing > 0:
                first_s = min(
                    at_s for at_s in (window.own.first_s, window.foreign.first_s, oldest_s + window.period_s) if at_s
                )
                found.append(first_s + (missing - 1) // window.limit * window.period_s)
        return max(found)

    def soonest_s(self, now_s: float, lines: Iterable[Line], *, share: int = 1) -> float | None:
        """When the first of those who wait may be let through; None when only an answer can tell."""
        self.pass_time(now_s)
        found = []
        for line in lines:
            endpoint = self.endpoints.setdefault(line[0].method, Endpoint())
            stuck, wake_s = self._stuck(now_s, endpoint, line[0].priority, share)
            found.append(wake_s if stuck else now_s)
        return min((at_s for at_s in found if at_s is not None), default=None)

    def load(self, waiting: int) -> float:
        """How full the fullest application window is, with those that wait for it."""
        return max(((window.used + waiting) / window.limit for window in self.app.values()), default=0.0)

    def _parts(
        self, now_s: float, queues: Mapping[tuple[Priority, str], Line], share: int, others: Waiters
    ) -> list[int]:
        """How many of ours may go, by the priority of the next, so that others get theirs."""
        own = [sum(len(line) for key, line in queues.items() if key[0] == priority) for priority in Priority]
        parts = []
        for priority in Priority:
            room = min((window.room(now_s, priority, share=share) for window in self.app.values()), default=_ALL)
            room -= sum(others[:priority])
            ours, theirs = sum(own[: priority + 1]), others[priority]
            # Rounded up: one of us must be able to go, or none ever would.
            parts.append(-(-room * ours // (ours + theirs)) if theirs and room > 0 else room)
        return parts

    def _stuck(self, now_s: float, endpoint: Endpoint, priority: Priority, share: int) -> tuple[str, float | None]:
        """Whose quota keeps a call from being sent, if any does, and until when if that is known."""
        if now_s < endpoint.blocked_until_s:
            return "method", endpoint.blocked_until_s
        if not endpoint.known and endpoint.in_flight:
            return "method", None
        if stuck := _full(endpoint.windows.values(), now_s, priority, share):
            return "method", stuck.more_s(now_s, priority, share=share)
        if now_s < self.blocked_until_s:
            return "app", self.blocked_until_s
        if not self.known and self.sent:
            return "app", None
        if stuck := _full(self.app.values(), now_s, priority, share):
            return "app", stuck.more_s(now_s, priority, share=share)
        return "", None

    def _lapse_s(self, now_s: float) -> float:
        return next((sent.granted_s + LAPSE_S for sent in self.sent.values()), now_s)

    def _book(self, now_s: float, grant_id: str, method: str) -> None:
        endpoint = self.endpoints.setdefault(method, Endpoint())
        endpoint.in_flight += 1
        self.granted += 1
        self.sent[grant_id] = Sent(
            method,
            now_s,
            {period_s: window.book() for period_s, window in self.app.items()},
            {period_s: window.book() for period_s, window in endpoint.windows.items()},
        )

    def _rejected(self, now_s: float, endpoint: Endpoint, sent: Sent, told: Told, jitter: float) -> None:
        kind = told.rejection or Rejection.SERVICE
        self.rejected[kind.value] = self.rejected.get(kind.value, 0) + 1
        if kind is Rejection.APPLICATION:
            until_s = now_s + (told.retry_after_s or _period_s(told.app, self.app))
            self.blocked_until_s = max(self.blocked_until_s, until_s)
            return
        if kind is Rejection.METHOD:
            until_s = now_s + (told.retry_after_s or _period_s(told.method, endpoint.windows))
            endpoint.blocked_until_s = max(endpoint.blocked_until_s, until_s)
            return
        if sent.granted_s > endpoint.struck_s:  # those sent before it was known are no further blow
            endpoint.strikes += 1
        endpoint.struck_s = now_s
        doubled_s = _SERVICE_FIRST_S * 2.0 ** min(endpoint.strikes - 1, 10) * (1.0 + jitter)
        pause_s = told.retry_after_s or min(_SERVICE_MOST_S, doubled_s)
        endpoint.blocked_until_s = max(endpoint.blocked_until_s, now_s + pause_s)

    def _all_windows(self) -> Iterable[Window]:
        yield from self.app.values()
        for endpoint in self.endpoints.values():
            yield from endpoint.windows.values()


_ALL = 1 << 30
_YIELD_S = 0.05
"""How soon to look again when others were left room: they come at the same moment, and take it or not."""


def _full(windows: Iterable[Window], now_s: float, priority: Priority, share: int) -> Window | None:
    """The window without room that is longest in the way."""
    full = [window for window in windows if window.room(now_s, priority, share=share) < 1]
    return max(
        full, key=lambda window: window.more_s(now_s, priority, share=share) or now_s + window.period_s, default=None
    )


def _period_s(told: Sequence[Counted], windows: Mapping[int, Window]) -> float:
    """How long the window lasts that is over its limit; the longest when none is said to be."""
    over = [one.period_s for one in told if one.count is not None and one.count > one.limit]
    return float(max(over or windows, default=_UNTOLD_S))


def _take_in(
    windows: dict[int, Window],
    told: Sequence[Counted],
    now_s: float,
    received_s: float,
    marks: Mapping[int, Mark],
    in_flight: int,
) -> None:
    """Book an answer in the windows of one scope, and learn them.

    in_flight  other calls of this scope: a window that is new counts them, too
    """
    counted = {one.period_s: one for one in told}
    for period_s, one in counted.items():
        if period_s not in windows:
            new = windows[period_s] = Window(one.limit, period_s, now_s, in_flight + 1, booked=in_flight + 1)
            new.answered(now_s, received_s, Mark(), None)
            if one.count is not None and one.count > 1:
                new.see_foreign(now_s, received_s, one.count - 1)
        else:
            windows[period_s].limit = one.limit
            windows[period_s].told_s = now_s
            windows[period_s].answered(now_s, received_s, marks.get(period_s, Mark()), one.count)
    for period_s, window in list(windows.items()):
        if period_s in counted:
            continue
        window.answered(now_s, received_s, marks.get(period_s, Mark()), None)
        if told and window.told_s + max(FORGET_S, 2 * period_s) <= now_s:
            del windows[period_s]
    limits = [(window.limit, window.period_s) for window in windows.values()]
    for window in windows.values():
        window.spare = spare(window.limit, window.period_s, limits)
