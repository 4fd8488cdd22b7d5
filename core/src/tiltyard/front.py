"""
What a front end is handed: the desk, as a plugin may use it.

A front end turns what people press into commands and shows what came of them. It has no rules of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from tiltyard.models import EventRecord, Guild, Tournament, TournamentId
from tiltyard.tournament.answers import Answer
from tiltyard.tournament.commands import Command
from tiltyard.tournament.guild import GuildCommand


@frozen
class PluginReport:
    """How one plugin is, for whoever looks after the host.

    state      `ready`, `disabled`, `needs_setup`, `waiting` or `quarantined`
    reason     why it is not ready; blank when it is
    next_step  what mends it; blank when nothing has to
    version    of its distribution; blank when it is not known
    tier       of the quality scale, as its package tells; blank when it does not
    """

    name: str
    state: str
    reason: str = ""
    next_step: str = ""
    version: str = ""
    tier: str = ""


class FrontDesk(Protocol):
    """The desk, for a front end. One is enough for many tasks at once."""

    async def handle(self, command: Command, *, wait_s: float = 0.0) -> Answer:
        """Do what a command asks, or say why not.

        wait_s   how long a sign-up may wait for its verdict before it is answered `Pending`
        returns  Accepted, Pending or Refused; durable when it is one of the first two
        raises   JournalError when nothing could be kept
        """

    async def handle_guild(self, command: GuildCommand) -> Answer:
        """Do what is asked of a guild, or say why not."""

    async def state(self, tournament: TournamentId) -> Tournament | None:
        """The tournament after its last event; None when there is none of that id."""

    async def tournaments(self) -> list[Tournament]:
        """All of them, in the order in which they were created."""

    async def guild(self, scope: str) -> Guild:
        """What holds for all tournaments of a scope."""

    async def history(self, tournament: TournamentId, *, after: int = 0) -> list[EventRecord]:
        """What has happened, in order."""

    def plugins(self) -> Sequence[PluginReport]:
        """How each plugin of this host is now."""
