"""
What staff make of a check, and what players do to pass one: accepted, rejected, asked about again, challenged.
"""

from __future__ import annotations

from tiltyard.models import CheckState, OpenChallenge, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament.decisions.common import Decision, entry, entry_in_line, played_by_others
from tiltyard.tournament.decisions.lookalikes import LOOKALIKE, waiver
from tiltyard.tournament.decisions.verdicts import UNDECIDED, let_in
from tiltyard.tournament.roster import IN_LINE, entrant_of, member_of


def accept(state: Tournament, command: c.AcceptPlayer) -> Decision:
    """Staff say that a name is all right, and are not asked about the same again.

    Whose account it is they say by dropping or merging the other; two names that look alike may both play.
    """
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
    alike = member.code == LOOKALIKE
    rival = entrant_of(state, member.clash_with) if member.clash_with and not alike else None
    if rival and rival.status in IN_LINE:
        return refusals.clash_stands(entrant.name or "this entry", rival.name or "the other", rival.order)
    if others := played_by_others(state, member):
        return refusals.clash_stands(
            entrant.name or "this entry", others[0][1].shown or "the other", others[0][0].order
        )
    waived = (waiver(member.code, member.clash_with),) if member.code else ()
    return [let_in(entrant, member, keys=member.keys, name=member.name, by="staff", waived=waived)]


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


def challenge(state: Tournament, command: c.ChallengePlayer) -> Decision:
    """They were told how to prove that the account is theirs. Whoever asks again was told the same."""
    entrant = entry_in_line(state, command.person)
    if isinstance(entrant, Refusal):
        return entrant
    member = member_of(entrant, state.aliases.get(command.person, command.person))
    if member.proof:
        return refusals.nothing_to_prove(member.shown or "this player")
    if member.challenge == OpenChallenge(command.code, command.until, command.strength):
        return []
    return [e.OwnershipChallenged(member.person, entrant.id, command.code, command.until, command.strength)]
