"""
Names that look like another player's, or are spelt almost like it: no account twice, but staff look first.
"""

from __future__ import annotations

from collections.abc import Mapping

from tiltyard.models import CheckState, Entrant, Member, Tournament
from tiltyard.tournament.judge import Judgement, Outcome
from tiltyard.tournament.roster import IN_LINE

SOFT_KEYS = ("name", "skeleton", "near")
"""Comparison keys about which staff are asked when two players have the same; each may be there several times. Two of
one name get here when they are two accounts: one of them may have given the name up."""

LOOKALIKE = "identity_lookalike"


def waiver(code: str, other: str | None = None) -> str:
    """What `Member.waived` holds once staff have passed over a code, and whom it was about."""
    return f"{code} {other}" if other else code


def lookalike(
    state: Tournament, entrant: Entrant, member: Member, keys: Mapping[str, str]
) -> tuple[Entrant, Member] | None:
    """Whose name this one looks like; the first in line, when there are several. None when staff said it is all right.

    Someone later in line who is still being checked is nobody to be taken for yet.
    """
    mine = _soft(keys)
    if not mine:
        return None
    digests = {key for _, key in mine}
    found = []
    # A plain loop with the cheapest question first: every name that is let in is held against everybody.
    for holder in state.entrants.values():
        for other in holder.members:
            if digests.isdisjoint(other.keys.values()) or other.person == member.person:
                continue
            before = holder.order < entrant.order or other.check is CheckState.VERIFIED
            alike = before and holder.status in IN_LINE and not mine.isdisjoint(_soft(other.keys))
            if alike and not _waived(member, other):
                found.append((holder, other))
    return min(found, key=lambda pair: pair[0].order, default=None)


def looks_like(member: Member, other: Member) -> bool:
    """Whether they still do."""
    return not _soft(member.keys).isdisjoint(_soft(other.keys))


def held_for(name: str | None, holder: Entrant, canonical: str | None) -> Judgement:
    """The words for whoever came later."""
    return Judgement(
        Outcome.PENDING,
        LOOKALIKE,
        f"{name or 'This name'} is easily taken for a name that is already in this tournament, at place {holder.order} "
        "in line.",
        "Your place in line is kept; staff will look at it.",
        waits_for="staff",
        canonical=canonical,
    )


def _waived(member: Member, other: Member) -> bool:
    """It is the same question whichever of the two is asked about."""
    return waiver(LOOKALIKE, other.person) in member.waived or waiver(LOOKALIKE, member.person) in other.waived


def _soft(keys: Mapping[str, str]) -> set[tuple[str, str]]:
    kinds = ((kind.partition(":")[0], key) for kind, key in keys.items())
    return {(kind, key) for kind, key in kinds if kind in SOFT_KEYS}
