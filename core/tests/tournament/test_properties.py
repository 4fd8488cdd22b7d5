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
    CheckInBy,
    CheckState,
    Eligibility,
    Entrant,
    EntrantId,
    EventRecord,
    Evidence,
    Finding,
    Guild,
    Link,
    LinkKind,
    Mode,
    NoShows,
    PersonId,
    PromotionRule,
    Refusal,
    Rules,
    Tier,
    Tournament,
    Unit,
    Verdict,
    Windows,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.codec import decode, encode
from tiltyard.tournament.decide import decide
from tiltyard.tournament.decisions.common import played_by_others
from tiltyard.tournament.decisions.seats import barred
from tiltyard.tournament.due import due_at
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.judge import STRENGTH
from tiltyard.tournament.roster import IN_LINE, entrant_of, in_line, member_of, person_of, seated, waiting
from tiltyard.tournament.text import tournament_id

CUP = tournament_id("local", "cup")
STAFF = Actor("cli", "s1", "Sam")
START = datetime(2026, 12, 5, 18, 0, tzinfo=UTC)
PEOPLE = [f"person{number}" for number in range(6)]
ACCOUNTS = ["one#EUW", "two#EUW", "three#EUW", "four#EUW", "five#EUW"]

LADDERS = [
    (PromotionRule.ORDER_OF_RECEIPT,),
    (PromotionRule.CHECKED_IN_FIRST, PromotionRule.ORDER_OF_RECEIPT),
    (PromotionRule.WHOLE_TEAMS_FIRST, PromotionRule.CHECKED_IN_FIRST, PromotionRule.ORDER_OF_RECEIPT),
]
FOR_ONE = [
    c.CheckIn,
    c.CheckOut,
    c.Drop,
    c.Disqualify,
    c.MarkNoShow,
    c.Return,
    c.TakeSeat,
    c.DeclineSeat,
    c.AcceptPlayer,
    c.RejectPlayer,
    c.Recheck,
    c.LeaveTeam,
    c.BeFreeAgent,
]
MAKES_AN_ENTRY = (c.Drop, c.Disqualify, c.LeaveTeam)
FOR_ALL = [
    c.OpenRegistration,
    c.CloseRegistration,
    c.OpenCheckIn,
    c.ResetCheckIns,
    c.DropMany,
    c.Archive,
    c.Tick,
]

people = st.sampled_from(PEOPLE)
accounts = st.sampled_from(ACCOUNTS)


def moments(least):
    return st.none() | st.integers(least, 180).map(lambda minutes: START + timedelta(minutes=minutes))


spans = st.tuples(moments(-30), moments(1)).filter(lambda span: None in span or span[0] < span[1])
windows = st.builds(lambda registration, check_in: Windows(*registration, *check_in), spans, spans)


SAYS_WHY = (
    e.PlayerDropped,
    e.PlayerNoShow,
    e.PlayerDisqualified,
    e.PlayerRejected,
    e.PlayerHeldPending,
    e.PlayerUnseated,
    e.TeamJoined,
    e.PeopleMerged,
    e.EntrantRestored,
    e.EntryWithdrawn,
)
"""Events after which somebody may have no seat who had one."""


def nobody_is_overtaken(before, event):
    """Who was first gets the seat, unless a rung of the ladder says otherwise and the event says which."""
    first = [one for one in waiting(before) if barred(before, one) is None]
    if isinstance(event, e.PlayerPromoted | e.SeatOffered) and event.rule == PromotionRule.ORDER_OF_RECEIPT:
        assert all(one.order >= before.entrants[event.entrant].order for one in first)
    if isinstance(event, e.SignUpReceived | e.PlayerReturned) and event.seated:
        assert all(one.order >= event.order for one in first)


def nobody_loses_a_seat_unsaid(before, after, event):
    """A seat that is somebody's, and not only offered to them, is taken by events that say so."""
    firm = [one.id for one in before.entrants.values() if one.seated and one.offered_until is None]
    lost = [one for one in firm if one not in after.entrants or not after.entrants[one].seated]
    assert not lost or isinstance(event, SAYS_WHY)


class Evening(RuleBasedStateMachine):
    """Random commands; the invariants are what nobody may ever see broken."""

    modes = st.just(Mode.SOLO)

    @initialize(
        data=st.data(),
        capacity=st.integers(1, 4),
        flags=st.tuples(st.booleans(), st.booleans()),
        windows=windows,
        promotion=st.sampled_from(LADDERS),
        offer_wait_s=st.none() | st.integers(60, 3600),
        no_shows=st.sampled_from(NoShows),
        grace_s=st.sampled_from([0, 300]),
        check_in_by=st.sampled_from(CheckInBy),
        crowd=st.lists(people, min_size=1, max_size=len(PEOPLE), unique=True),
    )
    def begin(self, data, capacity, flags, windows, crowd, **rules):
        self.now = START
        self.guild = Guild("local")
        self.state: Tournament | None = None
        self.records: list[EventRecord] = []
        self.commands: list[str] = []
        self.acknowledged: set[str] = set()
        self.taken_out: set[str] = set()
        mode = data.draw(self.modes)
        pending_holds_seat, half_teams_sit = flags
        self.do(
            c.CreateTournament,
            title="Cup",
            rules=Rules(
                capacity=capacity * mode.team_size,
                mode=mode,
                windows=windows,
                pending_holds_seat=pending_holds_seat,
                half_teams_sit=half_teams_sit,
                **rules,
            ),
        )
        self.do(c.OpenRegistration)
        for who in crowd:
            self.come(who)

    def do(self, kind, **fields):
        command = kind(**{"tournament": CUP, "actor": STAFF, "reason": "because", **fields})
        decided = decide(self.state, command, self.now, self.guild)
        if isinstance(decided, Refusal):
            return decided
        command_id = f"c{len(self.commands)}"
        for event in decided:
            before, self.state = self.state, evolve(self.state, event)
            if before is not None:
                nobody_is_overtaken(before, event)
                nobody_loses_a_seat_unsaid(before, self.state, event)
            facts, personal = encode(event)
            seq = len(self.records) + 1
            name = type(event).__name__
            record = EventRecord(CUP, seq, name, event.version, self.now, STAFF, command_id, None, facts, personal)
            self.records.append(record)
        if decided:
            self.commands.append(command_id)
        self.nothing_is_due_any_more()
        return decided

    def nothing_is_due_any_more(self):
        """Whatever was decided stands: the clock does not take it back at the same moment."""
        moment = due_at(self.state)
        assert moment is None or moment > self.now

    def new_entrant(self):
        return EntrantId(f"e-{len(self.records)}")

    @rule(who=people, account=accounts, free_agent=st.booleans(), on_discord=st.booleans(), late=st.booleans())
    def sign_up(self, who, account, free_agent, on_discord, late):
        links = [Link(LinkKind.DISCORD_HANDLE, who, "discord" if on_discord else "typed", key=f"sealed-{who}")]
        if on_discord:
            links.append(Link(LinkKind.DISCORD_ID, f"id-{who}", "discord", key=f"id-{who}"))
        answer = self.do(
            c.SignUp,
            links=tuple(links),
            typed_name=account,
            free_agent=free_agent,
            new_person=PersonId(f"p-{who}-{len(self.records)}"),
            new_entrant=self.new_entrant(),
            reason="late" if late else None,
        )
        if not isinstance(answer, Refusal):
            self.acknowledged.add(who)

    def person(self, who):
        """Whom the outside means by `who`; somebody who is not there when nobody."""
        link = Link(LinkKind.DISCORD_HANDLE, who, "typed", key=f"sealed-{who}")
        return person_of(self.state, link) or PersonId(f"nobody-{who}")

    @rule(who=people, account=accounts)
    def update(self, who, account):
        self.do(c.UpdateSignUp, person=self.person(who), typed_name=account)

    @rule(who=people, verdict=st.sampled_from(Verdict), hard=st.booleans(), puuid=st.sampled_from(["", "one", "two"]))
    def find(self, who, verdict, hard, puuid):
        person = self.person(who)
        entrant = entrant_of(self.state, person)
        if entrant is None:
            return
        member = member_of(entrant, person)
        account = member.typed_name
        finding = Finding("x", verdict, Evidence.SHAPE, hard=hard, canonical=account, reason="because")
        keys = {"name": f"sealed-{account}"} if verdict is Verdict.VERIFIED else {}
        if keys and puuid:
            keys["puuid"] = puuid
        self.do(c.RecordFindings, person=person, claim=member.claim, findings=(finding,), keys=keys)

    @rule(
        who=people,
        said=st.lists(st.tuples(st.sampled_from(Verdict), st.sampled_from(Evidence), st.booleans()), max_size=3),
        puuid=st.sampled_from(["one", "two", "three"]),
        looks=st.sampled_from(["like one", "like two"]),
        rekeyed=st.booleans(),
        eligible=st.booleans(),
        stale=st.booleans(),
    )
    def look_up(self, who, said, puuid, looks, rekeyed, eligible, stale):
        """Several checks answer, in whatever order, about an account that may be anybody's."""
        person = self.person(who)
        entrant = entrant_of(self.state, person)
        if entrant is None:
            return
        member = member_of(entrant, person)
        known = {"puuid": puuid, "name": f"name of {puuid}", "skeleton": looks}
        findings = tuple(
            Finding(
                "riot_rekeyed" if rekeyed else "found",
                verdict,
                evidence,
                hard=hard,
                reason="because",
                keys=known if verdict is Verdict.VERIFIED else {},
                canonical=f"{puuid}#EUW",
                source="riot",
                eligible=eligible,
            )
            for verdict, evidence, hard in said
        )
        verified = any(one.verdict is Verdict.VERIFIED for one in findings)
        keys = {kind: f"sealed-{value}" for kind, value in known.items()} if verified else {}
        claim = member.claim - 1 if stale else member.claim
        decided = self.do(c.RecordFindings, person=person, claim=claim, findings=findings, keys=keys)
        let_in = (e.PlayerRegistered, e.PlayerWaitlisted)
        if isinstance(decided, list) and any(isinstance(one, let_in) and one.person == person for one in decided):
            self.was_rightly_let_in(member, findings, stale=stale)

    def was_rightly_let_in(self, member, findings, *, stale):
        """Every level that was asked for was verified now, or proven before, or staff said so."""
        assert not stale
        rules = self.state.rules
        levels = [one.evidence for one in findings if one.verdict is Verdict.VERIFIED or one.code in member.waived]
        levels += [Evidence.OWNERSHIP] if member.proof else []
        assert levels
        assert max(STRENGTH[one] for one in levels) >= STRENGTH[rules.needs]
        nos = [one for one in findings if one.verdict is Verdict.REJECTED and one.hard]
        assert all(one.code in member.waived for one in nos)
        assert member.waived or not rules.eligibility.asks or any(one.eligible for one in findings)

    @rule(
        identity=st.sampled_from(Evidence),
        recommends_ownership=st.booleans(),
        eligibility=st.sampled_from([Eligibility(), Eligibility(lowest=Tier.GOLD)]),
    )
    def ask_for_something_else(self, **changes):
        self.do(c.ChangeRules, changes=changes, confirm=True)

    @rule(who=people, minutes=st.integers(-5, 15))
    def challenge(self, who, minutes):
        until = self.now + timedelta(minutes=minutes)
        self.do(c.ChallengePlayer, person=self.person(who), code="icon", until=until, strength="some")

    @rule(who=people, kind=st.sampled_from([*FOR_ONE, c.CheckIn, c.CheckIn, c.Drop]))
    def act(self, who, kind):
        self.ask(who, kind)

    def ask(self, who, kind):
        person = self.person(who)
        fields = {"new_entrant": self.new_entrant()} if kind in MAKES_AN_ENTRY else {}
        return self.do(kind, person=person, **fields)

    def come(self, who):
        """What most players do; random commands alone would seldom get this far."""
        self.sign_up(who, f"{who}#EUW", free_agent=True, on_discord=who != PEOPLE[0], late=False)
        self.find(who, Verdict.VERIFIED, hard=True, puuid="")

    @rule(who=people, account=accounts, verdict=st.sampled_from(Verdict), hard=st.booleans())
    def rename(self, who, account, verdict, hard):
        """Likewise: a new name, and what the check says of it."""
        self.update(who, account)
        self.find(who, verdict, hard, puuid="")

    @rule(kind=st.sampled_from(FOR_ALL))
    def turn(self, kind):
        self.do(kind)
        if kind is c.Archive:
            self.do(c.Unarchive)

    @rule(count=st.integers(1, 6))
    def arrive(self, count):
        """Many check in one after another."""
        self.do(c.OpenCheckIn)
        for who in PEOPLE[:count]:
            self.do(c.CheckIn, person=self.person(who))

    @rule()
    def close_check_in(self):
        """And after a while what is due is done."""
        self.do(c.CloseCheckIn)
        self.now += timedelta(minutes=5)
        self.do(c.Tick)

    @rule(round_number=st.integers(0, 2), minutes=st.none() | st.integers(1, 30))
    def open_check_in(self, round_number, minutes):
        closes_at = None if minutes is None else self.now + timedelta(minutes=minutes)
        self.do(c.OpenCheckIn, round=round_number, closes_at=closes_at)

    @rule(changes=st.fixed_dictionaries({"capacity": st.integers(0, 8)}) | st.fixed_dictionaries({"windows": windows}))
    def change_rules(self, changes):
        self.do(c.ChangeRules, changes=changes, confirm=True)

    @rule(
        unit=st.sampled_from(Unit),
        capacity=st.integers(1, 6),
        offer_wait_s=st.sampled_from([None, 0, 600]),
        no_shows=st.sampled_from(NoShows),
        promotion=st.sampled_from(LADDERS),
        half_teams_sit=st.booleans(),
        pending_holds_seat=st.booleans(),
    )
    def change_everything(self, **changes):
        self.do(c.ChangeRules, changes=changes, confirm=True)

    @rule(some=st.lists(people, max_size=3))
    def drop_some(self, some):
        self.do(c.DropMany, people=tuple(self.person(who) for who in some))

    @rule(who=people)
    def erase(self, who):
        self.do(c.ErasePerson, person=self.person(who), pseudonym=f"Player {who}")

    @rule(which=st.integers(0, 3), who=people)
    def correct(self, which, who):
        """One of the last commands was not meant; that somebody drops was."""
        if len(self.commands) < 2:
            return
        past = _past(self.records, self.commands[max(1, len(self.commands) - 1 - which)])
        undone = c.Undo(tournament=CUP, actor=STAFF, reason="slip", **past, take_back=True, partial=True)
        instead = c.Drop(tournament=CUP, actor=STAFF, person=self.person(who), new_entrant=self.new_entrant())
        self.do(c.Correct, undo=undone, instead=instead)

    @rule(who=people, account=accounts, team=st.sampled_from(["Reds", "Blues"]))
    def import_row(self, who, account, team):
        answer = self.do(
            c.SignUp,
            actor=Actor("import", "table"),
            reason=None,
            links=(Link(LinkKind.DISCORD_HANDLE, who, "import", key=f"sealed-{who}"),),
            typed_name=account,
            team=team if self.state.rules.mode is Mode.DOUBLE_UP else None,
            new_person=PersonId(f"p-{who}-{len(self.records)}"),
            new_entrant=self.new_entrant(),
        )
        if not isinstance(answer, Refusal):
            self.acknowledged.add(who)

    @rule(who=people, row=st.sampled_from(["row1", "row2", "row3"]), moves=st.booleans())
    def link(self, who, row, moves):
        link = Link(LinkKind.ROW, row, "import", key=f"sealed-{row}")
        self.do(c.MoveLink if moves else c.LinkIdentity, person=self.person(who), link=link)

    @rule(who=people, other=people)
    def merge(self, who, other):
        self.do(c.MergePeople, person=self.person(who), gone=self.person(other))

    @rule(who=people, old_place=st.booleans(), kind=st.sampled_from([c.Drop, c.Disqualify, c.MarkNoShow]))
    def go_and_come_back(self, who, old_place, kind):
        self.act(who, kind)
        self.do(c.Return, person=self.person(who), old_place=old_place)

    @rule(keep=st.booleans())
    def settle_no_shows(self, keep):
        self.do(c.ReleaseNoShows, keep=keep)

    @rule(minutes=st.integers(0, 90))
    def pass_time(self, minutes):
        """A host sees to what is due every minute, or nobody does."""
        self.now += timedelta(minutes=minutes % 2)
        self.do(c.Tick)
        self.now += timedelta(minutes=minutes)

    @rule(minutes=st.integers(0, 90))
    def be_down(self, minutes):
        since = self.now
        self.now += timedelta(minutes=minutes)
        self.do(c.RecordDowntime, since=since, until=self.now)

    @rule(which=st.integers(0, 5), take_back=st.booleans(), partial=st.booleans())
    def undo(self, which, take_back, partial):
        """One of the last commands; the one before all others cannot be."""
        if len(self.commands) < 2:
            return
        command_id = self.commands[max(1, len(self.commands) - 1 - which)]
        self.do(c.Undo, **_past(self.records, command_id), take_back=take_back, partial=partial)

    @rule(who=people, kind=st.sampled_from([c.Drop, c.CheckIn, c.CheckOut, c.Disqualify, c.MarkNoShow, c.AcceptPlayer]))
    def change_ones_mind(self, who, kind):
        """What was done just now, and taken back at once, leaves every entry as it was."""
        if self.state.archived_at:
            return
        self.do(c.Tick)
        before = self.state
        decided = self.ask(who, kind)
        if isinstance(decided, Refusal) or not decided:
            return
        undone = self.do(c.Undo, **_past(self.records, self.commands[-1]), take_back=True)
        assert not isinstance(undone, Refusal), str(undone)
        assert self.state.entrants == before.entrants

    @invariant()
    def capacity_is_never_exceeded(self):
        assert len(seated(self.state)) <= self.state.rules.seats

    @invariant()
    def no_seat_stays_empty_while_someone_may_have_it(self):
        may_sit = [one for one in waiting(self.state) if barred(self.state, one) is None]
        full = len(seated(self.state)) == self.state.rules.seats
        assert not may_sit or full or self.state.archived_at

    @invariant()
    def one_entry_per_person_and_one_player_per_account(self):
        persons = [member.person for entrant in in_line(self.state) for member in entrant.members]
        assert len(persons) == len(set(persons))
        verified = [
            member
            for entrant in in_line(self.state)
            for member in entrant.members
            if member.check is CheckState.VERIFIED
        ]
        for member in verified:
            assert not played_by_others(self.state, member)
        puuids = [member.keys["puuid"] for member in verified if "puuid" in member.keys]
        assert len(puuids) == len(set(puuids))

    @invariant()
    def whoever_turned_out_to_be_another_is_that_other(self):
        for gone, person in self.state.aliases.items():
            assert person not in self.state.aliases
            assert entrant_of(self.state, gone) is not None

    @invariant()
    def every_link_names_one_person(self):
        links = [
            (link.kind, link.key)
            for entrant in self.state.entrants.values()
            for member in entrant.members
            for link in member.links
        ]
        assert len(links) == len(set(links))

    @invariant()
    def no_acknowledged_sign_up_is_lost(self):
        """Whoever was told that they are in is found: by the handle, or by the account that has it no more."""
        for who in self.acknowledged:
            assert entrant_of(self.state, self.person(who)), who

    @invariant()
    def places_in_line_are_unique_and_in_order(self):
        orders = [entrant.order for entrant in self.state.entrants.values()]
        assert orders == sorted(set(orders))
        assert all(order < self.state.next_order for order in orders)

    @invariant()
    def nobody_is_seated_who_is_out(self):
        assert all(one.status in IN_LINE for one in self.state.entrants.values() if one.seated)
        assert all(one.seated for one in self.state.entrants.values() if one.offered_until)

    @invariant()
    def a_team_has_a_captain_of_its_own_and_nobody_too_many(self):
        for entrant in self.state.entrants.values():
            assert 1 <= len(entrant.members) <= self.state.rules.mode.team_size
            assert entrant.person in {member.person for member in entrant.members}

    def teardown(self):
        """Once for each evening: what holds at its end holds of every history that is one's beginning."""
        assert _replay(self.records) == self.state
        erased = [attrs.evolve(record, personal=None) for record in self.records]
        assert _replay(erased) == _without_words(self.state)


class EveningOfTeams(Evening):
    """The same in double-up."""

    modes = st.just(Mode.DOUBLE_UP)

    @rule(who=people, other=people, kind=st.sampled_from([c.Invite, c.AcceptInvite, c.DeclineInvite]))
    def invite(self, who, other, kind):
        named = "invitee" if kind is c.Invite else "captain"
        self.do(kind, person=self.person(who), **{named: self.person(other)})

    @rule(others=st.permutations(PEOPLE))
    def team_up_all(self, others):
        for who, other in zip(others[::2], others[1::2], strict=True):
            self.team_up(who, other)

    @rule(who=people, other=people)
    def team_up(self, who, other):
        self.do(c.Invite, person=self.person(who), invitee=self.person(other))
        self.do(c.AcceptInvite, person=self.person(other), captain=self.person(who))

    @rule(who=people, leaves=people, comes=people)
    def substitute(self, who, leaves, comes):
        people = {"person": self.person(who), "leaves": self.person(leaves), "comes": self.person(comes)}
        self.do(c.Substitute, **people, new_entrant=self.new_entrant())

    @rule(who=people, team=st.sampled_from(["Reds", "reds ", "Re-ds", "Blues"]))
    def name(self, who, team):
        self.do(c.NameTeam, person=self.person(who), team=team)

    @rule(kind=st.sampled_from([c.PairFreeAgents, c.LockTeams, c.UnlockTeams]))
    def all_teams(self, kind):
        self.do(kind)

    @invariant()
    def team_names_are_unique(self):
        names = [one.team.strip().casefold() for one in in_line(self.state) if one.team]
        assert len(names) == len(set(names))


def _past(records, command_id):
    """What the desk fills in for an undo."""
    own = [record.seq for record in records if record.command_id == command_id]
    before, after = _replay(records[: own[0] - 1]), _replay(records[: own[-1]])
    since = tuple(decode(record) for record in records[own[-1] :])
    return {"command_id": command_id, "before": before, "after": after, "since": since}


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
            reason="",
            next_step="",
        )
        for member in entrant.members
    )
    return attrs.evolve(entrant, members=members, team=None)


Evening.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
EveningOfTeams.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestEvening = Evening.TestCase
TestEveningOfTeams = EveningOfTeams.TestCase
