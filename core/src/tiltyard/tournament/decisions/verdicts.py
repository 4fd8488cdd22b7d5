"""
What findings mean for a player: who is let in, who is not, whose account it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from tiltyard.models import CheckState, Entrant, Guild, Member, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions.accounts import (
    CONTRADICTED,
    PUUID,
    as_before,
    contradiction,
    found_account,
    is_contradicted,
    proven,
    with_proof,
)
from tiltyard.tournament.decisions.common import UNIQUE_KEYS, Decision, entry, is_blocked, rivals
from tiltyard.tournament.decisions.lookalikes import LOOKALIKE, held_for, lookalike, looks_like
from tiltyard.tournament.judge import Judgement, Outcome, judge
from tiltyard.tournament.roster import IN_LINE, entrant_of, member_of

DUPLICATE = "identity_duplicate"

UNDECIDED = (CheckState.RECEIVED, CheckState.PENDING)


def record_findings(state: Tournament, command: c.RecordFindings, guild: Guild | None) -> Decision:
    """What the plugins know about a claim; about an older claim, or somebody erased, it changes nothing."""
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    member = member_of(entrant, state.aliases.get(command.person, command.person))
    if entrant.status not in IN_LINE or member.claim != command.claim:
        return []
    if member.pseudonym:
        return []  # asked before they were erased; what is known about them would be written down again
    if member.check is CheckState.VERIFIED:
        return _learned_later(state, command, entrant, member, guild)
    if member.check not in UNDECIDED:
        return []
    return _first_verdict(state, command, entrant, member, guild)


def _first_verdict(
    state: Tournament, command: c.RecordFindings, entrant: Entrant, member: Member, guild: Guild | None
) -> Decision:
    if is_contradicted(member, command):
        if CONTRADICTED not in member.waived:
            return _hold_pending(state, command, entrant, member, contradiction(member), keys=member.keys)
        command = as_before(command, member)
    judgement = _weighed(state, member, command)
    facts = _facts(command)
    if judgement.outcome is Outcome.REJECTED:
        words = {"reason": judgement.reason, "next_step": judgement.next_step}
        return [e.PlayerRejected(member.person, entrant.id, judgement.code, facts, **words)]
    if is_blocked(guild, member.links, command.keys):
        no = refusals.blocked(member.typed_name or "this account")
        return [
            e.PlayerRejected(member.person, entrant.id, no.code, facts, reason=f"{no.what}.", next_step=no.next_step)
        ]
    if clash := _clash(state, command, entrant, member):
        if DUPLICATE not in member.waived:
            return _lose_clash(state, command, entrant, member, clash)
        command = attrs.evolve(command, keys=_without_unique(command.keys))
    news = [*found_account(state, entrant, member, command), *proven(entrant, member, command)]
    if judgement.outcome is Outcome.PENDING:
        return [*news, *_hold_pending(state, command, entrant, member, judgement)]
    if alike := lookalike(state, entrant, member, command.keys):
        held = held_for(member.typed_name, alike[0], judgement.canonical)
        return [*news, *_hold_pending(state, command, entrant, member, held, alike[1])]
    return [*news, let_in(entrant, member, keys=command.keys, facts=facts, name=judgement.canonical, by="checks")]


def _weighed(state: Tournament, member: Member, command: c.RecordFindings) -> Judgement:
    rules = state.rules
    return judge(
        with_proof(member, command), rules.needs, eligibility=rules.eligibility.asks, waived=_waived_codes(member)
    )


def _waived_codes(member: Member) -> set[str]:
    """Without those that are about another player: these are no plugin's."""
    return {code for code in member.waived if " " not in code}


def _facts(command: c.RecordFindings) -> tuple[e.FindingFact, ...]:
    return tuple(e.FindingFact(one.source, one.code, one.verdict, one.evidence) for one in command.findings)


def _without_unique(keys: Mapping[str, str]) -> dict[str, str]:
    """Staff let two play on one account: who was there first holds it."""
    return {kind: key for kind, key in keys.items() if kind not in UNIQUE_KEYS}


def let_in(
    entrant: Entrant,
    member: Member,
    *,
    keys: Mapping[str, str],
    facts: tuple[e.FindingFact, ...] = (),
    name: str | None,
    by: str,
    waived: tuple[str, ...] = (),
) -> e.Event:
    """Nothing is held against the name; with a seat, if one is theirs."""
    has_seat = entrant.seated and entrant.offered_until is None
    event = e.PlayerRegistered if has_seat else e.PlayerWaitlisted
    return event(member.person, entrant.id, keys, facts, by, waived, name=name)


def _clash(
    state: Tournament, command: c.RecordFindings, entrant: Entrant, member: Member
) -> tuple[Entrant, Member] | None:
    """Who else holds a key that only one player may hold; the first in line, when there are several.

    Someone later in line who is still being checked is no holder yet: they will lose when their answer comes.
    """
    found = [
        (holder, rival)
        for holder, rival in rivals(state, member.person, command.keys)
        if holder.order < entrant.order or rival.check is CheckState.VERIFIED
    ]
    return min(found, key=lambda pair: pair[0].order, default=None)


def _lose_clash(
    state: Tournament,
    command: c.RecordFindings,
    entrant: Entrant,
    member: Member,
    clash: tuple[Entrant, Member],
) -> list[e.Event]:
    holder, rival = clash
    reason = f"{member.typed_name} is already in this tournament, at place {holder.order} in line."
    if holder.order < entrant.order:
        next_step = "If that is you, nothing needs to be done; otherwise sign up with your own account, or ask staff."
        words = {"reason": reason, "next_step": next_step}
        return [e.PlayerRejected(member.person, entrant.id, DUPLICATE, _facts(command), **words)]
    # This one was first in line but was answered later. Nobody loses a seat they were told of: staff decide.
    # It is about keys that somebody else holds; to claim them here as well would be a second holder.
    return _hold_pending(state, command, entrant, member, _clashing(reason), rival, keys={})


def _clashing(reason: str) -> Judgement:
    return Judgement(
        Outcome.PENDING,
        "identity_clash",
        reason,
        "Your place in line is kept; staff will decide whose account it is.",
        waits_for="staff",
    )


def _hold_pending(
    state: Tournament,
    command: c.RecordFindings,
    entrant: Entrant,
    member: Member,
    judgement: Judgement,
    rival: Member | None = None,
    *,
    keys: Mapping[str, str] | None = None,
) -> list[e.Event]:
    """They wait for an answer, with what was found out so far; nothing when that is what they do already."""
    told = (CheckState.PENDING, judgement.code, judgement.waits_for)
    if (member.check, member.code, member.waits_for) == told:
        return []
    return [
        e.PlayerHeldPending(
            member.person,
            entrant.id,
            judgement.code,
            judgement.waits_for,
            # A name that was good once keeps its seat while nobody can say so again.
            seated=entrant.seated and (state.rules.pending_holds_seat or bool(member.keys)),
            clash_with=rival.person if rival else None,
            keys=command.keys if keys is None else keys,
            findings=_facts(command),
            name=judgement.canonical,
            reason=judgement.reason,
            next_step=judgement.next_step,
        )
    ]


def _learned_later(
    state: Tournament, command: c.RecordFindings, entrant: Entrant, member: Member, guild: Guild | None
) -> Decision:
    """What was asked again about somebody who is in: the account may have another name, or be another player's too."""
    judgement = _weighed(state, member, command)
    if judgement.outcome is not Outcome.VERIFIED:
        return []  # an answer that was good once is not taken back by a check that cannot be made now
    if is_contradicted(member, command):
        return []  # nor by a single one that found somebody else
    others = [pair for pair in rivals(state, member.person, command.keys) if pair[1].check is CheckState.VERIFIED]
    if others and DUPLICATE not in member.waived:
        return _late_clash(command, entrant, member, min(others, key=lambda pair: pair[0].order))
    keys = _without_unique(command.keys) if others else command.keys
    blocked = is_blocked(guild, member.links, member.keys)
    news = [*found_account(state, entrant, member, command, blocked=blocked), *proven(entrant, member, command)]
    rekeyed = {PUUID: keys[PUUID]} if PUUID in keys and PUUID in member.keys else {}
    if dict(keys) == {**member.keys, **rekeyed} and judgement.canonical == member.name:
        return news
    renamed = e.PlayerRenamed(member.person, entrant.id, keys, name=judgement.canonical)
    if alike := lookalike(state, entrant, member, keys):
        held = held_for(judgement.canonical, alike[0], judgement.canonical)
        return [*news, renamed, *_hold_pending(state, command, entrant, member, held, alike[1], keys=keys)]
    return [*news, renamed]


def _late_clash(command: c.RecordFindings, entrant: Entrant, member: Member, clash: tuple[Entrant, Member]) -> Decision:
    """Both were told that they are in. The later in line waits for staff with the seat kept; nobody is dropped."""
    other, holder = clash
    reason = f"{member.shown} and {holder.shown} turned out to be one account."
    loser, of, winner = (member, entrant, holder) if other.order < entrant.order else (holder, other, member)
    words = _clashing(reason)
    held = e.PlayerHeldPending(
        loser.person,
        of.id,
        words.code,
        words.waits_for,
        seated=of.seated,
        clash_with=winner.person,
        findings=_facts(command),
        name=loser.name,
        reason=words.reason,
        next_step=words.next_step,
    )
    if loser.person == member.person:
        return [held]
    return [held, e.PlayerRenamed(member.person, entrant.id, command.keys, name=member.name)]


def clashes_over(state: Tournament) -> Iterator[e.Event]:
    """Whoever waits because of an account that the other holds no longer is asked about again."""
    for entrant in state.entrants.values():
        for member in entrant.members:
            if member.clash_with and entrant.status in IN_LINE and not _still_holds(state, member):
                yield e.RecheckRequested(member.person, entrant.id, "clash_over")


def _still_holds(state: Tournament, member: Member) -> bool:
    """The other is another person still, takes part, and goes by an account."""
    if member.clash_with is None:
        return False
    rival = state.aliases.get(member.clash_with, member.clash_with)
    of = entrant_of(state, rival)
    if rival == member.person or of is None or of.status not in IN_LINE:
        return False
    holder = member_of(of, rival)
    return looks_like(member, holder) if member.code == LOOKALIKE else bool(holder.keys)
