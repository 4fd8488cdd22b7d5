"""
Proving that an account is somebody's: a plugin says what they shall do, the verifier finds out whether they did it.
"""

from __future__ import annotations

from tiltyard.desk.asking import claim_of
from tiltyard.desk.desk import Desk
from tiltyard.host import Host
from tiltyard.models import Actor, Challenge, Evidence, PersonId, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import refusals
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.decisions.common import entry_in_line
from tiltyard.tournament.roster import member_of


async def challenge(
    desk: Desk, host: Host, state: Tournament, person: PersonId, *, actor: Actor
) -> Challenge | Refusal:
    """What this player shall do, from now on looked for; or why there is nothing.

    actor   who asks: the player, or staff for them
    raises  Unavailable, AccessDenied when the vendor cannot be asked; HookFailed
    """
    entrant = entry_in_line(state, person)
    if isinstance(entrant, Refusal):
        return entrant
    member = member_of(entrant, state.aliases.get(person, person))
    name = member.shown or "this player"
    if member.proof:
        return refusals.nothing_to_prove(name)
    found = await host.hooks.challenge_player(claim_of(state, member, wants=Evidence.OWNERSHIP))
    if found is None:
        return refusals.cannot_prove(name)
    answer = await desk.handle(
        c.ChallengePlayer(
            tournament=state.id,
            actor=actor,
            person=member.person,
            code=found.code,
            until=found.expires_at,
            strength=found.strength,
        )
    )
    return answer.refusal if isinstance(answer, Refused) else found
