"""
Which host of the Riot API to ask. Pure.

Accounts and games are routed apart: all accounts are on three hosts, and the games of Oceania and South-East Asia on a
fourth that knows no accounts.
source  routesTable of MingweiSamuel/riotapi-schema (2026-04), with its dates; account data are the same on all three
        hosts, says Riot in developer-relations #394 and #835
"""

from __future__ import annotations

from collections.abc import Mapping

from tiltyard_riot.errors import NotFound

ACCOUNT_HOSTS = ("europe", "americas", "asia")
"""Each of them knows every account. Limits are per host, so that three bear more than one."""

_MATCHES: Mapping[str, str] = {
    "na1": "americas",
    "br1": "americas",
    "la1": "americas",
    "la2": "americas",
    "euw1": "europe",
    "eun1": "europe",
    "tr1": "europe",
    "ru": "europe",
    "me1": "europe",
    "kr": "asia",
    "jp1": "asia",
    # Since June 2022: on `americas` the games of OC1 are an empty list, and no error.
    "oc1": "sea",
    "sg2": "sea",
    "tw2": "sea",
    "vn2": "sea",
}
_ACCOUNTS: Mapping[str, str] = {"sea": "asia"}

_MERGED: Mapping[str, str] = {"ph2": "sg2", "th2": "sg2"}
"""Since 2025-01-08. Their hosts are gone, and old notes of players may still name them."""

PLATFORMS = frozenset(_MATCHES)
"""Where TFT is played, as Riot names it in addresses."""


def platform_named(text: str) -> str:
    """A platform as Riot names it today, whatever its capitals.

    raises  NotFound when there is none
    """
    name = text.strip().lower()
    name = _MERGED.get(name, name)
    if name not in _MATCHES:
        raise NotFound(
            "there is no such Riot platform",
            which=text[:20],
            next_step=f"Use one of {', '.join(sorted(_MATCHES))}.",
        )
    return name


def match_route(platform: str) -> str:
    """The host that has the games of a platform.

    raises  NotFound when there is no such platform
    """
    return _MATCHES[platform_named(platform)]


def account_route(platform: str) -> str:
    """The account host that is nearest to a platform; the two others know the same.

    raises  NotFound when there is no such platform
    """
    region = match_route(platform)
    return _ACCOUNTS.get(region, region)


def platform_of_match_id(match_id: str) -> str:
    """The platform that a game was played on: `OC1_123` says `oc1`.

    raises  NotFound when it is no id of a game
    """
    prefix, sign, number = match_id.partition("_")
    if not (sign and number.isascii() and number.isdecimal()):
        raise NotFound("this is no id of a game", which=match_id[:40], next_step="One looks like EUW1_7000000001.")
    return platform_named(prefix)
