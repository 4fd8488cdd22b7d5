"""
An evening's decisions, typed: checks, seats, no-shows, teams, mistakes, staff.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest


def in_future(**by):
    return (datetime.now(UTC) + timedelta(**by)).isoformat()


@pytest.fixture
def cup(desk):
    desk.run("tournament", "create", "My Cup", "--capacity", "2")
    return desk


@pytest.fixture
def full(cup):
    """Two seated, one who waits."""
    for name in ("Ann#EUW", "Bob#EUW", "Cleo#EUW"):
        cup.run("signup", name, "--discord", name[:-4].lower())
    return cup


def statuses(desk):
    return {one["name"].removesuffix("#EUW"): one["status"] for one in desk.json("roster")["entrants"]}


class TestTournaments:
    def test_one_that_opens_now_is_open_at_once(self, desk):
        made = desk.json("tournament", "create", "Late", "--registration-opens", "now")

        assert made["registration"] == "open"

    def test_rules_are_shown_set_and_refused_in_words(self, full):
        full.run(
            *("rules", "set", "--grace", "10m", "--no-shows", "release", "--offer-wait", "5m"),
            *("--promotion", "checked-in-first", "--check-in-closes", in_future(hours=2)),
        )

        rules = full.json("rules", "show")
        assert (rules["grace_s"], rules["no_shows"], rules["offer_wait_s"]) == (600, "release", 300)
        assert rules["promotion"] == ["checked_in_first", "order_of_receipt"]
        assert "checked in first, then order of receipt" in full.said("rules", "show")
        full.run("rules", "set", "--offer-wait", "none", "--check-in-closes", "none")
        assert full.json("rules", "show")["offer_wait_s"] is None
        assert full.json("rules", "show")["windows"]["check_in_closes_at"] is None
        assert "Write it like 10m" in full.run("rules", "set", "--grace", "soon", ok=2).stderr

    def test_fewer_seats_are_foretold_and_then_confirmed_with_a_reason(self, full):
        foretold = full.json("rules", "set", "--capacity", "1", "--dry-run")["effects"]
        assert [one["what"] for one in foretold if one["kind"] == "message"] == ["unseated"]
        assert full.no("rules", "set", "--capacity", "1") == "capacity_below_seated"
        assert full.no("rules", "set", "--capacity", "1", "--yes") == "reason_missing"

        full.run("rules", "set", "--capacity", "1", "--yes", "--reason", "a table broke")

        assert statuses(full) == {"Ann": "registered", "Bob": "waitlisted", "Cleo": "waitlisted"}
        assert "a table broke" in full.said("log", "-n", "1")

    def test_a_clone_has_the_rules_and_staff_and_nobody_in_it(self, full):
        full.run("rules", "set", "--grace", "5m", "--check-in-closes", in_future(hours=1))
        full.run("staff", "add", "123456789012345678", "--role", "helper")

        plain = full.json("tournament", "clone", "my-cup", "Next Cup")
        assert (plain["capacity"], plain["counts"]["seated"], plain["registration"]) == (2, 0, "not_yet")
        assert plain["windows"]["check_in_closes_at"] is None
        later = full.json("tournament", "clone", "my-cup", "Later Cup", "--shift", "7d")
        assert later["windows"]["check_in_closes_at"][:10] == in_future(days=7, hours=1)[:10]
        assert full.json("staff", "list", "-t", "next-cup")[0]["role"] == "helper"
        assert full.json("rules", "show", "-t", "next-cup")["grace_s"] == 300

    def test_an_archived_one_changes_no_more_until_it_is_taken_out(self, full):
        full.run("tournament", "archive")

        assert "archived" in full.said("tournament", "show")
        assert full.no("signup", "Dan#EUW") == "tournament_archived"
        full.run("tournament", "unarchive")
        full.run("signup", "Dan#EUW")


class TestSeats:
    def test_an_offer_is_taken_or_declined(self, full):
        full.run("rules", "set", "--offer-wait", "10m")

        assert "offered a seat until" in full.said("drop", "ann")
        assert "seat offered until" in full.said("roster")
        assert "1 with an offer" in full.said("roster")
        assert full.json("tournament", "show")["counts"]["offered"] == 1
        assert full.no("seat", "take", "bob") == "no_offer"
        assert full.said("seat", "take", "cleo").startswith("Cleo#EUW is registered")
        full.run("signup", "Dan#EUW")
        full.run("drop", "bob")
        assert "waitlist, position 1" in full.said("seat", "decline", "dan#euw") or "offered" in full.said("roster")

    def test_why_somebody_waits_is_answered(self, full):
        told = full.said("why", "cleo")

        assert "Cleo#EUW waits for a seat, position 1." in told
        assert "2 of 2 seats are held" in told
        assert "Cleo#EUW signed up, place 3 in line, no seat was given" in told
        assert full.json("why", "cleo")["standing"][0]["code"] == "place"

    def test_no_shows_are_released_or_kept_as_staff_say(self, full):
        full.run("rules", "set", "--no-shows", "staff")
        full.run("open", "check-in")
        full.run("check-in", "ann")
        full.run("check-in", "cleo")
        held = full.said("close", "check-in")

        assert "check-in is closed" in held
        for told in (held, full.said("tournament", "show"), full.said("roster")):
            assert "1 with a seat is not here and staff decide: tiltyard no-shows release --dry-run" in told
        foretold = full.json("no-shows", "release", "--dry-run")["effects"]
        assert {one["name"] for one in foretold if one["person"]} == {"Bob#EUW", "Cleo#EUW"}
        assert "nobody can answer here" in full.run("no-shows", "release", ok=2).stderr
        full.run("no-shows", "release", "--yes")
        assert statuses(full) == {"Ann": "registered", "Bob": "no_show", "Cleo": "registered"}
        assert full.no("no-shows", "keep") == "no_no_shows"
        assert full.no("check-in", "bob") == "not_in_tournament"

    def test_closing_check_in_says_whose_seats_were_taken_and_who_got_one(self, full):
        full.run("rules", "set", "--no-shows", "release")
        full.run("open", "check-in")
        full.run("check-in", "ann")
        full.run("check-in", "cleo")

        told = full.said("close", "check-in")

        assert "Bob#EUW did not come." in told
        assert "Cleo#EUW got a seat" in told

    def test_one_no_show_needs_a_reason_early_and_may_return(self, full):
        assert full.no("no-show", "bob") == "reason_missing"
        full.run("no-show", "bob", "--reason", "flew home")
        assert statuses(full)["Cleo"] == "registered"

        assert full.no("return", "bob", "--old-place") == "reason_missing"
        assert "waitlist, position 1" in full.said("return", "bob", "--old-place", "--reason", "came back")
        assert full.json("roster")["entrants"][2]["order"] == 2

    def test_a_late_check_in_needs_a_reason_and_is_marked(self, full):
        full.run("open", "check-in")
        full.run("close", "check-in")

        assert full.no("check-in", "ann") == "check_in_closed"
        assert full.said("check-in", "ann", "--reason", "phone was dead") == "Ann#EUW is checked in, late."
        assert "✓ late" in full.said("roster")


HAL, BOSS = "111111111111111111", "222222222222222222"


class TestStaff:
    def test_checks_are_settled_and_players_taken_out_for_a_reason(self, full):
        assert full.no("accept", "ann", "--reason", "known") == "nothing_to_settle"
        assert full.no("disqualify", "ann") == "reason_missing"
        full.run("recheck", "ann")
        full.run("disqualify", "ann", "--reason", "two accounts")

        assert statuses(full) == {"Ann": "disqualified", "Bob": "registered", "Cleo": "registered"}
        assert full.no("signup", "Ann#EUW", "--discord", "ann") == "disqualified"
        assert "two accounts" in full.said("log", "--who", "ann")

    def test_a_name_that_only_staff_can_judge_waits_for_them(self, cup):
        for name in ("Al#EUW", "Bo#EUW"):
            assert cup.json("signup", name)["waits_for"] == "staff"
        assert "pending, needs staff" in cup.said("roster")
        assert "2 of them wait for staff" in cup.said("tournament", "show")
        assert "waits for staff to accept or reject it" in cup.said("why", "al#euw")

        assert cup.no("accept", "al#euw") == "reason_missing"
        assert cup.said("accept", "al#euw", "--reason", "seen the account").startswith("Al#EUW is registered")
        cup.run("reject", "bo#euw", "--reason", "no such account")

        assert statuses(cup) == {"Al": "registered", "Bo": "rejected"}
        assert "no such account" in cup.said("roster")

    def test_links_are_added_moved_and_people_merged(self, full):
        full.run("link", "add", "ann", "--discord-id", "123456789012345678")
        assert full.json("check-in", "123456789012345678", ok=1)["refused"]["code"] == "check_in_not_open"
        assert full.no("link", "move", "bob", "--discord-id", "123456789012345678") == "reason_missing"
        full.run("link", "move", "bob", "--discord-id", "123456789012345678", "--reason", "typed wrong")
        assert "exactly one" in full.run("link", "add", "bob", ok=2).stderr

        told = full.said("merge", "bob", "cleo", "--reason", "one and the same")

        assert "Bob#EUW and Cleo#EUW turned out to be one person" in told
        assert "Bob#EUW and Cleo#EUW turned out to be one person" in full.said("log")

        assert set(statuses(full)) == {"Ann", "Bob"}

    def test_nothing_is_erased_where_nobody_can_be_asked(self, full):
        assert "nobody can answer here" in full.run("privacy", "erase", "ann", ok=2).stderr
        assert set(statuses(full)) == {"Ann", "Bob", "Cleo"}

    def test_staff_of_a_tournament_and_of_a_guild_are_listed(self, cup):
        cup.run("staff", "add", HAL, "--role", "helper")
        cup.run("guild", "staff", "add", BOSS)

        assert [(one["who"], one["role"]) for one in cup.json("staff", "list")] == [
            (HAL, "helper"),
            (BOSS, "organiser"),
        ]
        cup.run("guild", "staff", "remove", BOSS)
        cup.run("staff", "remove", HAL)
        assert cup.json("staff", "list") == []
        assert cup.no("staff", "remove", HAL) == "no_such_staff"

    def test_what_is_no_discord_id_is_not_taken_for_one(self, full):
        for words in (
            ("staff", "add", "boss"),
            ("guild", "staff", "add", "42"),
            ("guild", "block", "42", "--reason", "rude"),
            ("link", "add", "ann", "--discord-id", "ann"),
        ):
            assert "17 to 20 digits" in full.run(*words, ok=2).stderr

    def test_a_blocked_account_is_named_where_it_plays_and_taken_out_when_asked(self, full):
        full.run("link", "add", "ann", "--discord-id", "123456789012345678")

        assert full.no("guild", "block", "bob", "--reason", "rude") == "bad_block"
        assert full.no("guild", "block", "ann") == "reason_missing"
        told = full.json("guild", "block", "ann", "--reason", "rude")
        assert (told["plays_in"], statuses(full)["Ann"]) == (["local/my-cup"], "registered")
        full.run("guild", "block", "ann", "--reason", "rude", "--disqualify")
        assert statuses(full)["Ann"] == "disqualified"
        assert full.json("guild", "show")["blocked"][0]["reason"] == "rude"
        assert full.no("return", "ann", "--reason", "asked nicely") == "blocked"
        full.run("guild", "unblock", "123456789012345678")
        assert full.json("guild", "show")["blocked"] == []

    def test_a_blocked_account_that_is_out_already_is_disqualified_so_that_it_cannot_return(self, full):
        full.run("link", "add", "ann", "--discord-id", "123456789012345678")
        full.run("drop", "ann", "--yes")

        full.run("guild", "block", "ann", "--reason", "rude", "--disqualify")

        assert "disqualified" in full.said("why", "ann")

    def test_a_server_has_tournaments_of_its_own_which_freeze_when_the_bot_is_removed(self, cup):
        server = ("--scope", "discord:42")
        cup.run("guild", "defaults", "--capacity", "8", *server)
        theirs = cup.json("tournament", "create", "My Cup", *server)
        assert (theirs["id"], theirs["capacity"]) == ("discord:42/my-cup", 8)

        cup.run("guild", "freeze", *server)

        assert cup.no("signup", "Ann#EUW", "-t", "discord:42/my-cup") == "guild_frozen"
        cup.run("signup", "Ann#EUW", "-t", "local/my-cup")
        cup.run("guild", "thaw", *server)
        cup.run("signup", "Ann#EUW", "-t", "discord:42/my-cup")
        assert "no scope" in cup.run("guild", "show", "--scope", "a/b", ok=2).stderr

    def test_new_tournaments_start_from_the_defaults(self, cup):
        cup.run("guild", "defaults", "--capacity", "8", "--grace", "5m")

        assert cup.json("tournament", "create", "Eight")["capacity"] == 8
        assert cup.json("tournament", "create", "Four", "--capacity", "4")["capacity"] == 4
        assert cup.json("guild", "show")["defaults"]["grace_s"] == 300


class TestMistakes:
    def test_a_drop_is_undone_and_redone(self, full):
        full.run("drop", "ann")
        number = full.number_of("dropped")

        foretold = full.json("undo", number, "--dry-run")["effects"]
        assert {one["name"] for one in foretold} == {"Ann#EUW"}
        full.run("undo", number)
        assert statuses(full) == {"Ann": "waitlisted", "Bob": "registered", "Cleo": "registered"}
        assert f"Ann#EUW stands again as before line {number} was done" in full.said("log", "-n", "1")
        full.run("redo")
        assert statuses(full)["Ann"] == "dropped"
        full.run("redo")
        assert statuses(full)["Ann"] == "waitlisted"

    def test_a_seat_that_went_to_somebody_else_is_taken_back_only_when_asked(self, full):
        full.run("drop", "ann")

        full.run("undo", full.number_of("dropped"), "--take-back", "--reason", "wrong one")

        assert statuses(full) == {"Ann": "registered", "Bob": "registered", "Cleo": "waitlisted"}

    def test_what_was_built_upon_is_named(self, full):
        full.run("open", "check-in")
        full.run("check-in", "ann")
        full.run("check-out", "ann")

        no = full.json("undo", full.number_of("checked in"), ok=1)["refused"]

        line = full.number_of("took the check-in back")
        assert (no["code"], f"line {line} (Ann#EUW took" in no["which"]) == ("undo_blocked", True)
        assert full.no("undo", "1") == "creation_stands"
        assert full.no("undo", "999") == "unknown_command"
        assert full.no("redo") == "unknown_command"

    def test_the_wrong_player_was_checked_in(self, full):
        full.run("open", "check-in")
        full.run("check-in", "ann")
        words = ("correct", full.number_of("checked in"), "--instead", "check-in Bob#EUW")

        assert full.no(*words, "--yes") == "reason_missing"
        full.run(*words, "--reason", "clicked next to it", "--yes")

        here = {one["name"]: one["checked_in"] for one in full.json("roster")["entrants"]}
        assert here == {"Ann#EUW": False, "Bob#EUW": True, "Cleo#EUW": False}
        assert "--instead is one of" in full.run(*words[:3], "dance Bob", "--yes", ok=2).stderr

    def test_the_roster_is_shown_as_it_was(self, full):
        number = full.number_of("signed up, place 3")
        full.run("drop", "ann")

        then = full.json("roster", "--as-of", number)

        assert then["counts"]["dropped"] == 0
        assert "as of" in full.said("roster", "--as-of", number)
        assert "does not go so far" in full.run("roster", "--as-of", "999", ok=3).stderr


class TestMany:
    def test_several_are_dropped_at_once_after_a_dry_run(self, full):
        foretold = full.json("drop", "ann", "bob", "--reason", "left together", "--dry-run")["effects"]
        assert {one["name"]: one["what"] for one in foretold if one["kind"] == "message"} == {
            "Ann#EUW": "dropped",
            "Bob#EUW": "dropped",
            "Cleo#EUW": "promoted",
        }
        assert statuses(full)["Ann"] == "registered"

        done = full.json("drop", "ann", "bob", "--reason", "left together", "--yes")

        assert done["effects"] == foretold
        assert full.no("drop", "--all", "--yes") == "reason_missing"
        full.run("drop", "--all", "--yes", "--reason", "off")
        assert set(statuses(full).values()) == {"dropped"}
        assert "Say who" in full.run("drop", ok=2).stderr

    def test_check_ins_and_registrations_begin_anew(self, full):
        full.run("open", "check-in")
        full.run("check-in", "ann")

        full.run("reset", "check-ins", "--reason", "wrong evening", "--yes")
        assert full.json("roster")["counts"]["checked_in"] == 0
        assert "nobody can answer here" in full.run("reset", "registrations", "--reason", "x", ok=2).stderr
        told = full.said("reset", "registrations", "--reason", "wrong evening", "--dry-run")
        assert "message: dropped" in told
        full.run("reset", "registrations", "--reason", "wrong evening", "--yes")
        assert full.json("roster")["counts"]["seated"] == 0


class TestTeams:
    @pytest.fixture
    def duo(self, desk):
        desk.run(
            *("tournament", "create", "Duo", "--mode", "double-up", "--unit", "teams", "--capacity", "2"),
            "--whole-teams-only",
        )
        desk.run("signup", "Ann#EUW", "--team", "Geese")
        desk.run("signup", "Bob#EUW")
        return desk

    def test_a_team_is_found_by_invitation_and_left(self, duo):
        assert duo.json("tournament", "show")["counts"]["seated"] == 0
        duo.run("team", "invite", "Geese", "Bob#EUW")
        told = duo.said("team", "accept", "Bob#EUW", "Ann#EUW")
        assert "Geese is registered" in told
        assert "joined the team" in told
        assert "Geese: Ann#EUW & Bob#EUW" in duo.said("roster")

        duo.run("team", "leave", "Bob#EUW")
        assert len(duo.json("roster")["entrants"]) == 2

    def test_names_that_are_alike_are_asked_about(self, duo):
        assert duo.no("signup", "Cleo#EUW", "--team", "Geese") == "team_exists"
        assert duo.no("signup", "Cleo#EUW", "--team", "G.e.e.s.e") == "team_name_near"
        duo.run("signup", "Cleo#EUW", "--team", "G.e.e.s.e", "--another-team")
        duo.run("signup", "Dan#EUW", "--team", "geese", "--reason", "they said so")
        duo.run("team", "name", "Geese", "Ganders")
        assert {one["team"] for one in duo.json("roster")["entrants"]} == {"Ganders", "G.e.e.s.e", None}

    def test_free_agents_are_paired_and_locked_teams_mended_with_a_reason(self, duo):
        duo.run("team", "free-agent", "Ann#EUW")
        duo.run("team", "free-agent", "Bob#EUW")
        assert "takes any partner" in duo.said("roster")
        assert duo.json("team", "pair", "--dry-run")["effects"]
        assert "nobody can answer here" in duo.run("team", "pair", ok=2).stderr
        duo.run("team", "pair", "--yes")
        assert [len(one["members"]) for one in duo.json("roster")["entrants"]] == [2]

        duo.run("team", "lock")
        duo.run("signup", "Cleo#EUW")
        assert duo.no("team", "substitute", "Bob#EUW", "Cleo#EUW") == "teams_locked"
        told = duo.said("team", "substitute", "Bob#EUW", "Cleo#EUW", "--reason", "ill")
        assert "Bob#EUW dropped." in told
        assert "Cleo#EUW joined the team" in told
        first = duo.json("roster")["entrants"][0]
        assert [one["name"] for one in first["members"]] == ["Ann#EUW", "Cleo#EUW"]
        duo.run("team", "unlock")

    def test_one_member_is_checked_in_and_the_team_is_not_yet(self, duo):
        duo.run("team", "invite", "Geese", "Bob#EUW")
        duo.run("team", "accept", "Bob#EUW", "Ann#EUW")
        duo.run("open", "check-in")

        assert "the team is not complete" in duo.said("check-in", "Bob#EUW")
        assert "1 of 2" in duo.said("roster")
        assert duo.said("check-in", "Ann#EUW") == "Geese is checked in."


class TestPausing:
    @pytest.fixture
    def bound(self, cup):
        (cup.directory / "players.csv").write_text("Discord,Riot ID\nann,Ann#EUW\nbob,Bob#EUW\n")
        cup.run("bind", "players.csv")
        return cup

    def test_what_waits_is_shown_before_it_goes_on(self, bound):
        path = bound.directory / "players.csv"
        bound.run("pause")
        assert "paused" in bound.said("tournament", "show")
        assert bound.no("pause") == "already_paused"
        bound.run("drop", "ann")
        path.write_text(path.read_text() + "cleo,Cleo#EUW\n")
        before = path.read_text()

        table = bound.json("resume", "--dry-run")["waiting"]["table"]
        assert [(one["before"], one["after"]) for one in table["cells"]] == [("registered", "dropped")]
        assert table["edits"] == [{"row": 4, "would": "new"}]
        assert "1 cell to be written, 1 edit to be brought" in bound.said("resume", "--dry-run")
        assert "nobody can answer here" in bound.run("resume", ok=2).stderr
        assert path.read_text() == before

        bound.run("resume", "--yes")

        assert "dropped" in path.read_text()
        assert statuses(bound) == {"Ann": "dropped", "Bob": "registered", "Cleo": "registered"}
        assert bound.no("resume", "--yes") == "not_paused"

    def test_a_table_that_cannot_be_read_does_not_keep_it_paused(self, bound):
        bound.run("pause")
        (bound.directory / "players.csv").rename(bound.directory / "gone.csv")

        assert "cannot be read now" in bound.run("resume", "--dry-run").stderr


class TestAsking:
    @pytest.fixture
    def answer(self, tiltyard):
        """Types a command at a terminal and answers its question."""

        def answer(words, said):
            ours, theirs = os.openpty()
            try:
                os.write(ours, f"{said}\n".encode())
                return subprocess.run(
                    [*tiltyard.argv, "--no-plugin", "dashboard", *words],
                    cwd=tiltyard.directory,
                    env=tiltyard.environ,
                    stdin=theirs,
                    capture_output=True,
                    text=True,
                    timeout=90,
                    check=False,
                )
            finally:
                os.close(ours)
                os.close(theirs)

        return answer

    @pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
    def test_at_a_terminal_it_shows_what_would_be_and_does_it_when_told_yes(self, full, answer):
        words = ("drop", "ann", "bob", "--reason", "left together")

        no = answer(words, "n")
        assert (no.returncode, "Ann#EUW" in no.stdout, "Take all these" in no.stderr) == (1, True, True)
        assert statuses(full)["Ann"] == "registered"

        yes = answer(words, "y")
        assert yes.returncode == 0, yes.stderr
        assert "Done: 3 people" in yes.stdout
        assert statuses(full) == {"Ann": "dropped", "Bob": "dropped", "Cleo": "registered"}
