"""
What findings mean for a player, and what staff make of it: who is let in, who is not, whose account it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tiltyard.models import (
    CheckState,
    Entrant,
    Finding,
    Guild,
    Link,
    LinkKind,
    Member,
    Refusal,
    Tournament,
    Verdict,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions.common import Decision, entry, is_blocked, played_by_others, rivals
from tiltyard.tournament.decisions.people import new_links
from tiltyard.tournament.judge import Judgement, Outcome, judge
from tiltyard.tournament.roster import IN_LINE, entrant_of, member_of

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
        return _learned_later(state, command, entrant, member)
    if member.check not in UNDECIDED:
        return []
    return _first_verdict(state, command, entrant, member, guild)


def _first_verdict(
    state: Tournament, command: c.RecordFindings, entrant: Entrant, member: Member, guild: Guild | None
) -> Decision:
    judgement = judge(command.findings, state.rules.identity)
    facts = tuple(e.FindingFact(one.source, one.code, one.verdict, one.evidence) for one in command.findings)
    if judgement.outcome is Outcome.REJECTED:
        words = {"reason": judgement.reason, "next_step": judgement.next_step}
        return [e.PlayerRejected(member.person, entrant.id, judgement.code, facts, **words)]
    if is_blocked(guild, keys=command.keys):
        no = refusals.blocked(member.typed_name or "this account")
        return [
            e.PlayerRejected(member.person, entrant.id, no.code, facts, reason=f"{no.what}.", next_step=no.next_step)
        ]
    if clash := _clash(state, command, entrant, member):
        return _lose_clash(state, command, entrant, member, clash, facts)
    if judgement.outcome is Outcome.PENDING:
        return _hold_pending(state, command, entrant, member, judgement, facts)
    links = _puuid_link(entrant, member, command)
    return [*links, _let_in(entrant, member, keys=command.keys, facts=facts, name=judgement.canonical, by="checks")]


def _let_in(
    entrant: Entrant,
    member: Member,
    *,
    keys: Mapping[str, str],
    facts: tuple[e.FindingFact, ...] = (),
    name: str | None,
    by: str,
) -> e.Event:
    has_seat = entrant.seated and entrant.offered_until is None
    event = e.PlayerRegistered if has_seat else e.PlayerWaitlisted
    return event(member.person, entrant.id, keys, facts, by, name=name)


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
    facts: tuple[e.FindingFact, ...],
) -> Decision:
    holder, rival = clash
    reason = f"{member.typed_name} is already in this tournament, at place {holder.order} in line."
    if holder.order < entrant.order:
        next_step = "If that is you, nothing needs to be done; otherwise sign up with your own account, or ask staff."
        return [
            e.PlayerRejected(member.person, entrant.id, "identity_duplicate", facts, reason=reason, next_step=next_step)
        ]
    # This one was first in line but was answered later. Nobody loses a seat they were told of: staff decide.
    return _hold_pending(state, command, entrant, member, _clashing(reason), facts, rival)


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
    facts: tuple[e.FindingFact, ...],
    rival: Member | None = None,
) -> Decision:
    if member.check is CheckState.PENDING and member.code == judgement.code:
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
            # A clash is about keys that somebody else holds; to claim them here as well would be a second holder.
            keys={} if rival else command.keys,
            findings=facts,
            name=judgement.canonical,
            reason=judgement.reason,
            next_step=judgement.next_step,
        )
    ]


def _learned_later(state: Tournament, command: c.RecordFindings, entrant: Entrant, member: Member) -> Decision:
    """What was asked again about somebody who is in: the account may have another name, or be another player's too."""
    judgement = judge(command.findings, state.rules.identity)
    if judgement.outcome is not Outcome.VERIFIED:
        return []  # an answer that was good once is not taken back by a check that cannot be made now
    others = [pair for pair in rivals(state, member.person, command.keys) if pair[1].check is CheckState.VERIFIED]
    if others:
        return _late_clash(command, entrant, member, min(others, key=lambda pair: pair[0].order))
    if dict(command.keys) == dict(member.keys) and judgement.canonical == member.name:
        return []
    links = _puuid_link(entrant, member, command)
    return [*links, e.PlayerRenamed(member.person, entrant.id, command.keys, name=judgement.canonical)]


def _late_clash(command: c.RecordFindings, entrant: Entrant, member: Member, clash: tuple[Entrant, Member]) -> Decision:
    """Both were told that they are in. The later in line waits for staff with the seat kept; nobody is dropped."""
    facts = tuple(e.FindingFact(one.source, one.code, one.verdict, one.evidence) for one in command.findings)
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
        findings=facts,
        name=loser.name,
        reason=words.reason,
        next_step=words.next_step,
    )
    if loser.person == member.person:
        return [held]
    return [held, e.PlayerRenamed(member.person, entrant.id, command.keys, name=member.name)]


def _puuid_link(entrant: Entrant, member: Member, command: c.RecordFindings) -> list[e.Event]:
    key = command.keys.get("puuid")
    value = next((_puuid(finding) for finding in command.findings if _puuid(finding)), None)
    if not key or value is None:
        return []
    return new_links(entrant, member.person, (Link(LinkKind.PUUID, value, "riot", key),))


def _puuid(finding: Finding) -> str | None:
    return finding.keys.get("puuid") if finding.verdict is Verdict.VERIFIED else None


def accept(state: Tournament, command: c.AcceptPlayer) -> Decision:
    """Staff say that a name is all right. Whose account it is they say by dropping or merging the other."""
    if not command.reason:
        return refusals.reason_missing("Settling a check")
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    member = member_of(entrant, state.aliases.get(command.person, command.person))
    if entrant.out:
        return refusals.not_in_tournament(entrant)
    if member.check is CheckState.VERIFIED:
        return refusals.nothing_to_settle(entrant)
    rival = entrant_of(state, member.clash_with) if member.clash_with else None
    if rival and rival.status in IN_LINE:
        return refusals.clash_stands(entrant.name or "this entry", rival.name or "the other", rival.order)
    if others := played_by_others(state, member):
        return refusals.clash_stands(
            entrant.name or "this entry", others[0][1].shown or "the other", others[0][0].order
        )
    return [_let_in(entrant, member, keys=member.keys, name=member.name, by="staff")]


def reject(state: Tournament, command: c.RejectPlayer) -> Decision:
    """Staff say that a name is not."""
    if not command.reason:
        return refusals.reason_missing("Settling a check")
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    member = member_of(entrant, state.aliases.get(command.person, command.person))
    if entrant.out:
        return refusals.not_in_tournament(entrant)
    if member.check not in UNDECIDED:
        return refusals.nothing_to_settle(entrant)
    next_step = "Ask the organisers if you think that this is a mistake."
    return [e.PlayerRejected(member.person, entrant.id, "by_staff", (), reason=command.reason, next_step=next_step)]


def recheck(state: Tournament, command: c.Recheck) -> Decision:
    """Ask the plugins again."""
    entrant = entry(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    if entrant.out:
        return refusals.not_in_tournament(entrant)
    person = state.aliases.get(command.person, command.person)
    if member_of(entrant, person).check is CheckState.RECEIVED:
        return []
    return [e.RecheckRequested(person, entrant.id, "staff")]


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
    return rival != member.person and of is not None and of.status in IN_LINE and bool(member_of(of, rival).keys)
