"""
What is kept is what was told.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from riot_games import match

from tiltyard.models import RiotId
from tiltyard_riot.models import Account, LeagueEntry, Match
from tiltyard_riot.plain import from_plain, to_plain
from tiltyard_riot.proof import Asked, Ledger

NOW = datetime(2026, 11, 20, 18, 0, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Account("p", RiotId("Ann", "EUW")), Account),
        (Account("p", None), Account),
        (match(), Match),
        (match(pairs=(1, 1, 2, 2, 3, 3, 4, 4)), Match),
        ((LeagueEntry("RANKED_TFT", "GOLD", "II", 40), LeagueEntry("RANKED_TFT_TURBO")), tuple[LeagueEntry, ...]),
        ("euw1", str),
        (Ledger("p", {"ann": Asked(3, NOW, NOW)}, {"bob": NOW}), Ledger),
    ],
)
def test_models_come_back_as_they_went(value, kind):
    assert from_plain(to_plain(value), kind) == value


@pytest.mark.parametrize("other", [{}, [], None, {"puuid": "p"}, {"riot_id": None}])
def test_another_form_is_not_taken_for_a_model(other):
    with pytest.raises(ValueError, match="this is no"):
        from_plain(other, Match)
