"""
What is written down is what had happened, also when a release of before wrote it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import attrs
import pytest

from tiltyard.errors import JournalTooNew
from tiltyard.models import Actor, EventRecord, PromotionRule
from tiltyard.tournament.codec import ALL_EVENT_TYPES, UPCASTERS, decode, encode
from tiltyard.tournament.events import TournamentCreated, is_personal

NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)


def record(kind, version, facts, personal=None):
    facts, personal = json.loads(json.dumps([facts, personal]))  # the journal keeps JSON
    return EventRecord("s", 1, kind, version, NOON, Actor("cli", "sam"), "c1", None, facts, personal)


@pytest.mark.parametrize("kind", ALL_EVENT_TYPES.values(), ids=ALL_EVENT_TYPES)
def test_every_event_comes_back_as_it_was(kind, some):
    event = some(kind)

    facts, personal = encode(event)

    assert decode(record(kind.__name__, kind.version, facts, personal)) == event


@pytest.mark.parametrize("kind", ALL_EVENT_TYPES.values(), ids=ALL_EVENT_TYPES)
def test_an_erased_event_is_the_same_without_its_words(kind, some):
    event = some(kind)

    erased = decode(record(kind.__name__, kind.version, encode(event)[0]))

    words = [field.name for field in attrs.fields(kind) if is_personal(field)]
    assert erased == attrs.evolve(event, **dict.fromkeys(words))


def test_names_stand_in_no_fact(some):
    for kind in ALL_EVENT_TYPES.values():
        names = {field.name for field in attrs.fields(kind) if is_personal(field)}
        assert not names & set(encode(some(kind))[0])


def test_a_tournament_of_version_1_has_a_ladder_of_one_rung():
    facts = {
        "scope": "local",
        "slug": "cup",
        "title": "Cup",
        "rules": {"capacity": 8, "mode": "solo", "promotion": "order_of_receipt", "identity": "shape"},
    }

    created = decode(record("TournamentCreated", 1, facts))

    assert isinstance(created, TournamentCreated)
    assert created.rules.promotion == (PromotionRule.ORDER_OF_RECEIPT,)
    assert created.rules.capacity == 8


def test_every_older_version_has_somebody_to_lift_it():
    older = {(name, version) for name, kind in ALL_EVENT_TYPES.items() for version in range(1, kind.version)}

    assert set(UPCASTERS) == older


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        pytest.param("LobbyDrawn", 1, id="type"),
        pytest.param("PlayerDropped", 99, id="version"),
    ],
)
def test_what_a_newer_release_wrote_is_said_to_be_newer(kind, version):
    with pytest.raises(JournalTooNew, match=f"{kind} of version {version}"):
        decode(record(kind, version, {}))
