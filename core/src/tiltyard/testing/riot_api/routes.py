"""
The endpoints that there are: what a path asks, and on which hosts it may be asked.
"""

from __future__ import annotations

from urllib.parse import unquote

from attrs import frozen

from tiltyard.testing.riot_api.places import ACCOUNT_HOSTS, MATCH_HOSTS, PLATFORMS, STATUS_HOSTS

UNKNOWN = "unknown"
"""The method of what is no endpoint, or not on this host."""


@frozen
class Endpoint:
    """One endpoint.

    method    its name in records and limits, such as `tft-league-v1 by-puuid`
    template  its path; a part in braces is anything
    """

    method: str
    template: str
    hosts: frozenset[str]

    def arguments(self, parts: list[str]) -> tuple[str, ...] | None:
        """What stands for the braces, decoded; None when it is another path."""
        expected = self.template.strip("/").split("/")
        if len(parts) != len(expected):
            return None
        found = []
        for part, name in zip(parts, expected, strict=True):
            if name.startswith("{"):
                found.append(unquote(part, errors="replace"))
            elif part != name:
                return None
        return tuple(found)


ENDPOINTS = (
    Endpoint("account-v1 by-riot-id", "/riot/account/v1/accounts/by-riot-id/{gameName}/{tagLine}", ACCOUNT_HOSTS),
    Endpoint("account-v1 by-puuid", "/riot/account/v1/accounts/by-puuid/{puuid}", ACCOUNT_HOSTS),
    Endpoint("account-v1 region by-puuid", "/riot/account/v1/region/by-game/{game}/by-puuid/{puuid}", ACCOUNT_HOSTS),
    Endpoint("tft-summoner-v1 by-puuid", "/tft/summoner/v1/summoners/by-puuid/{encryptedPUUID}", PLATFORMS),
    Endpoint("tft-league-v1 by-puuid", "/tft/league/v1/by-puuid/{puuid}", PLATFORMS),
    Endpoint("tft-league-v1 challenger", "/tft/league/v1/challenger", PLATFORMS),
    Endpoint("tft-league-v1 grandmaster", "/tft/league/v1/grandmaster", PLATFORMS),
    Endpoint("tft-league-v1 master", "/tft/league/v1/master", PLATFORMS),
    Endpoint("tft-match-v1 ids by-puuid", "/tft/match/v1/matches/by-puuid/{puuid}/ids", MATCH_HOSTS),
    Endpoint("tft-match-v1 by-id", "/tft/match/v1/matches/{matchId}", MATCH_HOSTS),
    Endpoint("tft-status-v1 platform-data", "/tft/status/v1/platform-data", STATUS_HOSTS),
)
"""What a tournament asks. What was removed, and what nobody here asks, is no route."""

METHODS = tuple(one.method for one in ENDPOINTS)


@frozen
class Asked:
    """A call that was understood."""

    host: str
    method: str
    arguments: tuple[str, ...]


def read_path(raw_path: str) -> Asked:
    """What `/{host}/tft/...` asks: encoded as it came, so that `%2F` in a name parts nothing.

    returns  with the method `unknown` when there is no such endpoint on this host
    """
    host, *parts = raw_path.removeprefix("/").split("/")
    for endpoint in ENDPOINTS:
        arguments = endpoint.arguments(parts)
        if arguments is not None and host in endpoint.hosts:
            return Asked(host, endpoint.method, arguments)
    return Asked(host, UNKNOWN, ())
