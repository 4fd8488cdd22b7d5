"""
The work of `riot_limiter.py` by other people's clients: pulsefire, and RiotWatcher with one thread or eight.

Run by that script, with a Python that has them; nothing of Tiltyard is used. What a client leaves to its user is done
as its documentation has it: RiotWatcher raises on a 429, and is asked again after Retry-After. It knows no ranks by
PUUID, so that its own raw request is used.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

TRIES = 6
UNKNOWN = 404


class Pulsefire:
    """As in its README, without a cache."""

    def __init__(self, job: dict[str, Any]) -> None:
        from pulsefire.clients import RiotAPIClient  # noqa: PLC0415 # the other client may be absent
        from pulsefire.middlewares import (  # noqa: PLC0415
            http_error_middleware,
            json_response_middleware,
            rate_limiter_middleware,
        )
        from pulsefire.ratelimiters import RiotAPIRateLimiter  # noqa: PLC0415

        self._client = RiotAPIClient(
            base_url=job["base_url"].replace("{host}", "{region}"),
            default_headers={"X-Riot-Token": job["key"]},
            middlewares=[
                json_response_middleware(),
                http_error_middleware(),
                rate_limiter_middleware(RiotAPIRateLimiter()),
            ],
        )

    async def puuid(self, riot_id: str) -> str | None:
        """None when there is no such account."""
        import aiohttp  # noqa: PLC0415

        name, tag = riot_id.split("#")
        try:
            said = await self._client.get_account_v1_by_riot_id(region="americas", game_name=name, tag_line=tag)
        except aiohttp.ClientResponseError as error:
            if error.status == UNKNOWN:
                return None
            raise
        return str(said["puuid"])

    async def tier(self, puuid: str) -> str:
        """Empty when unranked."""
        said = await self._client.get_tft_league_v1_entries_by_puuid(region="na1", puuid=puuid)
        return next((str(one["tier"]) for one in said if one["queueType"] == "RANKED_TFT"), "")

    async def game_ids(self, puuid: str) -> list[str]:
        """The last five."""
        return await self._client.get_tft_match_v1_match_ids_by_puuid(
            region="americas", puuid=puuid, queries={"start": 0, "count": 5}
        )

    async def game(self, game_id: str) -> str:
        """Its id, as its details have it."""
        return str((await self._client.get_tft_match_v1_match(region="americas", id=game_id))["metadata"]["match_id"])

    async def run(self, job: dict[str, Any], ready: Any) -> dict[str, Any]:
        """Do the job."""
        async with self._client:
            await asyncio.to_thread(ready)
            return await WORK[job["work"]](self, job)


class Watcher:
    """Threads that share one RiotWatcher, each with calls one after another."""

    def __init__(self, job: dict[str, Any], threads: int) -> None:
        from requests.adapters import HTTPAdapter  # noqa: PLC0415
        from riotwatcher import RiotWatcher, TftWatcher  # noqa: PLC0415
        from riotwatcher.Handlers.RateLimit import BasicRateLimiter  # noqa: PLC0415

        class ToStandIn(HTTPAdapter):
            """Sends Riot's addresses to the stand-in."""

            def send(self, request: Any, *args: Any, **more: Any) -> Any:
                host, _, path = request.url.removeprefix("https://").partition(".api.riotgames.com")
                request.url = job["base_url"].replace("{host}", host) + path
                return super().send(request, *args, **more)

        limiter = BasicRateLimiter()
        self._accounts = RiotWatcher(job["key"], rate_limiter=limiter)
        self._tft = TftWatcher(job["key"], rate_limiter=limiter)
        for client in (self._accounts, self._tft):
            client._base_api._session.mount("https://", ToStandIn(pool_maxsize=threads))  # noqa: SLF001
        self._pool = ThreadPoolExecutor(threads)

    async def _call(self, call: Any, *words: Any, **more: Any) -> Any:
        def repeated() -> Any:
            from riotwatcher import ApiError  # noqa: PLC0415

            for left in reversed(range(TRIES)):
                try:
                    return call(*words, **more)
                except ApiError as error:
                    status = error.response.status_code
                    if (status < 500 and status != 429) or not left:
                        if status == UNKNOWN:
                            return None
                        raise
                    time.sleep(float(error.response.headers.get("Retry-After", 1)))
            return None

        return await asyncio.get_running_loop().run_in_executor(self._pool, repeated)

    async def puuid(self, riot_id: str) -> str | None:
        """None when there is no such account."""
        said = await self._call(self._accounts.account.by_riot_id, "americas", *riot_id.split("#"))
        return said and str(said["puuid"])

    async def tier(self, puuid: str) -> str:
        """Empty when unranked."""
        url = f"https://na1.api.riotgames.com/tft/league/v1/by-puuid/{puuid}"
        base = self._tft._base_api  # noqa: SLF001
        said = await self._call(base.raw_request, "LeagueApi", "by_puuid", "na1", url, {})
        return next((str(one["tier"]) for one in said if one["queueType"] == "RANKED_TFT"), "")

    async def game_ids(self, puuid: str) -> list[str]:
        """The last five."""
        found: list[str] = await self._call(self._tft.match.by_puuid, "americas", puuid, count=5)
        return found

    async def game(self, game_id: str) -> str:
        """Its id, as its details have it."""
        return str((await self._call(self._tft.match.by_id, "americas", game_id))["metadata"]["match_id"])

    async def run(self, job: dict[str, Any], ready: Any) -> dict[str, Any]:
        """Do the job."""
        await asyncio.to_thread(ready)
        return await WORK[job["work"]](self, job)


async def verify(client: Any, job: dict[str, Any]) -> dict[str, Any]:
    """Account and rank of each player."""

    async def one(riot_id: str, expected: str | None) -> bool:
        puuid = await client.puuid(riot_id)
        return expected == (None if puuid is None else await client.tier(puuid))

    return tally(await asyncio.gather(*(one(*player) for player in job["players"]), return_exceptions=True))


async def games(client: Any, job: dict[str, Any]) -> dict[str, Any]:
    """The last five games of each player."""

    async def one(puuid: str) -> bool:
        ids = await client.game_ids(puuid)
        return len(ids) == 5 and ids == await asyncio.gather(*(client.game(game_id) for game_id in ids))

    return tally(await asyncio.gather(*(one(puuid) for puuid in job["puuids"]), return_exceptions=True))


async def person(client: Any, job: dict[str, Any]) -> dict[str, Any]:
    """Accounts and ranks of some, one after another, while the ranks of many are refreshed."""
    refresh = asyncio.gather(*(client.tier(puuid) for puuid in job["puuids"]), return_exceptions=True)
    waits_s, right = [], []
    for riot_id, expected in job["players"]:
        await asyncio.sleep(job["every_s"])
        begun_s = time.monotonic()
        puuid = await client.puuid(riot_id)
        right.append(expected == (None if puuid is None else await client.tier(puuid)))
        waits_s.append(time.monotonic() - begun_s)
    refresh.cancel()
    await asyncio.gather(refresh, return_exceptions=True)
    return {**tally(right), "waits_s": waits_s}


def tally(results: list[Any]) -> dict[str, Any]:
    """What did not work, and what was answered wrongly."""
    failed = [one for one in results if isinstance(one, BaseException)]
    return {
        "failed": len(failed),
        "wrong": results.count(False),
        "why": sorted({repr(one)[:100] for one in failed})[:3],
    }


WORK = {"verify": verify, "games": games, "person": person}


def begin() -> dict[str, Any]:
    """The job, from the first line of the input."""
    job: dict[str, Any] = json.loads(sys.stdin.readline())
    return job


def ready() -> None:
    """Say that the work can begin, and wait until it is to."""
    print("ready", flush=True)
    sys.stdin.readline()


def end(told: dict[str, Any]) -> None:
    """Say what came of it."""
    print(json.dumps({**told, "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)


def main() -> None:
    """Do the work that the input says."""
    job = begin()
    if job["who"] == "pulsefire":

        async def work() -> dict[str, Any]:
            return await Pulsefire(job).run(job, ready)

        end(asyncio.run(work()))
    else:
        end(asyncio.run(Watcher(job, job["threads"]).run(job, ready)))


if __name__ == "__main__":
    main()
