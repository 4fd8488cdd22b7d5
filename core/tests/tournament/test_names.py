"""
Who had which name when, read from what has happened.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from tiltyard.models import EventRecord
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import encode
from tiltyard.tournament.names import names

from .conftest import CUP, STAFF, verified

START = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)


@pytest.fixture
def records():
    def records(cup):
        """One event a minute."""
        return [
            EventRecord(
                CUP,
                seq,
                type(event).__name__,
                event.version,
                START + timedelta(minutes=seq),
                STAFF,
                "c",
                None,
                *encode(event),
            )
            for seq, event in enumerate(cup.history, start=1)
        ]

    return records


@pytest.fixture
def evening(cup):
    """Ann signs up, is spelt otherwise by her account, and renames it; Bob stays Bob."""
    cup.sign_up("ann")
    cup.find("ann", verified("Ann#EUW"))
    cup.register("bob")
    cup.find("ann", verified("Anne#EUW"), keys={"name": "sealed-anne"})
    return cup


def told(found):
    return [(one.person, one.name, one.how) for one in found]


def test_every_name_is_told_with_how_it_came_by_person_in_order_of_receipt(evening, records):
    assert told(names(records(evening))) == [
        ("p-ann", "ann#EUW", "signed up"),
        ("p-ann", "Ann#EUW", "checked"),
        ("p-ann", "Anne#EUW", "renamed"),
        ("p-bob", "bob#EUW", "signed up"),
    ]


def test_a_name_is_somebodys_until_the_next_one(evening, records):
    first, second, third, bobs = names(records(evening))

    assert (first.until, second.until) == (second.since, third.since)
    assert (third.until, bobs.until) == (None, None)


def test_two_who_are_one_person_have_the_names_of_both(evening, records):
    evening.do(c.MergePeople, person="p-ann", gone="p-bob", reason="phone and computer")

    found = names(records(evening))

    assert {one.person for one in found} == {"p-ann"}
    assert [one.name for one in found if one.until is None] == ["Anne#EUW"]
    assert [one.since for one in found] == sorted(one.since for one in found)


def test_after_an_erasure_there_is_no_name_to_tell(evening, records):
    erased = [attrs.evolve(record, personal=None) for record in records(evening)]

    assert names(erased) == []
