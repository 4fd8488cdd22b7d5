"""
Whom a tournament takes, by where an account plays and by its rank. Pure.
"""

from __future__ import annotations

from tiltyard.models import Eligibility, Finding, Rank, Tier
from tiltyard_riot import findings


def platform_objection(name: str, platform: str, rules: Eligibility) -> Finding | None:
    """Why an account of this platform may not play; None when it may."""
    allowed = frozenset(one.lower() for one in rules.platforms)
    return findings.wrong_platform(name, platform, allowed) if allowed and platform not in allowed else None


def rank_objection(name: str, rank: Rank, rules: Eligibility) -> Finding | None:
    """Why an account of this rank may not play; None when it may.

    Who is unranked has no rank yet: they are below every lowest tier and above no highest one.
    """
    if rules.lowest and (rank.tier is Tier.UNRANKED or rank.tier.strength < rules.lowest.strength):
        return findings.rank_too_low(name, rank, rules.lowest)
    if rules.highest and rank.tier is not Tier.UNRANKED and rank.tier.strength > rules.highest.strength:
        return findings.rank_too_high(name, rank, rules.highest)
    return None


def asks_rank(rules: Eligibility) -> bool:
    """Whether the rank matters."""
    return rules.lowest is not None or rules.highest is not None
