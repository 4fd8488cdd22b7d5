"""
What Riot tells, as values. Pure: JSON in, values out.

What we rely on is looked at, so that no answer of another form is taken for one about a player; keys that nobody here
uses may come and go. All of it raises `BadAnswer`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from tiltyard.models import RiotId
from tiltyard_riot.errors import BadAnswer, NotFound
from tiltyard_riot.routing import platform_named

_PUUID = re.compile(r"[\w-]{40,128}", re.ASCII)
"""Riot promises 78 characters. In incidents it told raw ids of 36 instead, which are of no use:
RiotGames/developer-relations #940."""

EXCERPT_CHARS = 80


@frozen
class Account:
    """Somebody with a Riot account.

    puuid    what our application is told: identity, as long as the key belongs to the same application
    riot_id  as Riot spells it; None for an account that has none yet
    """

    puuid: str
    riot_id: RiotId | None


@frozen
class Summoner:
    """An account on a platform.

    revision_date  when icon, name or anything else of it changed last, or a game ended
    """

    puuid: str
    profile_icon_id: int
    revision_date: datetime
    summoner_level: int


@frozen
class LeagueEntry:
    """Where somebody stands in one queue. There is none for a queue in which they are unranked.

    queue_type  `RANKED_TFT`, `RANKED_TFT_DOUBLE_UP` or `RANKED_TFT_TURBO`
    tier, rank, league_points   such as GOLD, II, 45; None in Hyper Roll, which has the rated ones
    wins, losses  first places, and all others
    """

    queue_type: str
    tier: str | None = None
    rank: str | None = None
    league_points: int | None = None
    wins: int = 0
    losses: int = 0
    rated_tier: str | None = None
    rated_rating: int | None = None


@frozen
class LeagueItem:
    """Somebody in a list of the best."""

    puuid: str
    league_points: int
    wins: int
    losses: int


@frozen
class League:
    """All players of a tier from Master up on one platform, in no order."""

    tier: str
    queue: str
    entries: tuple[LeagueItem, ...]


@frozen
class Participant:
    """Somebody in a game.

    placement         1 is the winner; in Double Up, too, players are placed 1 to 8
    partner_group_id  the number of the pair; Set 18 does not tell it
    last_round        in which they went out
    lasted_s          how long they were in the game
    """

    puuid: str
    riot_id: RiotId | None
    placement: int
    partner_group_id: int | None = None
    last_round: int | None = None
    lasted_s: float | None = None


@frozen
class Match:
    """A game that was played.

    game_at     when it ended
    set_number  17, 18 ...; the version of the game is of no use since Set 18
    end_of_game_result  `GameComplete`, or such as `Abort_TooFewPlayers`; None when it is not told
    created_at  when it began; None when it is not told
    """

    id: str
    game_at: datetime
    length_s: float
    queue_id: int
    set_number: int
    end_of_game_result: str | None
    participants: tuple[Participant, ...]
    created_at: datetime | None = None


@frozen
class Notice:
    """What the status page tells.

    state  how severe an incident is, or how far maintenance: `info`, `warning`, `critical`; `scheduled`, `in_progress`,
           `complete`; blank when it is not told
    """

    title: str
    state: str


@frozen
class PlatformStatus:
    """The status page of a platform."""

    platform: str
    incidents: tuple[Notice, ...]
    maintenances: tuple[Notice, ...]


def read_account(said: Any, *, puuid: str | None = None) -> Account:
    """`AccountDto`.

    puuid  whom it must be about, when that was asked
    """
    fields = _fields(said, "an account")
    told = _puuid(fields)
    _must_be(told, puuid)
    return Account(told, _riot_id(fields, "gameName", "tagLine"))


def read_platform(said: Any, *, puuid: str) -> str:
    """`AccountRegionDTO`: the platform."""
    fields = _fields(said, "a region")
    _must_be(_puuid(fields), puuid)
    region = _text(fields, "region")
    try:
        return platform_named(region)
    except NotFound as error:
        raise _bad("Riot names a platform that is not known here", fields) from error


def read_summoner(said: Any, *, puuid: str) -> Summoner:
    """`SummonerDTO`."""
    fields = _fields(said, "a summoner")
    told = _puuid(fields)
    _must_be(told, puuid)
    return Summoner(
        told, _number(fields, "profileIconId"), _moment(fields, "revisionDate"), _number(fields, "summonerLevel")
    )


def read_ranks(said: Any, *, puuid: str) -> tuple[LeagueEntry, ...]:
    """A list of `LeagueEntryDTO`; empty for somebody who is unranked."""
    entries = []
    for one in _list(said, "ranks"):
        fields = _fields(one, "a rank")
        if fields.get("puuid") is not None:
            _must_be(_puuid(fields), puuid)
        entries.append(_entry(fields))
    return tuple(entries)


def read_league(said: Any, *, queue: str) -> League:
    """`LeagueListDTO`. An empty one does not tell its queue."""
    fields = _fields(said, "a league")
    items = []
    for one in _list(fields.get("entries"), "a league's entries"):
        item = _fields(one, "an entry")
        numbers = (_number(item, name) for name in ("leaguePoints", "wins", "losses"))
        items.append(LeagueItem(_puuid(item), *numbers))
    return League(_text(fields, "tier"), _optional_text(fields, "queue") or queue, tuple(items))


def read_match_ids(said: Any) -> tuple[str, ...]:
    """A list of ids, the latest first."""
    ids = _list(said, "ids of games")
    if not all(isinstance(one, str) and one for one in ids):
        raise _bad("ids of games are not text", said)
    return tuple(ids)


def read_match(said: Any, *, match_id: str) -> Match:
    """`MatchDto`, of Set 18 or earlier ones."""
    whole = _fields(said, "a game")
    metadata, info = _fields(whole.get("metadata"), "metadata"), _fields(whole.get("info"), "a game's info")
    told = _text(metadata, "match_id")
    if told != match_id:
        raise _bad("Riot answered with another game than the one that was asked for", metadata)
    created_at = _moment(info, "gameCreation") if info.get("gameCreation") is not None else None
    return Match(
        told,
        _moment(info, "game_datetime"),
        _amount(info, "game_length"),
        _number(info, "queue_id" if info.get("queue_id") is not None else "queueId"),
        _number(info, "tft_set_number"),
        _optional_text(info, "endOfGameResult"),
        tuple(_participant(one) for one in _list(info.get("participants"), "participants")),
        created_at,
    )


def read_status(said: Any, *, platform: str) -> PlatformStatus:
    """`PlatformDataDto`."""
    fields = _fields(said, "a status page")
    incidents = [_notice(one, "incident_severity") for one in _list(fields.get("incidents"), "incidents")]
    maintenances = [_notice(one, "maintenance_status") for one in _list(fields.get("maintenances"), "maintenances")]
    return PlatformStatus(platform, tuple(incidents), tuple(maintenances))


def _entry(fields: Mapping[str, Any]) -> LeagueEntry:
    return LeagueEntry(
        _text(fields, "queueType"),
        _optional_text(fields, "tier"),
        _optional_text(fields, "rank"),
        _optional_number(fields, "leaguePoints"),
        _number(fields, "wins"),
        _number(fields, "losses"),
        _optional_text(fields, "ratedTier"),
        _optional_number(fields, "ratedRating"),
    )


def _participant(said: Any) -> Participant:
    fields = _fields(said, "a participant")
    lasted_s = _amount(fields, "time_eliminated") if fields.get("time_eliminated") is not None else None
    return Participant(
        # No pattern: what is no person has an id of another form.
        _text(fields, "puuid"),
        _riot_id(fields, "riotIdGameName", "riotIdTagline"),
        _number(fields, "placement"),
        _optional_number(fields, "partner_group_id"),
        _optional_number(fields, "last_round"),
        lasted_s,
    )


def _notice(said: Any, state: str) -> Notice:
    fields = _fields(said, "a notice")
    titles = {
        str(title.get("locale")): str(title.get("content"))
        for title in _list(fields.get("titles"), "titles")
        if isinstance(title, dict)
    }
    title = titles.get("en_US") or next(iter(titles.values()), "")
    return Notice(title, _optional_text(fields, state) or "")


def _riot_id(fields: Mapping[str, Any], game_name: str, tag_line: str) -> RiotId | None:
    parts = _optional_text(fields, game_name), _optional_text(fields, tag_line)
    return RiotId(parts[0], parts[1]) if parts[0] and parts[1] else None


def _must_be(told: str, asked: str | None) -> None:
    if asked is not None and told != asked:
        raise _bad("Riot answered about another account than the one that was asked for", told)


def _puuid(fields: Mapping[str, Any]) -> str:
    puuid = _text(fields, "puuid")
    if not _PUUID.fullmatch(puuid):
        raise _bad("Riot told an id of an account that cannot be used", puuid)
    return puuid


def _fields(said: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise _bad(f"{what} is no JSON object", said)
    return said


def _list(said: Any, what: str) -> list[Any]:
    if not isinstance(said, list):
        raise _bad(f"there is no list of {what}" if said is None else f"{what} are no list", said)
    return said


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise _bad(f"{name} is no text", fields)
    return value


def _optional_text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise _bad(f"{name} is no text", fields)
    return value


def _number(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _bad(f"{name} is no whole number", fields)
    return value


def _optional_number(fields: Mapping[str, Any], name: str) -> int | None:
    return None if fields.get(name) is None else _number(fields, name)


def _amount(fields: Mapping[str, Any], name: str) -> float:
    value = fields.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < float("inf"):
        raise _bad(f"{name} is no number", fields)
    return float(value)


def _moment(fields: Mapping[str, Any], name: str) -> datetime:
    """Milliseconds since 1970."""
    try:
        return datetime.fromtimestamp(_number(fields, name) / 1000, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise _bad(f"{name} is no moment", fields) from error


def _bad(what: str, said: Any) -> BadAnswer:
    return BadAnswer(
        what,
        next_step="Nothing was decided by it; it is asked again later. Should it stay, tell us.",
        excerpt=repr(said)[:EXCERPT_CHARS],
    )
