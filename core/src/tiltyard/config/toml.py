"""
Write TOML: keys and values, as few as a settings file needs. Pure. Python reads TOML and does not write it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NOT_WRITTEN_BY_JSON = "\x7f"


def toml_key(*parts: str) -> str:
    """A dotted key; parts with other signs than letters, digits, - and _ are quoted."""
    return ".".join(part if _BARE.fullmatch(part) else toml_value(part) for part in parts)


def toml_value(value: Any) -> str:
    """A value on one line; tables are written inline.

    raises  TypeError for what TOML has no form for, such as None
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # A JSON string is a TOML string but for this one character, which TOML wants escaped.
            return json.dumps(value, ensure_ascii=False).replace(_NOT_WRITTEN_BY_JSON, "\\u007f")
        case int() | float():
            return repr(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(toml_value(one) for one in value)}]"
        case Mapping():
            pairs = (f"{toml_key(key)} = {toml_value(one)}" for key, one in value.items())
            return f"{{{', '.join(pairs)}}}"
    raise TypeError(f"TOML has no form for {type(value).__name__}")
