"""
A shared table against a model: people type, tick, sort and insert while players sign up, drop and are renamed.

Writes fail before and after they were applied. Whatever happens in between: what a person typed stands there or is
listed, nobody's own column is touched, nobody has two rows, and a visit without news writes nothing.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import tempfile
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tiltyard.app import open_app
from tiltyard.errors import Unavailable
from tiltyard.host import FoundPlugin
from tiltyard.markers import hookimpl
from tiltyard.models import Link, LinkKind, RowSource, Rules
from tiltyard.rows.truth import truth
from tiltyard.settings import Settings
from tiltyard.testing import FakeClock, SharedMemoryRows
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.roster import IN_LINE

from .conftest import CUP, STAFF, Columns, Names

SHEET = RowSource("mem", "sheet")
HEADER = ["discord", "ign", "registered", "checkin", "own"]
PEOPLE = ["ann", "bob"]

people = st.sampled_from(PEOPLE)
names = st.sampled_from(["Nova#1", "Lux#2", "Zoë#3", "=SUM(1)#4"])


class FailingRows(SharedMemoryRows):
    """Fails the next write, before or after it was applied."""

    fails = ""
    writes = 0

    @hookimpl
    async def fetch_rows(self, source):
        return await super().fetch_rows(source)

    @hookimpl
    async def write_rows(self, source, changes):
        self.writes += 1
        how, self.fails = self.fails, ""
        if how == "before":
            raise Unavailable("Google is away")
        result = await super().write_rows(source, changes)
        if how == "after":
            raise Unavailable("the answer was lost")
        return result


class SharedTable(RuleBasedStateMachine):
    """`typed` is what people typed for a name and has not been answered by a later rename here; `own` their notes."""

    @initialize()
    def open(self):
        self.loop = asyncio.new_event_loop()
        self.directory = tempfile.TemporaryDirectory()
        self.clock = FakeClock()
        self.rows = FailingRows(sheet=[list(HEADER)])
        self.ids = map("{:06}".format, itertools.count())
        self.typed: dict[str, str] = {}
        self.unseen: set[str] = set()
        self.own: dict[str, str] = {}
        self.marks = itertools.count(1)
        self.stack = AsyncExitStack()
        kind = type("Mem", (), {"__new__": lambda _: self.rows})
        found = [FoundPlugin(one.__name__.lower(), lambda one=one: one) for one in (Names, Columns, kind)]
        opening = open_app(
            Settings(data_dir=Path(self.directory.name)),
            plugins=found,
            clock=self.clock,
            new_id=lambda: next(self.ids),
        )
        self.app = self.do(self.stack.enter_async_context(opening))
        self.send(c.CreateTournament, title="Cup", rules=Rules(capacity=64))
        for kind in (c.OpenRegistration, c.OpenCheckIn):
            self.send(kind)
        self.send(c.BindRows, source=SHEET)
        self.sign_up("ann")
        self.visit()

    def teardown(self):
        if hasattr(self, "stack"):
            self.settle()
            self.do(self.stack.aclose())
            self.loop.close()
            self.directory.cleanup()

    def do(self, work):
        return self.loop.run_until_complete(work)

    def send(self, kind, **fields):
        return self.do(self.app.desk.handle(kind(tournament=CUP, actor=STAFF, **fields)))

    def state(self):
        return self.do(self.app.desk.state(CUP))

    def members(self):
        found = {}
        for entrant in sorted(self.state().entrants.values(), key=lambda one: one.order):
            for member in entrant.members:
                account = next(link.value for link in member.links if link.kind is LinkKind.DISCORD_HANDLE)
                found[account] = (entrant, member)
        return found

    @property
    def grid(self):
        return self.rows.tables["sheet"]

    def row(self, who):
        at = self.grid[0].index("discord")
        return next((row for row in self.grid[1:] if row[at] == who), None)

    def cell(self, who, header):
        return self.row(who)[self.grid[0].index(header)]

    def type_in(self, who, header, value):
        self.row(who)[self.grid[0].index(header)] = value

    def visit(self):
        followers = {one.name: one for one in self.app.runner.followers}
        self.do(followers["verifier"].act(CUP))
        self.do(followers["rows"].act(CUP))
        self.do(followers["verifier"].act(CUP))
        self.unseen.clear()

    # ------------------------------------------------------------------------------------------------------------
    # Here

    @rule(who=people)
    def sign_up(self, who):
        link = Link(LinkKind.DISCORD_HANDLE, who, "typed")
        answer = self.send(c.SignUp, links=(link,), typed_name=f"{who}#EUW")
        if not isinstance(answer, Refused):
            self.answered(who)

    @rule(who=people, name=names)
    def rename_here(self, who, name):
        if who in self.members():
            name = f"{who}{name}"
            person = self.members()[who][1].person
            self.send(c.UpdateSignUp, person=person, typed_name=name)
            self.answered(who)

    @rule(who=people)
    def drop(self, who):
        if who in self.members():
            self.send(c.Drop, person=self.members()[who][1].person)

    @rule(who=people)
    def check_in(self, who):
        if who in self.members():
            self.send(c.CheckIn, person=self.members()[who][1].person)

    # ------------------------------------------------------------------------------------------------------------
    # There

    @precondition(lambda self: len(self.grid) > 1)
    @rule(who=people, name=names)
    def rename_there(self, who, name):
        if self.row(who) and self.cell(who, "ign") != f"{who}{name}":  # to type what stands there is no change
            self.type_in(who, "ign", f"{who}{name}")
            self.typed[who] = f"{who}{name}"
            self.unseen.add(who)

    @rule(who=people, header=st.sampled_from(["registered", "checkin"]), tick=st.booleans())
    def tick(self, who, header, tick):
        if self.row(who):
            self.type_in(who, header, tick)

    @rule(who=people)
    def add_a_row(self, who):
        if not self.row(who) and who not in self.members():
            row = {"discord": who, "ign": f"{who}#there"}
            self.grid.append([row.get(header, "") for header in self.grid[0]])

    @rule(who=people)
    def note_something(self, who):
        if self.row(who):
            self.own[who] = f"note {next(self.marks)}"
            self.type_in(who, "own", self.own[who])

    @rule(seed=st.integers(0, 99))
    def sort_rows(self, seed):
        below = self.grid[1:]
        random.Random(seed).shuffle(below)
        self.grid[1:] = below

    @rule(seed=st.integers(0, 99))
    def move_columns(self, seed):
        order = list(range(len(self.grid[0])))
        random.Random(seed).shuffle(order)
        self.grid[:] = [[row[at] for at in order] for row in self.grid]

    @rule()
    @precondition(lambda self: len(self.grid[0]) < 12)
    def insert_a_column(self):
        for number, row in enumerate(self.grid):
            row.insert(0, f"new {next(self.marks)}" if number == 0 else "")

    @rule(who=people)
    def delete_a_row(self, who):
        if row := self.row(who):
            self.grid.remove(row)
            self.typed.pop(who, None)
            self.own.pop(who, None)

    # ------------------------------------------------------------------------------------------------------------
    # Between

    @rule(how=st.sampled_from(["before", "after"]))
    def fail(self, how):
        self.rows.fails = how
        with suppress(Unavailable):
            self.visit()
        self.rows.fails = ""

    @rule(passed_s=st.sampled_from([1, 60, 130]))
    def wait(self, passed_s):
        self.do(self.clock.advance(passed_s))

    @rule()
    def look(self):
        self.visit()
        self.holds()

    @rule()
    def settle(self):
        self.visit()
        self.do(self.clock.advance(200))
        self.visit()
        self.visit()
        before, writes = [list(row) for row in self.grid], self.rows.writes
        self.visit()
        assert self.grid == before
        assert self.rows.writes == writes
        self.holds()
        held = self.do(self.app.mirror.suspended(CUP))
        for who, (entrant, _) in self.members().items():
            if entrant.status in IN_LINE and not held:
                assert self.row(who), f"{who} has no row"
                assert truth(self.cell(who, "registered"))

    def answered(self, who):
        """A name was given here after the one that was typed there had been taken: that one counts no more."""
        if who not in self.unseen and not self.listed(who):
            self.typed.pop(who, None)

    def listed(self, who):
        entries = self.do(self.app.mirror.conflicts(CUP))
        return any(one.row_key.startswith(who) and one.column == "ign" for one in entries)

    def holds(self):
        accounts = [row[self.grid[0].index("discord")] for row in self.grid[1:]]
        assert len(accounts) == len(set(accounts)), "somebody has two rows"
        for who, words in self.own.items():
            assert self.cell(who, "own") == words
        if self.do(self.app.mirror.suspended(CUP)):
            return
        members = self.members()
        for who, name in self.typed.items():
            assert self.cell(who, "ign") == name, f"what was typed for {who} was written over"
            assert members[who][1].typed_name == name or self.listed(who), f"what was typed for {who} is lost"


SharedTable.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestSharedTable = SharedTable.TestCase
