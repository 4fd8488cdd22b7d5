"""
Which host serves what: the stand-in's own table, so that a client's routes are tested against somebody else's.

source  routesTable of MingweiSamuel/riotapi-schema (2026-04); PH2 and TH2 merged into SG2 on 2025-01-08
"""

from __future__ import annotations

from collections.abc import Mapping

REGION_OF_MATCHES: Mapping[str, str] = {
    "br1": "americas",
    "eun1": "europe",
    "euw1": "europe",
    "jp1": "asia",
    "kr": "asia",
    "la1": "americas",
    "la2": "americas",
    "me1": "europe",
    "na1": "americas",
    "oc1": "sea",
    "ru": "europe",
    "sg2": "sea",
    "tr1": "europe",
    "tw2": "sea",
    "vn2": "sea",
}
"""Where the matches of each platform are."""

PLATFORMS = frozenset(REGION_OF_MATCHES)
ACCOUNT_HOSTS = frozenset({"americas", "asia", "europe"})
"""All of them know all accounts; `sea` knows none."""

MATCH_HOSTS = frozenset(REGION_OF_MATCHES.values())
STATUS_HOSTS = PLATFORMS | {"pbe1"}
HOSTS = STATUS_HOSTS | ACCOUNT_HOSTS | MATCH_HOSTS
