"""
The stand-in in a process of its own, and a crowd to measure with.
"""

from __future__ import annotations

import json
import subprocess
import sys
from urllib.request import Request, urlopen

from tiltyard.testing.riot_api import KEY
from tiltyard.testing.riot_api.crowd import add_crowd


def test_it_serves_alone_and_tells_what_calls_there_were():
    command = [sys.executable, "-m", "tiltyard.testing.riot_api", "--players", "8", "--games", "2"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        told = json.loads(process.stdout.readline())
        path = "/riot/account/v1/accounts/by-riot-id/Player7/TILT"
        request = Request(told["base_url"].format(host="asia") + path, headers={"X-Riot-Token": KEY})
        with urlopen(request, timeout=20) as answer:
            assert json.load(answer)["gameName"] == "Player7"
        figures = json.loads(process.communicate(timeout=20)[0])

    assert told["players"][0] == "Player0#TILT"
    assert figures == {"calls": 1, "by_host": {"asia": 1}, "by_status": {"200": 1}, "refused": {}}
    assert process.returncode == 0


def test_everybody_in_a_crowd_has_played_as_often(riot_api):
    players = add_crowd(riot_api, 40, 5)

    games = riot_api._world.games.values()
    assert len(games) == 25
    assert {sum(player.uid in game.placements for game in games) for player in players} == {5}
