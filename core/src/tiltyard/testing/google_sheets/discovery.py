"""
What Google itself says about requests and answers: the discovery document, as `google-api-python-client` ships it.

It knows methods, paths, parameters, fields and their types. It does not know which fields are required.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from tiltyard.testing.google_sheets.calls import Call
from tiltyard.testing.google_sheets.errors import invalid

PACKAGE = "google-api-python-client"

_INTEGERS = {"int32", "uint32", "int64", "uint64"}


def available() -> bool:
    """Whether the package that ships the document is installed."""
    return importlib.util.find_spec("googleapiclient") is not None


@cache
def document() -> dict[str, Any]:
    """Google's description of the Sheets API, version 4.

    raises  ModuleNotFoundError naming the package that ships it
    """
    if not available():
        raise ModuleNotFoundError(
            f"Google's discovery document is shipped by {PACKAGE}; install it: pip install {PACKAGE}"
        )
    place = resources.files("googleapiclient") / "discovery_cache" / "documents" / "sheets.v4.json"
    loaded: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return loaded


def check_request(method: str, path: str, query: Mapping[str, list[str]], body: Any) -> list[str]:
    """What Google would not understand about a request; nothing when it would.

    path   still encoded, from `/v4` on
    query  every value of each parameter
    """
    found = _method(method, path)
    if found is None:
        return [f"no method for {method} {path}"]
    _, described = found
    known = {**document()["parameters"], **described.get("parameters", {})}
    problems = list(_query_problems(query, known))
    if body is None:
        return problems
    if "request" not in described:
        return [*problems, f"{described['id']} takes no body"]
    return [*problems, *_problems(body, {"$ref": described["request"]["$ref"]}, "")]


def check_response(method: str, path: str, answer: Any) -> list[str]:
    """What no answer of Google would hold; nothing for one that could be Google's."""
    found = _method(method, path)
    if found is None:
        return [f"no method for {method} {path}"]
    return list(_problems(answer, {"$ref": found[1]["response"]["$ref"]}, ""))


class Oracle:
    """Says no as Google does to what the document does not know."""

    def __init__(self) -> None:
        document()

    def refuse(self, call: Call) -> None:
        """Let pass what Google would understand.

        raises  ApiError 400 with all that is wrong
        """
        problems = check_request(call.method, call.path, call.query, call.body)
        if problems:
            raise invalid("\n".join(f"Invalid JSON payload received. {one}" for one in problems))


@cache
def _methods() -> list[tuple[str, re.Pattern[str], dict[str, Any]]]:
    return list(_each_method(document()["resources"]))


def _each_method(resources_: Mapping[str, Any]) -> Iterator[tuple[str, re.Pattern[str], dict[str, Any]]]:
    for resource in resources_.values():
        for described in resource.get("methods", {}).values():
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(described.get("flatPath", described["path"])))
            yield described["httpMethod"], re.compile(pattern), described
        yield from _each_method(resource.get("resources", {}))


def _method(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    bare = path.removeprefix("/")
    fits = [
        (len(pattern.pattern), one) for verb, pattern, one in _methods() if verb == method and pattern.fullmatch(bare)
    ]
    # `values/{range}` fits what ends in `:append` as well: the longest pattern is meant.
    return (method, max(fits, key=lambda one: one[0])[1]) if fits else None


def _query_problems(query: Mapping[str, list[str]], known: Mapping[str, Any]) -> Iterator[str]:
    for name, given in query.items():
        described = known.get(name)
        if described is None:
            yield f'Unknown name "{name}": Cannot bind query parameter.'
            continue
        if len(given) > 1 and not described.get("repeated"):
            yield f"Invalid value at '{name}': it may be given once"
        for value in given:
            if "enum" in described and value not in described["enum"]:
                yield f"Invalid value at '{name}' ({value})"
            elif described["type"] == "boolean" and value.lower() not in ("true", "false"):
                yield f"Invalid value at '{name}' (TYPE_BOOL), \"{value}\""
            elif described["type"] == "integer" and not re.fullmatch(r"-?\d+", value):
                yield f"Invalid value at '{name}' (TYPE_INT32), \"{value}\""


def _problems(value: Any, described: Mapping[str, Any], at: str) -> Iterator[str]:
    if value is None:  # protobuf's JSON: as if it were not there
        return
    if "$ref" in described:
        described = document()["schemas"][described["$ref"]]
    kind = described.get("type")
    if kind == "object":
        yield from _object_problems(value, described, at)
    elif kind == "array":
        if not isinstance(value, list):
            yield f"Invalid value at '{at}' (a list is wanted), {value!r}"
            return
        for number, one in enumerate(value):
            yield from _problems(one, described["items"], f"{at}[{number}]")
    elif kind != "any":
        yield from _plain_problems(value, described, at)


def _object_problems(value: Any, described: Mapping[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"Invalid value at '{at}' (an object is wanted), {value!r}"
        return
    fields, more = described.get("properties", {}), described.get("additionalProperties")
    for name, inner in value.items():
        place = f"{at}.{name}" if at else name
        if name in fields:
            yield from _problems(inner, fields[name], place)
        elif more is not None:
            yield from _problems(inner, more, place)
        else:
            yield f"Unknown name \"{name}\" at '{at}': Cannot find field."


def _plain_problems(value: Any, described: Mapping[str, Any], at: str) -> Iterator[str]:
    kind, form = described.get("type"), described.get("format")
    if kind == "boolean":
        right = isinstance(value, bool)
    elif kind == "string" and form in _INTEGERS:
        right = isinstance(value, str | int) and not isinstance(value, bool)
    elif kind == "string":
        right = isinstance(value, str)
    elif kind == "integer":
        right = isinstance(value, int) and not isinstance(value, bool)
    else:
        right = isinstance(value, int | float) and not isinstance(value, bool)
    if not right:
        yield f"Invalid value at '{at}' (TYPE_{str(form or kind).upper()}), {value!r}"
    elif "enum" in described and value not in described["enum"]:
        yield f"Invalid value at '{at}' ({value!r} is none of its names)"
