"""
What holds for all tournaments of one scope: who is staff, who may not play, what new tournaments start from.

Pure, and small enough to stand in one place: commands, events, and what follows from them. Its stream is its own, so
that a tournament's stream says nothing about other tournaments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs
from attrs import frozen

from tiltyard.models import Actor, Block, Guild, Link, LinkKind, Refusal, Rules, StaffRole
from tiltyard.tournament import refusals
from tiltyard.tournament.events import Event, personal
from tiltyard.tournament.soundness import wrong_rules

LOCAL = "local"


@frozen(kw_only=True)
class GuildCommand:
    """The common part. The fields are those of a tournament's commands."""

    scope: str
    actor: Actor
    key: str | None = None
    reason: str | None = None


@frozen(kw_only=True)
class GrantGuildStaff(GuildCommand):
    """Let somebody act for the organisers of all its tournaments."""

    who: str
    role: StaffRole = StaffRole.ORGANISER


@frozen(kw_only=True)
class RevokeGuildStaff(GuildCommand):
    """Take that back."""

    who: str


@frozen(kw_only=True)
class BlockPlayer(GuildCommand):
    """Let an account not play here; a reason is needed. The link is sealed by the desk."""

    link: Link


@frozen(kw_only=True)
class UnblockPlayer(GuildCommand):
    """Take that back."""

    link: Link


@frozen(kw_only=True)
class SetDefaults(GuildCommand):
    """What new tournaments start from."""

    rules: Rules


@frozen(kw_only=True)
class FreezeGuild(GuildCommand):
    """The bot was removed from it."""


@frozen(kw_only=True)
class ThawGuild(GuildCommand):
    """The bot is there again."""


@frozen
class GuildStaffGranted(Event):
    """Somebody acts for the organisers of all its tournaments."""

    who: str
    role: StaffRole


@frozen
class GuildStaffRevoked(Event):
    """Somebody does so no longer."""

    who: str


@frozen
class PlayerBlocked(Event):
    """An account may not play in this guild."""

    kind: LinkKind
    key: str
    value: str | None = personal()
    why: str | None = personal()


@frozen
class PlayerUnblocked(Event):
    """An account may play again."""

    kind: LinkKind
    key: str


@frozen
class GuildDefaultsSet(Event):
    """New tournaments start from these rules."""

    rules: Rules


@frozen
class GuildFrozen(Event):
    """The bot was removed; nothing changes there until it comes back."""

    at: datetime


@frozen
class GuildThawed(Event):
    """The bot is there again."""


GUILD_EVENT_TYPES: Mapping[str, type[Event]] = {
    one.__name__: one
    for one in (
        GuildStaffGranted,
        GuildStaffRevoked,
        PlayerBlocked,
        PlayerUnblocked,
        GuildDefaultsSet,
        GuildFrozen,
        GuildThawed,
    )
}


def decide_guild(state: Guild, command: GuildCommand, now: datetime) -> list[Event] | Refusal:
    """What follows from a command; `state` is `Guild(scope)` where nothing has been said yet."""
    if refusal := _wrong(state, command):
        return refusal
    if state.frozen_at and not isinstance(command, ThawGuild | UnblockPlayer):
        return [] if isinstance(command, FreezeGuild) else refusals.guild_frozen(state.scope, state.frozen_at)
    return _DECIDE[type(command)](state, command, now)


def _wrong(state: Guild, command: GuildCommand) -> Refusal | None:
    """Organisers of the guild, and the host, which asks for whoever Discord says administers the server."""
    kind = command.actor.kind
    if kind == "staff" and state.staff.get(command.actor.id) is not StaffRole.ORGANISER:
        return refusals.not_staff(command.actor.display or command.actor.id)
    return refusals.not_for_players(type(command).__name__) if kind == "player" else None


def _grant(state: Guild, command: GrantGuildStaff, _: datetime) -> list[Event] | Refusal:
    return [] if state.staff.get(command.who) is command.role else [GuildStaffGranted(command.who, command.role)]


def _revoke(state: Guild, command: RevokeGuildStaff, _: datetime) -> list[Event] | Refusal:
    return [GuildStaffRevoked(command.who)] if command.who in state.staff else refusals.no_such_staff(command.who)


def _block(state: Guild, command: BlockPlayer, _: datetime) -> list[Event] | Refusal:
    link = command.link
    if not command.reason:
        return refusals.reason_missing("Blocking a player")
    if link.kind not in (LinkKind.DISCORD_ID, LinkKind.PUUID):
        return refusals.bad_block(link.kind.value)
    if _blocked(state, link):
        return []
    return [PlayerBlocked(link.kind, link.key, value=link.value, why=command.reason)]


def _unblock(state: Guild, command: UnblockPlayer, _: datetime) -> list[Event] | Refusal:
    link = command.link
    if not _blocked(state, link):
        return refusals.not_blocked(link.value or link.kind.value)
    return [PlayerUnblocked(link.kind, link.key)]


def _blocked(state: Guild, link: Link) -> bool:
    return any((block.kind, block.key) == (link.kind, link.key) for block in state.blocked)


def _defaults(state: Guild, command: SetDefaults, _: datetime) -> list[Event] | Refusal:
    if refusal := wrong_rules(command.rules):
        return refusal
    return [] if state.defaults == command.rules else [GuildDefaultsSet(command.rules)]


def _freeze(_state: Guild, _command: FreezeGuild, now: datetime) -> list[Event] | Refusal:
    return [GuildFrozen(now)]


def _thaw(state: Guild, _command: ThawGuild, _: datetime) -> list[Event] | Refusal:
    return [GuildThawed()] if state.frozen_at else []


_DECIDE: Mapping[type[GuildCommand], Callable[[Guild, Any, datetime], list[Event] | Refusal]] = {
    GrantGuildStaff: _grant,
    RevokeGuildStaff: _revoke,
    BlockPlayer: _block,
    UnblockPlayer: _unblock,
    SetDefaults: _defaults,
    FreezeGuild: _freeze,
    ThawGuild: _thaw,
}


def fold_guild(state: Guild, events: Iterable[Event]) -> Guild:
    """The state after these events."""
    for event in events:
        state = evolve_guild(state, event)
    return state


def evolve_guild(state: Guild, event: Event) -> Guild:
    """The state after one more event."""
    return attrs.evolve(state, **_APPLY[type(event)](state, event), seq=state.seq + 1)


_APPLY: Mapping[type[Event], Callable[[Guild, Any], dict[str, Any]]] = {
    GuildStaffGranted: lambda state, event: {"staff": {**state.staff, event.who: event.role}},
    GuildStaffRevoked: lambda state, event: {
        "staff": {who: role for who, role in state.staff.items() if who != event.who}
    },
    PlayerBlocked: lambda state, event: {
        "blocked": (*state.blocked, Block(event.kind, event.value, event.why or "", event.key))
    },
    PlayerUnblocked: lambda state, event: {
        "blocked": tuple(one for one in state.blocked if (one.kind, one.key) != (event.kind, event.key))
    },
    GuildDefaultsSet: lambda _, event: {"defaults": event.rules},
    GuildFrozen: lambda _, event: {"frozen_at": event.at},
    GuildThawed: lambda _state, _event: {"frozen_at": None},
}
