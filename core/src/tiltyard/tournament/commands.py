"""
What people and programs may ask of a tournament: imperatives.

A command names its tournament, who asks, the occasion (`key`: the same key is answered the same way again without
doing it twice) and, where it overrides something, a reason. Fields under "the desk fills in" are made from the
journal's secrets or id source, which rules must not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import Factory, frozen

from tiltyard.models import (
    Actor,
    EntrantId,
    Finding,
    Link,
    PersonId,
    RowSource,
    Rules,
    StaffRole,
    Tournament,
    TournamentId,
)
from tiltyard.tournament.events import Event

NOT_YET_PERSON, NOT_YET_ENTRANT = PersonId(""), EntrantId("")


@frozen(kw_only=True)
class Command:
    """The common part.

    key     names the occasion: an interaction id, an import's row, a sheet observation; None is asked once
    reason  why; mandatory where a command overrides something

    The desk fills in: `actor_key`, the digest by which a player is known to act for themselves.
    """

    tournament: TournamentId
    actor: Actor
    key: str | None = None
    reason: str | None = None
    actor_key: str = ""


@frozen(kw_only=True)
class CreateTournament(Command):
    """Begin a tournament; its id is ``scope/slug``.

    cloned_from  whose rules, staff and table it was given; None when it starts afresh
    """

    title: str
    rules: Rules
    staff: Mapping[str, StaffRole] = Factory(dict)
    cloned_from: TournamentId | None = None


@frozen(kw_only=True)
class ChangeRules(Command):
    """Change some of the rules; the others stay.

    changes  names of `Rules` fields to their new values
    confirm  do it also where it takes seats from players; a reason is needed then
    """

    changes: Mapping[str, Any]
    confirm: bool = False


@frozen(kw_only=True)
class GrantStaff(Command):
    """Let somebody act for the organisers of this tournament.

    who  their actor id
    """

    who: str
    role: StaffRole = StaffRole.ORGANISER


@frozen(kw_only=True)
class RevokeStaff(Command):
    """Take that back."""

    who: str


@frozen(kw_only=True)
class Pause(Command):
    """Change nothing outside until it is resumed: no cell, no role, no message."""


@frozen(kw_only=True)
class Resume(Command):
    """Let everything outside catch up."""


@frozen(kw_only=True)
class Archive(Command):
    """Put a tournament away: from then on nothing in it changes."""


@frozen(kw_only=True)
class Unarchive(Command):
    """Take it out again."""


@frozen(kw_only=True)
class OpenRegistration(Command):
    """Let people sign up from now on."""


@frozen(kw_only=True)
class CloseRegistration(Command):
    """Take no more sign-ups."""


@frozen(kw_only=True)
class SignUp(Command):
    """A person wants to play.

    links       how the outside world knows them; at least one
    typed_name  the name they play under, exactly as typed
    team        the name of their team, in double-up; None: they play with whoever they come to terms with
    another_team  its name is like that of a team that is here, and it is another one all the same
    free_agent  take whoever is paired with them

    With a reason, staff sign up also after registration has closed. The desk fills in: `new_person` and `new_entrant`,
    used when the links name nobody yet.
    """

    links: tuple[Link, ...]
    typed_name: str
    alternates: tuple[str, ...] = ()
    platform: str | None = None
    pronouns: str | None = None
    team: str | None = None
    another_team: bool = False
    free_agent: bool = False
    new_person: PersonId = NOT_YET_PERSON
    new_entrant: EntrantId = NOT_YET_ENTRANT


@frozen(kw_only=True)
class UpdateSignUp(Command):
    """A person corrects what they signed up with; they keep their place in line."""

    person: PersonId
    typed_name: str
    alternates: tuple[str, ...] = ()
    platform: str | None = None
    pronouns: str | None = None


@frozen(kw_only=True)
class RecordFindings(Command):
    """What the plugins know about a claim.

    claim  the `Entrant.claim` that was checked; findings about an older claim change nothing

    The desk fills in: `keys`, the keyed digests of the findings' comparison keys.
    """

    person: PersonId
    claim: int
    findings: tuple[Finding, ...]
    keys: Mapping[str, str] = Factory(dict)


@frozen(kw_only=True)
class LinkIdentity(Command):
    """One more name the outside world has for a person.

    A row's key and a handle that Discord vouches for take the place of the one before: both are names that change.
    """

    person: PersonId
    link: Link


@frozen(kw_only=True)
class MoveLink(Command):
    """Staff say that a name of the outside world is this person's and not whose it was; a reason is needed."""

    person: PersonId
    link: Link


@frozen(kw_only=True)
class MergePeople(Command):
    """Staff say that two people here are one; a reason is needed.

    person  who they are; the entry that was earlier in line is theirs
    gone    whom they were taken for
    """

    person: PersonId
    gone: PersonId


@frozen(kw_only=True)
class ErasePerson(Command):
    """Show a person by a pseudonym from now on, and take no row for them any more; what they achieved stays.

    The personal text itself is taken out of the journal by whoever asks this, see `tiltyard.desk.privacy`.
    """

    person: PersonId
    pseudonym: str


@frozen(kw_only=True)
class ChallengePlayer(Command):
    """Somebody was told how to prove that the account is theirs, see `tiltyard.desk.proving`.

    code, until, strength  of the `Challenge`; what it is that they shall do is not kept here
    """

    person: PersonId
    code: str
    until: datetime
    strength: str = ""


@frozen(kw_only=True)
class AcceptPlayer(Command):
    """Staff settle a check: the name is all right. A reason is needed.

    What it was held up or rejected for is not held against this name again.
    """

    person: PersonId


@frozen(kw_only=True)
class RejectPlayer(Command):
    """Staff settle a check: the name is not. A reason is needed, and the player is told it."""

    person: PersonId


@frozen(kw_only=True)
class Recheck(Command):
    """Ask again what is known about a name."""

    person: PersonId


@frozen(kw_only=True)
class OpenCheckIn(Command):
    """Let players check in from now on.

    round      before which round; for another one than the last, everybody's check-in starts anew
    closes_at  when it closes by itself; None: at the time that was set, if any
    """

    round: int = 0
    closes_at: datetime | None = None


@frozen(kw_only=True)
class CloseCheckIn(Command):
    """Take no more check-ins."""


@frozen(kw_only=True)
class CheckIn(Command):
    """A player is here. With a reason, staff check in also while it is closed."""

    person: PersonId


@frozen(kw_only=True)
class CheckOut(Command):
    """A player takes their check-in back and keeps the seat."""

    person: PersonId


@frozen(kw_only=True)
class Drop(Command):
    """A player will not play; the seat goes to the next in line. Of a team only that player leaves.

    The desk fills in: `new_entrant`, for who leaves a team.
    """

    person: PersonId
    new_entrant: EntrantId = NOT_YET_ENTRANT


@frozen(kw_only=True)
class Disqualify(Command):
    """Staff take a player out; a reason is needed, and the player is told it."""

    person: PersonId
    new_entrant: EntrantId = NOT_YET_ENTRANT


@frozen(kw_only=True)
class MarkNoShow(Command):
    """Staff say that a player did not come; a reason is needed before check-in has closed, and for who is here."""

    person: PersonId


@frozen(kw_only=True)
class ReleaseNoShows(Command):
    """Staff answer what becomes of those who are not here.

    keep  they keep their seats; otherwise these go to the next who are here
    """

    keep: bool = False


@frozen(kw_only=True)
class Return(Command):
    """A player who was out takes part again; staff only.

    old_place  at the place in line that they had, for which a reason is needed; otherwise at its end
    """

    person: PersonId
    old_place: bool = False


@frozen(kw_only=True)
class TakeSeat(Command):
    """A player takes the seat that is offered to them."""

    person: PersonId


@frozen(kw_only=True)
class DeclineSeat(Command):
    """A player does not want the seat that is offered to them now, and goes to the end of the line."""

    person: PersonId


@frozen(kw_only=True)
class DropMany(Command):
    """Take many players out at once; a reason is needed. Of a team that is not named as a whole the others stay.

    people  whom; empty for everyone in line: registrations start anew
    """

    people: tuple[PersonId, ...] = ()


@frozen(kw_only=True)
class ResetCheckIns(Command):
    """Take everybody's check-in back."""


@frozen(kw_only=True)
class NameTeam(Command):
    """A captain names the team."""

    person: PersonId
    team: str
    another_team: bool = False


@frozen(kw_only=True)
class Invite(Command):
    """A captain asks somebody who has signed up to join the team."""

    person: PersonId
    invitee: PersonId


@frozen(kw_only=True)
class AcceptInvite(Command):
    """Somebody joins the team that invited them.

    captain  whose team it is
    """

    person: PersonId
    captain: PersonId


@frozen(kw_only=True)
class DeclineInvite(Command):
    """Somebody does not join, or the captain takes the invitation back.

    person   who was invited
    captain  whose team it is
    """

    person: PersonId
    captain: PersonId


@frozen(kw_only=True)
class LeaveTeam(Command):
    """A player leaves the team and stays in the tournament, at the end of the line.

    The desk fills in: `new_entrant`.
    """

    person: PersonId
    new_entrant: EntrantId = NOT_YET_ENTRANT


@frozen(kw_only=True)
class Substitute(Command):
    """Somebody plays instead of a team's member. Before teams are locked the captain may; staff with a reason always.

    person   the captain, or any member of the team when staff ask
    leaves   who plays no longer; out of the tournament when staff ask it or it is themselves, else in line alone
    comes    who plays instead: somebody who has signed up and is in no team; for a captain, a free agent
    """

    person: PersonId
    leaves: PersonId
    comes: PersonId
    new_entrant: EntrantId = NOT_YET_ENTRANT


@frozen(kw_only=True)
class LockTeams(Command):
    """From now on teams stay as they are."""


@frozen(kw_only=True)
class UnlockTeams(Command):
    """Take that back."""


@frozen(kw_only=True)
class BeFreeAgent(Command):
    """A player without a partner says whether they take whoever is paired with them."""

    person: PersonId
    free_agent: bool = True


@frozen(kw_only=True)
class PairFreeAgents(Command):
    """Make teams of those who take whoever is paired with them, in order of receipt."""


@frozen(kw_only=True)
class BindRows(Command):
    """Mirror this tournament in a table, both ways, from now on.

    columns  role to header, where the organiser says so; with some, a table that is bound already is read by them
    """

    source: RowSource
    columns: Mapping[str, str] = Factory(dict)


@frozen(kw_only=True)
class UnbindRows(Command):
    """Mirror this tournament in no table any more; what stands in the table stays."""


@frozen(kw_only=True)
class Tick(Command):
    """Nothing but time has passed: let what is due happen."""


@frozen(kw_only=True)
class RecordDowntime(Command):
    """Nobody could reach this tournament for a while: what takes something from players waits that much longer."""

    since: datetime
    until: datetime


@frozen(kw_only=True)
class Undo(Command):
    """Bring what a command changed back to how it was, as far as nothing was built upon it.

    command_id  whose events
    take_back   also take back seats that went to others because of it
    partial     do what can be done, and leave the rest

    The desk fills in: the tournament before and after that command, and what has happened since.
    """

    command_id: str
    take_back: bool = False
    partial: bool = False
    before: Tournament | None = None
    after: Tournament | None = None
    since: tuple[Event, ...] = ()


@frozen(kw_only=True)
class Correct(Command):
    """Something else was meant: undo a command and do another one instead, both or neither. A reason is needed."""

    undo: Undo
    instead: Command
