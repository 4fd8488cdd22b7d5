"""
Give links and comparison keys their keyed digests, so that rules compare digests and never need the personal value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import attrs

from tiltyard.models import Link, LinkKind, Verdict
from tiltyard.tournament import commands as c

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
    if isinstance(command, c.SignUp):
        return attrs.evolve(command, links=tuple(seal_link(link, seal) for link in command.links))
    if isinstance(command, c.LinkIdentity):
        return attrs.evolve(command, link=seal_link(command.link, seal))
    if isinstance(command, c.RecordFindings):
        keys = {
            kind: seal(kind, value)
            for finding in command.findings
            if finding.verdict is Verdict.VERIFIED
            for kind, value in finding.keys.items()
        }
        return attrs.evolve(command, keys=keys)
    return command
