"""
What a name by itself, and beside those that are taken, says about a claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tiltyard.models import Evidence, Finding, PlayerClaim, RiotId, Verdict
from tiltyard_ign.cleaning import shown
from tiltyard_ign.reading import Read, Reading, read_name
from tiltyard_ign.riot_id import Wrong
from tiltyard_ign.taken import Near, TakenNames

NAME, ALTERNATE = "name", "alternate"
"""Kinds of `PlayerClaim.roster_keys` that are looked into: names of the other players, and their further names."""

ALTERNATES_MOST = 20
"""Further names that are looked at; nobody plays under more."""


def findings_about(
    claim: PlayerClaim, read: Read = read_name, index: TakenNames | None = None, *, near_equal: bool = True
) -> list[Finding]:
    """About the name they will play under, how it stands to the others, and what is odd about further names.

    index       knows the names of the claim's roster, at least; None makes one
    near_equal  False: a name that is spelt almost like another one is as good as any
    """
    if index is None:
        index = TakenNames(read)
        index.add(names_beside(claim))
    reading = read(claim.typed_name)
    found = []
    if reading.riot_id:
        keys = {kind: key for kind, key in reading.keys.items() if kind != "near" or near_equal}
        found.append(_well_written(reading.riot_id, keys))
    if reading.wrong:
        found.append(_badly_written(reading.wrong))
    beside = _beside(reading, claim, index, near_equal=near_equal)
    return [*found, *beside, *_alternates(claim, read, index)]


def names_beside(claim: PlayerClaim) -> frozenset[str]:
    """The names of others that a claim is held against."""
    taken, further = (claim.roster_keys.get(kind, frozenset()) for kind in (NAME, ALTERNATE))
    return taken | further if further else taken


def _well_written(riot_id: RiotId, keys: Mapping[str, str]) -> Finding:
    return Finding(
        code="riot_id_shape",
        verdict=Verdict.VERIFIED,
        evidence=Evidence.SHAPE,
        reason=f"{riot_id} is written like a Riot ID.",
        keys=keys,
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


def _beside(reading: Reading, claim: PlayerClaim, index: TakenNames, *, near_equal: bool) -> Iterator[Finding]:
    taken = claim.roster_keys.get(NAME, frozenset())
    # Whoever has an equal key is waited for anyhow, and is the one to be told of.
    near = index.near(reading, taken) if near_equal and not index.shares_a_look(reading, taken) else []
    if near:
        yield _near(f"{reading.riot_id}", near)
    elif others := index.same_look(reading, taken):
        yield _remark("riot_id_same_name", f"{reading.riot_id} is called like {_and_others(others)}; the tag differs.")
    if index.holds(reading, claim.roster_keys.get(ALTERNATE, frozenset())):
        yield _remark("riot_id_others_alternate", f"{reading.riot_id} is a further name of another player.")


def _near(name: str, near: Sequence[Near]) -> Finding:
    edits = near[0].edits
    difference = "one character is different" if edits == 1 else f"{edits} characters are different"
    others = _and_others([one.riot_id for one in near])
    return Finding(
        code="riot_id_near_equal",
        verdict=Verdict.REJECTED,
        evidence=None,  # that there is an account of this name does not settle whose it is taken for
        hard=False,
        reason=f"{name} is spelt almost like {others}, already in this tournament: {difference}.",
        next_step="Correct it if it is a slip. If it is your name, nothing needs to be done: staff will look at it.",
    )


def _and_others(riot_ids: Sequence[RiotId]) -> str:
    """Names as they are shown in the roster, which everybody sees."""
    return str(riot_ids[0]) + (f" and {len(riot_ids) - 1} more" if len(riot_ids) > 1 else "")


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
