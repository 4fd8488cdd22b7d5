"""
Weigh what the plugins found against what the tournament asks for.

Fails closed: what nobody could say leaves a player pending, never registered. A check that is not set up abstains; it
is shown and blocks only where the tournament asks for that very evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from attrs import frozen

from tiltyard.models import Evidence, Finding, Verdict

_STRENGTH = {Evidence.SHAPE: 1, Evidence.ACCOUNT: 2, Evidence.OWNERSHIP: 3}


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


def judge(findings: Sequence[Finding], asked: Evidence) -> Judgement:
    """What these findings mean for a tournament that asks for this evidence.

    A hard rejection decides at once, the first one in order. Then each level up to the one asked for must be
    verified; stronger evidence includes weaker. A soft rejection, and a level that nobody here can check, wait for
    staff; a level that somebody could not check now is asked about again.
    """
    canonical = _canonical(findings)
    for finding in findings:
        if finding.verdict is Verdict.REJECTED and finding.hard:
            return Judgement(Outcome.REJECTED, finding.code, finding.reason, finding.next_step)
    for finding in findings:
        if finding.verdict is Verdict.REJECTED:
            return _pending(finding, "staff", canonical)
    proven = max((_strength(one) for one in findings if one.verdict is Verdict.VERIFIED), default=0)
    if proven >= _STRENGTH[asked]:
        return Judgement(Outcome.VERIFIED, canonical=canonical)
    for finding in findings:
        if finding.verdict is Verdict.UNKNOWN and (finding.evidence is None or _strength(finding) > proven):
            return _pending(finding, "retry", canonical)
    return Judgement(
        Outcome.PENDING,
        code="nobody_can_check",
        reason=f"This tournament asks for {asked} evidence, and no installed plugin can give it now.",
        next_step="Your place in line is kept; staff will look at it.",
        waits_for="staff",
        canonical=canonical,
    )


def _strength(finding: Finding) -> int:
    return _STRENGTH[finding.evidence] if finding.evidence else 0


def _pending(finding: Finding, waits_for: str, canonical: str | None) -> Judgement:
    return Judgement(Outcome.PENDING, finding.code, finding.reason, finding.next_step, waits_for, canonical)


def _canonical(findings: Sequence[Finding]) -> str | None:
    known = [one for one in findings if one.verdict is Verdict.VERIFIED and one.canonical]
    return max(known, key=_strength).canonical if known else None
