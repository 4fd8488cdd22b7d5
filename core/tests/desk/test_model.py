"""
The desk against a model that fits on a page: who is in line, in order of receipt, and the first so many sit.

Messages come twice, findings come late and in any order, and the process dies between any two of them.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tiltyard.desk.desk import Desk
from tiltyard.journal import Journal
from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, Rules, Verdict
from tiltyard.testing import FakeClock
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Accepted, Refused
from tiltyard.tournament.roster import IN_LINE, entrant_of, seated
from tiltyard.tournament.text import tournament_id

CUP = tournament_id("local", "cup")
STAFF = Actor("cli", "sam")
PEOPLE = ["ann", "bob", "cleo", "dan", "eve"]

people = st.sampled_from(PEOPLE)


class Model(RuleBasedStateMachine):
    """`line` is the model: who was told that they are in, in order of receipt, and has not left."""

    @initialize(capacity=st.integers(1, 3))
    def open(self, capacity):
        self.loop = asyncio.new_event_loop()
        self.directory = tempfile.TemporaryDirectory()
        self.ids = map("{:06}".format, itertools.count())
        self.clock = FakeClock()
        self.line: list[str] = []
        self.persons: dict[str, str] = {}
        self.messages: list[tuple[c.Command, object]] = []
        self.capacity = capacity
        self.start()
        rules = Rules(capacity=capacity)
        self.ask(c.CreateTournament(tournament=CUP, actor=STAFF, title="Cup", rules=rules))
        self.ask(c.OpenRegistration(tournament=CUP, actor=STAFF))

    def start(self):
        url = f"sqlite:///{Path(self.directory.name) / 'journal.sqlite3'}"
        self.journal = self.loop.run_until_complete(Journal.open(url, self.clock))
        self.desk = Desk(self.journal, self.clock, lambda: next(self.ids))

    def ask(self, command):
        return self.loop.run_until_complete(self.desk.handle(command))

    def state(self):
        return self.loop.run_until_complete(self.desk.state(CUP))

    def send(self, command):
        answer = self.ask(command)
        self.messages.append((command, answer))
        return answer

    @rule(who=people)
    def sign_up(self, who):
        link = Link(LinkKind.DISCORD_HANDLE, who, "typed")
        key = f"press-{len(self.messages)}"
        answer = self.send(c.SignUp(tournament=CUP, actor=STAFF, key=key, links=(link,), typed_name=f"{who}#EUW"))
        assert isinstance(answer, Refused) == (who in self.line)
        if isinstance(answer, Accepted):
            self.line.append(who)
            self.persons[who] = answer.person

    @rule(who=people)
    def drop(self, who):
        person = self.persons.get(who, "nobody")
        answer = self.send(c.Drop(tournament=CUP, actor=STAFF, key=f"drop-{len(self.messages)}", person=person))
        assert isinstance(answer, Accepted) == (who in self.line)
        if who in self.line:
            self.line.remove(who)

    @rule(who=people, late_by=st.integers(0, 3))
    def find(self, who, late_by):
        """A verdict; about the claim that stands, or about one that is over."""
        entrant = entrant_of(self.state(), self.persons.get(who, "nobody"))
        if entrant is None:
            return
        finding = Finding("fine", Verdict.VERIFIED, Evidence.SHAPE, canonical=f"{who}#EUW", keys={"name": who})
        claim = max(0, entrant.claim - late_by)
        self.ask(c.RecordFindings(tournament=CUP, actor=STAFF, person=entrant.person, claim=claim, findings=(finding,)))

    @rule(which=st.integers(0, 9))
    def hear_it_again(self, which):
        """The same message once more: it was answered, so nothing happens and the answer is the same."""
        answered = [one for one in self.messages if isinstance(one[1], Accepted)]
        if not answered:
            return
        command, answer = answered[which % len(answered)]
        before = self.state()
        again = self.ask(command)
        assert (again.command_id, again.person) == (answer.command_id, answer.person)
        assert self.state() == before

    @rule()
    def die(self):
        """Everything that is only in memory is gone."""
        self.close()
        self.start()

    @invariant()
    def the_first_in_line_sit(self):
        state = self.state()
        in_line = sorted((one for one in state.entrants.values() if one.status in IN_LINE), key=lambda one: one.order)
        assert [one.person for one in in_line] == [self.persons[who] for who in self.line]
        assert [one.person for one in seated(state)] == [self.persons[who] for who in self.line][: self.capacity]

    @invariant()
    def the_journal_says_the_same(self):
        fresh = Desk(self.journal, self.clock, lambda: next(self.ids))
        assert self.loop.run_until_complete(fresh.state(CUP)) == self.state()

    def close(self):
        self.loop.run_until_complete(self.desk.close())
        self.loop.run_until_complete(self.journal.close())

    def teardown(self):
        if hasattr(self, "loop"):
            self.close()
            self.loop.close()
            self.directory.cleanup()


Model.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestModel = Model.TestCase
