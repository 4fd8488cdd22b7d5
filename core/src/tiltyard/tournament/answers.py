"""
What the desk answers to a command: three values, no exceptions.
"""

from __future__ import annotations

from attrs import frozen

from tiltyard.models import EventRecord, PersonId, Refusal


@frozen
class Accepted:
    """It is done and durable.

    command_id  the command's mark on its events
    seq         the stream's last event that this answer knows of
    events      what the command caused; empty when things already were as asked
    person      whom it was about, where it was about one
    """

    command_id: str
    seq: int
    events: tuple[EventRecord, ...] = ()
    person: PersonId | None = None


@frozen
class Pending(Accepted):
    """It is done and durable, and a check is still under way: "received, checking".

    order   the place in the line of receipt, which is kept
    seated  a seat is held provisionally
    """

    order: int = 0
    seated: bool = False


@frozen
class Refused:
    """The rules said no; nothing was changed."""

    refusal: Refusal


Answer = Accepted | Pending | Refused
