"""
Events as plain data, split into `facts` and `personal`, and back.

Older forms are lifted by upcasters, one version at a time; they see plain data and know nothing of today's classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import attrs
import cattrs
from cattrs.preconf.json import make_converter

from tiltyard.errors import JournalTooNew
from tiltyard.models import EventRecord
from tiltyard.tournament.events import EVENT_TYPES, Event, is_personal
from tiltyard.tournament.guild import GUILD_EVENT_TYPES

Plain = dict[str, Any]
Upcaster = Callable[[Plain, Plain], tuple[Plain, Plain]]
"""Takes (facts, personal) of version n, gives those of version n + 1."""


def _promotion_is_a_ladder(facts: Plain, words: Plain) -> tuple[Plain, Plain]:
    rules = facts["rules"]
    return {**facts, "rules": {**rules, "promotion": [rules["promotion"]]}}, words


UPCASTERS: Mapping[tuple[str, int], Upcaster] = {("TournamentCreated", 1): _promotion_is_a_ladder}
"""(event type, version it reads) to upcaster."""

converter: cattrs.Converter = make_converter()
"""Plain JSON data to and from every noun of the rules; times as ISO 8601."""

converter.register_unstructure_hook(datetime, lambda when: when.isoformat())
# A set has no order of its own, and one event must be written down in one way.
converter.register_unstructure_hook_func(lambda kind: getattr(kind, "__origin__", None) is frozenset, sorted)
converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))


ALL_EVENT_TYPES: Mapping[str, type[Event]] = {**EVENT_TYPES, **GUILD_EVENT_TYPES}
"""Of tournaments' streams and of guilds'."""


def encode(event: Event) -> tuple[Plain, Plain | None]:
    """An event as (facts, personal); `personal` is None when the type has no personal text."""
    plain = converter.unstructure(event)
    names = {attribute.name for attribute in attrs.fields(type(event)) if is_personal(attribute)}
    facts = {name: value for name, value in plain.items() if name not in names}
    return facts, {name: plain[name] for name in names if plain[name] is not None} if names else None


def decode(record: EventRecord) -> Event:
    """The event that a record holds, lifted to today's form.

    raises  JournalTooNew for a type or version this release does not know
    """
    event_type = ALL_EVENT_TYPES.get(record.type)
    if event_type is None or record.version > event_type.version:
        raise JournalTooNew(
            f"the journal holds a {record.type} of version {record.version}, which this release does not know",
            which=f"{record.stream} #{record.seq}",
            next_step="Run the newer Tiltyard that wrote it.",
        )
    facts, words = dict(record.facts), dict(record.personal or {})
    for version in range(record.version, event_type.version):
        facts, words = UPCASTERS[record.type, version](facts, words)
    return converter.structure({**facts, **words}, event_type)
