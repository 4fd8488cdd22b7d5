"""
What can be asked: hosts, paths and names of methods. Pure.

source  MingweiSamuel/riotapi-schema (2026-04). There is no `entries` in the path of ranks by puuid, and everything by
        summoner id was removed in June 2025
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from urllib.parse import quote

from attrs import frozen

from tiltyard.models import RiotId
from tiltyard_riot.errors import NotFound
from tiltyard_riot.routing import ACCOUNT_HOSTS, match_route, platform_named, platform_of_match_id

Apex = Literal["challenger", "grandmaster", "master"]
APEX = ("challenger", "grandmaster", "master")

SOLO_QUEUE = "RANKED_TFT"
LONGEST_PART = 64
"""Of a Riot ID, in characters. Riot's own are 3 to 16, old ones up to 23; what is beyond this is none, and nobody needs
to be asked."""

LONGEST_ID = 128
SHOWN_CHARS = 40

STATUS_METHOD = "tft-status-v1 platform-data"


@frozen
class Call:
    """One call, to any of some hosts that know the same.

    method  the name by which it is counted, such as `tft-league-v1 by-puuid`
    path    with its query, encoded
    what    what is asked for, in words: "account", "game"
    which   of whom or what, for messages
    """

    hosts: tuple[str, ...]
    method: str
    path: str
    what: str
    which: str


def by_riot_id(riot_id: RiotId) -> Call:
    """Somebody's account.

    raises  NotFound for what cannot be a Riot ID, without anybody being asked
    """
    shown = _shown(str(riot_id))
    parts = [_encoded(part) for part in (riot_id.game_name, riot_id.tag_line)]
    if not all(parts):
        raise NotFound(
            "this cannot be a Riot ID", which=shown, next_step="Write it as in the client: the name, #, and the tag."
        )
    path = f"/riot/account/v1/accounts/by-riot-id/{parts[0]}/{parts[1]}"
    return Call(ACCOUNT_HOSTS, "account-v1 by-riot-id", path, "account", shown)


def by_puuid(puuid: str) -> Call:
    """An account, for its present name."""
    path = f"/riot/account/v1/accounts/by-puuid/{_id(puuid)}"
    return Call(ACCOUNT_HOSTS, "account-v1 by-puuid", path, "account", _shown(puuid))


def region(puuid: str) -> Call:
    """Where an account plays TFT."""
    path = f"/riot/account/v1/region/by-game/tft/by-puuid/{_id(puuid)}"
    return Call(ACCOUNT_HOSTS, "account-v1 region by-puuid", path, "TFT account", _shown(puuid))


def summoner(platform: str, puuid: str) -> Call:
    """Icon and level of an account on a platform."""
    path = f"/tft/summoner/v1/summoners/by-puuid/{_id(puuid)}"
    return _on(platform, "tft-summoner-v1 by-puuid", path, "TFT account", _shown(puuid))


def ranks(platform: str, puuid: str) -> Call:
    """The ranks of an account on a platform."""
    return _on(platform, "tft-league-v1 by-puuid", f"/tft/league/v1/by-puuid/{_id(puuid)}", "ranks", _shown(puuid))


def apex(platform: str, tier: str, queue: str) -> Call:
    """Everybody in a tier from Master up.

    raises  NotFound when the tier has no such list
    """
    name = tier.lower()
    if name not in APEX:
        raise NotFound("no list of such a tier", which=tier[:20], next_step=f"There is {', '.join(APEX)}.")
    path = f"/tft/league/v1/{name}?queue={quote(queue, safe='')}"
    return _on(platform, f"tft-league-v1 {name}", path, f"{name} list", platform)


def match_ids(
    platform: str, puuid: str, *, start: int, count: int, since: datetime | None, until: datetime | None
) -> Call:
    """The games of somebody, the latest first.

    since, until  aware; by the time that Riot keeps of a game
    """
    query = f"start={start}&count={count}"
    if since is not None:
        query += f"&startTime={int(since.timestamp())}"
    if until is not None:
        query += f"&endTime={int(until.timestamp())}"
    path = f"/tft/match/v1/matches/by-puuid/{_id(puuid)}/ids?{query}"
    return Call((match_route(platform),), "tft-match-v1 ids by-puuid", path, "games", _shown(puuid))


def match(match_id: str) -> Call:
    """A game."""
    host = match_route(platform_of_match_id(match_id))
    return Call((host,), "tft-match-v1 by-id", f"/tft/match/v1/matches/{_id(match_id)}", "game", _shown(match_id))


def status(platform: str) -> Call:
    """The status page of a platform; it is there for every key."""
    return _on(platform, STATUS_METHOD, "/tft/status/v1/platform-data", "status page", platform)


def _on(platform: str, method: str, path: str, what: str, which: str) -> Call:
    return Call((platform_named(platform),), method, path, what, which)


def _encoded(part: str, *, longest: int = LONGEST_PART) -> str:
    """Encoded once, slashes too; blank for what can be no part of a path."""
    # Dots alone are taken for steps in a path, also encoded ones.
    if not part.strip() or len(part) > longest or not part.strip(".") or "\0" in part:
        return ""
    try:
        return quote(part, safe="")
    except UnicodeEncodeError:
        return ""


def _id(text: str) -> str:
    """An id of Riot's, in a path.

    raises  NotFound for what is none, so that it cannot lead elsewhere
    """
    encoded = _encoded(text, longest=LONGEST_ID)
    if not encoded:
        raise NotFound("this is no id of Riot's", which=_shown(text), next_step="Look the player up by Riot ID.")
    return encoded


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}..."
