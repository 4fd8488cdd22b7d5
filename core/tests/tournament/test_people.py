"""
Who is who: rows that are claimed, handles that move, names that change, people who turn out to be one.
"""

from __future__ import annotations

import attrs
import pytest

from tiltyard.models import Actor, EntrantStatus, Evidence, Mode, PromotionRule, Refusal
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.roster import entrant_of, people_of_links, person_of

IMPORT = Actor("import", "players.csv")


def names(events):
    return [type(event).__name__ for event in events]


def player(who):
    return Actor("player", f"id-{who}")


def links(cup, who):
    """As Discord tells us of somebody who presses a button."""
    return (cup.account(who), cup.handle(who, "discord"))


class TestAnImportedRow:
    """Friday: the organiser has imported a sheet. Ann and bob are in it by their handles."""

    @pytest.fixture
    def friday(self, cup):
        for who in ("ann", "bob"):
            cup.sign_up(who, actor=IMPORT, links=(cup.handle(who, "import"), cup.row(who)))
            cup.find(who)
        return cup

    def test_is_claimed_by_whoever_discord_says_has_that_handle(self, friday):
        events = friday.sign_up("ann", person="new", actor=player("ann"), links=links(friday, "ann"))

        assert names(events) == ["IdentityLinked", "EntryClaimed"]
        assert person_of(friday.state, friday.account("ann")) == "p-ann"

    def test_keeps_its_place_and_seat_when_the_player_says_another_name(self, friday):
        friday.sign_up("ann", person="new", name="Ann#NA1", actor=player("ann"), links=links(friday, "ann"))

        ann = friday.entrant("ann")
        assert (ann.order, ann.seated, ann.status) == (1, True, EntrantStatus.RECEIVED)
        assert ann.members[0].typed_name == "Ann#NA1"

    def test_can_be_claimed_after_registration_has_closed(self, friday):
        friday.do(c.CloseRegistration)

        events = friday.sign_up("ann", person="new", actor=player("ann"), links=links(friday, "ann"))

        assert names(events)[-1] == "EntryClaimed"

    def test_is_claimed_once(self, friday):
        friday.sign_up("ann", person="new", actor=player("ann"), links=links(friday, "ann"))

        again = friday.sign_up("ann", person="new", actor=player("ann"), links=links(friday, "ann"))

        assert again.code == "already_signed_up"

    @pytest.mark.parametrize("provenance", ["typed", "import"])
    def test_is_not_claimed_by_a_handle_that_anybody_can_type(self, friday, provenance):
        imp = (friday.account("imp"), friday.handle("ann", provenance))

        refusal = friday.sign_up("imp", actor=player("imp"), links=imp)

        assert refusal.code == "identity_taken"
        assert person_of(friday.state, friday.account("imp")) is None

    def test_is_not_claimed_by_an_account_that_anybody_can_type(self, friday):
        imp = (friday.account("imp", "typed"), friday.handle("ann"))

        assert friday.sign_up("imp", links=imp).code == "already_signed_up"

    def test_imported_again_is_nobody_new(self, friday):
        friday.sign_up("ann", person="new", actor=player("ann"), links=links(friday, "ann"))

        again = friday.sign_up("ann", person="other", actor=IMPORT, links=(friday.handle("ann", "import"),))

        assert again.code == "already_signed_up"


class TestAPlayerSignsUp:
    def test_only_by_an_account_of_their_own(self, cup):
        refusal = cup.sign_up("ann", actor=player("imp"), links=(cup.handle("ann", "discord"),))

        assert refusal.code == "not_yours"

    def test_for_nobody_else(self, cup):
        refusal = cup.sign_up("ann", actor=player("imp"), links=(cup.account("imp"), cup.account("ann")))

        assert refusal.code == "not_yours"


def test_the_links_of_a_whole_table_name_whom_they_name_one_by_one(cup):
    for who in ("ann", "bob"):
        cup.sign_up(who, links=links(cup, who))
        cup.find(who)
    cup.sign_up("thief", links=(cup.account("thief"), cup.handle("ann", "discord")))
    asked = [cup.handle("ann"), cup.account("bob"), cup.handle("nobody"), cup.account("ann")]

    assert people_of_links(cup.state, asked) == [person_of(cup.state, link) for link in asked]


class TestAHandleThatMoved:
    """Ann was `ann` on Discord and is now `annie`; somebody else has taken `ann`."""

    @pytest.fixture
    def evening(self, cup):
        cup.sign_up("ann", links=links(cup, "ann"))
        cup.find("ann")
        return cup

    def test_signs_its_new_owner_up_as_somebody_new(self, evening):
        evening.sign_up("thief", links=(evening.account("thief"), evening.handle("ann", "discord")))

        assert person_of(evening.state, evening.handle("ann")) == "p-thief"
        assert (evening.entrant("ann").order, evening.entrant("thief").order) == (1, 2)

    def test_takes_nothing_from_whoever_had_it(self, evening):
        evening.sign_up("thief", links=(evening.account("thief"), evening.handle("ann", "discord")))

        assert person_of(evening.state, evening.account("ann")) == "p-ann"
        assert evening.entrant("ann").status is EntrantStatus.REGISTERED

    def test_is_not_taken_from_an_account_by_typing_it(self, evening):
        refusal = evening.sign_up("imp", links=(evening.account("imp"), evening.handle("ann")))

        assert isinstance(refusal, Refusal)
        assert person_of(evening.state, evening.handle("ann")) == "p-ann"

    def test_is_linked_to_its_new_owner_when_discord_says_so(self, evening):
        evening.sign_up("bob", links=links(evening, "bob"))

        evening.do(c.LinkIdentity, person="p-bob", link=evening.handle("ann", "discord"))

        assert person_of(evening.state, evening.handle("ann")) == "p-bob"
        assert person_of(evening.state, evening.handle("bob")) is None  # he is not called so any more

    def test_typed_by_staff_it_stays_where_it_is(self, evening):
        evening.sign_up("bob", links=links(evening, "bob"))

        assert evening.do(c.LinkIdentity, person="p-bob", link=evening.handle("ann")).code == "identity_taken"


class TestARename:
    def test_on_discord_keeps_the_seat(self, cup):
        cup.sign_up("ann", links=links(cup, "ann"))
        cup.find("ann")

        events = cup.do(c.LinkIdentity, person="p-ann", link=cup.handle("annie", "discord"))

        assert names(events) == ["IdentityUnlinked", "IdentityLinked"]
        assert cup.entrant("ann").status is EntrantStatus.REGISTERED

    def test_at_riot_keeps_the_seat_and_shows_the_new_name(self, cup, findings):
        cup.sign_up("ann")
        cup.find("ann", keys={"puuid": "one", "name": "ann#euw"})

        renamed = cup.find("ann", findings.verified("Annie#EUW"), keys={"puuid": "one", "name": "annie#euw"})

        assert names(renamed) == ["PlayerRenamed"]
        assert (cup.entrant("ann").name, cup.entrant("ann").seated) == ("Annie#EUW", True)

    def test_to_a_name_that_somebody_here_plays_under_is_for_staff_and_takes_no_seat(self, cup):
        cup.register("ann")
        cup.sign_up("bob")
        cup.find("bob", keys={"name": "bob"})

        cup.find("bob", keys={"name": "sealed-ann#euw"})

        bob = cup.entrant("bob")
        assert (bob.status, bob.code, bob.waits_for, bob.seated) == (
            EntrantStatus.PENDING,
            "identity_clash",
            "staff",
            True,
        )

    def test_that_cannot_be_checked_now_takes_nothing_back(self, cup, findings):
        cup.register("ann")

        assert cup.find("ann", findings.unknown()) == []
        assert cup.find("ann", findings.rejected()) == []


class TestAskedAgainByStaff:
    def test_a_name_that_was_good_keeps_its_seat_while_nobody_can_say(self, make_cup, findings):
        cup = make_cup(capacity=1, pending_holds_seat=False).register("ann", "bob")
        cup.do(c.Recheck, person="p-ann")

        cup.find("ann", findings.unknown())

        assert cup.entrant("ann").seated
        cup.find("ann")
        assert cup.entrant("ann").status is EntrantStatus.REGISTERED


class TestALateClash:
    """Ann and bob are both in. A check later that evening finds that they play on one account."""

    @pytest.fixture
    def clash(self, cup):
        cup.register("ann")
        cup.sign_up("bob")
        cup.find("bob", keys={"name": "bob"})
        cup.find("ann", keys={"name": "bob"})
        return cup

    def test_the_later_in_line_waits_for_staff_and_keeps_the_seat(self, clash):
        bob = clash.entrant("bob")

        assert (bob.status, bob.waits_for, bob.seated) == (EntrantStatus.PENDING, "staff", True)
        assert clash.entrant("ann").status is EntrantStatus.REGISTERED

    def test_both_are_named_to_whoever_waits(self, clash):
        assert "ann#EUW" in clash.entrant("bob").reason
        assert "bob#EUW" in clash.entrant("bob").reason

    def test_staff_cannot_let_both_play(self, clash):
        refusal = clash.do(c.AcceptPlayer, person="p-bob", reason="they are brothers")

        assert refusal.code == "clash_stands"
        assert "ann#EUW at place 1" in refusal.which

    @pytest.mark.parametrize("kind", [c.Drop, c.Disqualify])
    def test_is_over_when_the_other_is_out_and_the_name_is_asked_about_again(self, clash, kind):
        events = clash.do(kind, person="p-ann", reason="not his account")

        assert e.RecheckRequested("p-bob", "e-bob", "clash_over") in events
        clash.find("bob", keys={"name": "bob"})
        assert clash.entrant("bob").status is EntrantStatus.REGISTERED

    def test_is_over_when_they_are_one_person(self, clash):
        events = clash.do(c.MergePeople, person="p-ann", gone="p-bob", reason="one person")

        assert isinstance(events[0], e.PeopleMerged)
        assert clash.entrant("bob").order == 1  # bob is ann now
        assert clash.entrant("ann").status is EntrantStatus.REGISTERED


class TestOneAccountPlaysOnce:
    """However somebody comes back: the account that another plays on meanwhile is not theirs as well."""

    @pytest.fixture
    def evening(self, make_cup):
        cup = make_cup(capacity=3).register("ann")
        cup.do(c.Drop, person="p-ann")
        cup.sign_up("imp")
        cup.find("imp", keys={"name": "sealed-ann#euw"})
        return cup

    def players_on(self, cup, key):
        return [
            member.person
            for entrant in cup.state.entrants.values()
            for member in entrant.members
            if key in member.keys.values() and entrant.status is EntrantStatus.REGISTERED
        ]

    def test_brought_back_by_staff_the_name_is_checked_again(self, evening):
        evening.do(c.Return, person="p-ann", reason="misclick", old_place=True)

        assert self.players_on(evening, "sealed-ann#euw") == ["p-imp"]
        evening.find("ann")
        assert evening.entrant("ann").code == "identity_clash"

    def test_undone_the_name_is_checked_again(self, evening):
        evening.undo(3)

        assert self.players_on(evening, "sealed-ann#euw") == ["p-imp"]

    def test_two_of_one_team_do_not_play_on_one_account(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP)
        cup.register("ann")
        cup.sign_up("bob")
        cup.do(c.Invite, person="p-ann", invitee="p-bob")
        cup.do(c.AcceptInvite, person="p-bob", captain="p-ann")

        cup.find("bob", keys={"name": "sealed-ann#euw"})

        assert cup.entrant("bob").status is EntrantStatus.PENDING

    def test_a_verified_player_whose_partner_is_still_checked_holds_the_account(self, make_cup):
        cup = make_cup(capacity=8, mode=Mode.DOUBLE_UP)
        cup.sign_up("first")
        cup.register("ann")
        cup.sign_up("bob")
        cup.do(c.Invite, person="p-ann", invitee="p-bob")
        cup.do(c.AcceptInvite, person="p-bob", captain="p-ann")

        cup.find("first", keys={"name": "sealed-ann#euw"})

        assert cup.entrant("first").code == "identity_clash"

    def test_accepted_by_staff_it_is_no_account_that_somebody_plays_on(self, make_cup, findings):
        cup = make_cup(capacity=3).register("ann")
        cup.do(c.Recheck, person="p-ann")
        cup.find("ann", findings.rejected())
        cup.sign_up("imp")
        cup.find("imp", keys={"name": "sealed-ann#euw"})

        assert cup.do(c.AcceptPlayer, person="p-ann", reason="it is her").code == "clash_stands"


class TestMoving:
    def test_staff_move_a_name_to_whose_it_is(self, cup):
        cup.register("ann", "bob")

        events = cup.do(c.MoveLink, person="p-ann", link=cup.handle("bob"), reason="typed the wrong one")

        assert names(events) == ["IdentityUnlinked", "IdentityLinked"]
        assert person_of(cup.state, cup.handle("bob")) == "p-ann"

    def test_it_needs_a_reason(self, cup):
        cup.register("ann", "bob")

        assert cup.do(c.MoveLink, person="p-ann", link=cup.handle("bob")).code == "reason_missing"

    def test_what_is_theirs_already_moves_nowhere(self, cup):
        cup.register("ann")

        assert cup.do(c.MoveLink, person="p-ann", link=cup.handle("ann"), reason="sure") == []


class TestMerging:
    """Ann signed up on the phone and on the computer, as ann and as annie."""

    @pytest.fixture
    def twice(self, cup):
        return cup.register("ann", "bob", "annie")

    def merge(self, cup, person="p-annie", gone="p-ann"):
        return cup.do(c.MergePeople, person=person, gone=gone, reason="phone and computer")

    @pytest.mark.parametrize(("person", "gone"), [("p-annie", "p-ann"), ("p-ann", "p-annie")])
    def test_the_earlier_place_and_the_seat_are_theirs_whichever_way_round(self, twice, person, gone):
        self.merge(twice, person, gone)

        one = entrant_of(twice.state, person)
        assert (one.order, one.seated, one.id) == (1, True, "e-ann")
        assert entrant_of(twice.state, gone) == one

    def test_all_names_of_both_name_them(self, twice):
        self.merge(twice)

        assert {person_of(twice.state, twice.handle(who)) for who in ("ann", "annie")} == {"p-annie"}

    def test_a_seat_that_one_had_twice_goes_to_the_next(self, make_cup):
        cup = make_cup(capacity=2).register("ann", "annie", "bob")

        assert names(self.merge(cup)) == ["PeopleMerged", "PlayerPromoted"]
        assert cup.entrant("bob").seated

    def test_who_is_here_as_one_of_them_is_here(self, twice):
        twice.do(c.OpenCheckIn)
        twice.do(c.CheckIn, person="p-annie")

        self.merge(twice)

        assert twice.entrant("annie").checked_in

    def test_whoever_still_asks_by_the_other_id_is_understood(self, twice):
        self.merge(twice)

        (updated,) = twice.do(c.UpdateSignUp, person="p-ann", typed_name="Ann#NA1")

        assert updated.person == "p-annie"

    def test_three_who_are_one_are_found_by_every_id(self, make_cup):
        cup = make_cup(capacity=3).register("ann", "annie", "anna")

        self.merge(cup, person="p-annie", gone="p-ann")
        self.merge(cup, person="p-anna", gone="p-annie")

        assert {entrant_of(cup.state, f"p-{who}").order for who in ("ann", "annie", "anna")} == {1}

    def test_who_plays_goes_before_who_dropped(self, twice):
        twice.do(c.Drop, person="p-ann")

        self.merge(twice)

        assert (twice.entrant("annie").order, twice.entrant("annie").seated) == (3, True)

    def test_a_seat_that_was_theirs_is_not_made_an_offer(self, make_cup):
        cup = make_cup(capacity=2, offer_wait_s=600, promotion=(PromotionRule.CHECKED_IN_FIRST,))
        cup.register("bob", "cleo", "ann", "annie")
        cup.do(c.OpenCheckIn)
        cup.do(c.CheckIn, person="p-annie")
        cup.do(c.Drop, person="p-bob")  # annie is here and has the seat
        cup.do(c.Drop, person="p-cleo")  # ann is not and is asked
        assert cup.entrant("ann").offered_until

        self.merge(cup)

        assert entrant_of(cup.state, "p-ann").status is EntrantStatus.REGISTERED

    def test_nobody_who_was_disqualified_plays_on_under_another_name(self, twice):
        twice.do(c.Disqualify, person="p-ann", reason="cheated")

        assert self.merge(twice).code == "disqualified"

        twice.do(c.Disqualify, person="p-annie", reason="the same one")
        assert names(self.merge(twice)) == ["PeopleMerged"]

    def test_in_a_team_they_stay_in_it(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).register("annie").pair("ann", "bob")

        self.merge(cup)

        assert [member.person for member in cup.entrant("annie").members] == ["p-annie", "p-bob"]
        assert cup.entrant("annie").person == "p-annie"  # still the captain

    def test_two_of_one_team_are_not_merged_to_half_a_team(self, make_cup):
        cup = make_cup(capacity=4, mode=Mode.DOUBLE_UP).pair("ann", "annie")

        assert self.merge(cup).code == "merge_of_teams"

    def test_an_invitation_of_either_can_be_accepted(self, make_cup):
        cup = make_cup(capacity=8, mode=Mode.DOUBLE_UP).register("ann", "annie", "bob")
        cup.do(c.Invite, person="p-bob", invitee="p-ann")
        self.merge(cup)

        cup.do(c.AcceptInvite, person="p-annie", captain="p-bob")

        assert {member.person for member in cup.entrant("bob").members} == {"p-bob", "p-annie"}


class TestErasure:
    @pytest.fixture
    def erased(self, cup):
        cup.register("ann")
        cup.do(c.ErasePerson, person="p-ann", pseudonym="player-1")
        return cup

    def test_the_seat_stays_and_the_name_is_gone(self, erased):
        ann = erased.entrant("ann")

        assert (ann.name, ann.seated) == ("player-1", True)
        assert all(link.value is None for link in ann.members[0].links)

    @pytest.mark.parametrize("check", ["verified", "unknown", "rejected"])
    @pytest.mark.parametrize("who", ["bob", "ann"])
    def test_what_is_found_about_them_afterwards_is_not_written_down(self, erased, findings, who, check):
        """A check was on its way: of bob's first claim, of ann's new name."""
        erased.sign_up("bob")
        erased.do(c.ErasePerson, person="p-bob", pseudonym="player-2")
        before = erased.state

        assert erased.find(who, getattr(findings, check)(), keys={"name": "another"}) == []
        assert erased.state == before

    def test_whoever_signs_up_again_is_checked_again(self, erased):
        erased.do(c.Drop, person="p-ann")
        erased.sign_up("ann")

        assert names(erased.find("ann")) == ["PlayerRegistered"]

    def test_an_account_that_turns_out_to_be_theirs_names_them_by_the_pseudonym(self, erased):
        erased.sign_up("bob")
        erased.find("bob", keys={"name": "bob"})

        erased.find("bob", keys={"name": "sealed-ann#euw"})

        assert erased.entrant("bob").reason.startswith("bob#EUW and player-1")

    def test_no_row_brings_them_back(self, erased):
        assert erased.sign_up("ann", actor=IMPORT).code == "person_erased"
        update = erased.do(c.UpdateSignUp, actor=Actor("sheet", "s"), person="p-ann", typed_name="Ann#EUW")
        assert update.code == "person_erased"

    def test_they_come_back_themselves(self, erased):
        erased.do(c.Drop, person="p-ann")

        erased.sign_up("ann")

        assert erased.entrant("ann").name == "ann#EUW"


def test_the_puuid_that_a_check_found_is_linked_once(cup, findings):
    cup.sign_up("ann")
    riot = attrs.evolve(findings.verified(evidence=Evidence.ACCOUNT), keys={"puuid": "raw"})
    cup.find("ann", riot, keys={"puuid": "sealed"})
    cup.do(c.Recheck, person="p-ann")

    assert names(cup.find("ann", riot, keys={"puuid": "sealed"})) == ["PlayerRegistered"]


def test_who_was_rejected_as_a_duplicate_is_asked_again_by_staff_once_the_rival_is_gone(cup):
    cup.register("ann", "bob")
    cup.sign_up("cleo")
    cup.find("cleo", keys={"name": "sealed-ann#euw"})
    cup.do(c.Drop, person="p-ann")
    cleo = cup.entrant("cleo")
    assert (cleo.status, cleo.code) == (EntrantStatus.REJECTED, "identity_duplicate")

    cup.do(c.Recheck, person="p-cleo")
    cup.find("cleo", keys={"name": "sealed-ann#euw"})

    assert (cup.entrant("cleo").status, cup.entrant("cleo").order) == (EntrantStatus.REGISTERED, cleo.order)


def test_while_the_rival_plays_they_are_rejected_again(cup):
    cup.register("ann")
    cup.sign_up("cleo")
    cup.find("cleo", keys={"name": "sealed-ann#euw"})

    cup.do(c.Recheck, person="p-cleo")
    cup.find("cleo", keys={"name": "sealed-ann#euw"})

    assert (cup.entrant("cleo").status, cup.entrant("cleo").code) == (EntrantStatus.REJECTED, "identity_duplicate")
