"""
A settings class that has a bit of everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Literal

import pytest
from attrs import field, frozen, validators

from tiltyard.config.provenance import as_table
from tiltyard.config.references import follow
from tiltyard.config.structure import structure
from tiltyard.settings import setting


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@frozen
class Limits:
    """How much at once."""

    rate: float = setting(1.0, "Calls a second.")
    burst: int = setting(5, "Calls at once.")
    proxy: str | None = setting(None, "Proxy to go through.", password_in_url=True)


@frozen
class Account:
    """Somebody who may."""

    name: str = field(metadata={"help": "Who."})
    token: str = setting("", "What lets them in.", secret=True)


@frozen
class Everything:
    """A bit of everything."""

    name: str = setting("x", "A name.")
    count: int = setting(1, "A number.")
    share: float = setting(0.5, "A share.")
    on: bool = setting(True, "A switch.")
    where: Path = setting(Path("/here"), "A path.")  # noqa: RUF009 # makes an attrs field
    mode: Literal["slow", "fast"] = setting("slow", "A mode.")
    colour: Colour = setting(Colour.RED, "A colour.")  # noqa: RUF009 # makes an attrs field
    most: int | None = setting(None, "A limit.")
    either: int | str = setting(1, "A number or a word.")
    words: tuple[str, ...] = setting((), "Words.")
    pair: tuple[int, str] = setting((1, "a"), "A pair.")
    sizes: list[int] = field(factory=list, metadata={"help": "Sizes."})
    names: Mapping[str, int] = field(factory=dict, metadata={"help": "Names."})
    port: int = field(default=80, validator=validators.in_(range(1, 65536)), metadata={"help": "A port."})
    key: str | None = setting(None, "A key.", secret=True)
    keys: tuple[str, ...] = setting((), "Keys.", secret=True)
    pin: int | None = field(default=None, metadata={"help": "A PIN.", "secret": True}, repr=False)
    limits: Limits = Limits(burst=7)
    accounts: tuple[Account, ...] = setting((), "Accounts.")


@pytest.fixture
def read():
    """Settings from a table; fails when anything is wrong."""

    def read(table, kind=Everything, environ=None):
        made = structure(
            as_table(table), kind, path=("plugins", "p"), follow=lambda value: follow(value, environ or {})
        )
        assert made.wrong == ()
        return made.value

    return read


@pytest.fixture
def wrong():
    """What is wrong with a table, a sentence each."""

    def wrong(table, kind=Everything, environ=None):
        made = structure(
            as_table(table), kind, path=("plugins", "p"), follow=lambda value: follow(value, environ or {})
        )
        return [str(one) for one in made.wrong]

    return wrong
