"""
Describe the settings file as a JSON Schema (draft 2020-12), for editors and for checks elsewhere. Pure.

The schema describes the file. Environment variables are text and are read more leniently.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from attrs import NOTHING

from tiltyard.config.declared import Declared, fields_of
from tiltyard.config.kinds import Choice, Either, Group, Kind, Many, Maybe, Named, Row, Scalar
from tiltyard.config.secrecy import plain, redact_url

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_SCALARS: Mapping[type[Any], Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    Path: {"type": "string", "minLength": 1},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "time"},
}

_REFERENCE: Schema = {"type": "string", "pattern": "^(file|env):."}
_UNSET: Schema = {"const": ""}


def schema(core: type[Any], plugins: Mapping[str, type[Any] | None], unknown: Iterable[str] = ()) -> Schema:
    """The schema of the whole file.

    plugins  plugin name to its settings class; None for a plugin without settings
    unknown  plugins whose settings could not be learnt: their tables may hold anything
    """
    whole = {"$schema": DIALECT, "title": "tiltyard.toml", **_object(core)}
    tables: Schema = {name: _object(one) if one else {**_NOTHING} for name, one in plugins.items()}
    tables |= {name: {"type": "object"} for name in unknown}
    beside = whole["properties"].setdefault("plugins", {"type": "object", "properties": {}})
    beside["properties"] = {**tables, **beside["properties"]}
    beside["additionalProperties"] = False
    return whole


_NOTHING: Schema = {"type": "object", "properties": {}, "additionalProperties": False}


def _object(settings_class: type[Any], base: Any = None) -> Schema:
    fields = fields_of(settings_class, base)
    made: Schema = {"type": "object"}
    if words := (inspect.getdoc(settings_class) or "").partition("\n")[0]:
        made["description"] = words
    made["properties"] = {one.key: _property(one) for one in fields if not one.tables}
    made["additionalProperties"] = {"type": "object"} if any(one.tables for one in fields) else False
    if needed := [one.key for one in fields if one.default is NOTHING]:
        made["required"] = needed
    return made


def _property(one: Declared) -> Schema:
    secret = one.secret or one.password_in_url
    made = _kind(one.kind, secret=one.secret, base=one.default)
    if secret:
        made = _or(made, _REFERENCE)
    if isinstance(one.kind, Maybe) and one.default is None:
        made = _or(made, _UNSET)
    if one.help:
        made["description"] = one.help
    if one.secret:
        made["writeOnly"] = True
    elif _can_be_told(one):
        made["default"] = json.loads(json.dumps(plain(one.default), default=str))
    return made


def _kind(kind: Kind, *, secret: bool, base: Any = None) -> Schema:
    match kind:
        case Scalar(one):
            return {**_SCALARS.get(one, {})}
        case Choice(options):
            return {"enum": list(options)}
        case Many(item):
            return {"type": "array", "items": _item(item, secret=secret)}
        case Row(items):
            each = [_item(one, secret=secret) for one in items]
            return {"type": "array", "prefixItems": each, "items": False, "minItems": len(items)}
        case Named(item):
            return {"type": "object", "additionalProperties": _item(item, secret=secret)}
        case Group(settings_class):
            return _object(settings_class, base if isinstance(base, settings_class) else None)
        case Either(kinds):
            return {"anyOf": [_kind(one, secret=secret) for one in kinds]}
        case Maybe(inner):
            return _kind(inner, secret=secret, base=base)


def _item(kind: Kind, *, secret: bool) -> Schema:
    made = _kind(kind, secret=secret)
    return _or(made, _REFERENCE) if secret else made


def _or(made: Schema, other: Schema) -> Schema:
    """Either of them; only the first where that takes any text anyway."""
    return made if made in ({}, _SCALARS[str]) else {"anyOf": [made, {**other}]}


def _can_be_told(one: Declared) -> bool:
    """Not a group's: its settings have their own. Not a password. Not None: TOML has none."""
    if one.default is None or one.default is NOTHING or one.group:
        return False
    return not (one.password_in_url and isinstance(one.default, str) and redact_url(one.default) != one.default)
