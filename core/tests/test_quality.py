"""
The quality scale: told by each plugin, worked out, never claimed.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import BadInput
from tiltyard.quality import RULES, State, Tier, parse_quality, quality_of

EVERY = [name for rules in RULES.values() for name in rules]


def file(**standings):
    told = dict.fromkeys(EVERY, '"done"') | {name.replace("_", "-"): words for name, words in standings.items()}
    return "[rules]\n" + "\n".join(f"{name} = {words}" for name, words in told.items())


def test_a_tier_is_reached_when_nothing_of_it_and_below_is_to_do():
    assert parse_quality(file()).tier is Tier.PLATINUM
    assert parse_quality(file(health='{ todo = "no page yet" }')).tier is Tier.SILVER
    assert parse_quality(file(readme='{ todo = "not written" }', health='{ todo = "x" }')).tier is Tier.NONE


def test_being_exempt_counts_as_done():
    quality = parse_quality(file(recovers='{ exempt = "it has no vendor" }'))

    assert (quality.tier, quality.standings["recovers"].state) == (Tier.PLATINUM, State.EXEMPT)


def test_what_keeps_it_from_the_next_tier_is_told_with_the_reason():
    quality = parse_quality(file(owner='{ todo = "nobody yet" }', health='{ todo = "later" }'))

    assert quality.to_do() == {"owner": "nobody yet"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(file().replace("readme", "readmee"), "readmee is no rule .did you mean readme", id="misspelt"),
        pytest.param(file().replace('owner = "done"', ""), "owner is missing", id="missing"),
        pytest.param(file(owner='{ exempt = " " }'), "owner is neither", id="no-reason"),
        pytest.param(file(owner='"perhaps"'), "owner is neither", id="no-state"),
        pytest.param(file(owner="{ exempt = 1 }"), "owner is neither", id="reason-is-no-text"),
        pytest.param("[rules", "no TOML", id="no-toml"),
    ],
)
def test_what_is_wrong_is_named(text, words):
    with pytest.raises(BadInput, match=words):
        parse_quality(text)


def test_a_package_that_says_nothing_has_no_quality():
    assert quality_of("attrs") is None
    assert quality_of("no_such_package_anywhere") is None
