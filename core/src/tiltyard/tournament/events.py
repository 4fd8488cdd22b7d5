"""
What has happened in a tournament: past facts.

An event records an outcome (who was promoted, by which rule), never a request, so that replay under newer rules gives
the same past. Fields made with `personal()` hold names and typed text; they may be None after an erasure and the fold
works without them. `version` counts the form in which a type is written down; `codec` reads older forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import attrs
from attrs import Factory, frozen

from tiltyard.models import EntrantId, Evidence, LinkKind, PersonId, RowSource, Rules, Verdict

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
    """A tournament began."""

    scope: str
    slug: str
    title: str
    rules: Rules


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
    """

    person: PersonId
    entrant: EntrantId
    order: int
    seated: bool
    platform: str | None = None
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
class PlayerRegistered(Event):
    """Checked, and seated.

    keys  comparison keys this person now holds, kind to keyed digest
    name  the name as it should be shown
    """

    person: PersonId
    entrant: EntrantId
    keys: Mapping[str, str] = Factory(dict)
    findings: tuple[FindingFact, ...] = ()
    name: str | None = personal()


@frozen
class PlayerWaitlisted(Event):
    """Checked, and no seat is free."""

    person: PersonId
    entrant: EntrantId
    keys: Mapping[str, str] = Factory(dict)
    findings: tuple[FindingFact, ...] = ()
    name: str | None = personal()


@frozen
class PlayerHeldPending(Event):
    """Checked, and nobody could say.

    waits_for  `retry` or `staff`
    seated     whether the seat, if there was one, is kept meanwhile
    """

    person: PersonId
    entrant: EntrantId
    code: str
    waits_for: str
    seated: bool
    keys: Mapping[str, str] = Factory(dict)
    findings: tuple[FindingFact, ...] = ()
    name: str | None = personal()
    reason: str | None = personal()
    next_step: str | None = personal()


@frozen
class PlayerRejected(Event):
    """Checked, and not accepted; a seat, if there was one, is free again."""

    person: PersonId
    entrant: EntrantId
    code: str
    findings: tuple[FindingFact, ...] = ()
    reason: str | None = personal()
    next_step: str | None = personal()


@frozen
class PlayerPromoted(Event):
    """A seat became free and went to this entrant. `rule` says by which order."""

    person: PersonId
    entrant: EntrantId
    rule: str


@frozen
class CheckInOpened(Event):
    """Registered players may check in. `by` is `command` or `schedule`.

    closes_by_hand  as in `RegistrationOpened`
    """

    by: str = "command"
    closes_by_hand: bool = False


@frozen
class CheckInClosed(Event):
    """No more check-ins. `by` is `command` or `schedule`."""

    by: str = "command"


@frozen
class PlayerCheckedIn(Event):
    """A registered player is here."""

    person: PersonId
    entrant: EntrantId


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
class RowsBound(Event):
    """A table mirrors this tournament from now on. `columns` holds what the organiser said of its columns."""

    source: RowSource
    columns: Mapping[str, str] = Factory(dict)


@frozen
class RowsUnbound(Event):
    """A table mirrors this tournament no longer."""

    source: RowSource


EVENT_TYPES: Mapping[str, type[Event]] = {
    event.__name__: event
    for event in (
        TournamentCreated,
        RegistrationOpened,
        RegistrationClosed,
        SignUpReceived,
        SignUpUpdated,
        IdentityLinked,
        IdentityUnlinked,
        PlayerRegistered,
        PlayerWaitlisted,
        PlayerHeldPending,
        PlayerRejected,
        PlayerPromoted,
        CheckInOpened,
        CheckInClosed,
        PlayerCheckedIn,
        PlayerCheckedOut,
        PlayerDropped,
        RowsBound,
        RowsUnbound,
    )
}
