"""
What follows from commands, told as the evenings they come from.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from tiltyard.models import (
    Actor,
    EntrantStatus,
    Evidence,
    Link,
    LinkKind,
    Phase,
    Refusal,
    RowSource,
    Rules,
    StaffRole,
    Windows,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.decide import decide
from tiltyard.tournament.due import due_at
from tiltyard.tournament.evolve import fold
from tiltyard.tournament.roster import person_of

SHEET = RowSource("csv", "players.csv", {"encoding": "cp1252"})


def row(key):
    return Link(LinkKind.ROW, f"ign:{key}", "import", key=f"sealed-{key}")


def names(events):
    return [type(event).__name__ for event in events]


class TestSignUp:
    def test_a_sign_up_is_received_with_its_place_and_a_seat_before_anyone_checks_it(self, cup):
        received, linked = cup.sign_up("ann")

        assert (received.order, received.seated) == (1, True)
        assert linked.key == "sealed-ann"
        assert cup.entrant("ann").status is EntrantStatus.RECEIVED

    def test_whoever_comes_when_it_is_full_is_received_without_a_seat(self, cup):
        cup.register("ann", "bob")

        received, _ = cup.sign_up("cleo")

        assert not received.seated

    def test_the_third_verified_player_of_two_seats_waits(self, cup):
        cup.register("ann", "bob", "cleo")

        assert cup.entrant("cleo").status is EntrantStatus.WAITLISTED

    def test_the_same_handle_signs_up_once(self, cup):
        cup.register("ann")

        assert cup.sign_up("ann", person="other").code == "already_signed_up"

    def test_a_rejected_player_who_corrects_the_name_keeps_the_place_in_line(self, cup, findings):
        cup.sign_up("ann", name="Ann")
        cup.find("ann", findings.rejected())
        cup.register("bob")

        (updated,) = cup.sign_up("ann", name="Ann#EUW")

        assert isinstance(updated, e.SignUpUpdated)
        assert cup.entrant("ann").order == 1

    def test_a_rejected_player_who_corrects_the_name_after_the_close_is_too_late(self, cup, findings):
        cup.sign_up("ann", name="Ann")
        cup.find("ann", findings.rejected())
        cup.do(c.CloseRegistration)

        player = Actor("player", "ann")
        assert cup.do(c.UpdateSignUp, actor=player, person="p-ann", typed_name="Ann#EUW").code == "registration_closed"
        ann = (cup.account("ann"), cup.handle("ann", "discord"))
        assert cup.sign_up("ann", actor=Actor("player", "id-ann"), links=ann).code == "registration_closed"

    @pytest.mark.parametrize("kind", ["staff", "cli"])
    def test_staff_take_a_rejected_player_back_to_the_same_place_also_after_the_close(self, kind, cup, findings):
        cup.sign_up("ann", name="Ann")
        cup.find("ann", findings.rejected())
        cup.register("bob")
        cup.do(c.CloseRegistration)
        cup.do(c.GrantStaff, who="sam", role=StaffRole.HELPER)

        (updated,) = cup.sign_up("ann", actor=Actor(kind, "sam"))

        assert isinstance(updated, e.SignUpUpdated)
        assert (cup.entrant("ann").order, cup.entrant("ann").seated) == (1, True)

    def test_who_is_in_line_may_correct_the_name_after_the_close(self, cup):
        cup.register("ann")
        cup.do(c.CloseRegistration)

        (updated,) = cup.do(c.UpdateSignUp, actor=Actor("player", "ann"), person="p-ann", typed_name="Ann2#EUW")

        assert isinstance(updated, e.SignUpUpdated)

    def test_a_dropped_player_who_returns_goes_to_the_end_of_the_line(self, cup):
        cup.register("ann", "bob")
        cup.do(c.Drop, person="p-ann")

        received, *_ = cup.sign_up("ann")

        assert received.order == 3

    def test_links_that_name_two_people_are_refused(self, cup):
        cup.register("ann", "bob")
        both = tuple(Link(LinkKind.DISCORD_HANDLE, who, "typed", key=f"sealed-{who}") for who in ("ann", "bob"))

        assert cup.do(c.SignUp, links=both, typed_name="X#Y").code == "identity_conflict"

    def test_an_update_is_checked_again_and_keeps_the_seat(self, cup):
        cup.register("ann")

        cup.do(c.UpdateSignUp, person="p-ann", typed_name="Ann2#EUW")

        assert (cup.entrant("ann").status, cup.entrant("ann").seated) == (EntrantStatus.RECEIVED, True)


class TestFindings:
    def test_a_rejection_gives_the_seat_to_the_next_in_line(self, cup, findings):
        cup.sign_up("ann")
        cup.register("bob", "cleo")

        assert names(cup.find("ann", findings.rejected())) == ["PlayerRejected", "PlayerPromoted"]
        assert cup.entrant("cleo").status is EntrantStatus.REGISTERED

    def test_a_seat_goes_to_whoever_was_first_even_if_still_being_checked(self, cup, findings):
        cup.sign_up("ann")
        cup.register("bob")
        cup.sign_up("cleo")
        cup.register("dan")

        cup.find("ann", findings.rejected())

        assert (cup.entrant("cleo").seated, cup.entrant("dan").seated) == (True, False)

    def test_unknown_keeps_the_provisional_seat(self, cup, findings):
        cup.sign_up("ann")

        cup.find("ann", findings.unknown())

        entrant = cup.entrant("ann")
        assert (entrant.status, entrant.seated, entrant.waits_for) == (EntrantStatus.PENDING, True, "retry")

    def test_unknown_gives_the_seat_up_where_the_rules_say_so(self, make_cup, findings):
        cup = make_cup(capacity=1, pending_holds_seat=False)
        cup.sign_up("ann")
        cup.register("bob")

        cup.find("ann", findings.unknown())

        assert (cup.entrant("ann").seated, cup.entrant("bob").seated) == (False, True)

    def test_an_unknown_that_stays_unknown_is_journalled_once(self, cup, findings):
        cup.sign_up("ann")
        cup.find("ann", findings.unknown())

        assert cup.find("ann", findings.unknown()) == []

    def test_findings_about_an_older_claim_change_nothing(self, cup):
        cup.sign_up("ann")
        stale = cup.entrant("ann").claim
        cup.do(c.UpdateSignUp, person="p-ann", typed_name="Other#EUW")

        assert cup.do(c.RecordFindings, person="p-ann", claim=stale, findings=()) == []

    def test_the_later_of_two_sign_ups_with_one_account_is_rejected(self, cup):
        cup.register("ann")
        cup.sign_up("imp")

        (event,) = cup.find("imp", keys={"name": "sealed-ann#euw"})

        assert event.code == "identity_duplicate"

    @pytest.fixture
    def clash(self, cup):
        """Ann was first in line, but imp was verified first under the same account."""
        cup.sign_up("ann")
        cup.sign_up("imp")
        cup.find("imp", keys={"name": "one"})
        cup.find("ann", keys={"name": "one"})
        return cup

    def test_the_earlier_one_answered_late_is_left_to_staff_and_keeps_its_seat(self, clash):
        ann = clash.entrant("ann")
        assert (ann.status, ann.code, ann.waits_for) == (EntrantStatus.PENDING, "identity_clash", "staff")
        assert ann.seated
        assert clash.entrant("imp").status is EntrantStatus.REGISTERED

    def test_a_clash_gives_nobody_a_key_that_another_holds(self, clash):
        assert clash.entrant("ann").members[0].keys == {}
        assert clash.entrant("imp").members[0].keys == {"name": "one"}

    def test_a_clash_is_journalled_once(self, clash):
        assert clash.find("ann", keys={"name": "one"}) == []

    def test_a_clash_ends_when_the_other_is_gone_and_the_name_is_checked_again(self, clash):
        clash.do(c.Drop, person="p-imp")
        clash.find("ann", keys={"name": "one"})

        assert clash.entrant("ann").status is EntrantStatus.REGISTERED

    def test_a_verified_puuid_becomes_a_link(self, cup, findings):
        cup.sign_up("ann")
        account = attrs.evolve(findings.verified(evidence=Evidence.ACCOUNT), keys={"puuid": "raw"})

        events = cup.find("ann", account, keys={"puuid": "sealed"})

        assert names(events) == ["IdentityLinked", "PlayerRegistered"]


class TestCheckIn:
    @pytest.fixture
    def evening(self, cup):
        cup.register("ann", "bob", "cleo")
        cup.do(c.OpenCheckIn)
        return cup

    def test_a_seated_player_checks_in(self, evening):
        evening.do(c.CheckIn, person="p-ann")

        assert evening.entrant("ann").checked_in

    def test_who_waits_can_check_in_and_has_the_tick_when_a_seat_comes(self, evening):
        assert names(evening.do(c.CheckIn, person="p-cleo")) == ["PlayerCheckedIn"]

        assert names(evening.do(c.Drop, person="p-ann")) == ["PlayerDropped", "PlayerPromoted"]
        assert (evening.entrant("cleo").seated, evening.entrant("cleo").checked_in) == (True, True)

    def test_who_is_still_being_checked_can_check_in(self, evening):
        evening.sign_up("dan")

        assert names(evening.do(c.CheckIn, person="p-dan")) == ["PlayerCheckedIn"]

    def test_checking_out_keeps_the_seat(self, evening):
        evening.do(c.CheckIn, person="p-ann")

        evening.do(c.CheckOut, person="p-ann")

        assert (evening.entrant("ann").checked_in, evening.entrant("ann").seated) == (False, True)

    def test_a_returned_player_is_not_checked_in_from_before(self, evening):
        evening.do(c.CheckIn, person="p-ann")
        evening.do(c.Drop, person="p-ann")

        evening.sign_up("ann")

        assert not evening.entrant("ann").checked_in


class TestWindows:
    def test_what_is_due_happens_before_the_command(self, make_cup):
        closes_at = datetime(2026, 12, 5, 18, 10, tzinfo=UTC)
        cup = make_cup(windows=Windows(registration_closes_at=closes_at))
        cup.pass_time(minutes=10)

        assert cup.sign_up("late").code == "registration_closed"

        cup.do(c.Tick)
        assert cup.state.registration is Phase.CLOSED
        assert cup.history[-1] == e.RegistrationClosed(by="schedule")

    def test_a_window_that_opened_and_closed_while_nobody_looked_did_both(self, cup):
        start = cup.now
        windows = Windows(
            registration_opens_at=start + timedelta(minutes=1), registration_closes_at=start + timedelta(minutes=2)
        )
        other = type(cup)(type(cup.rules)(capacity=2, windows=windows))
        other.do(c.CreateTournament, title="Cup", rules=other.rules)
        other.pass_time(minutes=5)

        assert names(other.do(c.Tick)) == ["RegistrationOpened", "RegistrationClosed"]


class TestLinks:
    def test_a_person_gains_a_name(self, cup):
        cup.register("ann")

        assert names(cup.do(c.LinkIdentity, person="p-ann", link=row("ann#euw"))) == ["IdentityLinked"]
        assert cup.do(c.LinkIdentity, person="p-ann", link=row("ann#euw")) == []

    def test_a_corrected_row_leaves_its_old_key_to_whoever_is_really_called_so(self, cup):
        cup.register("ann")
        cup.do(c.LinkIdentity, person="p-ann", link=row("an#euw"))

        corrected = cup.do(c.LinkIdentity, person="p-ann", link=row("ann#euw"))

        assert names(corrected) == ["IdentityUnlinked", "IdentityLinked"]
        assert [link.key for link in cup.entrant("ann").members[0].links] == ["sealed-ann", "sealed-ann#euw"]
        assert person_of(cup.state, row("an#euw")) is None
        assert fold(cup.history) == cup.state


class TestBinding:
    def test_a_tournament_leaves_its_table_and_may_come_back(self, cup):
        cup.do(c.BindRows, source=SHEET)

        assert cup.do(c.UnbindRows) == [e.RowsUnbound(SHEET)]
        assert cup.state.binding is None
        assert cup.do(c.BindRows, source=SHEET) == [e.RowsBound(SHEET)]

    def test_a_table_bound_again_with_columns_is_read_by_them(self, cup):
        cup.do(c.BindRows, source=SHEET)

        assert cup.do(c.BindRows, source=SHEET, columns={"ign": "B"}) == [e.RowsBound(SHEET, {"ign": "B"})]


class TestWhoLosesTheSeatIsNotCheckedIn:
    def evening(self, make_cup, **rules):
        cup = make_cup(**rules).register("ann", "bob", "cleo")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-ann")
        cup.do(c.UpdateSignUp, person="p-ann", typed_name="Ann")
        assert cup.entrant("ann").checked_in  # the seat is kept while the new name is checked, and so is the tick
        return cup

    def test_a_rejected_player(self, make_cup, findings):
        cup = self.evening(make_cup)

        cup.find("ann", findings.rejected())
        assert not cup.entrant("ann").checked_in

        cup.do(c.UpdateSignUp, person="p-ann", typed_name="Ann#EUW")
        cup.find("ann")
        assert not cup.entrant("ann").checked_in

    def test_a_pending_player_whose_seat_is_given_on(self, make_cup, findings):
        cup = self.evening(make_cup, pending_holds_seat=False)

        cup.find("ann", findings.unknown())

        assert (cup.entrant("ann").seated, cup.entrant("ann").checked_in) == (False, False)

    def test_a_pending_player_who_keeps_the_seat_keeps_the_tick(self, make_cup, findings):
        cup = self.evening(make_cup)

        cup.find("ann", findings.unknown())

        assert (cup.entrant("ann").seated, cup.entrant("ann").checked_in) == (True, True)


OPENING = [
    pytest.param(c.OpenRegistration, c.CloseRegistration, "registration", id="registration"),
    pytest.param(c.OpenCheckIn, c.CloseCheckIn, "check_in", id="check-in"),
]


@pytest.mark.parametrize(("opening", "closing", "window"), OPENING)
class TestOpeningByHandAfterTheClose:
    """Both windows are open at 18:00 and close on schedule at 18:10."""

    CLOSES_AT = datetime(2026, 12, 5, 18, 10, tzinfo=UTC)

    @pytest.fixture
    def cup(self, make_cup):
        cup = make_cup(windows=Windows(registration_closes_at=self.CLOSES_AT, check_in_closes_at=self.CLOSES_AT))
        cup.do(c.OpenCheckIn)
        return cup

    def test_it_stays_open_until_a_hand_closes_it(self, cup, opening, closing, window):
        cup.pass_time(minutes=10)
        cup.do(c.Tick)

        cup.do(opening)
        cup.pass_time(hours=5)

        assert cup.do(c.Tick) == []
        assert getattr(cup.state, window) is Phase.OPEN
        assert due_at(cup.state) is None
        cup.do(closing)
        assert getattr(cup.state, window) is Phase.CLOSED

    def test_it_can_be_opened_so_again_and_again(self, cup, opening, closing, window):
        cup.pass_time(minutes=10)
        cup.do(c.Tick)

        for command in (opening, closing, opening):
            cup.do(command)

        assert cup.do(c.Tick) == []
        assert getattr(cup.state, window) is Phase.OPEN

    def test_it_works_too_when_nobody_ticked_meanwhile(self, cup, opening, closing, window):
        cup.pass_time(minutes=11)

        closed_twice_and_opened = cup.do(opening)

        assert [event.by for event in closed_twice_and_opened] == ["schedule", "schedule", "command"]
        assert cup.do(c.Tick) == []
        assert getattr(cup.state, window) is Phase.OPEN

    def test_opened_before_the_close_it_still_closes_on_schedule(self, cup, opening, closing, window):
        for command in (closing, opening):
            cup.do(command)
        assert due_at(cup.state) == self.CLOSES_AT

        cup.pass_time(minutes=10)
        cup.do(c.Tick)

        assert getattr(cup.state, window) is Phase.CLOSED


@pytest.mark.parametrize(
    ("slug", "next_step"),
    [
        pytest.param("a/b", "Use a-b.", id="slash"),
        pytest.param("My Cup", "Use my-cup.", id="capitals-and-spaces"),
        pytest.param("../cup", "Use cup.", id="path"),
        pytest.param("!!!", "Use cup.", id="nothing-of-it-is-left-so-the-title-serves"),
    ],
)
def test_a_name_that_is_none_for_addresses_is_refused_with_one_that_is(slug, next_step):
    create = c.CreateTournament(tournament=f"local/{slug}", actor=Actor("cli", "sam"), title="Cup", rules=Rules(2))

    refusal = decide(None, create, datetime(2026, 12, 5, tzinfo=UTC))

    assert (refusal.code, refusal.which, refusal.next_step) == ("bad_slug", slug, next_step)


def test_replay_gives_the_state_that_deciding_gave(cup, findings):
    cup.register("ann", "bob", "cleo")
    cup.do(c.BindRows, source=SHEET)
    cup.do(c.UnbindRows)
    cup.do(c.OpenCheckIn)
    cup.do(c.CheckIn, person="p-ann")
    cup.do(c.Drop, person="p-bob")

    assert fold(cup.history) == cup.state


def test_an_unknown_tournament_is_refused(cup):
    cup.state = None

    assert isinstance(cup.do(c.OpenCheckIn), Refusal)
