"""
What the other headers of a line say about one of them.
"""

from __future__ import annotations

import pytest

from tiltyard.models import Role
from tiltyard_sheets.columns import detect


@pytest.fixture
def roles(table):
    def find(*headers):
        return {guess.role: headers[guess.index] for guess in detect(table(headers))}

    return find


def test_a_rank_before_points_is_where_somebody_came_in(roles):
    assert roles("Rank", "Player", "Points") == {Role.IGN: "Player"}


def test_a_rank_beside_a_sign_up_is_how_well_somebody_plays(roles):
    assert roles("Player", "Discord", "Rank")[Role.RANK] == "Rank"


def test_a_bare_name_is_the_name_in_the_game_where_no_better_one_is_asked_for(roles):
    assert roles("Name", "Seed", "Checked in")[Role.IGN] == "Name"
    assert roles("Name", "Riot ID", "Checked in")[Role.IGN] == "Riot ID"


def test_a_bare_name_beside_an_age_is_the_one_in_the_passport(roles):
    assert Role.IGN not in roles("Name", "Age", "Seed")


def test_a_time_beside_scores_is_a_duration(roles):
    assert Role.TIMESTAMP not in roles("Username", "Score", "Time")


def test_time_is_a_team_in_portuguese(roles):
    assert roles("Jogador", "Time", "Inscrição")[Role.TEAM] == "Time"


def test_the_id_is_preferred_to_the_name_of_a_discord_account(roles):
    assert roles("Discord Username", "Discord ID", "IGN")[Role.DISCORD] == "Discord ID"


def test_the_present_rank_is_preferred_to_the_highest(roles):
    assert roles("Peak Rank", "Current Rank", "IGN")[Role.RANK] == "Current Rank"


def test_the_riot_id_is_preferred_to_the_old_summoner_name(roles):
    assert roles("Summoner Name", "Riot ID")[Role.IGN] == "Riot ID"


def test_an_account_somewhere_is_the_name_in_the_game_where_players_are_known_by_discord(roles):
    assert roles("Discord ID", "RSI Handle")[Role.IGN] == "RSI Handle"
    assert roles("Discord", "PSN ID")[Role.IGN] == "PSN ID"
    assert Role.IGN not in roles("Email", "PSN ID")


def test_an_account_is_not_the_name_in_the_game_where_there_is_a_better_one(roles):
    assert roles("Discord", "Epic Games Username", "IGN")[Role.IGN] == "IGN"


def test_of_several_accounts_none_is_the_name_in_the_game(roles):
    assert Role.IGN not in roles("Discord ID", "PSN", "Xbox", "Epic")
    assert Role.IGN not in roles("Discord", "Twitter handle", "Community handle")


def test_a_division_of_teams_is_not_how_well_somebody_plays(roles):
    assert Role.RANK not in roles("Division", "Team", "Player")
    assert roles("Riot ID", "Division")[Role.RANK] == "Division"


def test_the_tier_of_a_ticket_is_not_how_well_somebody_plays(roles):
    assert Role.RANK not in roles("Ticket Code", "Tier", "Checked In")
    assert roles("Riot ID", "Tier", "Paid")[Role.RANK] == "Tier"


def test_an_organisation_is_a_team_only_where_people_play(roles):
    assert Role.TEAM not in roles("Name", "Email", "Organization")
    assert roles("IGN", "Discord", "Organization")[Role.TEAM] == "Organization"


def test_a_message_is_a_note_only_where_somebody_signs_up(roles):
    assert Role.NOTES not in roles("Timestamp", "Action", "Message")
    assert roles("Timestamp", "Email", "Message")[Role.NOTES] == "Message"


def test_what_a_bot_calls_an_account_is_not_the_name_in_the_game(roles):
    assert Role.IGN not in roles("Discord Tag", "Discord Id", "Server Nickname")


def test_a_game_name_is_the_players_only_where_nothing_else_is(roles):
    assert roles("Player Name", "Game Name")[Role.IGN] == "Player Name"
    assert roles("nick", "game_name", "tag_line")[Role.IGN] == "game_name"
