"""
A tournament that tests talk to in commands, with the outside world's part played by plain values.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import define, field

from tiltyard.models import (
    Actor,
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
from tiltyard.tournament.decide import decide
from tiltyard.tournament.events import Event
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.roster import entrant_of
from tiltyard.tournament.text import tournament_id

CUP = tournament_id("local", "cup")
STAFF = Actor("cli", "sam")


@define
class Cup:
    """Decides commands one after another, as the desk does."""

    rules: Rules = field(factory=lambda: Rules(capacity=2))
    now: datetime = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
    state: Tournament | None = None
    guild: Guild | None = None
    history: list[Event] = field(factory=list)

    def do(self, kind: type[c.Command], **fields: object) -> list[Event] | Refusal:
        """Decide a command and keep what follows."""
        actor = fields.get("actor", STAFF)
        # As the desk seals it: whoever is `ann` outside goes by the key `sealed-ann`.
        command = kind(**{"tournament": CUP, "actor": STAFF, "actor_key": f"sealed-{actor.id}", **fields})
        decided = decide(self.state, command, self.now, self.guild)
        if not isinstance(decided, Refusal):
            for event in decided:
                self.state = evolve(self.state, event)
                self.history.append(event)
        return decided

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)

    def begin(self) -> Cup:
        self.do(c.CreateTournament, title="Cup", rules=self.rules)
        self.do(c.OpenRegistration)
        return self

    def sign_up(
        self, who: str, *, name: str | None = None, person: str | None = None, actor: Actor = STAFF
    ) -> list[Event] | Refusal:
        """`who` is the Discord handle; the name they play under follows from it unless given."""
        handle = Link(LinkKind.DISCORD_HANDLE, who, "typed", key=f"sealed-{who}")
        return self.do(
            c.SignUp,
            actor=actor,
            links=(handle,),
            typed_name=f"{who}#EUW" if name is None else name,
            new_person=PersonId(person or f"p-{who}"),
            new_entrant=EntrantId(f"e-{person or who}"),
        )

    def find(self, who: str, *findings: Finding, keys: dict[str, str] | None = None) -> list[Event] | Refusal:
        """Bring findings about `who`'s present claim; verified when none are given."""
        person = PersonId(f"p-{who}")
        entrant = entrant_of(self.state, person)
        return self.do(
            c.RecordFindings,
            person=person,
            claim=entrant.claim if entrant else 0,
            findings=findings or (verified(f"{who}#EUW"),),
            keys={"name": f"sealed-{who}#euw"} if keys is None else keys,
        )

    def register(self, *people: str) -> Cup:
        for who in people:
            self.sign_up(who)
            self.find(who)
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
