"""
How tournaments stood some time ago, so that a stream with a delay is not told what its viewers have yet to see. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from datetime import datetime, timedelta

import msgspec

from tiltyard.models import TournamentId
from tiltyard_dashboard.web.shapes import Roster

DELAY_MOST = timedelta(minutes=10)

STATES_MOST = 2000
"""Of each tournament; where more happened in `DELAY_MOST`, the oldest are gone."""


class Past:
    """Remembers each state of each tournament for `DELAY_MOST`. Players who stay as they were are kept once."""

    def __init__(self) -> None:
        self._states: dict[TournamentId, deque[tuple[datetime, Roster]]] = {}

    def add(self, roster: Roster, at: datetime) -> None:
        """It stands so from now on."""
        states = self._states.setdefault(roster.id, deque(maxlen=STATES_MOST))
        if states and states[-1][1] == roster:
            return
        states.append((at, _sharing(states[-1][1], roster) if states else roster))
        # One that is older than that stays: it is how things stood when the delay began.
        while len(states) > 1 and states[1][0] <= at - DELAY_MOST:
            states.popleft()

    def keep_only(self, tournaments: set[TournamentId]) -> None:
        """Forget those that are no more."""
        for gone in set(self._states) - tournaments:
            del self._states[gone]

    def at(self, tournament: TournamentId, moment: datetime) -> Roster | None:
        """How it stood then; None when nobody knows."""
        states = self._states.get(tournament, ())
        place = bisect_right([at for at, _ in states], moment)
        return states[place - 1][1] if place else None


def _sharing(before: Roster, now: Roster) -> Roster:
    known = {player.id: player for player in before.entrants}
    shared = tuple(
        old if (old := known.get(player.id)) is not None and old == player else player for player in now.entrants
    )
    return msgspec.structs.replace(now, entrants=shared)
