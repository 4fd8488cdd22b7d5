"""
Field masks: `sheets(properties.title,data.rowData.values(userEnteredValue))`.

source  https://protobuf.dev/reference/protobuf/google.protobuf/#field-mask and Google's partial responses (2026-11)
"""

from __future__ import annotations

import re
from typing import Any

from tiltyard.testing.google_sheets.errors import invalid

Mask = dict[str, "Mask"]
"""Names that are wanted, each with what is wanted below it; nothing below means everything. `*` is every name."""

_TOKEN = re.compile(r"[A-Za-z_][\w]*|[*,./()]")


def parse_mask(text: str) -> Mask:
    """A mask as a tree; empty for an empty text.

    raises  ApiError 400 for what is no mask
    """
    compact = re.sub(r"\s", "", text)
    tokens = _TOKEN.findall(compact)
    if "".join(tokens) != compact:
        raise invalid(f"Invalid field selection {text}")
    mask, rest = _parse(tokens, 0, text)
    if rest != len(tokens):
        raise invalid(f"Invalid field selection {text}")
    return mask


def masked(value: Any, mask: Mask) -> Any:
    """What the mask leaves of an answer."""
    if not mask:
        return value
    if isinstance(value, list):
        return [masked(one, mask) for one in value]
    if not isinstance(value, dict):
        return value
    wanted: dict[str, Any] = {}
    for key, inner in value.items():
        below = mask.get(key, mask.get("*"))
        if below is not None:
            part = masked(inner, below)
            if not (isinstance(part, dict) and not part and inner):
                wanted[key] = part
    return wanted


def masked_json(answer: dict[str, Any], mask: Mask) -> dict[str, Any]:
    """What the mask leaves of a whole answer."""
    left: dict[str, Any] = masked(answer, mask)
    return left


def wants(mask: Mask, *path: str) -> bool:
    """Whether anything at or below a path gets through."""
    for name in path:
        if not mask:
            return True
        below = mask.get(name, mask.get("*"))
        if below is None:
            return False
        mask = below
    return True


def snake_free(text: str) -> str:
    """Names in camelCase; Google takes `user_entered_value` as well."""
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), text)


def _parse(tokens: list[str], at: int, text: str) -> tuple[Mask, int]:
    mask: Mask = {}
    while at < len(tokens) and tokens[at] != ")":
        at = _parse_one(tokens, at, text, mask)
        if at < len(tokens) and tokens[at] == ",":
            at += 1
    return mask, at


def _parse_one(tokens: list[str], at: int, text: str, into: Mask) -> int:
    name = snake_free(tokens[at])
    if not re.match(r"[A-Za-z*]", name):
        raise invalid(f"Invalid field selection {text}")
    known = name in into
    below = into.setdefault(name, {})
    at += 1
    if at < len(tokens) and tokens[at] in "./":
        if known and not below:
            return _parse_one(tokens, at + 1, text, {})
        return _parse_one(tokens, at + 1, text, below) if at + 1 < len(tokens) else _broken(text)
    if at < len(tokens) and tokens[at] == "(":
        inner, at = _parse(tokens, at + 1, text)
        if at >= len(tokens):
            return _broken(text)
        below.update(inner)
        return at + 1
    below.clear()
    return at


def _broken(text: str) -> int:
    raise invalid(f"Invalid field selection {text}")
