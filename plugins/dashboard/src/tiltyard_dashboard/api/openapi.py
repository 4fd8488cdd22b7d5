"""
The description of the API (OpenAPI 3.1), made of the same types that decode what comes in. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_origin

import msgspec

from tiltyard_dashboard.api.commands import BY_NAME, Kind
from tiltyard_dashboard.api.endpoint import Endpoint
from tiltyard_dashboard.api.shapes import Problem

REF = "#/components/schemas/{name}"

_DESCRIPTION = (
    "Tournaments of one Tiltyard, for pages, overlays and programs. What everybody may see needs no token. "
    "Errors are problem details (RFC 9457) with `which` and `next_step`. Live events: `/v1/events` and "
    "`/v1/staff/events` (server-sent events with ids `boot-N`, replay by `Last-Event-ID`, and `resync`)."
)


def description(endpoints: Sequence[Endpoint], *, version: str) -> dict[str, Any]:
    """The whole document."""
    kinds = [kind.fields for kind in BY_NAME.values()]
    types: list[Any] = [Problem, *kinds]
    types += [one for endpoint in endpoints for one in (endpoint.takes, endpoint.gives) if one is not None]
    types = [one for one in dict.fromkeys(types) if _is_struct(one)]
    _, schemas = msgspec.json.schema_components(types, ref_template=REF)
    paths: dict[str, Any] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tiltyard", "version": version, "description": _DESCRIPTION},
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Command": _command(schemas["Command"])},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _command(schema: dict[str, Any]) -> dict[str, Any]:
    """A command with its types spelt out: which fields each has, and what a bearer needs for it."""
    told = "\n".join(f"- `{kind.name}` ({kind.scope}): {kind.summary}" for kind in BY_NAME.values())
    return {
        "description": f"{schema.get('description', '')}\n\n{told}",
        "oneOf": [_kind(schema, kind) for kind in BY_NAME.values()],
    }


def _kind(schema: dict[str, Any], kind: Kind) -> dict[str, Any]:
    own = {"type": {"const": kind.name}, "fields": {"$ref": REF.format(name=kind.fields.__name__)}}
    wants_fields = any(field.required for field in msgspec.structs.fields(kind.fields))
    return {
        "title": kind.name,
        "type": "object",
        "properties": {**schema["properties"], **own},
        "required": ["type", "fields"] if wants_fields else ["type"],
        "additionalProperties": False,
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    statuses = ["429", "500", "503"]
    if not endpoint.is_open:
        statuses += ["401", "403"]
    if endpoint.takes is not None:
        statuses += ["400", "413", "415", "422"]
    if endpoint.query:
        statuses += ["422"]
    if "{" in endpoint.path:
        statuses += ["404"]
    if endpoint.method != "GET":
        statuses += ["401", "403", "404", "409", "422", "502"]
    told: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": _operation_id(endpoint),
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in _names(endpoint)
            ),
            *(
                {"name": name, "in": "query", "schema": dict(one.schema), "description": one.summary}
                for name, one in endpoint.query.items()
            ),
        ],
        "responses": {
            str(endpoint.status): {
                "description": "Done",
                "content": {"application/json": {"schema": _of(endpoint.gives)}},
            },
            **{status: _problem() for status in sorted(set(statuses))},
        },
    }
    if endpoint.takes is not None:
        told["requestBody"] = {
            "required": True,
            "content": _json(endpoint.takes),
        }
    if not endpoint.is_open:
        told["security"] = [{"bearer": []}]
        told["x-scope"] = endpoint.scope.value if endpoint.scope else None
    return told


def _parameter(name: str, place: str, schema: Mapping[str, Any], summary: str = "") -> dict[str, Any]:
    told = {"description": summary} if summary else {}
    return {"name": name, "in": place, "required": place == "path", "schema": dict(schema), **told}


def _json(kind: type) -> dict[str, Any]:
    return {"application/json": {"schema": _of(kind)}}


def _names(endpoint: Endpoint) -> list[str]:
    return re.findall(r"\{(\w+)(?::\w+)?\}", endpoint.path)


def _operation_id(endpoint: Endpoint) -> str:
    words = re.sub(r"[^a-zA-Z0-9]+", "_", endpoint.path.removeprefix("/v1/")).strip("_")
    return f"{endpoint.method.lower()}_{words}"


def _of(kind: Any) -> dict[str, Any]:
    if _is_struct(kind):
        return {"$ref": REF.format(name=kind.__name__)}
    return {"type": "object"}


def _is_struct(kind: Any) -> bool:
    """Whether it is a type of ours; `dict[str, Any]` is none, and no class either."""
    return get_origin(kind) is None and issubclass(kind, msgspec.Struct)


def _problem() -> dict[str, Any]:
    return {
        "description": "What is wrong, which, and what next",
        "content": {"application/problem+json": {"schema": _of(Problem)}},
    }
