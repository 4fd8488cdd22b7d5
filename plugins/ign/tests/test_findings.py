"""
What a claim's name is found to be.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import Evidence, PersonId, PlayerClaim, Verdict
from tiltyard.tournament.judge import Outcome, judge
from tiltyard_ign.findings import findings_about

HERE = Path(__file__).parents[1]


def finding(typed, alternates=()):
    (found,) = findings_about(PlayerClaim(PersonId("p"), typed, alternates))
    return found


def test_a_well_written_name_is_verified_as_shape_with_its_keys():
    found = finding(" Ann \uff03EUW")

    assert (found.verdict, found.evidence, found.canonical) == (Verdict.VERIFIED, Evidence.SHAPE, "Ann#EUW")
    assert found.keys == {"name": "ann#euw", "skeleton": "ann#euw"}


def test_a_badly_written_name_is_rejected_without_keys():
    found = finding("Ann")

    assert (found.verdict, found.hard, found.code) == (Verdict.REJECTED, True, "riot_id_no_tag")
    assert (found.keys, found.canonical) == ({}, None)


def test_a_doubtful_name_waits_for_staff():
    judgement = judge([finding("Al#EUW")], Evidence.SHAPE)

    assert (judgement.outcome, judgement.waits_for) == (Outcome.PENDING, "staff")


def test_alternates_are_not_looked_at():
    assert finding("Ann#EUW", alternates=("nonsense",)) == finding("Ann#EUW")


@pytest.mark.parametrize("typed", ['=HYPERLINK("x")#EUW', "+Name#EUW", "@Name#EUW", "-2+3#EUW"])
def test_a_formula_is_kept_as_the_text_it_is(typed):
    assert finding(typed).canonical == typed


@given(st.text())
def test_any_name_is_verified_or_rejected_with_a_reason_and_a_next_step(typed):
    found = finding(typed)

    assert found.reason
    assert found.verdict is Verdict.VERIFIED or (found.verdict is Verdict.REJECTED and found.next_step)


def test_every_code_is_in_the_readme():
    sources = "".join(path.read_text("utf-8") for path in (HERE / "src").rglob("*.py"))
    used = set(re.findall(r'"(riot_id_\w+)"', sources))

    assert used == set(re.findall(r"`(riot_id_[a-z_]+)`", (HERE / "README.md").read_text("utf-8")))
