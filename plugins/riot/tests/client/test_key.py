"""
The key: rejected, replaced, and never shown.
"""

from __future__ import annotations

import asyncio
import traceback

import pytest
import structlog

from tiltyard.errors import TiltyardError
from tiltyard.models import RiotId
from tiltyard.testing import FakeClock
from tiltyard.testing.riot_api import KEY
from tiltyard_riot.client.key import TRY_AGAIN_S
from tiltyard_riot.errors import KeyRejected, RouteRefused, ServiceDown

ANN = RiotId("Ann", "EUW")
OTHER = "RGAPI-11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize("status", [401, 403])
async def test_a_rejected_key_stops_everything_with_one_line(riot_api, client, ann, status):
    riot_api.revoke(status=status)

    with structlog.testing.capture_logs() as events:
        asked = (client.account_by_riot_id(ANN) for _ in range(20))
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
        calls = riot_api.count()
        with pytest.raises(KeyRejected, match=r"developer\.riotgames\.com"):
            await client.status("euw1")

    assert all(isinstance(one, KeyRejected) for one in outcomes)
    assert riot_api.count() == calls <= 21
    assert [one["event"] for one in events] == ["riot_key_rejected"]


async def test_a_key_that_was_rejected_in_an_incident_is_tried_again_but_rarely(riot_api, connect, ann):
    clock = FakeClock()
    client = connect(clock=clock)
    riot_api.revoke()
    with structlog.testing.capture_logs() as events:
        with pytest.raises(KeyRejected):
            await client.account_by_riot_id(ANN)
        calls = riot_api.count()
        await clock.advance(TRY_AGAIN_S + 1)
        outcomes = await asyncio.gather(*(client.account_by_riot_id(ANN) for _ in range(5)), return_exceptions=True)
        tried = riot_api.count() - calls
        riot_api.add_key(KEY)
        with pytest.raises(KeyRejected):
            await client.account_by_riot_id(ANN)
        await clock.advance(TRY_AGAIN_S + 1)
        account = await client.account_by_riot_id(ANN)

    assert all(isinstance(one, KeyRejected) for one in outcomes)
    assert tried == 1
    assert account.riot_id == ANN
    assert [one["event"] for one in events] == ["riot_key_rejected", "riot_key_accepted"]


async def test_who_waits_for_the_quota_is_told_at_once(riot_api, connect, limiter, ann):
    acquire, waiting = limiter.acquire, asyncio.Event()

    async def first_only(host, method, priority, *, within_s):
        if method == "tft-match-v1 by-id":
            waiting.set()
            await asyncio.Event().wait()
        return await acquire(host, method, priority, within_s=within_s)

    limiter.acquire = first_only
    client = connect()
    riot_api.revoke()
    stuck = asyncio.ensure_future(client.match("EUW1_1", within_s=60))
    await waiting.wait()

    with pytest.raises(KeyRejected):
        await client.account_by_riot_id(ANN)
    with pytest.raises(KeyRejected):
        await stuck


async def test_a_new_key_goes_on_where_the_old_one_stopped(riot_api, client, ann):
    riot_api.revoke()
    riot_api.add_key(OTHER)
    with pytest.raises(KeyRejected):
        await client.account_by_riot_id(ANN)

    with structlog.testing.capture_logs() as events:
        client.rotate(OTHER)
        await client.account_by_riot_id(ANN)
        await client.account_by_riot_id(ANN)

    assert riot_api.calls[-1].key == OTHER
    assert [one["event"] for one in events] == ["riot_key_accepted"]


async def test_each_key_that_is_rejected_is_said_once(riot_api, client, ann):
    with structlog.testing.capture_logs() as events:
        for key in (KEY, OTHER, OTHER):
            riot_api.revoke(key)
            client.rotate(key)
            for _ in range(2):
                with pytest.raises(KeyRejected):
                    await client.account_by_riot_id(ANN)

    assert [one["event"] for one in events] == ["riot_key_rejected"] * 3


async def test_the_same_key_is_tried_again_when_told(riot_api, client, ann):
    riot_api.revoke()
    with pytest.raises(KeyRejected):
        await client.account_by_riot_id(ANN)
    riot_api.restore()

    client.rotate(KEY)

    assert await client.account_by_riot_id(ANN)


async def test_a_key_in_a_file_is_replaced_without_a_word(riot_api, connect, ann):
    key = [KEY]
    client = connect(lambda: key[0])
    riot_api.revoke()
    riot_api.add_key(OTHER)
    with pytest.raises(KeyRejected):
        await client.account_by_riot_id(ANN)
    key[0] = OTHER

    assert await client.account_by_riot_id(ANN)


async def test_a_key_that_was_replaced_while_a_call_was_under_way_is_not_rejected(riot_api, client, ann):
    riot_api.revoke()
    riot_api.add_key(OTHER)
    riot_api.latency_s = 0.3
    asking = asyncio.ensure_future(client.account_by_riot_id(ANN))
    await asyncio.to_thread(riot_api.wait_for_calls)
    client.rotate(OTHER)

    with structlog.testing.capture_logs() as events:
        assert await asking

    assert events == []


async def test_an_endpoint_that_is_gone_is_no_bad_key(riot_api, client, ann):
    puuid = riot_api.puuid(ann)
    riot_api.fail(403, method="tft-league-v1", times=99)

    with structlog.testing.capture_logs() as events:
        with pytest.raises(RouteRefused, match="refuses it the ranks: tft-league-v1 by-puuid"):
            await client.ranks("euw1", puuid)
        assert await client.account_by_riot_id(ANN)

    assert [call.method for call in riot_api.calls][:2] == ["tft-league-v1 by-puuid", "tft-status-v1 platform-data"]
    assert events == []


async def test_many_calls_to_an_endpoint_that_is_gone_ask_once_whether_the_key_is_good(riot_api, client, ann):
    puuid = riot_api.puuid(ann)
    riot_api.fail(403, method="tft-league-v1", times=99)

    await asyncio.gather(*(client.ranks("euw1", puuid) for _ in range(10)), return_exceptions=True)

    assert riot_api.count(method="tft-status-v1") == 1


async def test_whether_a_key_is_good_may_not_be_told_just_now(riot_api, client, ann):
    riot_api.fail(403, method="account-v1", times=99)
    riot_api.fail(503, method="tft-status-v1", times=99)

    with pytest.raises(ServiceDown, match=r"whether the key is good cannot be told now|left alone"):
        await client.account_by_riot_id(ANN, within_s=2)

    riot_api.heal()
    client.rotate(KEY)
    assert await client.account_by_riot_id(ANN)


@pytest.mark.parametrize("key", ["", "  ", "RGAPI-x\r\nX-Evil: 1", "RGAPI-ключ", "two words"])
async def test_what_can_be_no_key_is_never_sent(riot_api, connect, key):
    with pytest.raises(KeyRejected, match=r"no Riot API key is set|cannot be one"):
        await connect(key).status("euw1")

    assert riot_api.calls == []


async def test_a_key_may_have_a_line_end_behind_it(riot_api, connect):
    await connect(f"{KEY}\n").status("euw1")

    assert riot_api.calls[0].key == KEY


@pytest.mark.parametrize("trouble", [503, 429, 403, "reset", "hang", "html", "truncated", "wrong_type"])
async def test_no_error_no_log_line_and_no_address_tells_the_key(riot_api, connect, trouble):
    client = connect(timeout_s=0.1)
    riot_api.fail(trouble, times=99)

    with structlog.testing.capture_logs() as events, pytest.raises(TiltyardError) as caught:
        await client.account_by_riot_id(ANN, within_s=1)

    told = "".join(traceback.format_exception(caught.value))
    told += f"{caught.value!r} {vars(caught.value)} {events} {client!r} {vars(client)} {client._caller.keys!r}"
    assert KEY not in told
    assert all(KEY not in call.path for call in riot_api.calls)
