"""
What Riot tells is looked at where we rely on it, and may hold more than we know.
"""

from __future__ import annotations

import contextlib
import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import RiotId
from tiltyard_riot import models
from tiltyard_riot.errors import BadAnswer

PUUID = "ea7wcXneW6M5HdOQYm2lYM61kaombEtGaTOUyy-8FSef4uuVepiUskfuSubKKTcTk0rtxXeo2YyCqA"
MATCH = {
    "metadata": {"data_version": "6", "match_id": "NA1_1", "participants": [PUUID]},
    "info": {
        "game_datetime": 1_789_315_200_000,
        "game_length": 2173.65,
        "game_version": "TFT Unreal Version ?.?.?.?",
        "queue_id": 1100,
        "tft_set_number": 18,
        "participants": [{"puuid": PUUID, "placement": 1}, {"puuid": "BOT", "placement": 2}],
    },
}
ENTRY = {"queueType": "RANKED_TFT", "wins": 1, "losses": 2, "tier": "GOLD", "rank": "II", "leaguePoints": 3}

READERS = [
    models.read_account,
    lambda said: models.read_platform(said, puuid=PUUID),
    lambda said: models.read_summoner(said, puuid=PUUID),
    lambda said: models.read_ranks(said, puuid=PUUID),
    lambda said: models.read_league(said, queue="RANKED_TFT"),
    models.read_match_ids,
    lambda said: models.read_match(said, match_id="NA1_1"),
    lambda said: models.read_status(said, platform="na1"),
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["puuid", "region", "entries", "tier", "metadata", "info", "match_id", "titles"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(READERS))
def test_anything_is_read_or_is_a_bad_answer(said, read):
    with contextlib.suppress(BadAnswer):
        read(said)


def test_what_is_new_does_no_harm():
    account = models.read_account({"puuid": PUUID, "gameName": "Ann", "tagLine": "EUW", "weather": {"fine": True}})

    assert account == models.Account(PUUID, RiotId("Ann", "EUW"))


@pytest.mark.parametrize("names", [{}, {"gameName": "Ann"}, {"gameName": "", "tagLine": ""}, {"gameName": None}])
def test_half_a_name_is_none(names):
    assert models.read_account({"puuid": PUUID, **names}).riot_id is None


@pytest.mark.parametrize("puuid", ["7d9dd5e2-1c6c-4b5e-9f0a-3c1f0f4e4f5a", "", 5, None, "x" * 200, f"{PUUID[:-1]}!"])
def test_a_raw_id_is_no_puuid(puuid):
    with pytest.raises(BadAnswer):
        models.read_account({"puuid": puuid})


@pytest.mark.parametrize(
    "change",
    [
        {"wins": "1"},
        {"wins": True},
        {"wins": -1},
        {"queueType": ""},
        {"tier": 5},
        {"leaguePoints": 1.5},
        {"puuid": "x"},
    ],
)
def test_a_rank_of_another_form_is_none(change):
    with pytest.raises(BadAnswer):
        models.read_ranks([{**ENTRY, **change}], puuid=PUUID)


def test_a_rank_of_somebody_else_is_none():
    with pytest.raises(BadAnswer, match="another account"):
        models.read_ranks([{**ENTRY, "puuid": PUUID[::-1]}], puuid=PUUID)


def test_a_game_of_set_18_is_read_without_what_it_lacks():
    game = models.read_match(MATCH, match_id="NA1_1")

    assert (game.set_number, game.queue_id, game.end_of_game_result, game.created_at) == (18, 1100, None, None)
    assert game.game_at.isoformat() == "2026-09-13T16:00:00+00:00"
    assert [one.placement for one in game.participants] == [1, 2]


def test_the_queue_has_two_names():
    said = copy.deepcopy(MATCH)
    said["info"]["queueId"] = said["info"].pop("queue_id")

    assert models.read_match(said, match_id="NA1_1").queue_id == 1100


def test_another_game_than_the_one_that_was_asked_for_is_none():
    with pytest.raises(BadAnswer, match="another game"):
        models.read_match(MATCH, match_id="NA1_2")


@pytest.mark.parametrize("name", ["game_datetime", "game_length", "queue_id", "tft_set_number", "participants"])
@pytest.mark.parametrize("value", [None, "1", [1], {}, -1, float("nan"), float("inf")])
def test_a_game_that_lacks_what_we_rely_on_is_none(name, value):
    said = copy.deepcopy(MATCH)
    said["info"][name] = value

    with pytest.raises(BadAnswer):
        models.read_match(said, match_id="NA1_1")


@pytest.mark.parametrize("placement", [None, "1", 1.5, True, -1])
def test_a_placement_is_a_number(placement):
    said = copy.deepcopy(MATCH)
    said["info"]["participants"][0]["placement"] = placement

    with pytest.raises(BadAnswer, match="placement"):
        models.read_match(said, match_id="NA1_1")


def test_a_platform_that_is_not_known_is_none():
    with pytest.raises(BadAnswer, match="not known here"):
        models.read_platform({"puuid": PUUID, "game": "tft", "region": "mars1"}, puuid=PUUID)


def test_a_notice_may_lack_what_it_does_not_tell():
    notice = {"titles": [{"locale": "ko_KR", "content": "점검"}], "maintenance_status": None}
    status = models.read_status({"incidents": [], "maintenances": [notice]}, platform="kr")

    assert status.maintenances == (models.Notice("점검", ""),)


def test_a_moment_that_no_calendar_has_is_none():
    said = copy.deepcopy(MATCH)
    said["info"]["game_datetime"] = 10**30

    with pytest.raises(BadAnswer, match="no moment"):
        models.read_match(said, match_id="NA1_1")
