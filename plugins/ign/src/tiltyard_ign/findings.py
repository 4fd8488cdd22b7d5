"""
What a name by itself, and beside those that are taken, says about a claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from tiltyard.models import Evidence, Finding, PlayerClaim, RiotId, Verdict
from tiltyard_ign.cleaning import shown
from tiltyard_ign.meant import doubt
from tiltyard_ign.reading import Read, Reading, read_name
from tiltyard_ign.riot_id import Wrong
from tiltyard_ign.taken import Near, TakenNames

NEAR_EQUAL = "riot_id_near_equal"

NAME, ALTERNATE = "name", "alternate"
"""Kinds of `PlayerClaim.roster_keys` that are looked into: names of the other players, and their further names."""

ALTERNATES_MOST = 20
"""Further names that are looked at; nobody plays under more."""


def findings_about(claim: PlayerClaim, read: Read = read_name, index: TakenNames | None = None) -> list[Finding]:
    """About the name they will play under, how it stands to the others, and what is odd about further names.

    index  knows the names of the claim's roster, at least; None makes one
    """
    if index is None:
        index = TakenNames(read)
        index.add(names_beside(claim))
    reading = read(claim.typed_name)
    found = []
    if reading.riot_id:
        found.append(_well_written(reading, reading.riot_id))
    if reading.wrong:
        found.append(_badly_written(reading.wrong))
    return [*found, *_beside(reading, claim, index), *_alternates(claim, read, index)]


def names_beside(claim: PlayerClaim) -> AbstractSet[str]:
    """The names of others that a claim is held against."""
    return claim.roster_keys.get(NAME, frozenset()) | claim.roster_keys.get(ALTERNATE, frozenset())


def _well_written(reading: Reading, riot_id: RiotId) -> Finding:
    return Finding(
        code="riot_id_shape",
        verdict=Verdict.VERIFIED,
        evidence=Evidence.SHAPE,
        reason=f"{riot_id} is written like a Riot ID.",
        next_step=doubt(riot_id),
        keys=reading.keys,
        canonical=str(riot_id),
    )


def _badly_written(wrong: Wrong) -> Finding:
    return Finding(
        code=wrong.code,
        verdict=Verdict.REJECTED,
        evidence=Evidence.SHAPE,
        hard=wrong.hard,
        reason=wrong.reason,
        next_step=wrong.next_step,
    )


def _beside(reading: Reading, claim: PlayerClaim, index: TakenNames) -> Iterator[Finding]:
    taken = claim.roster_keys.get(NAME, frozenset())
    if near := index.near(reading, taken):
        yield _near(reading, near)
    elif index.same_look(reading, taken):
        yield _remark("riot_id_same_name", f"Another player has the name of {reading.riot_id} with another tag.")
    if index.holds(reading, claim.roster_keys.get(ALTERNATE, frozenset())):
        yield _remark("riot_id_others_alternate", f"{reading.riot_id} is a further name of another player.")


def _near(reading: Reading, near: Sequence[Near]) -> Finding:
    # Whose name it is stays unsaid: this sentence is kept, and the other one may want to be forgotten.
    which = "another player's name" if len(near) == 1 else f"the names of {len(near)} other players"
    return Finding(
        code=NEAR_EQUAL,
        verdict=Verdict.REJECTED,
        evidence=Evidence.SHAPE,
        hard=False,
        reason=f"{reading.riot_id} is spelt almost like {which} in this tournament: {_difference(near[0].edits)}.",
        next_step="Correct it if it is a slip. If it is your name, nothing needs to be done: staff will look at it.",
        keys={"near": near[0].key},
    )


def _difference(edits: int) -> str:
    if not edits:
        return "only spaces, repeated letters, accents or digits in place of letters are different"
    return "one character is different" if edits == 1 else f"{edits} characters are different"


def _alternates(claim: PlayerClaim, read: Read, index: TakenNames) -> Iterator[Finding]:
    """Remarks alone: further names seat nobody, so they cost nobody a seat."""
    others = names_beside(claim)
    taken = False
    for typed in claim.alternates[:ALTERNATES_MOST]:
        reading = read(typed)
        taken = taken or index.holds(reading, others)
        if reading.wrong:
            reason = f"The further name {shown(typed)} is no Riot ID: {reading.wrong.reason}"
            yield _remark("riot_id_alternate_wrong", reason, reading.wrong.next_step)
    if taken:
        yield _remark("riot_id_alternate_taken", "A further name is also given by another player.")


def _remark(code: str, reason: str, next_step: str = "") -> Finding:
    return Finding(code, Verdict.ABSTAIN, Evidence.SHAPE, hard=False, reason=reason, next_step=next_step)
