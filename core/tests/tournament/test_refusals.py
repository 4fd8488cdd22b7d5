"""
Every way the rules say no, provoked through `decide`: what, which, and what next.
"""

from __future__ import annotations

import inspect
from datetime import UTC, datetime

import pytest

from tiltyard.models import Link, LinkKind, Mode, PersonId, Refusal, RowSource, Rules, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament import refusals

NOON = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
NOBODY = {"person": PersonId("p-nobody")}
ANN = {"person": PersonId("p-ann")}
BOB_LINK = Link(LinkKind.DISCORD_HANDLE, "bob", "typed", key="sealed-bob")


def _fresh(cup, **rules):
    cup.state = None
    return cup.do(c.CreateTournament, title="Cup", rules=Rules(**{"capacity": 2, **rules}))


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


PROVOKED = {
    "tournament_exists": lambda cup: cup.do(c.CreateTournament, title="Cup", rules=Rules(capacity=2)),
    "unknown_tournament": lambda cup: (setattr(cup, "state", None), cup.do(c.OpenCheckIn))[1],
    "bad_title": lambda cup: (setattr(cup, "state", None), cup.do(c.CreateTournament, title="x" * 101, rules=Rules(2)))[
        1
    ],
    "bad_slug": lambda cup: (
        setattr(cup, "state", None),
        cup.do(c.CreateTournament, tournament="local/a/b", title="Cup", rules=Rules(2)),
    )[1],
    "bad_capacity": lambda cup: _fresh(cup, capacity=0),
    "bad_windows": lambda cup: _fresh(cup, windows=Windows(check_in_opens_at=NOON, check_in_closes_at=NOON)),
    "mode_not_available": lambda cup: _fresh(cup, mode=Mode.DOUBLE_UP),
    "already_open": lambda cup: cup.do(c.OpenRegistration),
    "already_closed": lambda cup: cup.do(c.CloseCheckIn),
    "registration_not_open": _before_registration,
    "registration_closed": _after_registration,
    "no_link": lambda cup: _signed_up_as(cup, links=()),
    "name_missing": lambda cup: _signed_up_as(cup, typed_name=" "),
    "text_too_long": lambda cup: _signed_up_as(cup, typed_name="x" * 201),
    "control_characters": lambda cup: _signed_up_as(cup, typed_name="Ann\x00#EUW"),
    "already_signed_up": lambda cup: (cup.sign_up("ann"), cup.sign_up("ann"))[1],
    "identity_conflict": _two_people,
    "identity_taken": _link_of_another,
    "unknown_player": lambda cup: cup.do(c.Drop, **NOBODY),
    "not_in_tournament": _dropped_twice,
    "still_pending": _pending_check_in,
    "on_waitlist": _waiting_check_in,
    "check_in_not_open": _checked_in_when,
    "check_in_closed": lambda cup: _checked_in_when(cup, c.OpenCheckIn, c.CloseCheckIn),
    "already_checked_in": _twice_checked_in,
    "not_checked_in": lambda cup: (cup.register("ann"), cup.do(c.CheckOut, **ANN))[1],
    "already_bound": _bound_twice,
    "not_bound": lambda cup: cup.do(c.UnbindRows),
}


@pytest.mark.parametrize("code", PROVOKED)
def test_a_refusal_says_what_which_and_what_next(code, cup):
    refusal = PROVOKED[code](cup)

    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.what[0].isupper()
    assert refusal.which
    assert refusal.next_step.endswith(".")
    assert str(refusal).count(refusal.next_step) == 1


@pytest.mark.parametrize(("capacity", "refused"), [(0, True), (1, False), (10_000, False), (10_001, True)])
def test_a_tournament_has_as_many_seats_as_can_be_filled(capacity, refused, cup):
    assert isinstance(_fresh(cup, capacity=capacity), Refusal) is refused


def test_every_refusal_of_the_module_is_in_the_table():
    codes = {name for name, one in vars(refusals).items() if inspect.isfunction(one) and not name.startswith("_")}

    assert codes == set(PROVOKED)
