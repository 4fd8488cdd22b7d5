"""
Gathers games: those that a lobby may have played, and those of a player's history.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import attrs
from attrs import frozen

from tiltyard.errors import BadPayload, TiltyardError, Unavailable
from tiltyard.models import Lobby, Placements, PlayerAccount
from tiltyard_riot.errors import ForeignPuuid, NotFound
from tiltyard_riot.known import Asking, Dated, Known
from tiltyard_riot.limiter import Priority
from tiltyard_riot.models import Account, Match
from tiltyard_riot.names import spellings
from tiltyard_riot.resolver import resolve
from tiltyard_riot.summary import Summary, summarise

LISTED_MOST = 60
"""Games of one lobby that are looked into; those that most of its members have played come first."""

SLACK = timedelta(hours=1)
"""Histories are filtered by a time of Riot's that is not described: ask for more, and look at each game's own."""

_PAGE = 100
"""Ids that are asked for at once; the specification of 2026-04-15 names no limit."""

_LATER_S = 60.0


@frozen
class History:
    """What a player has played.

    name     as Riot spells it
    missing  games that are listed and cannot be had (yet)
    """

    name: str
    puuid: str
    summary: Summary
    missing: int = 0


class Games:
    """Answers `fetch_placements`, and `tiltyard riot history`."""

    def __init__(self, known: Known) -> None:
        self._known = known

    async def placements(self, lobby: Lobby, *, within_s: float) -> list[Placements]:
        """The games that may be the lobby's, best first; nothing while none is known, which may be hours.

        Every member is asked about, since games are missing from some histories (developer-relations #919, read
        2026-11).

        raises  Unavailable when too little could be read to say anything; AccessDenied
        """
        if lobby.since > lobby.until:
            return []
        asking = Asking(Priority.LIVE, within_s)
        found = await self._members(lobby, asking)
        lobby = attrs.evolve(lobby, members=tuple(member for member, _ in found))
        histories = await asyncio.gather(*(self._listed(one, lobby, asking) for one in lobby.members))
        unread = [one.name for (one, looked), ids in zip(found, histories, strict=True) if not looked or ids is None]
        listed = Counter(
            match_id for ids in histories for match_id in ids or () if match_id not in lobby.used_match_ids
        )
        wanted = sorted(listed, key=lambda match_id: (-listed[match_id], match_id))[:LISTED_MOST]
        matches = await asyncio.gather(*(self._match(one, asking) for one in wanted))
        away = [one for one in matches if isinstance(one, Unavailable)]
        answers = resolve(lobby, [one for one in matches if isinstance(one, Match)], unread=unread)
        if not answers and (unread or away):
            retry_after_s = max((one.retry_after_s or 0.0 for one in away), default=0.0) or _LATER_S
            raise Unavailable(
                "the games of this lobby could not all be read",
                which=", ".join(unread) or f"{len(away)} games",
                next_step="Ask again, or enter the placements by hand.",
                retry_after_s=retry_after_s,
            )
        return answers

    async def members(self, lobby: Lobby, *, within_s: float = 30.0) -> list[PlayerAccount]:
        """The lobby's members with PUUID and platform, as far as they can be found."""
        return [member for member, _ in await self._members(lobby, Asking(Priority.LIVE, within_s))]

    async def histories(
        self, names: Sequence[str], *, count: int, within_s: float, tell: Callable[[int, int], None]
    ) -> list[History | TiltyardError]:
        """How each of them has played in their last games, or why that cannot be told; in order."""
        done, of = dict.fromkeys(names, 0), dict.fromkeys(names, count)

        async def one(name: str) -> History | TiltyardError:
            def told(ready: int, listed: int) -> None:
                done[name], of[name] = ready, listed
                tell(sum(done.values()), sum(of.values()))

            try:
                return await self.history(name, count=count, within_s=within_s, tell=told)
            except TiltyardError as error:
                told(0, 0)
                return error

        return list(await asyncio.gather(*(one(name) for name in names)))

    async def history(
        self, name: str, *, count: int, within_s: float, tell: Callable[[int, int], None] | None = None
    ) -> History:
        """How somebody has played in their last games.

        tell    is told how many of how many games are there
        raises  NotFound, Unavailable, AccessDenied
        """
        asking = Asking(Priority.BACKGROUND, within_s)
        account = await self._account(name, asking)
        platform = (await self._known.platform_of(account.puuid, asking)).value
        ids: list[str] = []
        while len(ids) < count:
            page = await self._known.match_ids(
                platform, account.puuid, asking, start=len(ids), count=min(_PAGE, count - len(ids))
            )
            ids.extend(page)
            if not page:
                break
        done = 0

        async def counted(match_id: str) -> Match | Unavailable | None:
            nonlocal done
            answer = await self._match(match_id, asking)
            done += 1
            if tell:
                tell(done, len(ids))
            return answer

        answers = await asyncio.gather(*(counted(one) for one in ids))
        for answer in answers:
            if isinstance(answer, Unavailable):
                raise answer
        matches = [one for one in answers if isinstance(one, Match)]
        missing = len(answers) - len(matches)
        return History(str(account.riot_id or name), account.puuid, summarise(account.puuid, matches), missing)

    async def _account(self, name: str, asking: Asking) -> Account:
        return (await account_under(self._known, name, asking)).value

    async def _members(self, lobby: Lobby, asking: Asking) -> list[tuple[PlayerAccount, bool]]:
        return list(await asyncio.gather(*(self._member(one, asking) for one in lobby.members)))

    async def _member(self, member: PlayerAccount, asking: Asking) -> tuple[PlayerAccount, bool]:
        """The same with PUUID and platform, as far as they can be found; and whether they could be looked for."""
        try:
            puuid = member.puuid or (await self._account(member.name, asking)).puuid
            try:
                platform = (await self._known.platform_of(puuid, asking)).value
            except ForeignPuuid:
                puuid = (await self._account(member.name, asking)).puuid
                platform = (await self._known.platform_of(puuid, asking)).value
        except NotFound:
            return attrs.evolve(member, platform=None), True
        except (Unavailable, BadPayload):
            return attrs.evolve(member, platform=None), False
        return attrs.evolve(member, puuid=puuid, platform=platform), True

    async def _listed(self, member: PlayerAccount, lobby: Lobby, asking: Asking) -> tuple[str, ...] | None:
        """Games in a member's history; None when it cannot be read now."""
        if member.puuid is None or member.platform is None:
            return ()
        try:
            return await self._known.match_ids(
                member.platform,
                member.puuid,
                asking,
                count=_PAGE,
                since=_moved(lobby.since, -SLACK),
                until=_moved(lobby.until, SLACK),
            )
        except NotFound:
            return ()
        except (Unavailable, BadPayload):
            return None

    async def _match(self, match_id: str, asking: Asking) -> Match | Unavailable | None:
        """A game; None when its details are not there, as happens to games that are listed."""
        try:
            return await self._known.match(match_id, asking)
        except Unavailable as error:
            return error
        except (NotFound, BadPayload):
            return None


def _moved(moment: datetime, by: timedelta) -> datetime:
    """So much later; as it is where there are no such times."""
    try:
        return moment + by
    except OverflowError:
        return moment


async def account_under(known: Known, name: str, asking: Asking) -> Dated[Account]:
    """The account that somebody means by what they typed.

    raises  NotFound when no way of reading it is an account's name; what `RiotClient` raises
    """
    for riot_id in spellings(name):
        try:
            return await known.account_named(riot_id, asking)
        except NotFound:
            continue
    raise NotFound("Riot knows no such account", which=name, next_step="Give the Riot ID as Name#TAG.")
