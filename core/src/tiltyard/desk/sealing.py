"""
Give links and comparison keys their keyed digests, so that rules compare digests and never need the personal value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import attrs

from tiltyard.models import Actor, Evidence, Finding, Link, LinkKind, Verdict
from tiltyard.tournament import commands as c
from tiltyard.tournament.guild import BlockPlayer, GuildCommand, UnblockPlayer

Seal = Callable[[str, str], str]
"""(kind, value) to digest."""


def comparable(kind: LinkKind, value: str) -> str:
    """The form in which two spellings of the same link are equal."""
    text = unicodedata.normalize("NFKC", value).strip()
    return text.removeprefix("@").casefold() if kind is LinkKind.DISCORD_HANDLE else text


def seal_link(link: Link, seal: Seal) -> Link:
    """The link with its digest."""
    return attrs.evolve(link, key=seal(link.kind, comparable(link.kind, link.value or "")))


def seal_command(command: c.Command, seal: Seal) -> c.Command:
    """The command as the rules want it."""
    command = attrs.evolve(command, actor_key=actor_key(command.actor, seal))
    if isinstance(command, c.SignUp):
        return attrs.evolve(command, links=tuple(seal_link(link, seal) for link in command.links))
    if isinstance(command, c.LinkIdentity | c.MoveLink):
        return attrs.evolve(command, link=seal_link(command.link, seal))
    if isinstance(command, c.RecordFindings):
        return attrs.evolve(command, keys=seal_keys(command.findings, seal))
    if isinstance(command, c.Correct):
        return attrs.evolve(command, instead=seal_command(command.instead, seal))
    return command


def seal_keys(findings: Sequence[Finding], seal: Seal) -> dict[str, str]:
    """The comparison keys that were verified, by kind. Of two that disagree, the stronger evidence counts.

    `near:1` and `near:2` are sealed as what they are, two of one kind, so that each can be compared with each.
    """
    verified = [one for one in findings if one.verdict is Verdict.VERIFIED]
    keys: dict[str, str] = {}
    for finding in sorted(verified, key=lambda one: list(Evidence).index(one.evidence or Evidence.SHAPE)):
        keys.update({kind: seal(kind.partition(":")[0], value) for kind, value in finding.keys.items()})
    return keys


def actor_key(actor: Actor, seal: Seal) -> str:
    """By what a player is known to act for themselves: the digest of their Discord account."""
    return seal(LinkKind.DISCORD_ID, comparable(LinkKind.DISCORD_ID, actor.id)) if actor.kind == "player" else ""


def seal_guild_command(command: GuildCommand, seal: Seal) -> GuildCommand:
    """The same for what is asked of a guild."""
    if isinstance(command, BlockPlayer | UnblockPlayer):
        return attrs.evolve(command, link=seal_link(command.link, seal))
    return command
