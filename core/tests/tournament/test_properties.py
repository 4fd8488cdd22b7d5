"""
What holds on every evening, however it goes: driven by random commands against the real rules.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tiltyard.models import (
    Actor,
    Entrant,
    EntrantId,
    EntrantStatus,
    EventRecord,
    Evidence,
    Finding,
    Link,
    LinkKind,
    PersonId,
    Refusal,
    RowSource,
    Rules,
    Tournament,
    Verdict,
    Windows,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import decode, encode
from tiltyard.tournament.decide import UNIQUE_KEYS, decide
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.roster import IN_LINE, entrant_of, in_line, seated, waiting
from tiltyard.tournament.text import tournament_id
from tiltyard.tournament.windows import due_at

CUP = tournament_id("local", "cup")
STAFF = Actor("staff", "s1", "Sam")
START = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
PEOPLE = [f"person{number}" for number in range(6)]
ACCOUNTS = ["one#EUW", "two#EUW", "three#EUW", "four#EUW", "five#EUW"]

people = st.sampled_from(PEOPLE)
accounts = st.sampled_from(ACCOUNTS)
moments = st.none() | st.integers(-30, 180).map(lambda minutes: START + timedelta(minutes=minutes))
spans = st.tuples(moments, moments).filter(lambda span: None in span or span[0] < span[1])
windows = st.builds(lambda registration, check_in: Windows(*registration, *check_in), spans, spans)


class Evening(RuleBasedStateMachine):
    """Random commands; the invariants are what nobody may ever see broken."""

    @initialize(capacity=st.integers(1, 4), pending_holds_seat=st.booleans(), windows=windows)
    def begin(self, capacity, pending_holds_seat, windows):
        self.now = START
        self.state: Tournament | None = None
        self.records: list[EventRecord] = []
        self.acknowledged: set[str] = set()
        rules = Rules(capacity=capacity, pending_holds_seat=pending_holds_seat, windows=windows)
        self.do(c.CreateTournament, title="Cup", rules=rules)
        self.do(c.OpenRegistration)
        self.do(c.OpenCheckIn)

    def do(self, kind, **fields):
        decided = decide(self.state, kind(tournament=CUP, actor=STAFF, **fields), self.now)
        if isinstance(decided, Refusal):
            return decided
        for event in decided:
            self.state = evolve(self.state, event)
            facts, personal = encode(event)
            seq = len(self.records) + 1
            name = type(event).__name__
            self.records.append(EventRecord(CUP, seq, name, event.version, self.now, STAFF, "c", None, facts, personal))
        if kind is not c.CreateTournament:
            self.nothing_is_due_any_more()
        return decided

    def nothing_is_due_any_more(self):
        """Whatever was decided stands: the clock does not take it back at the same moment."""
        moment = due_at(self.state)
        assert moment is None or moment > self.now

    @rule(who=people, account=accounts)
    def sign_up(self, who, account):
        before = len(self.records)
        answer = self.do(
            c.SignUp,
            links=(Link(LinkKind.DISCORD_HANDLE, who, "typed", key=f"sealed-{who}"),),
            typed_name=account,
            new_person=PersonId(f"p-{who}"),
            new_entrant=EntrantId(f"e-{who}-{before}"),
        )
        if not isinstance(answer, Refusal):
            self.acknowledged.add(f"p-{who}")

    @rule(who=people, account=accounts)
    def update(self, who, account):
        self.do(c.UpdateSignUp, person=PersonId(f"p-{who}"), typed_name=account)

    @rule(who=people, verdict=st.sampled_from(Verdict), hard=st.booleans())
    def find(self, who, verdict, hard):
        entrant = entrant_of(self.state, PersonId(f"p-{who}"))
        if entrant is None:
            return
        account = entrant.members[0].typed_name
        finding = Finding("x", verdict, Evidence.SHAPE, hard=hard, canonical=account, reason="because")
        keys = {"name": f"sealed-{account}"} if verdict is Verdict.VERIFIED else {}
        self.do(c.RecordFindings, person=entrant.person, claim=entrant.claim, findings=(finding,), keys=keys)

    @rule(who=people, kind=st.sampled_from([c.CheckIn, c.CheckOut, c.Drop]))
    def act(self, who, kind):
        self.do(kind, person=PersonId(f"p-{who}"))

    @rule(who=people, account=accounts)
    def come(self, who, account):
        """What most players do; the other rules alone would seldom get this far."""
        self.sign_up(who, account)
        self.find(who, Verdict.VERIFIED, hard=True)
        self.act(who, c.CheckIn)

    @rule(who=people, account=accounts, verdict=st.sampled_from(Verdict), hard=st.booleans())
    def rename(self, who, account, verdict, hard):
        """Likewise: a new name, and what the check says of it."""
        self.update(who, account)
        self.find(who, verdict, hard)

    @rule(kind=st.sampled_from([c.OpenRegistration, c.CloseRegistration, c.OpenCheckIn, c.CloseCheckIn]))
    def turn(self, kind):
        self.do(kind)

    @rule(who=people, row=st.sampled_from(["row1", "row2", "row3"]))
    def link(self, who, row):
        link = Link(LinkKind.ROW, row, "import", key=f"sealed-{row}")
        self.do(c.LinkIdentity, person=PersonId(f"p-{who}"), link=link)

    @rule()
    def bind(self):
        self.do(c.BindRows, source=RowSource("csv", "players.csv"))

    @rule()
    def unbind(self):
        self.do(c.UnbindRows)

    @rule(minutes=st.integers(0, 90))
    def pass_time(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def tick(self):
        self.do(c.Tick)

    @invariant()
    def capacity_is_never_exceeded(self):
        assert len(seated(self.state)) <= self.state.rules.capacity

    @invariant()
    def no_seat_stays_empty_while_someone_may_have_it(self):
        may_sit = [
            one
            for one in waiting(self.state)
            if one.status is not EntrantStatus.PENDING or self.state.rules.pending_holds_seat
        ]
        assert not may_sit or len(seated(self.state)) == self.state.rules.capacity

    @invariant()
    def one_entry_per_person_and_one_player_per_account(self):
        persons = [entrant.person for entrant in in_line(self.state)]
        assert len(persons) == len(set(persons))
        playing = (EntrantStatus.REGISTERED, EntrantStatus.WAITLISTED)
        for kind in UNIQUE_KEYS:
            held = [
                member.keys[kind]
                for entrant in in_line(self.state)
                if entrant.status in playing
                for member in entrant.members
                if kind in member.keys
            ]
            assert len(held) == len(set(held))

    @invariant()
    def no_acknowledged_sign_up_is_lost(self):
        assert self.acknowledged == {entrant.person for entrant in self.state.entrants.values()}

    @invariant()
    def places_in_line_are_unique(self):
        orders = [entrant.order for entrant in self.state.entrants.values()]
        assert len(orders) == len(set(orders))

    @invariant()
    def nobody_is_seated_out_of_line_or_checked_in_without_a_seat(self):
        entrants = self.state.entrants.values()
        assert all(one.status in IN_LINE for one in entrants if one.seated)
        assert all(one.seated for one in entrants if any(member.checked_in for member in one.members))

    @invariant()
    def replay_gives_the_same_state(self):
        assert _replay(self.records) == self.state

    @invariant()
    def replay_without_personal_text_gives_the_same_state_without_it(self):
        erased = [attrs.evolve(record, personal=None) for record in self.records]
        assert _replay(erased) == _without_words(self.state)


def _replay(records):
    state = None
    for record in records:
        state = evolve(state, decode(record))
    return state


def _without_words(state: Tournament) -> Tournament:
    return attrs.evolve(state, entrants={key: _wordless(entrant) for key, entrant in state.entrants.items()})


def _wordless(entrant: Entrant) -> Entrant:
    members = tuple(
        attrs.evolve(
            member,
            name=None,
            typed_name=None,
            alternates=(),
            pronouns=None,
            links=tuple(attrs.evolve(link, value=None) for link in member.links),
        )
        for member in entrant.members
    )
    return attrs.evolve(entrant, members=members, reason="", next_step="")


Evening.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestEvening = Evening.TestCase
