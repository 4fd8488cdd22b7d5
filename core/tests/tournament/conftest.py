"""
A tournament that tests talk to in commands, with the outside world's part played by plain values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from attrs import define, field

from tiltyard.models import (
    Actor,
    Entrant,
    EntrantId,
    Evidence,
    Finding,
    Guild,
    Link,
    LinkKind,
    PersonId,
    Refusal,
    Rules,
    Tournament,
    Verdict,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import converter
from tiltyard.tournament.decide import decide
from tiltyard.tournament.events import EntrantRestored, Event, TournamentRestored
from tiltyard.tournament.evolve import evolve, fold
from tiltyard.tournament.forms import form_of
from tiltyard.tournament.roster import entrant_of, member_of
from tiltyard.tournament.text import tournament_id

CUP = tournament_id("local", "cup")
STAFF = Actor("cli", "sam")
MAKES_AN_ENTRY = (c.Drop, c.Disqualify, c.LeaveTeam, c.Substitute)


@define
class Cup:
    """Decides commands one after another, as the desk does."""

    rules: Rules = field(factory=lambda: Rules(capacity=2))
    now: datetime = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
    state: Tournament | None = None
    guild: Guild | None = None
    history: list[Event] = field(factory=list)
    turns: list[tuple[int, int]] = field(factory=list)

    def do(self, kind: type[c.Command], **fields: object) -> list[Event] | Refusal:
        """Decide a command and keep what follows."""
        actor = fields.get("actor", STAFF)
        # As the desk seals it: whoever is `ann` outside goes by the key `sealed-ann`.
        command = kind(**{"tournament": CUP, "actor": STAFF, "actor_key": f"sealed-{actor.id}", **fields})
        if kind in MAKES_AN_ENTRY and not command.new_entrant:
            command = attrs.evolve(command, new_entrant=EntrantId(f"e-{len(self.history)}"))
        decided = decide(self.state, command, self.now, self.guild)
        if not isinstance(decided, Refusal):
            start = len(self.history)
            for event in decided:
                self.state = evolve(self.state, event)
                self.history.append(event)
            if decided:
                self.turns.append((start, len(self.history)))
        return decided

    def past(self, turns_ago: int = 1) -> dict[str, object]:
        """What the desk fills in to undo the last command that changed something, or one before it."""
        start, end = self.turns[-turns_ago]
        return {
            "command_id": f"c{len(self.turns) - turns_ago}",
            "before": fold(self.history[:start]),
            "after": fold(self.history[:end]),
            "since": tuple(self.history[end:]),
        }

    def undo(self, turns_ago: int = 1, **fields: object) -> list[Event] | Refusal:
        """Undo it."""
        return self.do(c.Undo, **self.past(turns_ago), **fields)

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)

    def begin(self) -> Cup:
        self.do(c.CreateTournament, title="Cup", rules=self.rules)
        self.do(c.OpenRegistration)
        return self

    def sign_up(
        self,
        who: str,
        *,
        name: str | None = None,
        person: str | None = None,
        actor: Actor = STAFF,
        links: tuple[Link, ...] | None = None,
        **fields: object,
    ) -> list[Event] | Refusal:
        """`who` is the Discord handle; the name they play under follows from it unless given."""
        known = entrant_of(self.state, PersonId(person or f"p-{who}")) if self.state else None
        return self.do(
            c.SignUp,
            actor=actor,
            links=(self.handle(who),) if links is None else links,
            typed_name=f"{who}#EUW" if name is None else name,
            new_person=PersonId(person or f"p-{who}"),
            new_entrant=EntrantId(f"e-{person or who}{f'-{len(self.history)}' if known else ''}"),
            **fields,
        )

    def find(self, who: str, *findings: Finding, keys: dict[str, str] | None = None) -> list[Event] | Refusal:
        """Bring findings about `who`'s present claim; verified when none are given."""
        person = PersonId(f"p-{who}")
        entrant = entrant_of(self.state, person)
        return self.do(
            c.RecordFindings,
            person=person,
            claim=member_of(entrant, person).claim if entrant else 0,
            findings=findings or (verified(f"{who}#EUW"),),
            keys={"name": f"sealed-{who}#euw"} if keys is None else keys,
        )

    def register(self, *people: str, **fields: object) -> Cup:
        for who in people:
            self.sign_up(who, **fields)
            self.find(who)
        return self

    @staticmethod
    def handle(who: str, provenance: str = "typed") -> Link:
        return Link(LinkKind.DISCORD_HANDLE, who, provenance, key=f"sealed-{who}")

    @staticmethod
    def account(who: str, provenance: str = "discord") -> Link:
        """The Discord account of `who`, which has the handle `who` unless that has moved."""
        return Link(LinkKind.DISCORD_ID, f"id-{who}", provenance, key=f"sealed-id-{who}")

    @staticmethod
    def row(who: str) -> Link:
        return Link(LinkKind.ROW, f"ign:{who}", "import", key=f"sealed-row-{who}")

    def pair(self, captain: str, *others: str) -> Cup:
        """They sign up, and become a team by invitation."""
        self.register(captain, *others)
        for who in others:
            self.do(c.Invite, person=f"p-{captain}", invitee=f"p-{who}")
            self.do(c.AcceptInvite, person=f"p-{who}", captain=f"p-{captain}")
        return self

    def entrant(self, who: str):
        return entrant_of(self.state, PersonId(f"p-{who}"))


def verified(name: str = "Ann#EUW", evidence: Evidence = Evidence.SHAPE) -> Finding:
    return Finding("fine", Verdict.VERIFIED, evidence, canonical=name, source="ign")


def rejected(code: str = "no_tag", *, hard: bool = True) -> Finding:
    return Finding(code, Verdict.REJECTED, Evidence.SHAPE, hard=hard, reason="no tag", next_step="add it", source="ign")


def unknown(evidence: Evidence | None = Evidence.SHAPE) -> Finding:
    return Finding("down", Verdict.UNKNOWN, evidence, reason="it is down", source="riot")


def abstain() -> Finding:
    return Finding("no_key", Verdict.ABSTAIN, Evidence.ACCOUNT, source="riot")


@pytest.fixture
def cup() -> Cup:
    """Two seats, registration open."""
    return Cup().begin()


@pytest.fixture
def make_cup():
    return lambda **rules: Cup(Rules(**{"capacity": 2, **rules})).begin()


@pytest.fixture
def findings():
    """The four verdicts by name."""

    class Findings:
        verified = staticmethod(verified)
        rejected = staticmethod(rejected)
        unknown = staticmethod(unknown)
        abstain = staticmethod(abstain)

    return Findings


def _sample(hint: Any) -> Any:
    """Some value of a type."""
    if isinstance(hint, NewType):
        return _sample(hint.__supertype__)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return list(hint)[-1]
    if isinstance(hint, type) and attrs.has(hint):
        return sample(hint)
    args = get_args(hint)
    origin = get_origin(hint)
    if origin in (UnionType, Union):
        return _sample(next(one for one in args if one is not type(None)))
    if origin is tuple:
        return (_sample(args[0]), _sample(args[0]))
    if origin is frozenset:
        return frozenset({_sample(args[0])})
    if origin is Mapping:
        return {"some": _sample(args[1])}
    return {str: "some", int: 7, bool: True, datetime: datetime(2026, 12, 5, 18, 30, tzinfo=UTC), Any: "some"}[hint]


_SAMPLED: Mapping[str, Any] = {"by": "schedule", "because": None, "scope": "local", "slug": "cup"}
_BECAUSE = {
    "RecheckRequested": "clash_over",
    "CheckInExtended": "missed",
    "OfferExtended": "downtime",
    "OfferEnded": "expired",
    "InviteEnded": "declined",
    "NoShowsHeld": "missed",
    "PlayerUnseated": "capacity",
}


def sample(kind: type) -> Any:
    """A value of an attrs class with something in every field."""
    hints = get_type_hints(kind)
    fields = {
        field.name: _SAMPLED.get(field.name) or _sample(hints[field.name])
        for field in attrs.fields(kind)
        if field.init and field.name != "form"
    }
    if "because" in fields:
        fields["because"] = _BECAUSE[kind.__name__]
    if kind is EntrantRestored:
        fields["form"], fields["words"] = form_of(sample(Entrant))
    if kind is TournamentRestored:
        fields["fields"] = {"paused": True, "rules": converter.unstructure(sample(Rules))}
    return kind(**fields)


@pytest.fixture
def some():
    """Makes an event with something in every field."""
    return sample
