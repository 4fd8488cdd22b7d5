"""
Every way in which people are told no, or not yet: what, which, and what next.

By the rules (`decide`), by what a check of the name found, and by a row of a table that cannot be taken.
"""

from __future__ import annotations

import asyncio
import inspect
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import AsyncMock

import attrs
import pytest

from tiltyard.desk.asking import ask
from tiltyard.desk.claims import Claims
from tiltyard.desk.proving import challenge
from tiltyard.models import (
    Actor,
    Block,
    ColumnMapping,
    Eligibility,
    Entrant,
    Evidence,
    Finding,
    Guild,
    Link,
    LinkKind,
    Mode,
    PersonId,
    PlayerClaim,
    Refusal,
    Role,
    RowSource,
    RowTable,
    Rules,
    StaffRole,
    Tier,
    Verdict,
    Windows,
)
from tiltyard.outcome import Fault, FaultKind, Outcome
from tiltyard.rows.claims import RowRefusal, erased_row, read_claims
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard.tournament import commands as c
from tiltyard.tournament import guild as g
from tiltyard.tournament import refusals, schedule_refusals
from tiltyard.tournament.schedule import check
from tiltyard.tournament.schedule_words import parse

from .conftest import STAFF, Cup

REFERENCE = Path(__file__).parents[3] / "docs/reference/refusals.md"

NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
NOBODY = {"person": PersonId("p-nobody")}
ANN = {"person": PersonId("p-ann")}
BOB_LINK = Link(LinkKind.DISCORD_HANDLE, "bob", "typed", key="sealed-bob")
BOB_ACCOUNT = Link(LinkKind.DISCORD_ID, "id-bob", "discord", key="sealed-id-bob")


def _claimed(shown_by=None):
    """The answer to a guild that would bind a document, which another one may have shown to be its own."""

    async def claim():
        claims = Claims(MemoryStore(FakeClock()))
        table = RowTable(RowSource("gsheet", "book/0"), [[""]], "r1", NOON, document="gsheet:book")
        if shown_by:
            code = re.search(r"TILTYARD-\w+", (await claims.may_bind(table, shown_by)).next_step).group()
            await claims.may_bind(attrs.evolve(table, cells=[[code]]), shown_by)
        return await claims.may_bind(table, "discord:1")

    return asyncio.run(claim())


def _shared_by_a_stranger():
    return asyncio.run(Claims(MemoryStore(FakeClock())).share("gsheet:book", "discord:1", "discord:2"))


def _created(cup, **create):
    """The answer to a creation when there is no tournament yet."""
    cup.state = None
    return cup.do(c.CreateTournament, **{"title": "Cup", "rules": Rules(2), **create})


def _fresh(cup, **rules):
    return _created(cup, rules=Rules(**{"capacity": 2, **rules}))


def _before_registration(cup):
    _fresh(cup, windows=Windows(registration_opens_at=datetime(2026, 12, 6, tzinfo=UTC)))
    return cup.sign_up("ann")


def _after_registration(cup):
    cup.do(c.CloseRegistration)
    return cup.sign_up("ann")


def _signed_up_as(cup, **words):
    link = (Link(LinkKind.ROW, "x", "typed", key="k"),)
    return cup.do(c.SignUp, **{"links": link, "typed_name": "Ann#EUW", **words})


def _checked_in_when(cup, *commands):
    cup.register("ann")
    for command in commands:
        cup.do(command)
    return cup.do(c.CheckIn, **ANN)


def _twice_checked_in(cup):
    _checked_in_when(cup, c.OpenCheckIn)
    return cup.do(c.CheckIn, **ANN)


def _dropped_twice(cup):
    cup.register("ann")
    cup.do(c.Drop, **ANN)
    return cup.do(c.Drop, **ANN)


def _bound_twice(cup):
    cup.do(c.BindRows, source=RowSource("csv", "x.csv"))
    return cup.do(c.BindRows, source=RowSource("csv", "x.csv"))


def _two_people(cup):
    cup.register("ann", "bob")
    both = (Link(LinkKind.DISCORD_HANDLE, "ann", "typed", key="sealed-ann"), BOB_LINK)
    return _signed_up_as(cup, links=both)


def _link_of_another(cup):
    cup.register("ann", "bob")
    return cup.do(c.LinkIdentity, **ANN, link=BOB_LINK)


def _unknown(cup):
    cup.state = None
    return cup.do(c.OpenCheckIn)


def _duplicate(cup):
    cup.register("bob")
    cup.sign_up("ann")
    cup.find("ann", keys={"name": "sealed-bob#euw"})
    return cup.entrant("ann")


def _clash(cup):
    cup.sign_up("ann")
    cup.sign_up("bob")
    cup.find("bob", keys={"name": "one"})
    cup.find("ann", keys={"name": "one"})
    return cup.entrant("ann")


def _lookalike(cup):
    cup.sign_up("bob")
    cup.find("bob", keys={"name": "one", "skeleton": "same"})
    cup.sign_up("ann")
    cup.find("ann", keys={"name": "two", "skeleton": "same"})
    return cup.entrant("ann")


def _contradicted(cup):
    cup.sign_up("ann")
    cup.find("ann", keys={"puuid": "one"})
    cup.do(c.Recheck, **ANN)
    cup.find("ann", keys={"puuid": "another"})
    return cup.entrant("ann")


def _proven_twice(cup):
    cup.sign_up("ann")
    shown = Finding("shown", Verdict.VERIFIED, Evidence.OWNERSHIP, canonical="ann#EUW", source="riot")
    cup.find("ann", shown, keys={"puuid": "one"})
    return cup.do(c.ChallengePlayer, **ANN, code="icon", until=NOON)


async def _cannot_prove():
    hooks = SimpleNamespace(challenge_player=AsyncMock(return_value=None))
    state = Cup().begin().register("ann").state
    return await challenge(SimpleNamespace(), SimpleNamespace(hooks=hooks), state, PersonId("p-ann"), actor=STAFF)


def _rejected_by_staff(cup):
    cup.sign_up("ann")
    cup.do(c.RejectPlayer, **ANN, reason="Not the name that you play under.")
    return cup.entrant("ann")


def _nobody_can_check(cup):
    _fresh(cup, identity=Evidence.ACCOUNT)
    cup.do(c.OpenRegistration)
    cup.register("ann")
    return cup.entrant("ann")


def _check_failed(cup):
    async def verify_player(_claim):
        return [Outcome("riot", "verify_player", fault=Fault(FaultKind.RAISED, "boom"))]

    host = SimpleNamespace(hooks=SimpleNamespace(verify_player=verify_player))
    cup.sign_up("ann")
    cup.find("ann", *asyncio.run(ask(host, PlayerClaim(PersonId("p-ann"), "ann#EUW"))), keys={})
    return cup.entrant("ann")


def _helper(cup):
    cup.do(c.GrantStaff, who="7", role=StaffRole.HELPER)
    return cup.do(c.OpenCheckIn, actor=Actor("staff", "7"))


def _frozen(cup):
    cup.guild = Guild("discord:7", frozen_at=NOON)
    return cup.sign_up("ann")


def _blocked(cup):
    cup.guild = Guild("local", blocked=(Block(LinkKind.DISCORD_ID, "id-ann", "cheats", "sealed-id-ann"),))
    return cup.sign_up("ann", links=(cup.account("ann"),))


def _erased(cup):
    cup.register("ann").do(c.ErasePerson, **ANN, pseudonym="player-1")
    return cup.sign_up("ann", actor=Actor("import", "players.csv"))


def _teams(cup):
    """Four seats for teams of two, registration open."""
    _fresh(cup, capacity=4, mode=Mode.DOUBLE_UP)
    cup.do(c.OpenRegistration)
    return cup


def _reds(cup):
    """Ann and bob are the Reds."""
    _teams(cup).pair("ann", "bob")
    cup.do(c.NameTeam, **ANN, team="Reds")
    return cup


def _invited(cup, *, again=False):
    if not again:
        _teams(cup).register("ann", "bob")
    return cup.do(c.Invite, **ANN, invitee="p-bob")


def _merge_of_teams(cup):
    _teams(cup).pair("ann", "bob")
    cup.pair("cleo", "dan")
    return cup.do(c.MergePeople, person="p-bob", gone="p-dan", reason="one person")


def _undone_twice(cup):
    cup.register("ann")
    past = cup.past()
    cup.do(c.Undo, **past)
    return cup.do(c.Undo, **{**past, "before": past["after"], "command_id": "c2"})


def _undo_of_what_was_built_upon(cup):
    cup.register("ann")
    cup.do(c.OpenCheckIn)
    cup.do(c.CheckIn, **ANN)
    return cup.undo(3)


def _of_guild(kind, **fields):
    command = kind(scope="local", actor=Actor("cli", "sam"), **fields)
    return g.decide_guild(Guild("local"), command, NOON)


def _row(*rows):
    """The refusal of the last of these rows: Discord, Riot ID, registered."""
    cells = [["Discord", "Riot ID", "Registered"], *rows]
    columns = {Role.DISCORD: 0, Role.IGN: 1, Role.REGISTERED: 2}
    table = RowTable(RowSource("csv", "x.csv"), cells, "1", NOON)
    last = read_claims(table, ColumnMapping(0, columns, "", "settings"))[-1]
    assert isinstance(last, RowRefusal)
    return last.refusal


def _said(start=None, zone="Europe/Berlin", **words):
    """The answer to a schedule that is set at noon."""
    schedule = parse(zone=zone, now=NOON, start=start, **words)
    return schedule if isinstance(schedule, Refusal) else check(schedule, NOON)


PROVOKED = {
    "tournament_exists": (lambda cup: cup.do(c.CreateTournament, title="Cup", rules=Rules(2)), "local/cup"),
    "unknown_tournament": (_unknown, "local/cup"),
    "bad_title": (lambda cup: _created(cup, title="x" * 101), "'xxxx"),
    "bad_slug": (lambda cup: _created(cup, tournament="local/a/b"), "a/b"),
    "bad_capacity": (lambda cup: _fresh(cup, capacity=0), "0"),
    "bad_windows": (
        lambda cup: _fresh(cup, windows=Windows(check_in_opens_at=NOON, check_in_closes_at=NOON)),
        "check-in: opens 2026-12-05 12:00",
    ),
    "unknown_zone": (lambda _cup: _said(zone="Berlin"), "'Berlin'"),
    "bad_time": (lambda _cup: _said("tomorrow"), "start: 'tomorrow'"),
    "time_does_not_exist": (lambda _cup: _said("2027-03-28 02:30"), "start: 2027-03-28 02:30 Europe/Berlin"),
    "time_is_ambiguous": (lambda _cup: _said("2027-10-31 02:30"), "start: 2027-10-31 02:30 Europe/Berlin"),
    "time_in_the_past": (lambda _cup: _said("2026-12-05 12:00"), "start: 2026-12-05 12:00 Europe/Berlin, 1 hour ago"),
    "too_far_ahead": (lambda _cup: _said("2062-12-05 18:00"), "start: 2062-12-05 18:00 Europe/Berlin"),
    "offset_without_start": (lambda _cup: _said(check_in_opens="-30m"), "check-in opens: start-30m"),
    "already_open": (lambda cup: cup.do(c.OpenRegistration), "registration"),
    "already_closed": (lambda cup: (cup.do(c.CloseRegistration), cup.do(c.CloseRegistration))[1], "registration"),
    "registration_not_open": (_before_registration, "2026-12-06 00:00 UTC"),
    "registration_closed": (_after_registration, "no time is set"),
    "no_link": (lambda cup: _signed_up_as(cup, links=()), "no Discord account"),
    "name_missing": (lambda cup: _signed_up_as(cup, typed_name=" "), "Riot ID"),
    "text_too_long": (lambda cup: _signed_up_as(cup, typed_name="x" * 201), "name, 201 characters"),
    "control_characters": (lambda cup: _signed_up_as(cup, typed_name="Ann\x00#EUW"), "name"),
    "already_signed_up": (lambda cup: (cup.sign_up("ann"), cup.sign_up("ann"))[1], "ann#EUW, place 1"),
    "identity_conflict": (_two_people, "ann and bob"),
    "identity_taken": (_link_of_another, "bob"),
    "unknown_player": (lambda cup: cup.do(c.Drop, **NOBODY), "p-nobody"),
    "not_in_tournament": (_dropped_twice, "ann#EUW"),
    "check_in_not_open": (_checked_in_when, "no time is set"),
    "check_in_closed": (lambda cup: _checked_in_when(cup, c.OpenCheckIn, c.CloseCheckIn), "no time is set"),
    "already_checked_in": (_twice_checked_in, "ann#EUW"),
    "not_checked_in": (lambda cup: (cup.register("ann"), cup.do(c.CheckOut, **ANN))[1], "ann#EUW"),
    "already_bound": (_bound_twice, "csv:x.csv"),
    "not_bound": (lambda cup: cup.do(c.UnbindRows), "local/cup"),
    "table_mirrored": (lambda _: refusals.table_mirrored("gsheet:book/0", "local/cup"), "gsheet:book/0, local/cup"),
    "table_unclaimed": (lambda _: _claimed(), "gsheet:book"),
    "table_of_another": (lambda _: _claimed(shown_by="discord:2"), "gsheet:book"),
    "table_not_yours": (lambda _: _shared_by_a_stranger(), "gsheet:book, discord:1"),
    # rules and windows
    "bad_capacity_for_teams": (lambda cup: _fresh(cup, capacity=1, mode=Mode.DOUBLE_UP), "1 seats, 2 players a team"),
    "bad_wait": (lambda cup: _fresh(cup, grace_s=-1), "grace_s, -1 seconds"),
    "bad_round": (lambda cup: cup.do(c.OpenCheckIn, round=-1), "-1"),
    "bad_eligibility": (
        lambda cup: _fresh(cup, eligibility=Eligibility(lowest=Tier.GOLD, highest=Tier.IRON)),
        "from gold up to iron",
    ),
    "unknown_rule": (lambda cup: cup.do(c.ChangeRules, changes={"capcity": 3}), "capcity"),
    "mode_fixed": (
        lambda cup: cup.register("ann").do(c.ChangeRules, changes={"mode": Mode.DOUBLE_UP}),
        "1 entries",
    ),
    "capacity_below_seated": (
        lambda cup: cup.register("ann", "bob").do(c.ChangeRules, changes={"capacity": 1}),
        "1 seats; losing: bob#EUW",
    ),
    "reason_missing": (lambda cup: cup.register("ann").do(c.Disqualify, **ANN), "no reason was given"),
    "not_open_yet": (lambda cup: cup.do(c.CloseCheckIn), "check-in"),
    # who may do what
    "not_for_players": (lambda cup: cup.do(c.OpenCheckIn, actor=Actor("player", "ann")), "OpenCheckIn"),
    "not_yours": (lambda cup: cup.register("ann").do(c.Drop, **ANN, actor=Actor("player", "imp")), "ann#EUW"),
    "not_staff": (lambda cup: cup.do(c.OpenCheckIn, actor=Actor("staff", "7", "Imp")), "Imp"),
    "not_an_organiser": (_helper, "OpenCheckIn"),
    "no_such_staff": (lambda cup: cup.do(c.RevokeStaff, who="7"), "7"),
    "guild_frozen": (_frozen, "discord:7, since 2026-12-05 12:00"),
    "tournament_archived": (
        lambda cup: (cup.do(c.Archive), cup.sign_up("ann"))[1],
        "local/cup, since 2026-12-05 18:00",
    ),
    "not_archived": (lambda cup: cup.do(c.Unarchive), "local/cup"),
    "already_paused": (lambda cup: (cup.do(c.Pause), cup.do(c.Pause))[1], "local/cup"),
    "not_paused": (lambda cup: cup.do(c.Resume), "local/cup"),
    # people
    "blocked": (_blocked, "ann#EUW"),
    "person_erased": (_erased, "player-1"),
    "link_unknown": (lambda cup: cup.register("ann").do(c.MoveLink, **ANN, link=BOB_LINK, reason="told us"), "bob"),
    "same_person": (lambda cup: cup.register("ann").do(c.MergePeople, **ANN, gone="p-ann", reason="twice"), "ann#EUW"),
    "merge_of_teams": (_merge_of_teams, "ann#EUW & bob#EUW and cleo#EUW & dan#EUW"),
    "nothing_to_settle": (lambda cup: cup.register("ann").do(c.AcceptPlayer, **ANN, reason="fine"), "ann#EUW"),
    "clash_stands": (lambda cup: (_clash(cup), cup.do(c.AcceptPlayer, **ANN, reason="fine"))[1], "bob#EUW at place 2"),
    "disqualified": (
        lambda cup: (cup.register("ann").do(c.Disqualify, **ANN, reason="cheated"), cup.sign_up("ann"))[1],
        "ann#EUW",
    ),
    "in_already": (lambda cup: cup.register("ann").do(c.Return, **ANN), "ann#EUW"),
    "no_offer": (lambda cup: cup.register("ann").do(c.TakeSeat, **ANN), "ann#EUW"),
    "no_no_shows": (lambda cup: cup.do(c.ReleaseNoShows), "local/cup"),
    # teams
    "no_teams_here": (lambda cup: cup.sign_up("ann", team="Reds"), "local/cup"),
    "team_name_missing": (lambda cup: _teams(cup).sign_up("ann", team=" "), "team"),
    "team_exists": (lambda cup: _reds(cup).sign_up("cleo", team="reds"), "reds of Reds"),
    "team_name_taken": (
        lambda cup: _reds(cup).register("cleo").do(c.NameTeam, person="p-cleo", team="Reds"),
        "Reds",
    ),
    "team_name_near": (lambda cup: _reds(cup).sign_up("cleo", team="Re-ds"), "Re-ds and Reds"),
    "team_full": (lambda cup: _reds(cup).register("cleo").do(c.Invite, **ANN, invitee="p-cleo"), "Reds"),
    "teams_locked": (lambda cup: (_reds(cup).do(c.LockTeams), cup.do(c.LeaveTeam, **ANN))[1], "local/cup"),
    "not_the_captain": (
        lambda cup: _reds(cup).do(c.NameTeam, person="p-bob", team="Blues", actor=Actor("player", "bob")),
        "Reds",
    ),
    "not_of_this_team": (
        lambda cup: _reds(cup).register("cleo").do(c.Substitute, **ANN, leaves="p-cleo", comes="p-cleo"),
        "Reds",
    ),
    "in_a_team": (lambda cup: _reds(cup).register("cleo").do(c.Invite, person="p-cleo", invitee="p-bob"), "Reds"),
    "not_a_free_agent": (
        lambda cup: (
            _reds(cup)
            .register("cleo")
            .do(c.Substitute, **ANN, leaves="p-bob", comes="p-cleo", actor=Actor("player", "ann"))
        ),
        "cleo#EUW",
    ),
    "in_no_team": (lambda cup: _teams(cup).register("ann").do(c.LeaveTeam, **ANN), "ann#EUW"),
    "already_invited": (lambda cup: [_invited(cup), _invited(cup, again=True)][1], "bob#EUW"),
    "not_invited": (
        lambda cup: _teams(cup).register("ann", "bob").do(c.AcceptInvite, person="p-bob", captain="p-ann"),
        "ann#EUW",
    ),
    # undo
    "unknown_command": (lambda cup: cup.do(c.Undo, command_id="c99"), "that line"),
    "creation_stands": (lambda cup: cup.undo(2), "Cup"),
    "nothing_to_undo": (_undone_twice, "line 6"),
    "undo_blocked": (_undo_of_what_was_built_upon, "ann#EUW: since then line 7 (ann#EUW checked in)"),
    # guild
    "bad_block": (lambda _cup: _of_guild(g.BlockPlayer, link=BOB_LINK, reason="why"), "discord handle"),
    "not_blocked": (lambda _cup: _of_guild(g.UnblockPlayer, link=BOB_ACCOUNT), "id-bob"),
    "identity_duplicate": (_duplicate, "ann#EUW is already in this tournament, at place 1"),
    "nothing_to_prove": (_proven_twice, "ann#EUW"),
    "cannot_prove": (lambda _cup: asyncio.run(_cannot_prove()), "ann#EUW"),
    "identity_lookalike": (_lookalike, "ann#EUW is easily taken for a name that is already in this tournament"),
    "account_contradicted": (_contradicted, "under ann#EUW than the one that was found before"),
    "identity_clash": (_clash, "ann#EUW is already in this tournament, at place 2"),
    "by_staff": (_rejected_by_staff, "Not the name"),
    "nobody_can_check": (_nobody_can_check, "account evidence"),
    "check_failed": (_check_failed, "by riot"),
    "row_no_name": (lambda _cup: _row(["ann", "", ""]), "ann"),
    "row_repeats": (lambda _cup: _row(["ann", "Ann#EUW", ""], ["@Ann", "Ann#NA", ""]), "row 2 (@Ann)"),
    "row_withdrawn": (lambda _cup: _row(["ann", "Ann#EUW", "no"]), "Ann#EUW"),
    "row_control_characters": (lambda _cup: _row(["ann", "Ann\x00#EUW", ""]), "ign, U+0000"),
    "row_erased": (lambda _cup: erased_row(3), "row 3"),
    "row_text_too_long": (lambda _cup: _row(["ann", "x" * 201, ""]), "ign, 201 characters"),
}
"""Code to what provokes it in a tournament of two seats, and the words that must say which thing it is about."""


def _told(answer: Refusal | Entrant) -> tuple[str, str, str]:
    """Code, what and which, what next; a check's words stand in the entry that it was about."""
    if isinstance(answer, Entrant):
        return answer.code, answer.reason, answer.next_step
    assert answer.which
    return answer.code, f"{answer.what} ({answer.which})", answer.next_step


@pytest.mark.parametrize("code", PROVOKED)
def test_whoever_is_told_no_is_told_what_which_and_what_next(code, cup):
    provoke, which = PROVOKED[code]

    told, what, next_step = _told(provoke(cup))

    assert told == code
    assert what[0].isupper() or what.startswith("ann#EUW")  # a sentence; it may begin with a name
    assert which in what
    assert next_step.endswith(".")
    assert next_step not in what


@pytest.mark.parametrize(("capacity", "refused"), [(0, True), (1, False), (10_000, False), (10_001, True)])
def test_a_tournament_has_as_many_seats_as_can_be_filled(capacity, refused, cup):
    assert isinstance(_fresh(cup, capacity=capacity), Refusal) is refused


def test_every_refusal_of_the_rules_is_in_the_table():
    named = {**vars(refusals), **vars(schedule_refusals)}
    codes = {name for name, one in named.items() if inspect.isfunction(one) and not name.startswith("_")}

    assert codes <= set(PROVOKED)


def test_the_table_is_the_reference():
    assert set(re.findall(r"^\| `(\w+)`", REFERENCE.read_text("utf-8"), re.MULTILINE)) == set(PROVOKED)


WORDS_OF_THE_RULES = REFERENCE.read_text("utf-8").split("\n## By a check")[0]


def test_the_reference_tells_of_every_refusal_of_the_rules():
    named = [*vars(refusals).items(), *vars(schedule_refusals).items()]
    codes = [name for name, one in named if inspect.isfunction(one) and not name.startswith("_")]

    assert re.findall(r"^\| `(\w+)`", WORDS_OF_THE_RULES, re.MULTILINE) == codes


@pytest.mark.parametrize(
    ("code", "what", "next_step"), re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", WORDS_OF_THE_RULES, re.MULTILINE)
)
def test_the_reference_has_the_very_words_of_the_rules(code, what, next_step, cup):
    refusal = PROVOKED[code][0](cup)

    assert re.fullmatch(re.escape(what).replace("…", ".+"), refusal.what)
    assert re.fullmatch(re.escape(next_step).replace("…", ".+"), refusal.next_step)
