"""
Who is asked to show which icon, and what it amounts to.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_riot.proof import ICONS, STRENGTH, Ledger, Standing, ask, free_icons, show, standing

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
LIMIT = timedelta(minutes=15)
KEPT = timedelta(days=30)
LATER = NOW + timedelta(minutes=5)
TOO_LATE = NOW + timedelta(minutes=16)


def asked(ledger=None, person="ann", *, current=5, now=NOW, choose=lambda icons: icons[0]):
    return ask(ledger or Ledger("p"), person, current_icon=current, now=now, limit=LIMIT, choose=choose)


def how(ledger, person="ann", now=LATER):
    return standing(ledger, person, now=now, kept=KEPT)


def test_showing_the_icon_in_time_proves_it():
    begun = asked()
    shown = show(begun, "ann", icon=0, changed_at=LATER, now=LATER)

    assert (how(begun), how(shown)) == (Standing.AWAITED, Standing.PROVEN)


def test_another_icon_proves_nothing():
    assert how(show(asked(), "ann", icon=1, changed_at=LATER, now=LATER)) is Standing.AWAITED


def test_when_the_time_is_over_it_is_over():
    assert how(show(asked(), "ann", icon=0, changed_at=TOO_LATE, now=TOO_LATE), now=TOO_LATE) is Standing.EXPIRED


def test_what_was_shown_in_time_counts_however_late_it_is_looked_at():
    shown = show(asked(), "ann", icon=0, changed_at=LATER, now=TOO_LATE)

    assert how(shown, now=TOO_LATE) is Standing.PROVEN


def test_the_icon_that_the_account_has_is_never_asked_for():
    assert asked(current=0).asked["ann"].icon == 1


def test_asking_again_gives_the_same_icon_and_no_more_time():
    begun = asked()

    assert asked(begun, now=LATER, choose=lambda icons: icons[-1]) == begun


def test_after_its_time_another_one_is_asked_for():
    again = asked(asked(), current=0, now=TOO_LATE)

    assert again.asked["ann"].icon == 1
    assert again.asked["ann"].expires_at == TOO_LATE + LIMIT


def test_two_who_claim_one_account_are_asked_for_different_icons():
    both = asked(asked(), "bob")

    assert both.asked["ann"].icon != both.asked["bob"].icon


def test_who_shows_it_first_is_told_and_the_other_contests():
    both = show(asked(asked(), "bob"), "ann", icon=0, changed_at=LATER, now=LATER)

    assert (how(both), how(both, "bob")) == (Standing.PROVEN, Standing.AWAITED)
    assert how(both, "bob", now=TOO_LATE) is Standing.CONTESTED
    assert how(both, "cat") is Standing.CONTESTED


def test_both_may_prove_an_account_that_they_share():
    both = show(asked(asked(), "bob"), "ann", icon=0, changed_at=LATER, now=LATER)
    both = show(both, "bob", icon=1, changed_at=LATER, now=LATER)

    assert (how(both), how(both, "bob")) == (Standing.PROVEN, Standing.PROVEN)


def test_a_proof_counts_for_its_time():
    shown = show(asked(), "ann", icon=0, changed_at=LATER, now=LATER)

    assert how(shown, now=LATER + KEPT) is Standing.UNPROVEN


def test_nobody_was_asked_for_anything():
    assert how(Ledger("p")) is Standing.UNPROVEN
    assert show(Ledger("p"), "ann", icon=0, changed_at=NOW, now=NOW) == Ledger("p")


@given(st.integers(-1, 6000), st.sets(st.integers(0, 40)))
def test_there_is_always_an_icon_to_ask_for(current, others):
    free = free_icons(current, others)

    assert free
    assert current not in free
    assert set(free) <= set(ICONS)


def test_the_strength_says_how_likely_chance_is():
    assert "1 in 28" in STRENGTH


@pytest.mark.parametrize("person", ["ann", "bob"])
def test_a_proof_of_one_person_is_none_of_another(person):
    shown = show(asked(person=person), person, icon=0, changed_at=LATER, now=LATER)

    assert set(shown.proven) == {person}
    assert attrs.evolve(shown, proven={}).asked == {}
