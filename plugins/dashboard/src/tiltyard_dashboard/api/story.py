"""
What has happened in a tournament, told line by line; each line is made once.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field

from tiltyard.desk.desk import Desk
from tiltyard.models import EventRecord, Tournament, TournamentId
from tiltyard.tournament import events as e
from tiltyard.tournament.codec import decode
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.narrate import narrate, numbered

STORIES_KEPT = 16
LINES_AT_ONCE = 200


@define
class _Told:
    """What was told of a tournament so far; grows in place."""

    state: Tournament | None = None
    lines: list[dict[str, Any]] = field(factory=list)
    numbers: dict[str, int] = field(factory=dict)
    undone: dict[str, int] = field(factory=dict)

    def go_on(self, record: EventRecord) -> None:
        """Tell one event more."""
        event, before = decode(record), self.state
        self.state = evolve(before, event)
        self.numbers.setdefault(record.command_id, record.seq)
        if undone := getattr(event, "undone", ""):
            self.undone[undone] = record.seq
        words = numbered(narrate(event, self.state, before=before), event, self.numbers)
        self.lines.append(
            {
                "seq": record.seq,
                "at": record.at.isoformat(),
                "type": record.type,
                "actor": {"kind": record.actor.kind, "name": record.actor.display or record.actor.id},
                "text": words,
                "reason": record.reason,
                "command_id": record.command_id,
                "first": self.numbers[record.command_id] == record.seq,
            }
        )


class Story:
    """Tells histories, and remembers those of a few tournaments."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told: dict[TournamentId, _Told] = {}

    async def page(self, tournament: TournamentId, *, before: int | None, limit: int) -> dict[str, Any]:
        """Lines, the newest first.

        before   only lines before this one; None begins with the newest
        returns  `lines`, and `before` for the page that follows; None at the end
        """
        told = await self._up_to_date(tournament)
        end = len(told.lines) if before is None else max(0, min(len(told.lines), before - 1))
        begin = max(0, end - limit)
        lines = [self._as_of_now(told, line) for line in reversed(told.lines[begin:end])]
        return {"lines": lines, "before": begin + 1 if begin else None}

    def _as_of_now(self, told: _Told, line: dict[str, Any]) -> dict[str, Any]:
        undone_by = told.undone.get(line["command_id"])
        can = undone_by is None and line["first"] and line["type"] != e.TournamentCreated.__name__
        return {**line, "undone_by": undone_by, "undoable": can}

    async def _up_to_date(self, tournament: TournamentId) -> _Told:
        told = self._told.pop(tournament, None) or _Told()
        records = await self._desk.history(tournament, after=len(told.lines))
        if told.lines and any(record.type == e.PersonErased.__name__ for record in records):
            # Something was taken out of what was told already.
            told, records = _Told(), await self._desk.history(tournament)
        for record in records:
            told.go_on(record)
        self._told[tournament] = told
        while len(self._told) > STORIES_KEPT:
            self._told.pop(next(iter(self._told)))
        return told
