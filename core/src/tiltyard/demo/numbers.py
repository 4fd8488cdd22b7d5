"""
What came of a demo, in numbers that add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from tiltyard.desk.importer import ImportReport
from tiltyard.models import EntrantStatus, EventRecord, Tournament
from tiltyard.tournament.roster import seated, waiting


@frozen
class Numbers:
    """``read = sum(refused) + seated + waiting + dropped``.

    read        rows with something in them
    refused     refusal code to rows, by the row itself, by the rules, or after verification
    seated      who holds a seat, `pending` of them or of the waiting still being checked
    promoted    how often a seat that became free went to the next in line
    checked_in  of the seated
    """

    read: int
    refused: dict[str, int]
    seated: int
    waiting: int
    pending: int
    dropped: int
    promoted: int
    checked_in: int


def numbers_of(report: ImportReport, state: Tournament, history: Sequence[EventRecord]) -> Numbers:
    """Count an import and what followed it."""
    refused = Counter(one.refusal.code for one in report.outcomes if one.refusal)
    rejected = [one for one in state.entrants.values() if one.status is EntrantStatus.REJECTED]
    refused.update(one.code for one in rejected)
    return Numbers(
        read=len(report.outcomes),
        refused=dict(sorted(refused.items())),
        seated=len(seated(state)),
        waiting=len(waiting(state)),
        pending=sum(
            1 for one in state.entrants.values() if one.status in (EntrantStatus.RECEIVED, EntrantStatus.PENDING)
        ),
        dropped=sum(1 for one in state.entrants.values() if one.status is EntrantStatus.DROPPED),
        promoted=sum(1 for record in history if record.type == "PlayerPromoted"),
        checked_in=sum(1 for one in seated(state) if one.checked_in),
    )
