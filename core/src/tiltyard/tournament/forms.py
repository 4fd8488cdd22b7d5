"""
An entry, and a tournament's own fields, as plain data: how an undo writes down what it brings back.

Names and typed text stand apart, so that they can be taken out of the journal and the entry still be restored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

import attrs

from tiltyard.models import Entrant, Tournament
from tiltyard.tournament.codec import Plain, converter

_WORDS: Mapping[str, Any] = {
    "name": None,
    "typed_name": None,
    "alternates": [],
    "pronouns": None,
    "reason": "",
    "next_step": "",
}
"""Personal fields of a member, and what stands there without them."""

_HINTS = get_type_hints(Tournament)
OWN_FIELDS = tuple(
    field.name
    for field in attrs.fields(Tournament)
    if field.name not in ("id", "scope", "slug", "entrants", "next_order", "seq")
)
"""What a tournament is beside its entries, its name and its place in the journal."""


def form_of(entrant: Entrant) -> tuple[Plain, Plain]:
    """An entry as (form, words)."""
    form = converter.unstructure(entrant)
    words = {"team": form["team"], "members": [_words_of(member) for member in form["members"]]}
    members = [
        {**member, **_WORDS, "links": [{**link, "value": None} for link in member["links"]]}
        for member in form["members"]
    ]
    return {**form, "team": None, "members": members}, words


def _words_of(member: Plain) -> Plain:
    return {**{name: member[name] for name in _WORDS}, "links": [link["value"] for link in member["links"]]}


def entrant_from(form: Mapping[str, Any], words: Mapping[str, Any] | None) -> Entrant:
    """The entry; without its words when they are gone."""
    if not words:
        return converter.structure(form, Entrant)
    members = [_with_words(member, said) for member, said in zip(form["members"], words["members"], strict=True)]
    return converter.structure({**form, "team": words["team"], "members": members}, Entrant)


def _with_words(member: Plain, said: Mapping[str, Any]) -> Plain:
    links = [{**link, "value": value} for link, value in zip(member["links"], said["links"], strict=True)]
    return {**member, **said, "links": links}


def fields_of(state: Tournament, names: list[str]) -> Plain:
    """Some of a tournament's own fields."""
    return {name: converter.unstructure(getattr(state, name), unstructure_as=_HINTS[name]) for name in names}


def fields_from(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The same back."""
    return {name: converter.structure(value, _HINTS[name]) for name, value in plain.items()}
