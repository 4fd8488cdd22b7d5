"""
Showing that an account is one's own: who is asked to show which icon, and what it amounts to. Pure.

Every account owns the 29 icons that it began with (leagueoflegends.fandom.com, "Summoner icon", read 2026-11; other
tournament sites ask for one of them, too). Setting one takes whoever can sign in to the account, and nothing else. Riot
does not promise it anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import Factory, evolve, frozen

ICONS = range(29)

STRENGTH = (
    f"They could set the profile icon of the account at that moment: 1 in {len(ICONS) - 1} would show it by chance. "
    "It does not show who plays later, or that nobody else can sign in to it."
)


@frozen
class Asked:
    """Somebody is asked to show an icon.

    icon  profile icon id
    """

    icon: int
    asked_at: datetime
    expires_at: datetime


@frozen
class Ledger:
    """All that is known about who owns one account.

    asked   person to what they are asked to show; what is over stays until it is asked anew
    proven  person to when they showed it
    """

    puuid: str
    asked: Mapping[str, Asked] = Factory(dict)
    proven: Mapping[str, datetime] = Factory(dict)


class Standing(StrEnum):
    """How far somebody is."""

    PROVEN = "proven"
    AWAITED = "awaited"
    EXPIRED = "expired"
    CONTESTED = "contested"
    UNPROVEN = "unproven"


def ask(
    ledger: Ledger,
    person: str,
    *,
    current_icon: int,
    now: datetime,
    limit: timedelta,
    choose: Callable[[Sequence[int]], int],
) -> Ledger:
    """Ask somebody to show an icon.

    What they are still asked to show stays, however often they ask. An icon is never the one that the account has now,
    nor one that another person is asked to show with it.
    """
    before = ledger.asked.get(person)
    if before and now < before.expires_at:
        return ledger
    others = {one.icon for who, one in ledger.asked.items() if who != person and now < one.expires_at}
    icon = choose(free_icons(current_icon, others))
    return evolve(ledger, asked={**ledger.asked, person: Asked(icon, now, now + limit)})


def free_icons(current_icon: int, others: Iterable[int]) -> list[int]:
    """What may be asked for. With more people than icons, two are asked for the same."""
    free = [icon for icon in ICONS if icon != current_icon]
    return [icon for icon in free if icon not in set(others)] or free


def show(ledger: Ledger, person: str, *, icon: int, changed_at: datetime, now: datetime) -> Ledger:
    """The account shows this icon. It proves whoever was asked for it.

    changed_at  when anything of the account was changed last: within the time that they had, it counts however late
                it is looked at
    """
    asked = ledger.asked.get(person)
    if asked is None or asked.icon != icon or min(changed_at, now) > asked.expires_at:
        return ledger
    left = {who: one for who, one in ledger.asked.items() if who != person}
    return evolve(ledger, asked=left, proven={**ledger.proven, person: now})


def standing(ledger: Ledger, person: str, *, now: datetime, kept: timedelta) -> Standing:
    """How far somebody is.

    kept  how long a proof counts
    """
    alive = {who for who, at in ledger.proven.items() if now < at + kept}
    if person in alive:
        return Standing.PROVEN
    asked = ledger.asked.get(person)
    if asked and now < asked.expires_at:
        return Standing.AWAITED
    if alive:
        return Standing.CONTESTED
    return Standing.EXPIRED if asked else Standing.UNPROVEN
