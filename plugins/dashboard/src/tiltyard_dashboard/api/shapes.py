"""
What goes in and out, as types: checked when it comes in, told in the OpenAPI description. Everything that goes out and
is the rules' own (a roster, an effect) stays as `tiltyard.tournament.views` has it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

Plain = dict[str, Any]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """What comes in: a field that nobody knows is a mistake, and is told so."""


class Command(Body):
    """A command, see the list of types with their fields."""

    type: str
    fields: Plain = {}
    reason: str | None = None
    key: str | None = None


class Undo(Body):
    """Which command: by its id, or by a line of the history."""

    command_id: str | None = None
    seq: int | None = None
    reason: str | None = None
    take_back: bool = False
    partial: bool = False


class Times(Body):
    """When things start, open and close, in the words of `tiltyard schedule set`.

    Such as `2026-12-05 18:00`, `start-2h` or `none`. Times that are left out stay as they are.
    """

    zone: str | None = None
    start: str | None = None
    registration_opens: str | None = None
    registration_closes: str | None = None
    check_in_opens: str | None = None
    check_in_closes: str | None = None


class Settle(Body):
    """Which side holds where both changed a cell; no places means all of them."""

    keep: Literal["table", "tournament"]
    places: list[tuple[str, str]] = []


class Columns(Body):
    """Role to the header of its column, or to `#3` for the third one."""

    columns: dict[str, str]


class LinkCode(Body):
    """What the one-time link ends with."""

    code: str


class DiscordCode(Body):
    """What Discord sent the browser back with, and what it was sent there with."""

    code: str
    verifier: str
    redirect_uri: str


class NewToken(Body):
    """A token for a program."""

    name: str
    scopes: list[str]
    lasts_days: float | None = None


class NewOverlay(Body):
    """An address that shows one tournament to whoever has it."""

    name: str
    tournament: str


class Health(msgspec.Struct):
    """The journal can be read."""

    status: str
    tournaments: int
    streams: int


class Tournaments(msgspec.Struct):
    """What there is, and where to subscribe from."""

    position: str
    tournaments: list[Plain]


class Me(msgspec.Struct):
    """Who is asking: a `session` or a `token`."""

    kind: str
    id: str
    who: str
    role: str | None
    scopes: list[str]
    expires_at: datetime | None


class SignedIn(msgspec.Struct):
    """A session has begun; this is the only time that its secret is told."""

    session: str
    who: str
    role: str
    expires_at: datetime | None


class Discord(msgspec.Struct):
    """Whether people sign in with Discord here, and where to send them."""

    enabled: bool
    authorize_url: str | None
    client_id: str | None
    scope: str


class Done(msgspec.Struct):
    """It is done, or with `dry_run` it would be.

    command_id  None for a dry run, and when things already were so
    """

    command_id: str | None
    seq: int
    dry_run: bool
    effects: list[Plain]


class History(msgspec.Struct):
    """Lines, the newest first; `before` fetches the page that follows."""

    lines: list[Plain]
    before: int | None


class Attention(msgspec.Struct):
    """What needs somebody, most pressing first."""

    items: list[Plain]


class Table(msgspec.Struct):
    """How the bound table stands; `table` is None when none is bound."""

    table: Plain | None


class Settled(msgspec.Struct):
    """How many cells or players that was about."""

    settled: int


class Report(msgspec.Struct):
    """What the host wrote down; `at` is None while no host has."""

    at: datetime | None
    host: str | None
    items: list[Plain]


class Services(msgspec.Struct):
    """How services are; `supervised` is False while nobody looks after them."""

    supervised: bool
    services: list[Plain]


class Log(msgspec.Struct):
    """The last lines a service said."""

    lines: list[str]


class EntrantStory(msgspec.Struct):
    """What happened to an entrant up to event `seq`, oldest first; each line has `seq`, `at` and `what`."""

    seq: int
    story: list[Plain]


class Bearers(msgspec.Struct):
    """Tokens, overlays or sessions, without their secrets."""

    items: list[Plain]


class Issued(msgspec.Struct):
    """One was made; this is the only time that its secret is told."""

    secret: str
    item: Plain


class Overlay(msgspec.Struct):
    """What an overlay may show."""

    name: str
    roster: Plain


class Problem(msgspec.Struct):
    """What is wrong, which, and what next (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    which: str
    next_step: str
