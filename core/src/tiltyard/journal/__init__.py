"""
The append-only journal: what has happened, kept so that `kill -9` at any instant loses nothing that a person was told.
"""

from tiltyard.journal.journal import (
    Cause,
    Cursor,
    DeadLetter,
    EventDraft,
    Journal,
    Lease,
    Proposal,
    Snapshot,
    StoredAnswer,
    StreamHead,
)

__all__ = [
    "Cause",
    "Cursor",
    "DeadLetter",
    "EventDraft",
    "Journal",
    "Lease",
    "Proposal",
    "Snapshot",
    "StoredAnswer",
    "StreamHead",
]
