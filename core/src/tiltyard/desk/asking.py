"""
A member's claim as a question to plugins, and what comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
from attrs import frozen

from tiltyard.host import Host
from tiltyard.models import Evidence, Finding, LinkKind, Member, PlayerClaim, Tournament, Verdict
from tiltyard.outcome import Outcome
from tiltyard.tournament.roster import IN_LINE, link_of_kind


@frozen
class Taken:
    """Names of the other players.

    names       as they are shown
    alternates  further ones that they gave, as typed
    """

    names: frozenset[str] = frozenset()
    alternates: frozenset[str] = frozenset()

    @classmethod
    def of(cls, members: Iterable[Member]) -> Taken:
        """What these are called."""
        members = list(members)
        names = (member.name or member.typed_name for member in members)
        alternates = (alternate for member in members for alternate in member.alternates)
        return cls(frozenset(name for name in names if name), frozenset(alternates))

    def __or__(self, other: Taken) -> Taken:
        return Taken(self.names | other.names, self.alternates | other.alternates)


def claim_of(
    state: Tournament,
    member: Member,
    *,
    taken: Taken | None = None,
    wants: Evidence | None = None,
    waiting: bool = True,
) -> PlayerClaim:
    """What a member says, and all that plugins need to know about it.

    taken    by those who were earlier in line
    wants    None: what the tournament asks for or recommends; whoever was challenged is asked about that, too
    waiting  False: nobody waits for the answer
    """
    link = link_of_kind(member, LinkKind.PUUID)
    # A PUUID is of the name that it was found under; another name is another claim.
    puuid = link.value if link and link.key == member.keys.get("puuid") else None
    others = {"name": taken.names, "alternate": taken.alternates} if taken else {}
    return PlayerClaim(
        person=member.person,
        typed_name=(member.name if puuid else None) or member.typed_name or "",
        alternates=member.alternates,
        platform=member.platform,
        roster_keys={kind: names for kind, names in others.items() if names},
        puuid=puuid,
        eligibility=state.rules.eligibility,
        wants=wants or (Evidence.OWNERSHIP if member.challenge else state.rules.wants),
        waiting=waiting,
    )


def taken_before(state: Tournament, order: int) -> Taken:
    """The names of everyone who is in line before this place."""
    before = (entrant for entrant in state.entrants.values() if entrant.order < order and entrant.status in IN_LINE)
    return Taken.of(member for entrant in before for member in entrant.members)


async def ask(host: Host, claim: PlayerClaim) -> tuple[Finding, ...]:
    """What all plugins know about a claim; a plugin that failed is an `unknown` finding of its own.

    Where one of them says that the known account is called otherwise now, all are asked about that name: what the
    others said was about a name that may be somebody else's by now.
    """
    findings = await _ask(host, claim)
    name = _called_now(claim, findings)
    return findings if name is None else await _ask(host, attrs.evolve(claim, typed_name=name))


async def _ask(host: Host, claim: PlayerClaim) -> tuple[Finding, ...]:
    outcomes = await host.hooks.verify_player(claim)
    return tuple(finding for outcome in outcomes for finding in _findings(outcome))


def _called_now(claim: PlayerClaim, findings: Sequence[Finding]) -> str | None:
    """The new name of an account that was known before; None while it is called as it was."""
    if claim.puuid is None:
        return None
    said = (one for one in findings if one.verdict is Verdict.VERIFIED and one.evidence not in (None, Evidence.SHAPE))
    names = (one.canonical for one in said if one.keys.get("puuid") == claim.puuid)
    return next((name for name in names if name and name.casefold() != claim.typed_name.casefold()), None)


def _findings(outcome: Outcome[list[Finding]]) -> list[Finding]:
    if not outcome.failure:
        return [attrs.evolve(finding, source=outcome.plugin) for finding in outcome.value or []]
    return [
        Finding(
            code="check_failed",
            verdict=Verdict.UNKNOWN,
            evidence=None,
            hard=False,
            reason=f"The check by {outcome.plugin} could not be made now.",
            next_step="Your place in line is kept; it is tried again by itself.",
            retry_after_s=getattr(outcome.error, "retry_after_s", None),
            source=outcome.plugin,
        )
    ]
