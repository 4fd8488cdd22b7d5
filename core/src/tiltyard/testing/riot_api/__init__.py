"""
The Riot API on this machine: players, games, keys, limits that are enforced as Riot does, and what can go wrong.

It needs `pip install 'tiltyard[testing]'`. Nothing of it talks to Riot.
"""

from tiltyard.testing.riot_api.calls import Call
from tiltyard.testing.riot_api.routes import METHODS
from tiltyard.testing.riot_api.service import KEY, RiotService
from tiltyard.testing.riot_api.standings import DOUBLE_UP, HYPER_ROLL, SOLO
from tiltyard.testing.riot_api.world import Game, Player

__all__ = ["DOUBLE_UP", "HYPER_ROLL", "KEY", "METHODS", "SOLO", "Call", "Game", "Player", "RiotService"]
