"""
What a claim's name is found to be.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiltyard.models import Evidence, PersonId, PlayerClaim, Verdict
from tiltyard.tournament.judge import Outcome, judge
from tiltyard_ign.findings import findings_about

HERE = Path(__file__).parents[1]


def finding(typed):
    (found,) = findings_about(PlayerClaim(PersonId("p"), typed))
    return found


def codes(typed, *, taken=(), alternates=(), others_alternates=()):
    """Of everything that is found beside the shape of the name."""
    roster = {"name": frozenset(taken), "alternate": frozenset(others_alternates)}
    found = findings_about(PlayerClaim(PersonId("p"), typed, tuple(alternates), roster_keys=roster))
    return [one.code for one in found if one.code != "riot_id_shape"]


def test_a_well_written_name_is_verified_as_shape_with_its_keys():
    found = finding(" Ann \uff03EUW")

    assert (found.verdict, found.evidence, found.canonical) == (Verdict.VERIFIED, Evidence.SHAPE, "Ann#EUW")
    assert found.keys == {"name": "ann#euw", "skeleton": "ann#euw"}


def test_a_badly_written_name_is_rejected_without_keys():
    found = finding("Ann")

    assert (found.verdict, found.hard, found.code) == (Verdict.REJECTED, True, "riot_id_no_tag")
    assert (found.keys, found.canonical) == ({}, None)


@pytest.mark.parametrize("typed", ["Al#EUW", "Ann#a#b"])
def test_a_doubtful_name_waits_for_staff_with_its_keys(typed):
    found = findings_about(PlayerClaim(PersonId("p"), typed))
    judgement = judge(found, Evidence.SHAPE)

    assert (judgement.outcome, judgement.waits_for, judgement.canonical) == (Outcome.PENDING, "staff", typed)
    assert [one.keys.get("name") for one in found if one.verdict is Verdict.VERIFIED] == [typed.casefold()]


class TestBesideOthers:
    @pytest.mark.parametrize("taken", ["Famous#EUW", "famous#euw", " FAMOUS # EUW "], ids=["shown", "key", "typed"])
    def test_a_name_that_is_almost_anothers_waits_for_staff(self, taken):
        claim = PlayerClaim(PersonId("p"), "Famuos#EUW", roster_keys={"name": frozenset([taken])})
        shape, near = findings_about(claim)

        assert (near.code, near.verdict, near.hard) == ("riot_id_near_equal", Verdict.REJECTED, False)
        assert near.evidence is None
        assert near.keys == {}
        assert judge([shape, near], Evidence.SHAPE).waits_for == "staff"

    def test_it_is_told_like_whose_and_how(self):
        claim = PlayerClaim(PersonId("p"), "Famuos#EUW", roster_keys={"name": frozenset([" Famous #EUW"])})

        reason = findings_about(claim)[1].reason

        assert (
            reason
            == "Famuos#EUW is spelt almost like Famous#EUW, already in this tournament: one character is different."
        )

    def test_of_several_the_nearest_is_named(self):
        roster = {"name": frozenset(["Silvre Dragun#EUW", "Silver Dragom#EUW"])}
        near = findings_about(PlayerClaim(PersonId("p"), "Silver Dragon#EUW", roster_keys=roster))[1]

        assert "almost like Silver Dragom#EUW and 1 more, already" in near.reason

    def test_one_that_is_no_edit_away_has_the_same_key_and_is_for_the_rules(self):
        (one,) = findings_about(
            PlayerClaim(PersonId("p"), "F4mous s#EUW", roster_keys={"name": frozenset(["Famous#EUW"])})
        )

        assert one.keys["near"] == finding("Famous#EUW").keys["near"]

    def test_where_near_names_do_not_matter_there_is_nothing_to_be_near_by(self):
        claim = PlayerClaim(PersonId("p"), "Famuos#EUW", roster_keys={"name": frozenset(["Famous#EUW"])})
        (one,) = findings_about(claim, near_equal=False)

        assert one.keys.keys() == {"name", "skeleton"}

    def test_the_very_same_name_is_for_the_rules(self):
        assert codes("Famous#EUW", taken=["FAMOUS#euw"]) == []

    def test_one_that_looks_the_same_is_for_the_rules_and_nearer_than_any_other(self):
        assert codes("Famous#EUW", taken=["Farn0us#EUW", "Famuos#EUW"]) == []

    def test_the_same_name_with_another_tag_is_remarked_and_blocks_nobody(self):
        claim = PlayerClaim(PersonId("p"), "Ann#EUW", roster_keys={"name": frozenset(["Ann#1234"])})
        found = findings_about(claim)

        assert [one.code for one in found] == ["riot_id_shape", "riot_id_same_name"]
        assert judge(found, Evidence.SHAPE).outcome is Outcome.VERIFIED

    def test_keyed_digests_are_near_to_nothing(self):
        assert codes("Famous#EUW", taken=["5f2a" * 16, "", "#"]) == []

    def test_a_name_that_is_wrong_is_held_against_nobody(self):
        assert codes("Famous", taken=["Famous#EUW"]) == ["riot_id_no_tag"]

    def test_a_further_name_of_another_player_is_remarked(self):
        assert codes("Ann#EUW", others_alternates=["ann # euw"]) == ["riot_id_others_alternate"]


class TestFurtherNames:
    def test_one_that_is_wrong_is_remarked_and_costs_nobody_a_seat(self):
        found = findings_about(PlayerClaim(PersonId("p"), "Ann#EUW", ("nonsense", "Bob#EUW")))

        assert [one.code for one in found] == ["riot_id_shape", "riot_id_alternate_wrong"]
        assert '"nonsense" has no #' in found[1].reason
        assert judge(found, Evidence.SHAPE).outcome is Outcome.VERIFIED

    @pytest.mark.parametrize("where", ["taken", "others_alternates"])
    def test_one_that_another_player_has_is_remarked_once_and_without_a_name(self, where):
        remarks = codes("Ann#EUW", alternates=["Bob#EUW", "BOB #EUW"], **{where: ["bob#euw"]})

        assert remarks == ["riot_id_alternate_taken"]

    def test_ones_own_name_is_no_remark(self):
        assert codes("Ann#EUW", alternates=["ann#euw"], taken=["Bob#EUW"]) == []

    def test_very_many_are_not_looked_at(self):
        assert len(codes("Ann#EUW", alternates=["x"] * 1000)) == 20


@pytest.mark.parametrize("typed", ['=HYPERLINK("x")#EUW', "+Name#EUW", "@Name#EUW", "-2+3#EUW"])
def test_a_formula_is_kept_as_the_text_it_is(typed):
    assert finding(typed).canonical == typed


@settings(deadline=None)
@given(st.text(), st.lists(st.text(), max_size=3), st.frozensets(st.text(), max_size=3))
def test_whatever_is_typed_there_is_a_verdict_and_each_finding_has_a_reason(typed, alternates, taken):
    claim = PlayerClaim(PersonId("p"), typed, tuple(alternates), roster_keys={"name": taken, "alternate": taken})
    found = findings_about(claim)

    assert all(one.reason for one in found)
    assert all(one.next_step for one in found if one.verdict is Verdict.REJECTED)
    assert any(one.verdict in (Verdict.VERIFIED, Verdict.REJECTED) for one in found)


@pytest.mark.parametrize(
    "table", [HERE / "README.md", HERE.parents[1] / "docs/how-to/names.md"], ids=["readme", "docs"]
)
def test_every_code_is_explained(table):
    sources = "".join(path.read_text("utf-8") for path in (HERE / "src").rglob("*.py"))
    used = set(re.findall(r'"(riot_id_\w+)"', sources))

    assert used == set(re.findall(r"^\| `(riot_id_[a-z_]+)`", table.read_text("utf-8"), re.MULTILINE))
