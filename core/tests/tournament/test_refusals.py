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

import pytest

from tiltyard.desk.verifier import ask
from tiltyard.models import (
    ColumnMapping,
    Entrant,
    Evidence,
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
    Windows,
)
from tiltyard.outcome import Fault, FaultKind, Outcome
from tiltyard.rows.claims import RowRefusal, read_claims
from tiltyard.tournament import commands as c
from tiltyard.tournament import refusals, schedule_refusals
from tiltyard.tournament.schedule import check
from tiltyard.tournament.schedule_words import parse

REFERENCE = Path(__file__).parents[3] / "docs/reference/refusals.md"

NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
NOBODY = {"person": PersonId("p-nobody")}
ANN = {"person": PersonId("p-ann")}
BOB_LINK = Link(LinkKind.DISCORD_HANDLE, "bob", "typed", key="sealed-bob")


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


def _pending_check_in(cup):
    cup.sign_up("ann")
    cup.do(c.OpenCheckIn)
    return cup.do(c.CheckIn, **ANN)


def _waiting_check_in(cup):
    cup.register("bob", "cleo", "ann")
    cup.do(c.OpenCheckIn)
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
    "mode_not_available": (lambda cup: _fresh(cup, mode=Mode.DOUBLE_UP), "double_up"),
    "already_open": (lambda cup: cup.do(c.OpenRegistration), "registration"),
    "already_closed": (lambda cup: cup.do(c.CloseCheckIn), "check-in"),
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
    "still_pending": (_pending_check_in, "ann#EUW"),
    "on_waitlist": (_waiting_check_in, "ann#EUW, position 1"),
    "check_in_not_open": (_checked_in_when, "no time is set"),
    "check_in_closed": (lambda cup: _checked_in_when(cup, c.OpenCheckIn, c.CloseCheckIn), "no time is set"),
    "already_checked_in": (_twice_checked_in, "ann#EUW"),
    "not_checked_in": (lambda cup: (cup.register("ann"), cup.do(c.CheckOut, **ANN))[1], "ann#EUW"),
    "already_bound": (_bound_twice, "csv:x.csv"),
    "not_bound": (lambda cup: cup.do(c.UnbindRows), "local/cup"),
    "identity_duplicate": (_duplicate, "ann#EUW is already in this tournament, at place 1"),
    "identity_clash": (_clash, "ann#EUW is already in this tournament, at place 2"),
    "nobody_can_check": (_nobody_can_check, "account evidence"),
    "check_failed": (_check_failed, "by riot"),
    "row_no_name": (lambda _cup: _row(["ann", "", ""]), "ann"),
    "row_repeats": (lambda _cup: _row(["ann", "Ann#EUW", ""], ["@Ann", "Ann#NA", ""]), "row 2 (@Ann)"),
    "row_withdrawn": (lambda _cup: _row(["ann", "Ann#EUW", "no"]), "Ann#EUW"),
    "row_control_characters": (lambda _cup: _row(["ann", "Ann\x00#EUW", ""]), "ign, U+0000"),
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


@pytest.mark.parametrize(
    ("code", "what", "next_step"),
    re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", REFERENCE.read_text("utf-8").split("\n## ")[1], re.MULTILINE),
)
def test_the_reference_has_the_very_words_of_the_rules(code, what, next_step, cup):
    refusal = PROVOKED[code][0](cup)

    assert re.fullmatch(re.escape(what).replace("…", ".+"), refusal.what)
    assert re.fullmatch(re.escape(next_step).replace("…", ".+"), refusal.next_step)
