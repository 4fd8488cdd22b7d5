"""
Every way the rules say no: what, which, and what next.

One function a code, so that the words stand together and a test can read them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiltyard.models import CAPACITY_MAX, PLATFORMS, Entrant, Refusal, TournamentId


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


# ------------------------------------------------------------------------------------------------- rules and windows


def table_mirrored(source: str, tournament: str) -> Refusal:
    return Refusal(
        "table_mirrored",
        "Another tournament is mirrored in this table: what is ticked or cleared for one would count for both",
        f"{source}, {tournament}",
        f"Give it a tab of its own, or first: tiltyard unbind -t {tournament}, or archive that one.",
    )


def table_unclaimed(document: str, code: str) -> Refusal:
    return Refusal(
        "table_unclaimed",
        "Nobody has shown yet that this document is theirs",
        document,
        f"Type {code} into any empty cell of the tab and bind it again within a day; then empty the cell.",
    )


def table_of_another(document: str, scope: str) -> Refusal:
    return Refusal(
        "table_of_another",
        "This document is another server's",
        document,
        f"Ask whoever runs that server to allow {scope}: tiltyard sheets share.",
    )


def table_not_yours(document: str, scope: str) -> Refusal:
    return Refusal(
        "table_not_yours",
        "Only the server whose document it is can say who else may bind it",
        f"{document}, {scope}",
        "Bind it first: that shows that it is yours.",
    )


def bad_capacity_for_teams(capacity: int, team_size: int) -> Refusal:
    return Refusal(
        "bad_capacity_for_teams",
        "No team fits into so few seats",
        f"{capacity} seats, {team_size} players a team",
        f"Give at least {team_size} seats, or count the capacity in teams.",
    )


def bad_wait(name: str, seconds: int) -> Refusal:
    return Refusal(
        "bad_wait",
        "A wait is between 0 seconds and 7 days",
        f"{name}, {seconds} seconds",
        "Give another one, such as 10m or 2h.",
    )


def bad_round(number: int) -> Refusal:
    return Refusal(
        "bad_round",
        "There is no such round",
        str(number),
        "Use 0 for the check-in before the first round, or 1 and up.",
    )


def bad_eligibility(wrong: str) -> Refusal:
    return Refusal(
        "bad_eligibility",
        "No account could play with these rules",
        wrong,
        f"The platforms are {', '.join(sorted(PLATFORMS))}; the lowest rank is not above the highest.",
    )


def unknown_rule(names: str) -> Refusal:
    return Refusal("unknown_rule", "There is no such rule", names, "`tiltyard rules set --help` shows the rules.")


def mode_fixed(entries: int) -> Refusal:
    return Refusal(
        "mode_fixed",
        "Who enters, players or teams, cannot change once somebody has signed up",
        f"{entries} entries",
        "Clone the tournament with the other mode.",
    )


def capacity_below_seated(capacity: int, losing: Sequence[str]) -> Refusal:
    return Refusal(
        "capacity_below_seated",
        f"With so few seats, {len(losing)} would lose theirs; nothing was changed",
        f"{capacity} seats; losing: {', '.join(losing)}",
        "Confirm it with a reason, or choose a larger capacity.",
    )


def reason_missing(what: str) -> Refusal:
    return Refusal("reason_missing", f"{what} needs a reason", "no reason was given", "Say why, in a few words.")


def not_open_yet(window: str, opens_at: datetime | None) -> Refusal:
    return Refusal(
        "not_open_yet",
        "It has not been open yet, so there is nothing to close",
        f"{window}, opens: {_when(opens_at)}",
        "To keep it from opening, take its opening time away.",
    )


# ---------------------------------------------------------------------------------------------------- who may do what


def not_for_players(command: str) -> Refusal:
    return Refusal("not_for_players", "That is for the organisers to do", command, "Ask the organisers.")


def not_yours(whose: str) -> Refusal:
    return Refusal("not_yours", "You can only act for yourself", whose, "Ask the organisers to do it.")


def not_staff(who: str) -> Refusal:
    return Refusal(
        "not_staff",
        "Only staff of this tournament may do that",
        who,
        "An organiser can make you staff: `tiltyard staff add`.",
    )


def not_an_organiser(command: str) -> Refusal:
    return Refusal(
        "not_an_organiser",
        "That touches many players or the rules, and is for organisers; helpers act for single players",
        command,
        "Ask an organiser.",
    )


def no_such_staff(who: str) -> Refusal:
    return Refusal("no_such_staff", "Nobody of that id is staff here", who, "`tiltyard staff list` shows who is.")


def guild_frozen(scope: str, since: datetime | None) -> Refusal:
    return Refusal(
        "guild_frozen",
        "The bot was removed from that server, so nothing changes there",
        f"{scope}, since {_when(since)}",
        "Invite the bot again; everything is as it was.",
    )


def tournament_archived(tournament: TournamentId, since: datetime) -> Refusal:
    return Refusal(
        "tournament_archived",
        "That tournament is archived, and nothing in it changes",
        f"{tournament}, since {_when(since)}",
        "Take it out with `tiltyard tournament unarchive`, or clone it.",
    )


def not_archived(tournament: TournamentId) -> Refusal:
    return Refusal("not_archived", "That tournament is not archived", tournament, "Nothing needs to be done.")


def already_paused(tournament: TournamentId) -> Refusal:
    return Refusal("already_paused", "It is paused already", tournament, "`tiltyard resume` lets it go on.")


def not_paused(tournament: TournamentId) -> Refusal:
    return Refusal("not_paused", "It is not paused", tournament, "Nothing needs to be done.")


# -------------------------------------------------------------------------------------------------------------- people


def blocked(name: str) -> Refusal:
    return Refusal(
        "blocked",
        "The organisers of this server do not let this account play",
        name,
        "Ask them if you think that this is a mistake.",
    )


def person_erased(pseudonym: str) -> Refusal:
    return Refusal(
        "person_erased",
        "This row is of somebody who asked to be erased, so it is not read",
        pseudonym,
        "Take the row out of the table; if they want to play, they sign up themselves.",
    )


def link_unknown(link: str) -> Refusal:
    return Refusal("link_unknown", "Nobody here is known by that", link, "To add it, link it instead of moving it.")


def same_person(name: str) -> Refusal:
    return Refusal("same_person", "That is one person already", name, "Nothing needs to be done.")


def merge_of_teams(one: str, other: str) -> Refusal:
    return Refusal(
        "merge_of_teams",
        "Two people who are each in a team cannot be merged",
        f"{one} and {other}",
        "Let one of them leave the team first.",
    )


def nothing_to_settle(entrant: Entrant) -> Refusal:
    return Refusal(
        "nothing_to_settle",
        f"There is nothing to settle: this player is {entrant.status}",
        entrant.name or "this entry",
        "To take them out, drop or disqualify them.",
    )


def clash_stands(name: str, rival: str, place: int) -> Refusal:
    return Refusal(
        "clash_stands",
        "Two players claim one account, and only one of them can play",
        f"{name}, and {rival} at place {place}",
        "Drop the other one, or merge them if they are the same person.",
    )


def nothing_to_prove(name: str) -> Refusal:
    return Refusal(
        "nothing_to_prove",
        "It is proven already that this account is theirs",
        name,
        "Nothing needs to be done.",
    )


def cannot_prove(name: str) -> Refusal:
    return Refusal(
        "cannot_prove",
        "No installed plugin knows how this player could prove that the account is theirs",
        name,
        "`tiltyard verify` says what is known about the name, `tiltyard plugins list` which plugins are ready.",
    )


def disqualified(entrant: Entrant) -> Refusal:
    return Refusal(
        "disqualified",
        "This player was disqualified",
        entrant.name or "this entry",
        "Only the organisers can bring them back.",
    )


def in_already(entrant: Entrant) -> Refusal:
    return Refusal(
        "in_already",
        f"This player takes part: {entrant.status}",
        entrant.name or "this entry",
        "Nothing needs to be done.",
    )


def no_offer(entrant: Entrant) -> Refusal:
    return Refusal(
        "no_offer",
        "No seat is offered to you now",
        entrant.name or "this entry",
        "You are told as soon as there is one.",
    )


def no_no_shows(tournament: TournamentId) -> Refusal:
    return Refusal(
        "no_no_shows",
        "Nobody has to decide about no-shows now",
        tournament,
        "That comes when check-in and its grace are over, if the rules say so.",
    )


# --------------------------------------------------------------------------------------------------------------- teams


def no_teams_here(tournament: TournamentId) -> Refusal:
    return Refusal(
        "no_teams_here", "Everyone plays for themselves in this tournament", tournament, "Leave the team out."
    )


def team_name_missing() -> Refusal:
    return Refusal("team_name_missing", "The team's name is missing", "team", "Give it a name.")


def team_exists(name: str, whose: str) -> Refusal:
    return Refusal(
        "team_exists",
        "There is a team of that name already; is it yours?",
        f"{name} of {whose}",
        "If so, sign up without a team and let its captain invite you. If not, choose another name.",
    )


def team_name_taken(name: str) -> Refusal:
    return Refusal("team_name_taken", "Another team has that name", name, "Choose another name.")


def team_name_near(name: str, other: str) -> Refusal:
    return Refusal(
        "team_name_near",
        "That is very much like the name of another team; is it the same one?",
        f"{name} and {other}",
        "If it is, let its captain invite you. If not, say that it is another team.",
    )


def team_full(name: str) -> Refusal:
    return Refusal("team_full", "That team is complete", name, "Somebody must leave it first.")


def teams_locked(tournament: TournamentId) -> Refusal:
    return Refusal(
        "teams_locked",
        "Teams are locked and stay as they are",
        tournament,
        "Staff can still change one, with a reason.",
    )


def not_the_captain(name: str) -> Refusal:
    return Refusal("not_the_captain", "Only the captain speaks for a team", name, "Ask your captain, or staff.")


def not_of_this_team(name: str) -> Refusal:
    return Refusal("not_of_this_team", "That player is not in this team", name, "Name somebody who is.")


def in_a_team(name: str) -> Refusal:
    return Refusal("in_a_team", "That player is in a team already", name, "They must leave it first.")


def not_a_free_agent(name: str) -> Refusal:
    return Refusal(
        "not_a_free_agent",
        "That player has not said that they would play with whoever comes",
        name,
        "They can say so; or let your partner leave first, and invite them.",
    )


def in_no_team(name: str) -> Refusal:
    return Refusal("in_no_team", "That player has no partner to leave", name, "To leave the tournament, drop out.")


def already_invited(name: str) -> Refusal:
    return Refusal("already_invited", "That player is invited already", name, "They must accept it now.")


def not_invited(name: str) -> Refusal:
    return Refusal("not_invited", "That team has not invited you", name, "Ask its captain to.")


# ---------------------------------------------------------------------------------------------------------------- undo


def unknown_command(line: str) -> Refusal:
    return Refusal(
        "unknown_command",
        "There is nothing of that number to undo",
        line,
        "`tiltyard log` shows what has happened, with its numbers.",
    )


def creation_stands(name: str) -> Refusal:
    return Refusal(
        "creation_stands",
        "The creation cannot be undone",
        name,
        "To put the tournament away, archive it: `tiltyard tournament archive`.",
    )


def nothing_to_undo(line: str) -> Refusal:
    return Refusal("nothing_to_undo", "Nothing of it stands any more", line, "Nothing needs to be done.")


def undo_blocked(blockers: Sequence[str]) -> Refusal:
    return Refusal(
        "undo_blocked",
        "Something was built upon it, so it was not undone",
        "; ".join(blockers),
        "Undo that first, or undo only the rest with --partial.",
    )


# --------------------------------------------------------------------------------------------------------------- guild


def bad_block(kind: str) -> Refusal:
    return Refusal(
        "bad_block",
        "An account is blocked by its Discord id or its PUUID; names change",
        kind.replace("_", " "),
        "Give the Discord id, or name a player who is known by one.",
    )


def not_blocked(account: str) -> Refusal:
    return Refusal("not_blocked", "That account is not blocked here", account, "`tiltyard guild show` lists who is.")
