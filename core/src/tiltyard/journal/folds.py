"""
Which rules make a state of a stream's events, by how the stream's name begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tiltyard.models import EventRecord, Guild, Tournament
from tiltyard.tournament.codec import decode
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.guild import evolve_guild

TOURNAMENT = "tournament:"
GUILD = "guild:"

Fold = Callable[[Any, EventRecord], Any]
"""(state or None, the next event) to state; raises for an event that it cannot read or apply."""


def _tournament(state: Tournament | None, record: EventRecord) -> Tournament:
    return evolve(state, decode(record))


def _guild(state: Guild | None, record: EventRecord) -> Guild:
    return evolve_guild(state or Guild(record.stream.removeprefix(GUILD)), decode(record))


FOLDS: Mapping[str, Fold] = {TOURNAMENT: _tournament, GUILD: _guild}


def fold_of(stream: str) -> Fold | None:
    """The rules of a stream; None for one whose events are only kept."""
    return next((fold for prefix, fold in FOLDS.items() if stream.startswith(prefix)), None)
