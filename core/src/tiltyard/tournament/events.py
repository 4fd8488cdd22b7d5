"""
What has happened in a tournament: past facts.

An event records an outcome (who was promoted, by which rule), never a request, so that replay under newer rules gives
the same past. Fields made with `personal()` hold names and typed text; they may be None after an erasure and the fold
works without them. `version` counts the form in which a type is written down; `codec` reads older forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs
from attrs import Factory, frozen

from tiltyard.models import (
    EntrantId,
    Evidence,
    LinkKind,
    PersonId,
    RowSource,
    Rules,
    StaffRole,
    TournamentId,
    Verdict,
)

_PERSONAL = "personal"


def personal() -> Any:
    """A field of personal text; None once erased."""
    return attrs.field(default=None, metadata={_PERSONAL: True}, kw_only=True)


def is_personal(attribute: attrs.Attribute[Any]) -> bool:
    """Whether a field was made with `personal()`."""
    return bool(attribute.metadata.get(_PERSONAL))


@frozen
class Event:
    """The common part."""

    version: ClassVar[int] = 1


@frozen
class FindingFact:
    """What a check found, without the words it used."""

    source: str
    code: str
    verdict: Verdict
    evidence: Evidence | None


@frozen
class TournamentCreated(Event):
    """A tournament began. Version 2: `rules.promotion` is a ladder."""

    version: ClassVar[int] = 2

    scope: str
    slug: str
    title: str
    rules: Rules
    staff: Mapping[str, StaffRole] = Factory(dict)
    cloned_from: TournamentId | None = None


@frozen
class RulesChanged(Event):
    """The rules are these from now on.

    renewed  windows whose times were set anew, so that what a hand did to them before counts no more
    """

    rules: Rules
    renewed: tuple[str, ...] = ()


@frozen
class StaffGranted(Event):
    """Somebody acts for the organisers from now on."""

    who: str
    role: StaffRole


@frozen
class StaffRevoked(Event):
    """Somebody acts for the organisers no longer."""

    who: str


@frozen
class OutsidePaused(Event):
    """Nothing outside is changed from now on: no cell, no role, no message."""


@frozen
class OutsideResumed(Event):
    """The outside catches up."""


@frozen
class TournamentArchived(Event):
    """It was put away."""

    at: datetime


@frozen
class TournamentUnarchived(Event):
    """It was taken out again."""


@frozen
class RegistrationOpened(Event):
    """People may sign up. `by` is `command` or `schedule`.

    closes_by_hand  it was opened after the time at which it was to close, so that this time counts no more
    """

    by: str = "command"
    closes_by_hand: bool = False


@frozen
class RegistrationClosed(Event):
    """No more sign-ups. `by` is `command` or `schedule`."""

    by: str = "command"


@frozen
class SignUpReceived(Event):
    """A sign-up stands in line; nobody has checked it yet.

    order   its place in the line of receipt
    seated  a seat was free for that place and is held
    late    staff took it after registration had closed
    """

    person: PersonId
    entrant: EntrantId
    order: int
    seated: bool
    platform: str | None = None
    free_agent: bool = False
    late: bool = False
    team: str | None = personal()
    typed_name: str | None = personal()
    alternates: tuple[str, ...] | None = personal()
    pronouns: str | None = personal()


@frozen
class SignUpUpdated(Event):
    """A sign-up was corrected and is to be checked again; its place in line stays."""

    person: PersonId
    entrant: EntrantId
    seated: bool
    platform: str | None = None
    typed_name: str | None = personal()
    alternates: tuple[str, ...] | None = personal()
    pronouns: str | None = personal()


@frozen
class IdentityLinked(Event):
    """The outside world has one more name for a person."""

    person: PersonId
    kind: LinkKind
    key: str
    provenance: str
    value: str | None = personal()


@frozen
class IdentityUnlinked(Event):
    """A name that the outside world had for a person is nobody's any more."""

    person: PersonId
    kind: LinkKind
    key: str


@frozen
class EntryClaimed(Event):
    """The person whom an imported row names has come and taken the entry over."""

    person: PersonId
    entrant: EntrantId


@frozen
class PeopleMerged(Event):
    """Two people turned out to be one.

    person   who they are
    gone     whom they were taken for
    entrant  the entry that is theirs: the earlier one in line
    removed  the other one
    seated   the entry has a seat
    """

    person: PersonId
    gone: PersonId
    entrant: EntrantId
    removed: EntrantId
    seated: bool


@frozen
class PersonErased(Event):
    """A person is shown by a pseudonym from now on."""

    person: PersonId
    pseudonym: str


@frozen
class RecheckRequested(Event):
    """What is known about a name is to be asked again.

    because  `staff`, `clash_over`, `renamed`, `returned` or `rules`
    """

    person: PersonId
    entrant: EntrantId
    because: str


@frozen
class PlayerRenamed(Event):
    """The same account has another name now; the seat stays."""

    person: PersonId
    entrant: EntrantId
    keys: Mapping[str, str] = Factory(dict)
    name: str | None = personal()


@frozen
class AccountRekeyed(Event):
    """The same account goes by another PUUID, because another application asks for it; seat and name stay.

    keys  as in `PlayerRegistered`; the old PUUID stays linked
    """

    person: PersonId
    entrant: EntrantId
    keys: Mapping[str, str] = Factory(dict)
    name: str | None = personal()


@frozen
class OwnershipChallenged(Event):
    """Somebody was told how to prove that the account is theirs.

    code      what they are to do, such as `riot_icon`; which one, only they were told
    until     until when it counts
    strength  what it will prove, and how surely
    """

    person: PersonId
    entrant: EntrantId
    code: str
    until: datetime
    strength: str = ""


@frozen
class OwnershipProven(Event):
    """An account was shown to be somebody's.

    code     of the finding that says so; `source` is the plugin that found it
    account  keyed digest of the account's PUUID; blank when none is known
    as_of    when the vendor said so
    """

    person: PersonId
    entrant: EntrantId
    code: str
    source: str
    account: str = ""
    as_of: datetime | None = None
    strength: str = ""


@frozen
class PlayerRegistered(Event):
    """Checked, and seated. `by` is `checks` or `staff`.

    keys    comparison keys this person now holds, kind to keyed digest
    waived  codes about which staff say that the name is all right nevertheless, see `Member.waived`
    name    the name as it should be shown
    """

    person: PersonId
    entrant: EntrantId
    keys: Mapping[str, str] = Factory(dict)
    findings: tuple[FindingFact, ...] = ()
    by: str = "checks"
    waived: tuple[str, ...] = ()
    name: str | None = personal()


@frozen
class PlayerWaitlisted(Event):
    """Checked, and no seat is free. `by` and `waived` as in `PlayerRegistered`."""

    person: PersonId
    entrant: EntrantId
    keys: Mapping[str, str] = Factory(dict)
    findings: tuple[FindingFact, ...] = ()
    by: str = "checks"
    waived: tuple[str, ...] = ()
    name: str | None = personal()


@frozen
class PlayerHeldPending(Event):
    """Checked, and nobody could say.

    waits_for   `retry` or `staff`
    seated      whether the seat, if there was one, is kept meanwhile
    clash_with  who holds the same account, or has a name that looks like this one, when that is why
    """

    person: PersonId
    entrant: EntrantId
    code: str
    waits_for: str
    seated: bool
    clash_with: PersonId | None = None
    keys: Mapping[str, str] = Factory(dict)
    findings: tuple[FindingFact, ...] = ()
    name: str | None = personal()
    reason: str | None = personal()
    next_step: str | None = personal()


@frozen
class PlayerRejected(Event):
    """Checked, and not accepted; a seat, if there was one and nobody else of the team needs it, is free again."""

    person: PersonId
    entrant: EntrantId
    code: str
    findings: tuple[FindingFact, ...] = ()
    reason: str | None = personal()
    next_step: str | None = personal()


@frozen
class PlayerPromoted(Event):
    """A seat became free and went to this entrant.

    rule  the rung of the ladder by which it did; `offer_taken`, or `asked_for` when nobody else had wanted it
    """

    person: PersonId
    entrant: EntrantId
    rule: str


@frozen
class PlayerUnseated(Event):
    """An entrant lost the seat and waits again. `because` is `capacity`."""

    person: PersonId
    entrant: EntrantId
    because: str


@frozen
class SeatOffered(Event):
    """A seat is held for this entrant until they take it. `rule` as in `PlayerPromoted`."""

    person: PersonId
    entrant: EntrantId
    until: datetime
    rule: str


@frozen
class OfferExtended(Event):
    """They have longer to take it: nobody could have reached us. `because` is `missed` or `downtime`.

    lost_until  when that downtime ended
    """

    person: PersonId
    entrant: EntrantId
    until: datetime
    because: str
    lost_until: datetime | None = None


@frozen
class OfferEnded(Event):
    """The seat was not taken and is free again. `because` is `declined` or `expired`; `order` is their new place."""

    person: PersonId
    entrant: EntrantId
    order: int
    because: str


@frozen
class CheckInOpened(Event):
    """Players may check in. `by` is `command` or `schedule`.

    closes_by_hand  as in `RegistrationOpened`
    round           before which round; for another one than the last, everybody's check-in starts anew
    closes_at       when it closes by itself, where that is not the time that was set
    """

    by: str = "command"
    closes_by_hand: bool = False
    round: int = 0
    closes_at: datetime | None = None


@frozen
class CheckInExtended(Event):
    """Check-in closes later: nobody could have reached us. `because` is `missed` or `downtime`.

    lost_until  when that downtime ended
    """

    until: datetime
    because: str
    lost_until: datetime | None = None


@frozen
class CheckInClosed(Event):
    """No more check-ins. `by` is `command` or `schedule`.

    grace_until    until when a late one still counts
    no_shows_open  what becomes of who is not here is decided then
    """

    by: str = "command"
    grace_until: datetime | None = None
    no_shows_open: bool = False


@frozen
class GraceExtended(Event):
    """Late check-ins count for longer: nobody could have reached us.

    lost_until  when that downtime ended
    """

    until: datetime
    lost_until: datetime | None = None


@frozen
class NoShowsHeld(Event):
    """So many are not here; staff decide what becomes of them. `because` is `rules` or `missed`."""

    count: int
    because: str


@frozen
class NoShowsSettled(Event):
    """It is decided what becomes of who is not here. `kept`: they keep their seats."""

    kept: bool = False


@frozen
class PlayerCheckedIn(Event):
    """A player is here. `late`: after the close."""

    person: PersonId
    entrant: EntrantId
    late: bool = False


@frozen
class PlayerCheckedOut(Event):
    """A player took the check-in back."""

    person: PersonId
    entrant: EntrantId


@frozen
class PlayerDropped(Event):
    """A player will not play. `had_seat` says whether a seat became free."""

    person: PersonId
    entrant: EntrantId
    had_seat: bool


@frozen
class PlayerNoShow(Event):
    """A player was not here in time; a seat is free. `round` is the one that they missed."""

    person: PersonId
    entrant: EntrantId
    round: int = 0


@frozen
class PlayerDisqualified(Event):
    """Staff took a player out; the event's reason says why."""

    person: PersonId
    entrant: EntrantId
    had_seat: bool


@frozen
class PlayerReturned(Event):
    """Somebody who was out takes part again.

    order   the place in line
    seated  a seat was free
    """

    person: PersonId
    entrant: EntrantId
    order: int
    seated: bool


@frozen
class TeamNamed(Event):
    """A team has a name, or another one."""

    person: PersonId
    entrant: EntrantId
    team: str | None = personal()


@frozen
class TeamInvited(Event):
    """A captain asked somebody to join."""

    person: PersonId
    entrant: EntrantId
    invitee: PersonId


@frozen
class InviteEnded(Event):
    """An invitation stands no longer. `because` is `declined`, `withdrawn` or `over`."""

    entrant: EntrantId
    invitee: PersonId
    because: str


@frozen
class TeamJoined(Event):
    """Somebody belongs to a team from now on.

    entrant  the team's entry
    left     the entry that they had for themselves
    order    the team's place in line: the earlier of both
    seated   one of them had a seat
    by       `invite`, `sign_up`, `pairing` or `substitute`
    """

    person: PersonId
    entrant: EntrantId
    left: EntrantId
    order: int
    seated: bool
    by: str


@frozen
class TeamLeft(Event):
    """Somebody belongs to a team no longer.

    entrant      the team's entry, which the others keep with its seat
    new_entrant  their own entry from now on, at the place `order`
    captain      who speaks for the team now
    """

    person: PersonId
    entrant: EntrantId
    new_entrant: EntrantId
    order: int
    captain: PersonId


@frozen
class TeamsLocked(Event):
    """Teams stay as they are from now on."""


@frozen
class TeamsUnlocked(Event):
    """Teams may change again."""


@frozen
class FreeAgentSet(Event):
    """Somebody without a partner takes whoever is paired with them, or does not."""

    person: PersonId
    entrant: EntrantId
    free_agent: bool


@frozen
class EntrantRestored(Event):
    """An entry stands again as it stood before a command that was undone.

    undone  that command
    form    the entry without its words
    words   names and typed text of its members
    """

    person: PersonId
    entrant: EntrantId
    undone: str
    form: Mapping[str, Any]
    words: Mapping[str, Any] | None = personal()


@frozen
class EntryWithdrawn(Event):
    """An entry that an undone command had made is there no longer; the person has another one."""

    person: PersonId
    entrant: EntrantId


@frozen
class TournamentRestored(Event):
    """Some of a tournament's own fields stand again as before a command that was undone."""

    undone: str
    fields: Mapping[str, Any]


@frozen
class RowsBound(Event):
    """A table mirrors this tournament from now on. `columns` holds what the organiser said of its columns."""

    source: RowSource
    columns: Mapping[str, str] = Factory(dict)


@frozen
class RowsUnbound(Event):
    """A table mirrors this tournament no longer."""

    source: RowSource


EVENT_TYPES: Mapping[str, type[Event]] = {
    name: one
    for name, one in list(globals().items())
    if isinstance(one, type) and issubclass(one, Event) and one is not Event
}
