"""
What goes wrong between us and Riot, over real connections: each has a typed error, and ends in time.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from contextvars import copy_context

import pytest
import structlog

from tiltyard.clock import SystemClock
from tiltyard.deadline import set_deadline
from tiltyard.errors import Unavailable
from tiltyard.models import RiotId
from tiltyard_riot.client.breaker import FAILURES
from tiltyard_riot.client.wire import LARGEST_BODY_BYTES
from tiltyard_riot.errors import BadAnswer, NotFound, QuotaExhausted, RateLimited, ServiceDown
from tiltyard_riot.limiter import Priority

PASSING = [500, 502, 503, 504, "reset", "html", "truncated", "empty", "wrong_type"]
NONSENSE = ["html", "truncated", "empty", "wrong_type"]


@pytest.mark.parametrize("trouble", PASSING)
async def test_what_passes_is_asked_again(riot_api, client, trouble):
    riot_api.fail(trouble, times=2)

    assert (await client.status("euw1")).platform == "euw1"

    assert riot_api.count() == 3


@pytest.mark.parametrize("status", [500, 503])
async def test_what_does_not_pass_is_down(riot_api, client, status):
    riot_api.fail(status, times=99)

    with pytest.raises(ServiceDown, match=f"trouble of its own .HTTP {status}.|left alone"):
        await client.status("euw1", within_s=2)

    assert riot_api.count() <= 8


@pytest.mark.parametrize("trouble", NONSENSE)
async def test_nonsense_that_does_not_pass_is_a_bad_answer(riot_api, client, trouble):
    riot_api.fail(trouble, times=99)

    with pytest.raises(BadAnswer) as caught:
        await client.account_by_riot_id(RiotId("Ann", "EUW"))

    assert riot_api.count() == 3
    assert len(caught.value.excerpt) <= 80


@pytest.mark.parametrize("status", [404, 403, 401, 400])
async def test_a_page_of_a_proxy_says_nothing_about_a_player_or_a_key(riot_api, client, status):
    riot_api.fail("html", status=status, times=99)

    with pytest.raises(BadAnswer, match="no JSON, but perhaps a page of a proxy"):
        await client.account_by_riot_id(RiotId("Ann", "EUW"))


async def test_a_call_that_hangs_leaves_time_for_another(riot_api, connect):
    riot_api.fail("hang")

    assert (await connect(timeout_s=0.2).status("euw1")).platform == "euw1"


async def test_a_host_that_hangs_is_down_in_time(riot_api, connect):
    riot_api.fail("hang", times=99)

    with pytest.raises(ServiceDown, match=r"not within|within 0\.5 s"):
        await connect().status("euw1", within_s=0.5)


async def test_our_callers_own_deadline_comes_first(riot_api, connect):
    riot_api.fail("hang", times=99)
    client, context = connect(), copy_context()
    set_deadline(context, 0.4)

    asking = asyncio.get_running_loop().create_task(client.status("euw1", within_s=60), context=context)

    with pytest.raises(ServiceDown):
        await asking


async def test_another_account_host_is_asked_when_one_is_down(riot_api, client, limiter):
    riot_api.add_account("Ann#EUW")
    limiter.loads = {"americas": 0.1, "asia": 0.2}
    riot_api.fail(503, host="europe", times=99)

    await client.account_by_riot_id(RiotId("Ann", "EUW"))

    assert [call.host for call in riot_api.calls] == ["europe", "americas"]


async def test_an_account_host_that_is_back_is_found_out_once_the_others_are_busy(riot_api, connect, limiter):
    from tiltyard.testing import FakeClock

    riot_api.add_account("Ann#EUW")
    clock = FakeClock()
    client = connect(clock=clock)

    async def ask():
        asking = asyncio.ensure_future(client.account_by_riot_id(RiotId("Ann", "EUW"), within_s=4))
        while not asking.done():
            await clock.advance(0.05)
            await asyncio.sleep(0.001)
        await asking
        return riot_api.calls[-1].host

    riot_api.fail(503, host="europe", times=FAILURES)
    limiter.loads = {"americas": 0.1, "asia": 0.1}
    with structlog.testing.capture_logs() as events:
        while not events:
            await ask()
        before = await ask()
        await clock.advance(60)
        idle = await ask()
        limiter.loads = {"americas": 0.9, "asia": 0.9}
        back = await ask()

    assert (before, idle, back) == ("americas", "americas", "europe")
    assert [one["event"] for one in events] == ["riot_down", "riot_back"]


async def test_where_nobody_listens(connect):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        client = connect(base_url=f"http://127.0.0.1:{unused.getsockname()[1]}/{{host}}")

        with pytest.raises(ServiceDown, match="euw1 cannot be reached"):
            await client.status("euw1", within_s=1)


@asynccontextmanager
async def answering(answer: bytes):
    """The address of something that gives this answer to everybody."""

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/{{host}}"


async def test_nobody_is_led_elsewhere_with_our_key(riot_api, connect):
    elsewhere = f"HTTP/1.1 302 Found\r\nLocation: {riot_api.url}/euw1/x\r\nContent-Length: 2\r\n\r\n{{}}"
    async with answering(elsewhere.encode()) as base_url:
        with pytest.raises(BadAnswer, match="HTTP 302"):
            await connect(base_url=base_url).status("euw1")

    assert riot_api.calls == []


@pytest.mark.parametrize(
    "body",
    [b"{", b"[" * 100_000, b"\xff\xfe", b"null", b'"text"', b"12", b'{"puuid": 5}', b'{"puuid": "short"}'],
)
async def test_a_body_of_another_form_is_a_bad_answer(connect, body):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    async with answering(head.encode() + body) as base_url:
        with pytest.raises(BadAnswer):
            await connect(base_url=base_url).account_by_riot_id(RiotId("Ann", "EUW"))


async def test_what_is_no_http_is_down(connect):
    async with answering(b"SSH-2.0-OpenSSH_9.6\r\n") as base_url:
        with pytest.raises(ServiceDown):
            await connect(base_url=base_url).status("euw1", within_s=1)


# --------------------------------------------------------------------------------------------------------------- limits


@pytest.mark.parametrize("limit_type", ["service", "server", None])
async def test_a_refusal_of_the_service_is_waited_out(riot_api, client, limiter, limit_type):
    riot_api.fail(429, limit_type=limit_type, times=2)

    await client.status("euw1")

    assert [answer.status for _, answer in limiter.reports] == [429, 429, 200]


async def test_a_refusal_that_stays_is_told_with_its_time(riot_api, client):
    riot_api.fail(429, retry_after_s=30, times=99)

    with pytest.raises(RateLimited) as caught:
        await client.status("euw1")

    assert caught.value.retry_after_s == 30
    assert riot_api.count() == 8


async def test_the_limiter_may_know_better_when_it_is_over(riot_api, connect, limiter):
    riot_api.fail(429)
    acquire = limiter.acquire

    async def once(host, method, priority, *, within_s):
        if limiter.grants:
            raise QuotaExhausted("later", retry_after_s=7.0)
        return await acquire(host, method, priority, within_s=within_s)

    limiter.acquire = once

    with pytest.raises(RateLimited) as caught:
        await connect().status("euw1")
    with pytest.raises(QuotaExhausted):
        await connect().status("euw1")

    assert caught.value.retry_after_s == 7


async def test_limits_are_told_to_the_limiter(riot_api, client, limiter):
    await client.status("euw1")

    ((_, answer),) = limiter.reports
    counted = answer.headers["X-App-Rate-Limit-Count"].split(",")
    assert {pair.partition(":")[0] for pair in counted} == {"1"}


async def test_a_lost_connection_is_one_call_and_no_more(riot_api, client, limiter):
    riot_api.fail("reset")

    await client.status("euw1")

    assert len(riot_api.calls) == len(limiter.grants) == 2
    assert [answer.status for _, answer in limiter.reports] == [None, 200]


# ------------------------------------------------------------------------------------------------ hosts that are down


async def test_a_host_that_is_down_is_left_alone_and_said_so_once(riot_api, client):
    riot_api.fail(503, host="euw1", times=FAILURES)

    with structlog.testing.capture_logs() as events:
        outcomes = [await asyncio.gather(client.status("euw1", within_s=0.3), return_exceptions=True) for _ in range(3)]

    assert all(isinstance(one, Unavailable) for (one,) in outcomes)
    assert outcomes[-1][0].retry_after_s
    assert riot_api.count(host="euw1") == FAILURES
    assert [one["event"] for one in events] == ["riot_down"]
    assert (await client.status("na1")).platform == "na1"


async def test_a_host_that_was_given_no_time_is_not_down(riot_api, connect):
    riot_api.latency_s = 0.2
    client = connect()

    with structlog.testing.capture_logs() as events:
        for _ in range(FAILURES + 1):
            with pytest.raises(ServiceDown):
                await client.status("euw1", within_s=0.05)
        riot_api.latency_s = 0.0
        await client.status("euw1")

    assert events == []


async def test_quota_that_comes_with_the_deadline_is_of_no_use(riot_api, connect, limiter):
    told, acquire = [], limiter.acquire

    async def acquire_within(host, method, priority, *, within_s):
        told.append(within_s)
        return await acquire(host, method, priority, within_s=within_s)

    limiter.acquire = acquire_within
    client = connect()
    await client.status("euw1", within_s=20)
    await client.status("euw1", within_s=2)

    assert told[0] <= 19
    assert told[1] <= 1.5


async def test_a_body_without_end_is_given_up(connect):
    body = b" " * (LARGEST_BODY_BYTES + 1)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
    async with answering(head.encode() + body) as base_url:
        with pytest.raises(BadAnswer, match="too large"):
            await connect(base_url=base_url).status("euw1")


async def test_a_host_that_is_back_is_said_so_once(riot_api, connect):
    from tiltyard.testing import FakeClock

    clock = FakeClock()
    client = connect(clock=clock)
    riot_api.fail(503, times=FAILURES)

    async def ask():
        asking = asyncio.ensure_future(client.status("euw1", within_s=4))
        while not asking.done():
            await clock.advance(0.05)
            await asyncio.sleep(0.001)
        return await asyncio.gather(asking, return_exceptions=True)

    with structlog.testing.capture_logs() as events:
        while not events:
            await ask()
        await clock.advance(5)
        (status,) = await ask()
        await ask()

    assert status.platform == "euw1"
    assert [one["event"] for one in events] == ["riot_down", "riot_back"]


# ------------------------------------------------------------------------------------------------------------ cancelled


async def test_a_call_that_is_cancelled_reports_its_grant(riot_api, connect, limiter):
    riot_api.fail("hang")
    client = connect()
    asking = asyncio.ensure_future(client.status("euw1"))
    await asyncio.to_thread(riot_api.wait_for_calls)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await client.status("euw1")

    assert sorted(str(answer.status) for _, answer in limiter.reports) == ["200", "None"]


async def test_a_call_that_is_cancelled_while_it_waits_has_no_grant(connect, limiter):
    entered = asyncio.Event()

    async def never(host, method, priority, *, within_s):
        entered.set()
        await asyncio.Event().wait()

    limiter.acquire = never
    asking = asyncio.ensure_future(connect().status("euw1"))
    await entered.wait()
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking


@pytest.mark.parametrize("where", ["in the queue", "on the way"])
async def test_whoever_waits_when_the_client_is_closed_is_told_so(riot_api, connect, limiter, where):
    entered = asyncio.Event()

    async def never(host, method, priority, *, within_s):
        entered.set()
        await asyncio.Event().wait()

    client = connect()
    if where == "in the queue":
        limiter.acquire = never
    else:
        riot_api.fail("hang", times=99)
    asking = asyncio.ensure_future(client.status("euw1"))
    await (entered.wait() if where == "in the queue" else asyncio.to_thread(riot_api.wait_for_calls))
    await client.close()

    with pytest.raises(ServiceDown, match="closed"):
        await asking


async def test_a_limiter_that_hangs_does_not_hold_anybody(connect, limiter):
    async def never(*_args, **_more):
        await asyncio.Event().wait()

    limiter.acquire = never

    with pytest.raises(ServiceDown, match=r"within 0\.2 s"):
        await connect(clock=SystemClock()).status("euw1", within_s=0.2)


async def test_an_answer_counts_though_it_could_not_be_reported(connect, limiter):
    report = limiter.report

    async def lost(grant, answer):
        await report(grant, answer)
        raise Unavailable("the journal is away")

    limiter.report = lost

    with structlog.testing.capture_logs() as events:
        assert (await connect().status("euw1")).platform == "euw1"

    assert [one["event"] for one in events] == ["riot_call_not_reported"]


async def test_the_limiter_of_the_client_itself_keeps_within_the_windows(riot_api, connect):
    riot_api.limit("3:1")
    client = connect(limiter=None, clock=SystemClock())
    try:
        await asyncio.gather(*(client.status("euw1", priority=Priority.INTERACTIVE) for _ in range(5)))
    finally:
        await client.close()

    assert riot_api.refused() == 0
    assert riot_api.count(status=200) == 5


async def test_not_found_is_final(riot_api, client):
    with pytest.raises(NotFound):
        await client.account_by_riot_id(RiotId("Nobody", "EUW"))

    assert riot_api.count() == 1
