"""
What the players of the demo do next; pure, and repeatable from its seed.

Most people check in, a few drop out and make room for the waitlist, and some never show up.
"""

from __future__ import annotations

import random
from enum import StrEnum

from attrs import define, frozen

from tiltyard.models import Entrant, PersonId, Tournament
from tiltyard.tournament.roster import seated, waiting

DROPS = 5
NO_SHOWS = 3


class Deed(StrEnum):
    """What a player does."""

    CHECK_IN = "check_in"
    DROP = "drop"


@frozen
class Step:
    """One thing that one player does, so many seconds after the one before."""

    deed: Deed
    person: PersonId
    after_s: float


@define
class Script:
    """Chooses step after step; the same seed on the same sheet plays the same evening."""

    random: random.Random
    drops_left: int = DROPS

    @classmethod
    def seeded(cls, seed: int) -> Script:
        """The evening of this seed."""
        return cls(random.Random(seed))  # noqa: S311 # an evening to watch, not a secret

    def next(self, state: Tournament) -> Step | None:
        """What happens next; None when everyone has done what they will do."""
        absent = [one for one in seated(state) if not one.checked_in]
        if self.drops_left and (len(absent) <= NO_SHOWS or self.random.random() < 0.15):  # one in seven
            self.drops_left -= 1
            return self._step(Deed.DROP, self.random.choice(_may_drop(state, absent)))
        if len(absent) <= NO_SHOWS:
            return None
        return self._step(Deed.CHECK_IN, self.random.choice(absent))

    def _step(self, deed: Deed, entrant: Entrant) -> Step:
        return Step(deed, entrant.person, after_s=self.random.uniform(0.5, 2.0))


def _may_drop(state: Tournament, absent: list[Entrant]) -> list[Entrant]:
    return [*absent, *waiting(state)[:3]] or seated(state)
