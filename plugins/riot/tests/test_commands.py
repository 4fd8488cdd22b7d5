"""
`tiltyard riot ...`, against the stand-in.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

NAMES = [f"Player {number}#EUW" for number in range(8)]


@pytest.fixture
def players(real_riot):
    return [real_riot.add_account(name, rank="Gold II 40") for name in NAMES]


@pytest.fixture
def played(real_riot, players):
    return real_riot.add_match("euw1", players, at=datetime.now(UTC) - timedelta(minutes=5), length_s=240.0)


def test_an_account_is_shown_as_riot_spells_it(tiltyard, real_riot, players):
    told = tiltyard.json("riot", "account", "PLAYER 0#euw")

    assert told["name"] == "Player 0#EUW"
    assert told["puuid"] == real_riot.puuid(players[0])
    assert told["platform"] == "euw1"
    assert "Player 0#EUW" in tiltyard.run("riot", "account", "Player 0#EUW").stdout


@pytest.mark.parametrize("command", ["account", "rank"])
def test_a_name_that_is_nobodys_is_an_error_with_a_next_step(tiltyard, real_riot, command):
    error = tiltyard.json("riot", command, "Nobody#EUW", ok=3)["error"]

    assert "Name#TAG" in error["next_step"]


def test_ranks_are_shown_for_both_queues(tiltyard, players):
    told = tiltyard.json("riot", "rank", NAMES[0])

    assert (told["solo"]["tier"], told["solo"]["division"]) == ("gold", 2)
    assert told["double_up"]["tier"] == "unranked"
    shown = tiltyard.run("riot", "rank", NAMES[0]).stdout
    assert "Gold II, 40 LP" in shown
    assert "unranked" in shown


def test_histories_of_several_are_shown_with_what_failed(tiltyard, real_riot, played):
    told = tiltyard.json("riot", "history", *NAMES, "Nobody#EUW", ok=5)

    assert [one["all"]["games"] for one in told["players"]] == [1] * 8
    assert told["players"][0]["all"]["wins"] == 1
    assert list(told["failed"]) == ["Nobody#EUW"]
    assert real_riot.count(method="tft-match-v1 by-id") == 1


def test_a_batch_says_how_far_it_is(tiltyard, played):
    done = tiltyard.run("riot", "history", *NAMES)

    assert "8 of 8 games" in done.output
    assert "set 18" in done.stdout


def test_the_game_of_a_lobby_is_shown_with_its_reasons(tiltyard, real_riot, players, played):
    (game,) = tiltyard.json("riot", "lobby", *NAMES)["games"]

    assert (game["match_id"], game["verdict"]) == (played.match_id, "found")
    assert game["names"][real_riot.puuid(players[0])] == "Player 0#EUW"
    shown = tiltyard.run("riot", "lobby", *NAMES).stdout
    assert "8 of the lobby's 8 players are in it" in shown
    assert "found, 100% sure" in shown


def test_times_may_be_given_and_a_lobby_without_a_game_is_said(tiltyard, players, played):
    before = (datetime.now(UTC) - timedelta(hours=5)).isoformat()

    assert tiltyard.json("riot", "lobby", *NAMES, "--until", before, ok=1)["games"] == []
    assert "Games may come hours late" in tiltyard.run("riot", "lobby", *NAMES, "--used", played.match_id, ok=1).stdout
    assert "is no time" in tiltyard.run("riot", "lobby", *NAMES, "--since", "soon", ok=2).output


def test_with_riot_down_no_lobby_is_said_to_have_no_game(tiltyard, real_riot, players, monkeypatch):
    monkeypatch.setenv("TILTYARD_PLUGINS__RIOT__LOBBY_DEADLINE_S", "1")
    real_riot.fail(503, times=10_000)

    assert "could not all be read" in tiltyard.run("riot", "lobby", *NAMES, ok=5).output


def test_a_lobby_of_nobody_is_refused(tiltyard, real_riot):
    assert "nobody was named" in tiltyard.run("riot", "lobby", ok=3).output


def test_what_is_kept_is_shown_and_can_be_forgotten(tiltyard, real_riot, played):
    tiltyard.run("riot", "history", NAMES[0])

    told = tiltyard.json("riot", "stats")
    assert {one["host"] for one in told["limiter"]["hosts"]} >= {"europe"}
    kept = told["cache"]
    assert (kept["name"]["count"], kept["match"]["count"]) == (1, 1)
    assert kept["match"]["size_bytes"] > 100
    assert "match" in tiltyard.run("riot", "stats").stdout
    assert tiltyard.json("riot", "cache", "--clear")["cleared"] == 3
    assert tiltyard.json("riot", "cache")["kept"]["match"]["count"] == 0
    assert "0 answers" in tiltyard.run("riot", "cache", "--clear").stdout
    assert "match" in tiltyard.run("riot", "cache").stdout


def test_without_a_key_the_commands_say_how_to_get_one(tiltyard, monkeypatch):
    monkeypatch.delenv("TILTYARD_PLUGINS__RIOT__API_KEY")

    assert "docs/how-to/riot-key.md" in tiltyard.run("riot", "account", "Ann#EUW", ok=4).output
