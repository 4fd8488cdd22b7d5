"""
The one stream from the API: whatever number of browsers look on, the API has one reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import quote

import aiohttp
import msgspec
import structlog

from tiltyard.models import TournamentId
from tiltyard_dashboard.serving.sse import Decoder, ServerEvent
from tiltyard_dashboard.web.board import Board
from tiltyard_dashboard.web.overlays.keys import OutOfReach
from tiltyard_dashboard.web.shapes import Overlaid, Roster, Story, Summary, SummaryList

SILENCE_S = 12.0
"""The API says something every 5 s, if only a comment. After this much silence it is taken for gone."""

ANSWER_S = 5.0
RETRY_FIRST_S = 0.1
RETRY_MOST_S = 0.5

_LOST = (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError)

log = structlog.get_logger(__name__)


def open_session(web_secret: str | None = None) -> aiohttp.ClientSession:
    """A session whose requests end within `ANSWER_S`.

    web_secret  by which the API knows us, and does not count what we ask for all our visitors together
    """
    headers = {"x-tiltyard-web": web_secret} if web_secret else {}
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_S), headers=headers)


class Upstream:
    """Follows the API and tells the board. The session is its owner's to close."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str, board: Board) -> None:
        self._session = session
        self._api_url = api_url.rstrip("/")
        self._board = board

    async def run(self) -> None:
        """Follow until cancelled; come back whenever the API does."""
        retry_s = RETRY_FIRST_S
        while True:
            try:
                await self._follow()
                why = "the stream ended"
            except _LOST as error:
                why = f"{type(error).__name__}: {error}"
            if self._board.api_up or not self._board.tried.is_set():
                retry_s = RETRY_FIRST_S
                log.warning("api_lost", api=self._api_url, why=why)
            self._board.lost()
            await asyncio.sleep(retry_s)
            retry_s = min(RETRY_MOST_S, retry_s * 1.5)

    async def ask(self, tournament: TournamentId) -> None:
        """Look for a tournament that may be so new that the stream has not told of it yet."""
        with suppress(*_LOST):
            roster = await self._roster(tournament)
            if roster.seq > self._board.seq(tournament):
                self._board.changed(roster)

    async def story(self, tournament: TournamentId, entrant: str) -> Story | None:
        """How an entrant came to where it stands; None when the API does not say."""
        path = f"/v1/tournaments/{quote(tournament)}/entrants/{quote(entrant, safe='')}"
        with suppress(*_LOST):
            return msgspec.json.decode(await self._get(path), type=Story)
        return None

    async def overlaid(self, key: str) -> TournamentId | None:
        """Which tournament an overlay's address shows; None when it is no good.

        raises  OutOfReach
        """
        # Not through `_get`: the address with the key in it is never to stand in an error.
        try:
            async with self._session.get(f"{self._api_url}/v1/overlays/by-key/{quote(key, safe='')}") as answer:
                if answer.status == HTTPStatus.NOT_FOUND:
                    return None
                if answer.status != HTTPStatus.OK:
                    raise OutOfReach
                return msgspec.json.decode(await answer.read(), type=Overlaid).id
        except _LOST:
            raise OutOfReach from None

    async def _follow(self) -> None:
        patience = aiohttp.ClientTimeout(total=None, sock_connect=ANSWER_S, sock_read=SILENCE_S)
        # The stream first, then the look: what changes in between is told by the stream.
        async with self._session.get(f"{self._api_url}/v1/events", timeout=patience) as answer:
            answer.raise_for_status()
            await self._look_at_all()
            log.info("api_found", api=self._api_url)
            async for event in self._events(answer.content):
                if event.event == "tournament":
                    await self._look_again(msgspec.json.decode(event.data, type=Summary))

    async def _events(self, content: aiohttp.StreamReader) -> AsyncIterator[ServerEvent]:
        decoder = Decoder()
        async for line in content:
            self._board.heard()
            if event := decoder.feed(line):
                yield event

    async def _look_at_all(self) -> None:
        listed = msgspec.json.decode(await self._get("/v1/tournaments"), type=SummaryList)
        self._board.found([await self._roster(one.id) for one in listed.tournaments])

    async def _look_again(self, summary: Summary) -> None:
        if not self._board.is_known(summary):
            self._board.changed(await self._roster(summary.id))

    async def _roster(self, tournament: TournamentId) -> Roster:
        return msgspec.json.decode(await self._get(f"/v1/tournaments/{quote(tournament)}"), type=Roster)

    async def _get(self, path: str) -> bytes:
        async with self._session.get(f"{self._api_url}{path}") as answer:
            answer.raise_for_status()
            return await answer.read()
