"""
Ranks from what Riot tells, and whom a tournament takes.
"""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from tiltyard.errors import BadPayload
from tiltyard.models import Eligibility, Rank, RankQueue, Tier
from tiltyard_riot.eligibility import platform_objection, rank_objection
from tiltyard_riot.models import LeagueEntry
from tiltyard_riot.ranks import rank_of, rank_words

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def entry(queue_type, tier=None, rank=None, points=None, **more):
    known = {one.name for one in attrs.fields(LeagueEntry)}
    fields = {"queue_type": queue_type, "tier": tier, "rank": rank, "league_points": points, "wins": 1, "losses": 2}
    return LeagueEntry(**{**dict.fromkeys(known), **fields, **more})


SOLO = entry("RANKED_TFT", "GOLD", "II", 40)
TURBO = entry("RANKED_TFT_TURBO", rated_tier="ORANGE", rated_rating=3000)
DOUBLE_UP = entry("RANKED_TFT_DOUBLE_UP", "CHALLENGER", "I", 912)


@pytest.mark.parametrize("entries", [(SOLO, TURBO, DOUBLE_UP), (DOUBLE_UP, TURBO, SOLO)])
def test_each_queue_has_its_own_rank_in_whatever_order_they_come(entries):
    assert rank_of(entries, RankQueue.SOLO, NOW) == Rank(RankQueue.SOLO, Tier.GOLD, 2, 40, NOW, "riot")
    assert rank_of(entries, RankQueue.DOUBLE_UP, NOW) == Rank(
        RankQueue.DOUBLE_UP, Tier.CHALLENGER, None, 912, NOW, "riot"
    )


@pytest.mark.parametrize("entries", [(), (TURBO,), (DOUBLE_UP,)])
def test_without_an_entry_somebody_is_unranked_and_not_iron(entries):
    rank = rank_of(entries, RankQueue.SOLO, NOW)

    assert (rank.tier, rank.division, rank_words(rank)) == (Tier.UNRANKED, None, "unranked")


@pytest.mark.parametrize("unknown", [entry("RANKED_TFT", "WOOD", "II", 1), entry("RANKED_TFT", "GOLD", "V", 1)])
def test_a_rank_that_nobody_knows_is_no_rank(unknown):
    with pytest.raises(BadPayload, match="does not know"):
        rank_of((unknown,), RankQueue.SOLO, NOW)


@pytest.mark.parametrize(
    ("tier", "rules", "code"),
    [
        pytest.param(Tier.GOLD, Eligibility(lowest=Tier.GOLD, highest=Tier.GOLD), None, id="both-ends-are-in"),
        pytest.param(Tier.SILVER, Eligibility(lowest=Tier.GOLD), "riot_rank_too_low", id="below"),
        pytest.param(Tier.PLATINUM, Eligibility(highest=Tier.GOLD), "riot_rank_too_high", id="above"),
        pytest.param(Tier.UNRANKED, Eligibility(lowest=Tier.IRON), "riot_rank_too_low", id="unranked-is-below-iron"),
        pytest.param(Tier.UNRANKED, Eligibility(highest=Tier.GOLD), None, id="unranked-is-above-nobody"),
        pytest.param(Tier.CHALLENGER, Eligibility(), None, id="nothing-is-asked"),
    ],
)
def test_ranks_are_held_against_the_rules(tier, rules, code):
    found = rank_objection("Ann#EUW", Rank(RankQueue.SOLO, tier, None, 0, NOW), rules)

    assert (found and found.code) == code
    assert found is None or (found.hard and "Ann#EUW" in found.reason and found.next_step)


def test_platforms_are_compared_as_people_write_them():
    rules = Eligibility(platforms=frozenset({"EUW1", "eun1"}))

    assert platform_objection("Ann#EUW", "euw1", rules) is None
    assert "takes EUN1 or EUW1" in platform_objection("Ann#EUW", "kr", rules).reason
    assert platform_objection("Ann#EUW", "kr", Eligibility()) is None
