"""
The book against a model of Riot's quotas, in a world whose clock is its own.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from riot_callers import Caller, World
from riot_quota import APP, Server

from tiltyard_riot.limiter.book import LAPSE_S, Book
from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.headers import read_headers
from tiltyard_riot.limiter.waiting import Waiting

BEGIN_S = 1000.0

limits = st.dictionaries(st.sampled_from([1, 2, 10, 30]), st.integers(1, 120), min_size=1, max_size=3)
latencies = st.tuples(st.floats(0.001, 0.3), st.floats(0.0, 1.5)).map(lambda pair: (pair[0], pair[0] + pair[1]))
bursts = st.lists(
    st.tuples(
        st.floats(0.0, 40.0),
        st.integers(1, 80),
        st.sampled_from(["ranks", "names", "games"]),
        st.sampled_from(Priority),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(
    app=limits,
    methods=st.dictionaries(st.sampled_from(["ranks", "names"]), limits),
    aligned=st.booleans(),
    offset_s=st.floats(0.0, 30.0),
    latency=latencies,
    lost=st.sampled_from([0.0, 0.0, 0.05, 0.4]),
    bursts=bursts,
    seed=st.integers(0, 1 << 32),
)
def test_no_window_of_riot_ever_counts_too_many_and_everybody_is_served(
    app, methods, aligned, offset_s, latency, lost, bursts, seed
):
    server = Server.of(app, methods=methods, aligned=aligned, offset_s=offset_s)
    caller = Caller(World(seed), server, latency=latency, lost=lost)
    for after_s, count, method, priority in bursts:
        caller.want(BEGIN_S + after_s, count, method, priority)

    caller.world.run()

    assert caller.refused == []
    assert server.most_ever <= 1.0
    assert len(caller.done) == sum(count for _, count, _, _ in bursts)


@settings(max_examples=100, deadline=None)
@given(
    aligned=st.booleans(),
    offset_s=st.floats(0.0, 10.0),
    latency=latencies,
    theirs=st.lists(st.tuples(st.floats(0.0, 30.0), st.integers(1, 60)), max_size=6),
    seed=st.integers(0, 1 << 32),
)
def test_our_own_calls_fit_whatever_others_do_with_the_same_key(aligned, offset_s, latency, theirs, seed):
    server = Server.of(aligned=aligned, offset_s=offset_s)
    caller = Caller(World(seed), server, latency=latency)
    for after_s, count in theirs:
        for number in range(count):
            caller.world.at(BEGIN_S + after_s + number / 100, lambda: server.call(caller.world.now_s, "x", ours=False))
    caller.want(BEGIN_S, 250)

    caller.world.run()

    assert server.most_ever <= 1.0
    assert len(caller.done) == 250


@pytest.mark.parametrize("aligned", [False, True])
@pytest.mark.parametrize("latency", [(0.015, 0.035), (0.005, 0.145)])
def test_two_hundred_calls_take_little_longer_than_the_quota_allows(aligned, latency):
    caller = Caller(World(7), Server.of(aligned=aligned, offset_s=0.3), latency=latency)
    floor_s = 10.0 + 4.0 + 2 * sum(latency) / 2

    caller.want(BEGIN_S, 200)
    caller.world.run()

    assert caller.refused == []
    assert caller.took_s <= floor_s * (1.02 if latency == (0.015, 0.035) else 1.1)


def test_who_begins_again_learns_from_the_first_answer_what_is_used():
    server = Server.of()
    for _ in range(15):
        server.call(BEGIN_S - 0.1, "ranks")
    caller = Caller(World(1), server)

    caller.want(BEGIN_S, 30)
    caller.world.run()

    assert caller.refused == []
    assert [sent_s for _, sent_s, _ in caller.waited].count(BEGIN_S) == 1
    assert sum(1 for _, sent_s, _ in caller.waited if sent_s < BEGIN_S + 0.9) == 5


def test_a_person_waits_less_than_half_a_second_while_a_refresh_takes_all_of_the_quota():
    caller = Caller(World(3), Server.of())
    caller.want(BEGIN_S, 2000, priority=Priority.BACKGROUND)
    for number in range(60):
        caller.want(BEGIN_S + 1.0 + number * 1.73, priority=Priority.INTERACTIVE)

    caller.world.run(BEGIN_S + 105)

    people = [waited_s for priority, _, waited_s in caller.waited if priority is Priority.INTERACTIVE]
    assert len(people) == 60
    assert max(people) < 0.45


@pytest.mark.parametrize("priority", [Priority.LIVE, Priority.BACKGROUND])
@pytest.mark.parametrize("aligned", [False, True])
def test_a_backlog_gets_all_of_the_quota_in_the_end(priority, aligned):
    caller = Caller(World(5), Server.of(aligned=aligned, offset_s=4.0))

    caller.want(BEGIN_S, 1000, priority=priority)
    caller.world.run()

    assert caller.refused == []
    assert caller.took_s < 101.0


def test_the_urgent_go_first_and_the_others_in_the_order_in_which_they_came():
    book, waiting = Book(), Waiting()
    _open(book)
    late = waiting.add("ranks", Priority.BACKGROUND, 2000.0)
    live = waiting.add("games", Priority.LIVE, 2000.0)
    first = waiting.add("names", Priority.INTERACTIVE, 2000.0)
    second = waiting.add("ranks", Priority.INTERACTIVE, 2000.0)

    granted = _granted(book, waiting, now_s=1000.0)

    assert [ask for ask, _ in granted] == [first, second, live, late]


def test_who_waits_for_a_method_keeps_nobody_waiting_who_asks_another():
    book, waiting = Book(), Waiting()
    _open(book)
    book.grant(1000.0, [(waiting.add("ranks", Priority.INTERACTIVE, 2000.0),)], lambda: "a")
    waiting = Waiting()
    book.report(1000.0, "a", _told(429, kind="method", retry_after="5"), received_s=1000.0)
    waiting.add("ranks", Priority.INTERACTIVE, 2000.0)
    other = waiting.add("games", Priority.BACKGROUND, 2000.0)

    assert [ask for ask, _ in _granted(book, waiting, now_s=1001.0)] == [other]


@pytest.mark.parametrize(
    ("kind", "retry_after", "same", "other"),
    [
        pytest.param("application", "7", 7.0, 7.0, id="application"),
        pytest.param("application", None, 10.0, 10.0, id="application-without-a-word"),
        pytest.param("method", "7", 7.0, 0.0, id="method"),
        pytest.param("service", "7", 7.0, 0.0, id="service"),
        pytest.param("service", None, 0.75, 0.0, id="service-without-a-word"),
        pytest.param("server", "7", 7.0, 0.0, id="a-kind-nobody-documented"),
        pytest.param(None, None, 0.75, 0.0, id="no-kind"),
    ],
)
def test_a_429_blocks_what_it_is_about_and_nothing_else(kind, retry_after, same, other):
    book = Book()
    _open(book)
    book.grant(1000.0, [(Waiting().add("ranks", Priority.INTERACTIVE, 2000.0),)], lambda: "a")

    book.report(1000.0, "a", _told(429, kind=kind, retry_after=retry_after), received_s=1000.0)

    assert _opens_after_s(book, "ranks") == pytest.approx(same)
    assert _opens_after_s(book, "games") == pytest.approx(other)


def test_a_service_that_goes_on_saying_no_is_let_alone_for_longer_and_many_at_once_are_one_blow():
    book, now_s, pauses = Book(), 1000.0, []
    _open(book)
    for _ in range(4):
        waiting = Waiting()
        for _ in range(3):
            waiting.add("ranks", Priority.INTERACTIVE, 9000.0)
        granted = _granted(book, waiting, now_s=now_s)
        for _, grant_id in granted:
            book.report(now_s, grant_id, _told(429), received_s=now_s)
        pauses.append(_opens_after_s(book, "ranks", now_s))
        now_s += 60.0

    assert pauses == pytest.approx([0.75, 1.5, 3.0, 6.0])


def test_a_call_that_nobody_reports_keeps_its_slot_for_a_period_and_then_lapses():
    book = Book()
    _open(book, app={10: 1})
    book.pass_time(1100.0)
    asks = (Waiting().add("ranks", Priority.INTERACTIVE, 9000.0),)
    book.grant(1100.0, [asks], lambda: "a")

    assert book.grant(1100.0 + LAPSE_S + 9.0, [asks], lambda: "b").granted == ()
    assert book.grant(1100.0 + LAPSE_S + 10.1, [asks], lambda: "b").granted != ()


def test_a_grant_that_was_not_used_is_there_for_the_next():
    book = Book()
    _open(book, app={10: 2})
    book.pass_time(1100.0)
    asks = (Waiting().add("ranks", Priority.INTERACTIVE, 9000.0),)
    book.grant(1100.0, [asks], lambda: "a")
    book.grant(1100.0, [asks], lambda: "b")

    book.unsent("a")

    assert len(book.grant(1100.0, [asks], lambda: "c").granted) == 1
    assert book.grant(1100.0, [asks], lambda: "d").granted == ()


def test_a_limit_that_riot_changes_holds_from_the_next_answer_on():
    book = Book()
    _open(book)
    _open(book, app={1: 500, 10: 30_000}, grant_id="again")

    assert {period_s: window.limit for period_s, window in book.app.items()} == {1: 500, 10: 30_000}


def test_a_window_that_is_no_longer_named_is_forgotten_but_not_at_once():
    book = Book()
    _open(book, app={1: 20, 120: 100})
    _open(book, app={1: 20}, now_s=1010.0, grant_id="b")
    assert set(book.app) == {1, 120}

    _open(book, app={1: 20}, now_s=1300.0, grant_id="c")

    assert set(book.app) == {1}


def test_without_any_word_about_limits_one_call_is_made_at_a_time():
    book, waiting = Book(), Waiting()
    for _ in range(3):
        waiting.add("ranks", Priority.INTERACTIVE, 2000.0)

    granted = _granted(book, waiting, now_s=1000.0)
    book.report(1000.0, granted[0][1], read_headers(200, {}), received_s=1000.0)

    assert len(granted) == 1
    assert len(_granted(book, waiting, now_s=1000.0)) == 1


def _told(status=200, *, app=APP, kind=None, retry_after=None):
    headers = {
        "X-App-Rate-Limit": ",".join(f"{limit}:{period_s}" for period_s, limit in app.items()),
        "X-App-Rate-Limit-Count": ",".join(f"1:{period_s}" for period_s in app),
        "X-Method-Rate-Limit": "1000:10",
    }
    extra = {"X-Rate-Limit-Type": kind, "Retry-After": retry_after}
    return read_headers(status, headers | {name: value for name, value in extra.items() if value})


def _open(book, *, app=APP, now_s=1000.0, grant_id="probe"):
    """One call answered, so that the windows are known."""
    book.grant(now_s, [(Waiting().add("ranks", Priority.INTERACTIVE, 9000.0),)], lambda: grant_id)
    book.report(now_s, grant_id, _told(app=app), received_s=now_s)


def _granted(book, waiting, now_s):
    numbers = iter(range(1000))
    served = book.grant(now_s, waiting.lines(64), lambda: f"g{now_s}-{next(numbers)}").granted
    for ask, _ in served:
        waiting.remove(ask)
    return served


def _opens_after_s(book, method, now_s=1000.0):
    asks = (Waiting().add(method, Priority.INTERACTIVE, 9000.0),)
    served = book.grant(now_s, [asks], lambda: "look")
    book.unsent("look")
    return 0.0 if served.granted else served.wake_s - now_s
