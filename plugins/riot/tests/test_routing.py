"""
Accounts and games are routed apart.
"""

from __future__ import annotations

import pytest

from tiltyard_riot.errors import NotFound
from tiltyard_riot.routing import (
    ACCOUNT_HOSTS,
    PLATFORMS,
    account_route,
    match_route,
    platform_named,
    platform_of_match_id,
)

TABLE = {
    "na1": ("americas", "americas"),
    "br1": ("americas", "americas"),
    "la1": ("americas", "americas"),
    "la2": ("americas", "americas"),
    "euw1": ("europe", "europe"),
    "eun1": ("europe", "europe"),
    "tr1": ("europe", "europe"),
    "ru": ("europe", "europe"),
    "me1": ("europe", "europe"),
    "kr": ("asia", "asia"),
    "jp1": ("asia", "asia"),
    "oc1": ("sea", "asia"),
    "sg2": ("sea", "asia"),
    "tw2": ("sea", "asia"),
    "vn2": ("sea", "asia"),
}


@pytest.mark.parametrize("platform", TABLE)
def test_each_platform_has_a_host_for_games_and_one_for_accounts(platform):
    assert (match_route(platform), account_route(platform)) == TABLE[platform]
    assert account_route(platform) in ACCOUNT_HOSTS


def test_there_are_no_other_platforms():
    assert set(TABLE) == PLATFORMS


@pytest.mark.parametrize("merged", ["ph2", "TH2"])
def test_a_platform_that_was_merged_is_the_one_it_went_to(merged):
    assert platform_named(merged) == "sg2"
    assert match_route(merged) == "sea"


@pytest.mark.parametrize(
    ("match_id", "platform"), [("NA1_5629024345", "na1"), ("OC1_1", "oc1"), ("KR_8376484567", "kr"), ("PH2_7", "sg2")]
)
def test_a_game_says_where_it_was_played(match_id, platform):
    assert platform_of_match_id(match_id) == platform


@pytest.mark.parametrize("match_id", ["", "NA1", "NA1_", "NA1_x", "XX9_1", "NA1_../..", "na1_²"])
def test_what_is_no_id_of_a_game_is_not_found(match_id):
    with pytest.raises(NotFound):
        platform_of_match_id(match_id)


def test_a_platform_that_there_is_not_is_named_with_all_there_are():
    with pytest.raises(NotFound, match=r"no such Riot platform: euw9. Use one of br1, eun1, euw1"):
        platform_named("euw9")
