"""
Several processes on one key, against a model of Riot's quotas, in a world whose clock is its own.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from riot_callers import Shared, SharedCaller, World
from riot_quota import Server

from tiltyard_riot.limiter.grant import Priority
from tiltyard_riot.limiter.headers import read_headers
from tiltyard_riot.limiter.reserve import reserved, spare
from tiltyard_riot.limiter.settlement import AHEAD_S, News, Report, settle
from tiltyard_riot.limiter.waiting import Waiting

BEGIN_S = 1000.0


def callers(count, server, *, seed=0, way=(0.001, 0.01), **options):
    world, store = World(seed), Shared(way)
    return [SharedCaller(world, server, store=store, name=f"h{number}", **options) for number in range(count)]


@settings(max_examples=120, deadline=None)
@given(
    hosts=st.integers(2, 4),
    app=st.dictionaries(st.sampled_from([1, 2, 10]), st.integers(1, 60), min_size=1, max_size=2),
    methods=st.dictionaries(st.just("ranks"), st.dictionaries(st.just(5), st.integers(1, 30), min_size=1), max_size=1),
    aligned=st.booleans(),
    offset_s=st.floats(0.0, 10.0),
    way=st.sampled_from([(0.0005, 0.002), (0.001, 0.05), (0.01, 0.4)]),
    latency=st.sampled_from([(0.01, 0.03), (0.001, 0.3), (0.2, 1.5)]),
    lost=st.sampled_from([0.0, 0.0, 0.1]),
    bursts=st.lists(
        st.tuples(
            st.integers(0, 3),
            st.floats(0.0, 20.0),
            st.integers(1, 40),
            st.sampled_from(["ranks", "names"]),
            st.sampled_from(Priority),
        ),
        min_size=1,
        max_size=8,
    ),
    seed=st.integers(0, 1 << 32),
)
def test_processes_on_one_key_never_fill_a_window_too_far_and_everybody_is_served(
    hosts, app, methods, aligned, offset_s, way, latency, lost, bursts, seed
):
    server = Server.of(app, methods=methods, aligned=aligned, offset_s=offset_s)
    processes = callers(hosts, server, seed=seed, way=way, latency=latency, lost=lost)
    for at, after_s, count, method, priority in bursts:
        processes[at % hosts].want(BEGIN_S + after_s, count, method, priority)

    processes[0].world.run()

    assert [one.refused for one in processes] == [[]] * hosts
    assert server.most_ever <= 1.0
    assert sum(len(one.done) for one in processes) == sum(burst[2] for burst in bursts)


@pytest.mark.parametrize("hosts", [2, 4])
@pytest.mark.parametrize("aligned", [False, True])
def test_several_together_take_little_longer_than_the_quota_allows(hosts, aligned):
    processes = callers(hosts, Server.of(aligned=aligned, offset_s=0.7))
    for one in processes:
        one.want(BEGIN_S, 200 // hosts)

    processes[0].world.run()

    ended_s = max(one.done[-1][0] for one in processes)
    assert [one.refused for one in processes] == [[]] * hosts
    assert ended_s - BEGIN_S <= 14.1 * 1.03


def test_a_person_at_one_host_does_not_wait_for_the_refresh_of_another():
    busy, quiet = callers(2, Server.of(), seed=4)
    busy.want(BEGIN_S, 1500, priority=Priority.BACKGROUND)
    for number in range(50):
        quiet.want(BEGIN_S + 1.0 + number * 1.37)

    busy.world.run(BEGIN_S + 70.0)

    assert len(quiet.waited) == 50
    assert max(waited_s for _, _, waited_s in quiet.waited) < 0.5


@settings(max_examples=60, deadline=None)
@given(
    hosts=st.integers(1, 4),
    app=st.sampled_from([{1: 20, 10: 100}, {1: 20, 120: 100}, {10: 30}, {2: 15, 20: 40}]),
    aligned=st.booleans(),
    offset_s=st.floats(0.0, 120.0),
    latency=st.sampled_from([(0.01, 0.03), (0.001, 0.2)]),
    people=st.lists(st.tuples(st.floats(0.0, 12.0), st.integers(0, 3)), min_size=1, max_size=40),
    seed=st.integers(0, 1 << 32),
)
def test_a_person_waits_no_longer_than_a_moment_whatever_the_refreshes_of_all_hosts_have_used(
    hosts, app, aligned, offset_s, latency, people, seed
):
    processes = callers(hosts, Server.of(app, aligned=aligned, offset_s=offset_s), seed=seed, latency=latency)
    for one in processes:
        one.want(BEGIN_S, 400, priority=Priority.BACKGROUND)
    arrivals = _within_reserve(app, BEGIN_S + 3.0, people, answered_within_s=2 * latency[1] + 0.5)
    for at_s, number in arrivals:
        processes[number % hosts].want(at_s)

    processes[0].world.run(arrivals[-1][0] + 2.0)

    waits_s = [waited_s for one in processes for who, _, waited_s in one.waited if who is Priority.INTERACTIVE]
    assert len(waits_s) == len(arrivals)
    assert max(waits_s) <= 0.3 + AHEAD_S + 0.05 + 2 * latency[1]


def _within_reserve(app, begin_s, people, *, answered_within_s):
    """Those of the people that no window has too many of, and when they come."""
    at_s, arrivals = begin_s, []
    for gap_s, number in people:
        at_s += gap_s
        if all(
            sum(1 for before_s, _ in arrivals if at_s - before_s <= period_s * 1.01 + answered_within_s)
            < reserved(limit, spare(limit, period_s, [(n, p) for p, n in app.items()]), Priority.BACKGROUND)
            for period_s, limit in app.items()
        ):
            arrivals.append((at_s, number))
    return arrivals


def test_two_hosts_with_as_much_to_do_get_about_as_much():
    one, other = callers(2, Server.of(), seed=6)
    for host in (one, other):
        host.want(BEGIN_S, 500)

    one.world.run(BEGIN_S + 30.0)

    assert 0.7 < len(one.waited) / len(other.waited) < 1.4


def test_a_host_that_is_gone_holds_nobody_up_for_long():
    one, gone = callers(2, Server.of({10: 10}), seed=6)
    gone.want(BEGIN_S, 50)
    gone.world.run(BEGIN_S + 5.0)
    gone.gone = True
    one.want(BEGIN_S + 6.0, 30, priority=Priority.BACKGROUND)

    one.world.run(BEGIN_S + 60.0)

    assert len(one.done) == 30


@pytest.mark.parametrize("kept", [None, 7, "x", {}, {"book": {"version": 9}}, {"book": {"version": 2}, "hosts": [1]}])
def test_what_cannot_be_read_is_as_if_it_were_not_there(kept):
    waiting = Waiting()
    for _ in range(2):
        waiting.add("ranks", Priority.INTERACTIVE, 2000.0)

    value, settled = settle(kept, 1000.0, News("a", lines=tuple(waiting.lines(10))), lambda: "a.1")

    assert len(settled.round.granted) == 1
    assert set(value["hosts"]) == {"a"}


def test_a_clock_that_was_put_back_makes_nobody_wait_longer_than_a_window():
    (one,) = callers(1, Server.of({10: 5}))
    one.want(BEGIN_S, 5)
    one.world.run(BEGIN_S + 5.0)
    waiting = Waiting()
    waiting.add("ranks", Priority.INTERACTIVE, 2000.0)

    _, settled = settle(one.store.kept, 100.0, News("a", lines=tuple(waiting.lines(10))), lambda: "a.9")

    assert settled.round.granted == ()
    assert settled.round.wake_s <= 111.0


def test_a_clock_that_was_put_back_prolongs_no_429_and_keeps_no_room_for_who_has_died():
    waiting, told = Waiting(), read_headers(429, {"X-Rate-Limit-Type": "application", "Retry-After": "7"})
    for _ in range(3):
        waiting.add("ranks", Priority.INTERACTIVE, 2000.0)
    kept, _ = settle(None, 1000.0, News("dead", lines=tuple(waiting.lines(10))), lambda: "dead.1")
    kept, _ = settle(kept, 1001.0, News("dead", (Report("dead.1", told, 0.0, 0.5),), lines=()), str)

    kept, early = settle(kept, 400.0, News("one", lines=tuple(waiting.lines(10))), lambda: "one.1")
    kept, late = settle(kept, 407.1, News("one", lines=tuple(waiting.lines(10))), lambda: "one.2")

    assert early.round.granted == ()
    assert early.round.wake_s == pytest.approx(407.0)
    assert len(late.round.granted) == 1


def test_hosts_that_were_not_seen_for_long_do_not_count_and_who_leaves_neither():
    kept, _ = settle(None, 1000.0, News("a"), str)
    kept, settled = settle(kept, 1001.0, News("b"), str)
    assert settled.hosts == 2

    kept, settled = settle(kept, 1002.0, News("a", leaving=True), str)
    assert settled.hosts == 1

    assert settle(kept, 9000.0, News("c"), str)[1].hosts == 1
