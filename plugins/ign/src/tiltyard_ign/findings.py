"""
What the shape of a name says about a claim.
"""

from __future__ import annotations

from tiltyard.models import Evidence, Finding, PlayerClaim, Verdict
from tiltyard_ign.keys import comparison_keys
from tiltyard_ign.riot_id import Wrong, parse


def findings_about(claim: PlayerClaim) -> list[Finding]:
    """One finding, about the name they will play under; alternates seat nobody."""
    read = parse(claim.typed_name)
    if isinstance(read, Wrong):
        return [
            Finding(
                code=read.code,
                verdict=Verdict.REJECTED,
                evidence=Evidence.SHAPE,
                hard=read.hard,
                reason=read.reason,
                next_step=read.next_step,
            )
        ]
    return [
        Finding(
            code="riot_id_shape",
            verdict=Verdict.VERIFIED,
            evidence=Evidence.SHAPE,
            reason=f"{read} is written like a Riot ID.",
            keys=comparison_keys(read),
            canonical=str(read),
        )
    ]
