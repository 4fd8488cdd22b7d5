"""
Windows, keys and what goes wrong on purpose.
"""

from __future__ import annotations

import asyncio
import random

import pytest

from tiltyard.testing.riot_api import KEY, RiotService
from tiltyard.testing.riot_api.quota import Bucket, Limit, read_limits

aiohttp = pytest.importorskip("aiohttp")

STATUS = "/tft/status/v1/platform-data"


def test_a_window_begins_with_its_first_call():
    bucket = Bucket((Limit(2, 10),))

    assert [bucket.take(at_s) for at_s in (7.0, 8.0, 9.0, 16.9, 17.0)] == [None, None, 9, 1, None]


def test_or_with_the_clock():
    bucket = Bucket((Limit(2, 10),), "aligned")

    assert [bucket.take(at_s) for at_s in (7.0, 8.0, 9.0, 10.0)] == [None, None, 2, None]


def test_refused_calls_are_counted_in_every_window():
    bucket = Bucket((Limit(1, 1), Limit(3, 10)))

    assert [bucket.take(at_s) for at_s in (0.0, 0.5, 0.6, 1.0)] == [None, 1, 1, 10]


def test_the_pairs_of_a_header_come_in_any_order():
    bucket = Bucket(read_limits("20:1,100:120,1000:600"))
    bucket.take(0.0)
    orders = {bucket.headers("App", random.Random(seed))["X-App-Rate-Limit"] for seed in range(20)}

    assert len(orders) == 6
    assert bucket.headers("App", random.Random(1)).keys() == {"X-App-Rate-Limit", "X-App-Rate-Limit-Count"}


@pytest.mark.parametrize("text", ["", "20", "20/1", "0:1", "20:1,"])
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(ValueError, match="no limits"):
        read_limits(text)


def test_limits_of_a_method_that_there_is_not_are_refused():
    with pytest.raises(ValueError, match="no method tft-x"):
        RiotService(method_limits={"tft-x": "1:1"})


async def test_the_application_window_is_of_a_key_on_a_host(riot_api, ask):
    riot_api.limit("2:60")
    riot_api.add_key("RGAPI-other")

    answers = [await ask("euw1", STATUS) for _ in range(3)]

    assert [one.status for one in answers] == [200, 200, 429]
    refused = answers[-1].headers
    assert refused["X-App-Rate-Limit-Count"] == "3:60"
    assert refused["X-Method-Rate-Limit-Count"] == "3:60"
    assert refused["X-Rate-Limit-Type"] == "application"
    assert 59 <= int(refused["Retry-After"]) <= 61
    assert (await ask("na1", STATUS)).status == (await ask("euw1", STATUS, key="RGAPI-other")).status == 200
    assert (riot_api.refused(), riot_api.refused("application"), riot_api.refused("method")) == (1, 1, 0)


async def test_a_method_has_a_window_of_its_own(riot_api, ask):
    riot_api.limit("100:60", {"tft-status-v1 platform-data": "1:60"})

    assert [(await ask("euw1", STATUS)).status for _ in range(2)] == [200, 429]
    assert (await ask("euw1", "/tft/league/v1/challenger")).status == 200
    assert riot_api.refused("method") == 1


async def test_a_key_that_is_not_known_is_refused_without_a_word_about_limits(riot_api, ask):
    assert (await ask("euw1", STATUS, key="")).status == 401
    unknown = await ask("euw1", STATUS, key="RGAPI-nobody")
    assert (unknown.status, "X-App-Rate-Limit" in unknown.headers) == (401, False)
    riot_api.revoke()
    assert (await ask("euw1", STATUS)).status == 403
    riot_api.revoke(status=401)
    assert (await ask("euw1", STATUS)).status == 401
    riot_api.restore()
    assert (await ask("euw1", STATUS)).status == 200


@pytest.mark.parametrize(
    ("limit_type", "retry_after_s", "told"),
    [("service", 3, ("service", "3", True)), (None, None, (None, None, True)), ("server", 9, ("server", "9", False))],
)
async def test_the_service_may_refuse_as_well(riot_api, ask, limit_type, retry_after_s, told):
    riot_api.fail(429, limit_type=limit_type, retry_after_s=retry_after_s)

    answer = await ask("euw1", STATUS)

    headers = answer.headers
    assert answer.status == 429
    assert told == (headers.get("X-Rate-Limit-Type"), headers.get("Retry-After"), "X-App-Rate-Limit" in headers)
    assert (await ask("euw1", STATUS)).status == 200


async def test_faults_are_for_a_host_and_a_method(riot_api, ask):
    riot_api.fail(503, host="euw1", method="tft-league-v1", times=2)

    assert (await ask("euw1", STATUS)).status == (await ask("na1", "/tft/league/v1/master")).status == 200
    assert (await ask("euw1", "/tft/league/v1/master")).status == 503
    riot_api.heal()
    assert (await ask("euw1", "/tft/league/v1/master")).status == 200
    assert riot_api.count(status=503) == 1


async def test_bodies_go_wrong(riot_api):
    for trouble in ("html", "truncated", "wrong_type", "empty"):
        riot_api.fail(trouble)
    url = riot_api.base_url.format(host="euw1") + STATUS
    seen = []
    async with aiohttp.ClientSession(headers={"X-Riot-Token": KEY}) as session:
        for _ in range(4):
            async with session.get(url) as answer:
                try:
                    seen.append(await answer.text())
                except aiohttp.ClientPayloadError:
                    seen.append("cut")

    assert [one[:2] for one in seen] == ["<!", "cu", "[{", ""]
    assert [call.trouble for call in riot_api.calls] == ["html", "truncated", "wrong_type", "empty"]


@pytest.mark.parametrize("trouble", ["hang", "reset"])
async def test_a_call_may_stay_without_an_answer(riot_api, trouble):
    riot_api.fail(trouble, times=2)  # aiohttp asks again by itself when a connection is lost
    url = riot_api.base_url.format(host="euw1") + STATUS
    async with aiohttp.ClientSession(headers={"X-Riot-Token": KEY}) as session:
        with pytest.raises((aiohttp.ClientError, TimeoutError)):
            await session.get(url, timeout=aiohttp.ClientTimeout(total=0.3))

    assert riot_api.calls[0].status == 0


async def test_a_host_that_there_is_not_hangs_up(riot_api):
    url = riot_api.base_url.format(host="ph2") + STATUS
    async with aiohttp.ClientSession(headers={"X-Riot-Token": KEY}) as session:
        with pytest.raises(aiohttp.ClientError):
            await session.get(url)

    assert riot_api.calls == []


async def test_the_way_takes_its_time():
    with RiotService(latency_s=0.1, jitter_s=0.05, seed=3) as service:
        async with aiohttp.ClientSession(headers={"X-Riot-Token": KEY}) as session:
            loop = asyncio.get_running_loop()
            began_at_s = loop.time()
            async with session.get(service.base_url.format(host="euw1") + STATUS) as answer:
                assert answer.status == 200
            assert loop.time() - began_at_s >= 0.05


def test_a_service_is_started_once_and_can_be_stopped_twice():
    service = RiotService()
    with pytest.raises(RuntimeError, match="not started"):
        _ = service.base_url
    with service, pytest.raises(RuntimeError, match="already"):
        service.start()
    service.stop()
