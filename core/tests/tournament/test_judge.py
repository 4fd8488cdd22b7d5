"""
What findings mean for a tournament that asks for some evidence.
"""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import Evidence, Finding, Verdict
from tiltyard.tournament.judge import Outcome, judge

SHAPE_FINE = Finding("fine", Verdict.VERIFIED, Evidence.SHAPE, canonical="Ann#EUW")
ACCOUNT_FINE = Finding("found", Verdict.VERIFIED, Evidence.ACCOUNT, canonical="ann#euw")
ACCOUNT_DOWN = Finding("down", Verdict.UNKNOWN, Evidence.ACCOUNT, reason="Riot is down.")
ACCOUNT_ABSTAINS = Finding("no_key", Verdict.ABSTAIN, Evidence.ACCOUNT)
CRASHED = Finding("check_failed", Verdict.UNKNOWN, None, hard=False)
NO_TAG = Finding("no_tag", Verdict.REJECTED, Evidence.SHAPE, reason="No tag.", next_step="Add it.")
ODD = Finding("odd", Verdict.REJECTED, Evidence.SHAPE, hard=False)
LIKE_BOB = Finding("near", Verdict.REJECTED, None, hard=False)


@pytest.mark.parametrize(
    ("findings", "asked", "outcome", "code", "waits_for"),
    [
        pytest.param([SHAPE_FINE], Evidence.SHAPE, Outcome.VERIFIED, "", "", id="shape-is-enough-where-shape-is-asked"),
        pytest.param(
            [SHAPE_FINE, ACCOUNT_ABSTAINS], Evidence.SHAPE, Outcome.VERIFIED, "", "", id="abstaining-never-blocks"
        ),
        pytest.param(
            [SHAPE_FINE, ACCOUNT_DOWN], Evidence.SHAPE, Outcome.VERIFIED, "", "", id="more-than-asked-may-be-down"
        ),
        pytest.param(
            [SHAPE_FINE, CRASHED], Evidence.SHAPE, Outcome.VERIFIED, "", "", id="a-crash-beside-proof-does-not-block"
        ),
        pytest.param(
            [CRASHED], Evidence.SHAPE, Outcome.PENDING, "check_failed", "retry", id="a-crash-alone-is-tried-again"
        ),
        pytest.param(
            [SHAPE_FINE, ACCOUNT_DOWN], Evidence.ACCOUNT, Outcome.PENDING, "down", "retry", id="asked-and-down"
        ),
        pytest.param(
            [SHAPE_FINE, ACCOUNT_ABSTAINS],
            Evidence.ACCOUNT,
            Outcome.PENDING,
            "nobody_can_check",
            "staff",
            id="asked-and-not-set-up",
        ),
        pytest.param(
            [SHAPE_FINE, ACCOUNT_FINE],
            Evidence.OWNERSHIP,
            Outcome.PENDING,
            "nobody_can_check",
            "staff",
            id="ownership-needs-more",
        ),
        pytest.param([ACCOUNT_FINE], Evidence.SHAPE, Outcome.VERIFIED, "", "", id="stronger-includes-weaker"),
        pytest.param([SHAPE_FINE, NO_TAG], Evidence.SHAPE, Outcome.REJECTED, "no_tag", "", id="a-hard-no-beats-a-yes"),
        pytest.param([SHAPE_FINE, ODD], Evidence.SHAPE, Outcome.PENDING, "odd", "staff", id="a-soft-no-asks-staff"),
        pytest.param([ODD, ACCOUNT_FINE], Evidence.SHAPE, Outcome.VERIFIED, "", "", id="odd-but-there-is-an-account"),
        pytest.param(
            [ODD, ACCOUNT_DOWN], Evidence.ACCOUNT, Outcome.PENDING, "odd", "staff", id="odd-and-nobody-could-look"
        ),
        pytest.param(
            [LIKE_BOB, ACCOUNT_FINE], Evidence.ACCOUNT, Outcome.PENDING, "near", "staff", id="much-like-another-player"
        ),
        pytest.param(
            [], Evidence.SHAPE, Outcome.PENDING, "nobody_can_check", "staff", id="no-plugin-at-all-fails-closed"
        ),
    ],
)
def test_judgement(findings, asked, outcome, code, waits_for):
    judgement = judge(findings, asked)

    assert (judgement.outcome, judgement.code, judgement.waits_for) == (outcome, code, waits_for)


def test_the_strongest_check_spells_the_name():
    assert judge([SHAPE_FINE, ACCOUNT_FINE], Evidence.SHAPE).canonical == "ann#euw"


any_finding = st.builds(
    Finding,
    code=st.just("x"),
    verdict=st.sampled_from(Verdict),
    evidence=st.none() | st.sampled_from(Evidence),
    hard=st.booleans(),
    eligible=st.booleans(),
)


def is_no(finding, asked):
    """Whether a finding speaks against an account that was found.

    That it was not proven to be theirs does only where that is asked; how it is written may be odd.
    """
    recommended = finding.evidence is Evidence.OWNERSHIP and asked is not Evidence.OWNERSHIP and not finding.hard
    odd = finding.evidence is Evidence.SHAPE and not finding.hard
    return finding.verdict is Verdict.REJECTED and not recommended and not odd


@given(st.lists(any_finding, max_size=5), st.sampled_from(Evidence))
def test_nobody_is_verified_without_a_verified_finding(findings, asked):
    judgement = judge(findings, asked)

    if judgement.outcome is Outcome.VERIFIED:
        assert any(one.verdict is Verdict.VERIFIED for one in findings)
        assert not any(is_no(one, asked) for one in findings)
        found = any(one.verdict is Verdict.VERIFIED and one.evidence not in (None, Evidence.SHAPE) for one in findings)
        assert found or not any(one.verdict is Verdict.REJECTED and one.evidence is Evidence.SHAPE for one in findings)


@given(st.lists(any_finding, max_size=5), st.sampled_from(Evidence))
def test_where_not_every_account_may_play_nobody_is_verified_unless_a_check_says_that_this_one_may(findings, asked):
    judgement = judge(findings, asked, eligibility=True)

    if judgement.outcome is Outcome.VERIFIED:
        assert any(one.verdict is Verdict.VERIFIED and one.eligible for one in findings)
    assert judge(findings, asked).outcome is Outcome.VERIFIED or judgement.outcome is not Outcome.VERIFIED


@given(st.permutations([SHAPE_FINE, ACCOUNT_DOWN, CRASHED, ODD, ACCOUNT_ABSTAINS]), st.sampled_from(Evidence))
def test_which_answer_came_first_lets_nobody_in(findings, asked):
    outcomes = {judge(findings[:count], asked).outcome for count in range(len(findings) + 1) if ODD in findings[:count]}

    assert outcomes == {Outcome.PENDING}


@given(st.lists(any_finding, max_size=5), any_finding, st.sampled_from(Evidence), st.booleans())
def test_to_know_less_never_lets_anybody_in(findings, lost, asked, eligibility):
    down = attrs.evolve(lost, verdict=Verdict.UNKNOWN)
    before = judge([*findings, lost], asked, eligibility=eligibility)

    if before.outcome is not Outcome.VERIFIED and lost.verdict is not Verdict.REJECTED:
        assert judge([*findings, down], asked, eligibility=eligibility).outcome is not Outcome.VERIFIED


class TestARecommendation:
    UNPROVEN = Finding("unproven", Verdict.UNKNOWN, Evidence.OWNERSHIP, hard=False)
    TOO_LATE = Finding("too_late", Verdict.REJECTED, Evidence.OWNERSHIP, hard=False)

    @pytest.mark.parametrize("about", [UNPROVEN, TOO_LATE], ids=["unknown", "rejected"])
    def test_holds_nobody_up(self, about):
        assert judge([about, ACCOUNT_FINE], Evidence.ACCOUNT).outcome is Outcome.VERIFIED

    def test_is_not_what_somebody_waits_for_while_what_is_asked_is_unknown(self):
        assert judge([self.UNPROVEN, ACCOUNT_DOWN], Evidence.ACCOUNT).code == "down"

    @pytest.mark.parametrize(("about", "waits_for"), [(UNPROVEN, "retry"), (TOO_LATE, "staff")])
    def test_that_is_a_rule_is_waited_for(self, about, waits_for):
        assert judge([ACCOUNT_FINE, about], Evidence.OWNERSHIP).waits_for == waits_for


class TestWhatStaffPassedOver:
    @pytest.mark.parametrize("no", [NO_TAG, ODD], ids=["hard", "soft"])
    def test_is_not_held_against_the_name_again(self, no):
        assert judge([no], Evidence.SHAPE, waived={no.code}).outcome is Outcome.VERIFIED

    def test_stands_in_for_nothing_stronger(self):
        assert judge([ODD, ACCOUNT_DOWN], Evidence.ACCOUNT, waived={"odd"}).code == "down"

    def test_lets_play_whom_the_tournament_is_not_for(self):
        low = attrs.evolve(NO_TAG, code="too_low", evidence=Evidence.ACCOUNT)

        assert judge([SHAPE_FINE, low], Evidence.ACCOUNT, eligibility=True, waived={"too_low"}).code == ""


def test_an_account_whose_rank_nobody_could_look_up_waits():
    found = Finding("found", Verdict.VERIFIED, Evidence.ACCOUNT)
    rank_down = Finding("rank_down", Verdict.UNKNOWN, Evidence.ACCOUNT)

    assert judge([found, rank_down], Evidence.ACCOUNT, eligibility=True).waits_for == "retry"
    assert judge([found], Evidence.ACCOUNT, eligibility=True).waits_for == "staff"
    assert judge([attrs.evolve(found, eligible=True)], Evidence.ACCOUNT, eligibility=True).outcome is Outcome.VERIFIED


@given(st.lists(any_finding, max_size=5))
def test_asking_for_more_evidence_never_verifies_more(findings):
    verified = [judge(findings, asked).outcome is Outcome.VERIFIED for asked in Evidence]

    assert verified == sorted(verified, reverse=True)
