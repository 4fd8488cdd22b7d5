"""
What findings mean for a tournament that asks for some evidence.
"""

from __future__ import annotations

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
)


@given(st.lists(any_finding, max_size=5), st.sampled_from(Evidence))
def test_nobody_is_verified_without_a_verified_finding(findings, asked):
    judgement = judge(findings, asked)

    if judgement.outcome is Outcome.VERIFIED:
        assert any(one.verdict is Verdict.VERIFIED for one in findings)
        assert not any(one.verdict is Verdict.REJECTED for one in findings)


@given(st.lists(any_finding, max_size=5))
def test_asking_for_more_evidence_never_verifies_more(findings):
    verified = [judge(findings, asked).outcome is Outcome.VERIFIED for asked in Evidence]

    assert verified == sorted(verified, reverse=True)
