"""
What the host tells the API beyond the journal's address: a file that only its user can read, because of what is in it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tiltyard.errors import SettingsError
from tiltyard_dashboard.api.scopes import Role


class DiscordPart(msgspec.Struct, kw_only=True):
    """How people sign in with Discord; roles by their ids."""

    client_id: str
    client_secret: str
    guild: str
    roles: Mapping[str, Role]
    url: str


class ServiceSettings(msgspec.Struct, kw_only=True):
    """All of it.

    state_dir   where the supervisor of services is reached
    web_secret  what the web service shows to be believed about its visitors' addresses
    """

    state_dir: str | None = None
    web_secret: str | None = None
    discord: DiscordPart | None = None


def write(path: Path, settings: ServiceSettings) -> None:
    """Put it there, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(settings))
    beside.replace(path)


def read(path: Path | None) -> ServiceSettings:
    """What stands there; nothing is set when there is no such file to read.

    raises  SettingsError
    """
    if path is None:
        return ServiceSettings()
    try:
        return msgspec.json.decode(path.read_bytes(), type=ServiceSettings)
    except (OSError, msgspec.DecodeError) as error:
        raise SettingsError(
            "the API's settings cannot be read", which=f"{path}: {error}", next_step="The host writes them; restart it."
        ) from error
