"""
Weigh what the plugins found against what the tournament asks for.

Fails closed: what nobody could say leaves a player pending, never registered. A check that is not set up abstains; it
is shown and blocks only where the tournament asks for that very evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

import attrs
from attrs import frozen

from tiltyard.models import Evidence, Finding, Verdict

STRENGTH = {Evidence.SHAPE: 1, Evidence.ACCOUNT: 2, Evidence.OWNERSHIP: 3}
"""How much each level proves; more includes less."""


class Outcome(StrEnum):
    """What a sign-up may do now."""

    VERIFIED = "verified"
    REJECTED = "rejected"
    PENDING = "pending"


@frozen
class Judgement:
    """The outcome, and the words for it.

    code       of the finding that decided; blank when verified
    waits_for  for a pending one: `retry` or `staff`
    canonical  the name to show, from the strongest check that knew it
    """

    outcome: Outcome
    code: str = ""
    reason: str = ""
    next_step: str = ""
    waits_for: str = ""
    canonical: str | None = None


def judge(
    findings: Sequence[Finding], asked: Evidence, *, eligibility: bool = False, waived: Collection[str] = ()
) -> Judgement:
    """What these findings mean for a tournament that asks for this evidence.

    A hard rejection decides at once, the first one in order. Then each level up to the one asked for must be
    verified; stronger evidence includes weaker. A soft rejection, and a level that nobody here can check, wait for
    staff; a level that somebody could not check now is asked about again. That an account was not proven to be
    somebody's holds nobody up where that is not asked for, nor does an odd spelling once the account was found.

    eligibility  not every account may play: one that was verified must have been found to be one of those that may
    waived       codes of rejections about which staff have said that the name is all right nevertheless
    """
    findings = [_as_staff_said(one) if one.code in waived else one for one in findings]
    canonical = _canonical(findings)
    for finding in findings:
        if finding.verdict is Verdict.REJECTED and finding.hard:
            return Judgement(Outcome.REJECTED, finding.code, finding.reason, finding.next_step)
    proven = max((_strength(one) for one in findings if one.verdict is Verdict.VERIFIED), default=0)
    for finding in findings:
        if finding.verdict is Verdict.REJECTED and not (_only_recommended(finding, asked) or _odd(finding, proven)):
            return _pending(finding, "staff", canonical)
    eligible = not eligibility or any(one.eligible for one in findings if one.verdict is Verdict.VERIFIED)
    if proven >= STRENGTH[asked] and eligible:
        return Judgement(Outcome.VERIFIED, canonical=canonical)
    unsaid = [
        one
        for one in findings
        if one.verdict is Verdict.UNKNOWN and (not eligible or one.evidence is None or _strength(one) > proven)
    ]
    # What is asked for is named before what is only recommended.
    for finding in sorted(unsaid, key=lambda one: _only_recommended(one, asked)):
        return _pending(finding, "retry", canonical)
    return _nobody_can_check(asked, canonical, eligible=eligible)


def _nobody_can_check(asked: Evidence, canonical: str | None, *, eligible: bool) -> Judgement:
    what = f"{asked} evidence" if eligible else "accounts of some regions or ranks only"
    return Judgement(
        Outcome.PENDING,
        code="nobody_can_check",
        reason=f"This tournament asks for {what}, and no installed plugin can "
        f"{'give it' if eligible else 'check that'} now.",
        next_step="Your place in line is kept; staff will look at it.",
        waits_for="staff",
        canonical=canonical,
    )


def _as_staff_said(finding: Finding) -> Finding:
    """A rejection that staff have overruled: their word stands in for what this check would have verified."""
    if finding.verdict is not Verdict.REJECTED:
        return finding
    return attrs.evolve(finding, verdict=Verdict.VERIFIED, eligible=_strength(finding) >= STRENGTH[Evidence.ACCOUNT])


def _only_recommended(finding: Finding, asked: Evidence) -> bool:
    return finding.evidence is Evidence.OWNERSHIP and asked is not Evidence.OWNERSHIP


def _odd(finding: Finding, proven: int) -> bool:
    """A doubt about how a name is written, though there is an account of that name."""
    return finding.evidence is Evidence.SHAPE and proven >= STRENGTH[Evidence.ACCOUNT]


def _strength(finding: Finding) -> int:
    return STRENGTH[finding.evidence] if finding.evidence else 0


def _pending(finding: Finding, waits_for: str, canonical: str | None) -> Judgement:
    return Judgement(Outcome.PENDING, finding.code, finding.reason, finding.next_step, waits_for, canonical)


def _canonical(findings: Sequence[Finding]) -> str | None:
    known = [one for one in findings if one.verdict is Verdict.VERIFIED and one.canonical]
    return max(known, key=_strength).canonical if known else None
