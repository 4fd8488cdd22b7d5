"""
A local stand-in for the Riot API: the real protocol on loopback, and a script of what goes wrong.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from tiltyard.models import RiotId
from tiltyard.testing.riot_api import answers, bodies
from tiltyard.testing.riot_api.answers import Answer
from tiltyard.testing.riot_api.calls import NO_ANSWER, NOT_COUNTED, Call, Fault, Trouble
from tiltyard.testing.riot_api.gate import Gate
from tiltyard.testing.riot_api.places import PLATFORMS
from tiltyard.testing.riot_api.quota import APP_LIMITS, METHOD_LIMITS, Anchoring, LimitType
from tiltyard.testing.riot_api.routes import METHODS, Asked
from tiltyard.testing.riot_api.server import Server
from tiltyard.testing.riot_api.standings import DOUBLE_UP, HYPER_ROLL, SOLO, read_standing
from tiltyard.testing.riot_api.world import Game, Incident, Player, World

KEY = "RGAPI-00000000-0000-4000-8000-000000000000"
"""The key that is good unless others are told."""

RANKED = 1100
DOUBLE_UP_QUEUE = 1160
LATEST_SET = 18
FIRST_GAME = 7_000_000_001


class RiotService:
    """The Riot API on this machine, for one test.

    Use it as `with RiotService() as service` or `async with`, or by `start()` and `stop()`. One server answers for all
    hosts: `base_url` has `{host}` in its path. It runs in a thread of its own, so that code which blocks can talk to it
    as well.

    keys           that are good; all belong to one application
    app_limits     as in a header, `calls:seconds,...`, for each key on each host
    method_limits  the same by method, such as `tft-match-v1 by-id`; `*` for all that are not named
    latency_s      there and back; each call differs from it by up to `jitter_s`
    anchoring      whether a window begins with its first call or with the clock
    in_order       whether the pairs of a header are in the order of the limits; Riot promises none
    seed           of puuids and chance: the same again with the same seed
    now            aware UTC, for what was played and changed "just now"
    """

    def __init__(
        self,
        *,
        keys: Sequence[str] = (KEY,),
        app_limits: str = APP_LIMITS,
        method_limits: Mapping[str, str] | None = None,
        latency_s: float = 0.0,
        jitter_s: float = 0.0,
        anchoring: Anchoring = "first_call",
        in_order: bool = False,
        seed: int = 0,
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.calls: list[Call] = []
        """All calls so far, in the order in which they arrived."""
        self.lock = threading.RLock()
        """Held while a call is answered. Hold it to look at several things at once."""
        self.latency_s = latency_s
        self.jitter_s = jitter_s
        self._arrived = threading.Condition(self.lock)
        self._now = now
        self._chance = random.Random(seed)  # noqa: S311 # guards nothing
        orders = None if in_order else self._chance
        self._gate = Gate(set(keys), app_limits, _methods(method_limits), anchoring, orders)
        self._world = World(seed)
        self._faults: list[Fault] = []
        self._server = Server(self, port)

    @property
    def url(self) -> str:
        """Where it listens; the host is the first part of the path."""
        return self._server.url

    @property
    def base_url(self) -> str:
        """What stands for `https://{host}.api.riotgames.com`, with `{host}` in it."""
        return f"{self._server.url}/{{host}}"

    def start(self) -> None:
        """Listen on loopback, on a free port unless one was told."""
        self._server.start()

    def stop(self) -> None:
        """End; calls that hang are cut off.

        raises  what went wrong in here; such a call was answered 500
        """
        self._server.stop()
        if self._server.failures:
            raise self._server.failures.pop(0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # What the block raised says more than what followed from it.
        with suppress(Exception) if kind else nullcontext():
            self.stop()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # In a thread: a client of this loop may be waiting for an answer.
        await asyncio.to_thread(self.__exit__, kind, error, traceback)

    # Players

    def add_account(
        self,
        riot_id: str | RiotId,
        *,
        platform: str = "euw1",
        rank: str | None = None,
        double_up: str | None = None,
        hyper_roll: str | None = None,
        icon: int = 29,
        level: int = 100,
        nameless: bool = False,
        plays_tft: bool = True,
    ) -> Player:
        """Somebody new.

        riot_id     parted at the first `#`
        rank        such as "Gold II 45" or "challenger 1203"; unranked unless told. `double_up` the same, and
                    `hyper_roll` such as "blue 2400"
        nameless    answers leave the name out
        plays_tft   otherwise there is an account and no summoner
        raises      ValueError when the name is taken, or there is no such platform or rank
        """
        ranks = {SOLO: rank, DOUBLE_UP: double_up, HYPER_ROLL: hyper_roll}
        with self.lock:
            player = Player(
                len(self._world.players) + 1,
                _read_name(riot_id),
                _platform(platform),
                icon,
                level,
                self._now(),
                {queue: read_standing(queue, text) for queue, text in ranks.items() if text},
                nameless,
                plays_tft,
            )
            self._world.add(player)
            return player

    def puuid(self, player: Player) -> str:
        """What the application is told just now."""
        with self.lock:
            return self._world.puuid(player.uid)

    def rename(self, player: Player, riot_id: str | RiotId) -> None:
        """Their name is another; the old one is free. Games tell the new one, as Riot's do.

        raises  ValueError when it is taken
        """
        with self.lock:
            self._world.rename(player, _read_name(riot_id))

    def move(self, player: Player, platform: str) -> None:
        """They play on another platform; their ranks stay behind."""
        with self.lock:
            player.platform = _platform(platform)
            player.standings.clear()

    def set_icon(self, player: Player, icon: int) -> None:
        """They wear another profile icon."""
        with self.lock:
            player.icon, player.revised_at = icon, self._now()

    def set_rank(self, player: Player, rank: str | None, *, queue: str = SOLO) -> None:
        """Their rank is another, or none."""
        with self.lock:
            player.standings.pop(queue, None)
            if rank:
                player.standings[queue] = read_standing(queue, rank)

    # Games

    def add_match(
        self,
        platform: str,
        members: Sequence[Player] | Mapping[Player, int],
        *,
        at: datetime | None = None,
        queue_id: int = RANKED,
        set_number: int = LATEST_SET,
        length_s: float = 2000.0,
        result: str = "GameComplete",
        match_id: str | None = None,
        listed: bool = True,
        detailed: bool = True,
    ) -> Game:
        """A game that was played.

        members   the winner first, or with their placements; in Double Up, pairs in this order
        at        when it ended; just now unless told
        result    `Abort_TooFewPlayers` for one that came to nothing
        listed    otherwise it is in nobody's list before `publish`
        detailed  otherwise it is listed and answers 404 before `publish`
        """
        order = members if isinstance(members, Mapping) else {one: place for place, one in enumerate(members, 1)}
        with self.lock:
            number = FIRST_GAME + len(self._world.games)
            made_id = match_id or f"{_platform(platform).upper()}_{number}"
            placements = {player.uid: placement for player, placement in order.items()}
            pairs = {player.uid: 1 + place // 2 for place, player in enumerate(order)}
            partners = pairs if queue_id == DOUBLE_UP_QUEUE else {}
            ended_at = at or self._now()
            game = Game(
                made_id,
                platform,
                ended_at,
                length_s,
                queue_id,
                set_number,
                result,
                placements,
                partners,
                listed,
                detailed,
            )
            self._world.games[made_id] = game
            return game

    def publish(self, game: Game) -> None:
        """It is listed and has details, however late."""
        with self.lock:
            game.listed = game.detailed = True

    # Keys, limits and the state of things

    def add_key(self, key: str) -> None:
        """Another key of the same application is good."""
        with self.lock:
            self._gate.restore(key)

    def revoke(self, key: str = KEY, *, status: int = 403) -> None:
        """It is refused from now on: 403 as after a day of a development key, or 401 as for one that never was."""
        with self.lock:
            self._gate.revoke(key, status)

    def restore(self, key: str = KEY) -> None:
        """It is good again."""
        with self.lock:
            self._gate.restore(key)

    def another_application(self) -> None:
        """The keys belong to another application: every puuid is another, and the old ones cannot be decrypted."""
        with self.lock:
            self._world.another_application()

    def limit(self, app_limits: str = APP_LIMITS, method_limits: Mapping[str, str] | None = None) -> None:
        """Other limits from now on; all windows begin anew."""
        with self.lock:
            self._gate.set_limits(app_limits, _methods(method_limits))

    def add_incident(self, platform: str, title: str, *, maintenance: bool = False) -> None:
        """The status page of a platform tells of it."""
        with self.lock:
            self._world.incidents.append(Incident(platform, title, self._now(), maintenance))

    # What calls there were, and what happens to those to come

    def count(self, *, host: str | None = None, method: str | None = None, status: int | None = None) -> int:
        """How many calls there were, on a host, of a method or its beginning, with a status; 0 is without an answer."""
        with self.lock:
            asked = [call for call in self.calls if call.is_a(host=host, method=method)]
            return sum(status is None or call.status == status for call in asked)

    def refused(self, limit_type: LimitType | None = None) -> int:
        """How many were answered 429: by all limits, or by one kind of them."""
        with self.lock:
            return sum(call.status == 429 and limit_type in (None, call.limit_type) for call in self.calls)

    def wait_for_calls(self, count: int = 1, *, within_s: float = 20.0) -> None:
        """Return when so many calls have arrived; in a thread, when the client is in this one.

        raises  TimeoutError when they do not
        """
        with self.lock:
            if not self._arrived.wait_for(lambda: len(self.calls) >= count, within_s):
                raise TimeoutError(f"{len(self.calls)} calls after {within_s:g} s, and not {count}")

    def forget(self) -> None:
        """Calls so far are forgotten, and all windows begin anew."""
        with self.lock:
            self.calls.clear()
            self._gate.forget()

    def fail(
        self,
        trouble: Trouble = 503,
        *,
        times: int | None = None,
        share: float = 1.0,
        host: str | None = None,
        method: str | None = None,
        status: int = 200,
        retry_after_s: int | None = None,
        limit_type: LimitType | None = "service",
        seed: int = 0,
    ) -> None:
        """Let calls go wrong.

        trouble        an HTTP status; "hang" never answers; "reset" cuts the connection; "html" is a page of a proxy;
                       "truncated" ends in the middle; "wrong_type" is JSON of another form; "empty" is nothing at all
        times          for so many calls; unless told, one, or with a `share` until `heal()`
        share          of the calls, 0 to 1, by chance with this `seed`
        host, method   only there, only these; a method also by its beginning, such as `tft-match-v1`
        status         of a page of a proxy
        retry_after_s  what a refusal tells; unless told, it tells nothing
        limit_type     of a 429: Riot's own are "service"; "server" comes without the headers of limits; None tells none
        """
        endless = share < 1 and times is None
        chance = random.Random(seed)  # noqa: S311 # guards nothing
        left = None if endless else times or 1
        fault = Fault(trouble, host, method, left, share, status, retry_after_s, limit_type, chance)
        with self.lock:
            self._faults.append(fault)

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        with self.lock:
            self._faults.clear()

    # What the server asks

    def travel_s(self) -> float:
        """How long a call is on its way, or its answer."""
        return max(0.0, self.latency_s + self._chance.uniform(-self.jitter_s, self.jitter_s)) / 2

    def answer(self, call: Call, asked: Asked) -> tuple[Answer, Fault | None]:
        """What is said to a call that has arrived, and what is to go wrong with it."""
        with self.lock:
            call.at_s = time.monotonic()
            self.calls.append(call)
            self._arrived.notify_all()
            hit = next((one for one in self._faults if one.strikes(call)), None)
            if hit and hit.trouble in NOT_COUNTED:
                said = Answer(hit.status, None)
            else:
                said, hit = self._counted(call, asked, hit)
            call.trouble = hit.trouble if hit else None
            if call.trouble not in NO_ANSWER:
                call.status, call.answer = said.status, said.body
            return said, hit

    def _counted(self, call: Call, asked: Asked, hit: Fault | None) -> tuple[Answer, Fault | None]:
        passed = self._gate.enter(call.key, call.host, call.method, call.at_s)
        call.headers, call.limit_type = dict(passed.headers), passed.limit_type
        if passed.answer is not None:
            # Nothing behind the gate can go wrong with it.
            return passed.answer, hit if hit and hit.trouble in NO_ANSWER else None
        if hit and isinstance(hit.trouble, int):
            return self._refused(call, hit, hit.trouble), hit
        said = answers.answer(self._world, asked, call.query)
        if hit and hit.trouble == "wrong_type":
            return Answer(said.status, {"entries": said.body} if isinstance(said.body, list) else [said.body]), hit
        return said, hit

    def _refused(self, call: Call, hit: Fault, status: int) -> Answer:
        if status == 429:
            call.limit_type = hit.limit_type
            if hit.limit_type == "server":
                call.headers.clear()
            if hit.limit_type is not None:
                call.headers["X-Rate-Limit-Type"] = hit.limit_type
        if hit.retry_after_s is not None:
            call.headers["Retry-After"] = str(hit.retry_after_s)
        return Answer(status, bodies.error_body(status, "Rate limit exceeded" if status == 429 else "Failed"))


def _methods(limits: Mapping[str, str] | None) -> dict[str, str]:
    told = {"*": METHOD_LIMITS, **(limits or {})}
    unknown = told.keys() - {"*", *METHODS}
    if unknown:
        raise ValueError(f"no method {', '.join(sorted(unknown))}; there are {', '.join(METHODS)}")
    return told


def _read_name(riot_id: str | RiotId) -> RiotId:
    if isinstance(riot_id, RiotId):
        return riot_id
    game_name, sign, tag_line = riot_id.partition("#")
    if not sign:
        raise ValueError(f"no Riot ID: {riot_id!r}; write it as name#tag")
    return RiotId(game_name, tag_line)


def _platform(platform: str) -> str:
    if platform not in PLATFORMS:
        raise ValueError(f"no platform {platform!r}; there are {', '.join(sorted(PLATFORMS))}")
    return platform
