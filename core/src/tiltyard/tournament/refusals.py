"""
Every way the rules say no: what, which, and what next.

One function a code, so that the words stand together and a test can read them all.
"""

from __future__ import annotations

from datetime import datetime

from tiltyard.models import CAPACITY_MAX, Entrant, Refusal, TournamentId


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "no time is set"


def tournament_exists(tournament: TournamentId) -> Refusal:
    return Refusal(
        "tournament_exists", "There is a tournament of that name already", tournament, "Choose another name."
    )


def unknown_tournament(tournament: TournamentId) -> Refusal:
    return Refusal(
        "unknown_tournament",
        "There is no such tournament",
        tournament,
        "`tiltyard tournament list` shows what there is.",
    )


def bad_title(title: str) -> Refusal:
    return Refusal(
        "bad_title",
        "A tournament's name needs at least one letter or digit, at most 100 characters and no line breaks",
        repr(title[:40]),
        "Choose another name.",
    )


def bad_slug(slug: str, proposal: str) -> Refusal:
    return Refusal(
        "bad_slug",
        "A tournament's name in addresses is made of lower-case words joined by hyphens",
        slug,
        f"Use {proposal}.",
    )


def bad_capacity(capacity: int) -> Refusal:
    return Refusal(
        "bad_capacity",
        f"A tournament has 1 to {CAPACITY_MAX} seats",
        str(capacity),
        f"Give a capacity from 1 to {CAPACITY_MAX}.",
    )


def bad_windows(which: str) -> Refusal:
    return Refusal("bad_windows", "A window must close after it opens", which, "Swap or correct the two times.")


def mode_not_available(mode: str) -> Refusal:
    return Refusal("mode_not_available", "This release seats single players only", mode, "Use mode solo.")


def already_open(window: str) -> Refusal:
    return Refusal("already_open", "It is open already", window, "Nothing needs to be done.")


def already_closed(window: str) -> Refusal:
    return Refusal("already_closed", "It is closed already", window, "Nothing needs to be done.")


def registration_not_open(opens_at: datetime | None) -> Refusal:
    return Refusal(
        "registration_not_open",
        "Registration has not opened yet",
        f"opens: {_when(opens_at)}",
        "Sign up when it opens; staff can open it now.",
    )


def registration_closed(closed_at: datetime | None) -> Refusal:
    return Refusal(
        "registration_closed",
        "Registration is closed",
        f"closing time: {_when(closed_at)}",
        "Ask the organisers; they can open it again.",
    )


def no_link() -> Refusal:
    return Refusal(
        "no_link",
        "A sign-up must say whose it is",
        "no Discord account, handle or row key was given",
        "Sign up with at least one of them.",
    )


def name_missing() -> Refusal:
    return Refusal("name_missing", "The name you play under is missing", "Riot ID", "Give it as Name#TAG.")


def text_too_long(field: str, length: int, limit: int) -> Refusal:
    return Refusal(
        "text_too_long",
        f"That text is longer than {limit} characters",
        f"{field}, {length} characters",
        "Shorten it and try again.",
    )


def control_characters(field: str) -> Refusal:
    return Refusal(
        "control_characters",
        "That text contains characters that cannot be shown",
        field,
        "Type it again instead of pasting it.",
    )


def already_signed_up(entrant: Entrant) -> Refusal:
    return Refusal(
        "already_signed_up",
        "You have signed up already",
        f"{entrant.name or 'this entry'}, place {entrant.order} in line",
        "To play under another name, change the sign-up: `tiltyard rename`.",
    )


def identity_conflict(link: str) -> Refusal:
    return Refusal(
        "identity_conflict",
        "This sign-up names two different people who are both known here",
        link,
        "Staff must say which of them it is.",
    )


def identity_taken(link: str) -> Refusal:
    return Refusal(
        "identity_taken",
        "That account belongs to another player of this tournament",
        link,
        "Ask staff if this is a mistake.",
    )


def unknown_player(person: str) -> Refusal:
    return Refusal(
        "unknown_player", "Nobody of that name has signed up here", person, "`tiltyard roster` shows who has."
    )


def not_in_tournament(entrant: Entrant) -> Refusal:
    return Refusal(
        "not_in_tournament",
        f"This player is not in the tournament any more: {entrant.status}",
        entrant.name or "this entry",
        "Sign up again to take part.",
    )


def still_pending(entrant: Entrant) -> Refusal:
    return Refusal(
        "still_pending",
        "Your name is still being checked",
        entrant.name or "this entry",
        "Your place in line is kept; check in once you are registered.",
    )


def on_waitlist(entrant: Entrant, position: int) -> Refusal:
    return Refusal(
        "on_waitlist",
        "You are on the waitlist",
        f"{entrant.name or 'this entry'}, position {position}",
        "You can check in as soon as you get a seat.",
    )


def check_in_not_open(opens_at: datetime | None) -> Refusal:
    return Refusal(
        "check_in_not_open", "Check-in has not opened yet", f"opens: {_when(opens_at)}", "Come back when it opens."
    )


def check_in_closed(closed_at: datetime | None) -> Refusal:
    return Refusal(
        "check_in_closed",
        "Check-in is closed",
        f"closing time: {_when(closed_at)}",
        "Ask the organisers; they can open it again.",
    )


def already_checked_in(entrant: Entrant) -> Refusal:
    return Refusal(
        "already_checked_in", "You are checked in already", entrant.name or "this entry", "Nothing needs to be done."
    )


def not_checked_in(entrant: Entrant) -> Refusal:
    return Refusal(
        "not_checked_in", "You are not checked in", entrant.name or "this entry", "Nothing needs to be done."
    )


def already_bound(source: str) -> Refusal:
    return Refusal(
        "already_bound",
        "This tournament is mirrored in that table already",
        source,
        "Nothing needs to be done; `tiltyard run` keeps it up to date. With --column it is read by other columns.",
    )


def not_bound(tournament: TournamentId) -> Refusal:
    return Refusal("not_bound", "This tournament is mirrored in no table", tournament, "Nothing needs to be done.")
