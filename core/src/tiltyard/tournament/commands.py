"""
What people and programs may ask of a tournament: imperatives.

A command names its tournament, who asks, the occasion (`key`: the same key is answered the same way again without
doing it twice) and, where it overrides something, a reason. Fields under "the desk fills in" are made from the
journal's secrets or id source, which rules must not have.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from tiltyard.models import Actor, EntrantId, Finding, Link, PersonId, RowSource, Rules, TournamentId

NOT_YET_PERSON, NOT_YET_ENTRANT = PersonId(""), EntrantId("")


@frozen(kw_only=True)
class Command:
    """The common part.

    key     names the occasion: an interaction id, an import's row, a sheet observation; None is asked once
    reason  why; mandatory where a command says so
    """

    tournament: TournamentId
    actor: Actor
    key: str | None = None
    reason: str | None = None


@frozen(kw_only=True)
class CreateTournament(Command):
    """Begin a tournament; its id is ``scope/slug``."""

    title: str
    rules: Rules


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

    The desk fills in: `new_person` and `new_entrant`, used when the links name nobody yet.
    """

    links: tuple[Link, ...]
    typed_name: str
    alternates: tuple[str, ...] = ()
    platform: str | None = None
    pronouns: str | None = None
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
    """One more name the outside world has for a person. A row's key takes the place of the one before it."""

    person: PersonId
    link: Link


@frozen(kw_only=True)
class OpenCheckIn(Command):
    """Let registered players check in from now on."""


@frozen(kw_only=True)
class CloseCheckIn(Command):
    """Take no more check-ins."""


@frozen(kw_only=True)
class CheckIn(Command):
    """A registered player is here."""

    person: PersonId


@frozen(kw_only=True)
class CheckOut(Command):
    """A player takes their check-in back and keeps the seat."""

    person: PersonId


@frozen(kw_only=True)
class Drop(Command):
    """A player will not play; the seat goes to the next in line."""

    person: PersonId


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
