"""
Models as JSON values, and back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from cattrs import Converter

T = TypeVar("T")

_converter = Converter(unstruct_collection_overrides={tuple: list})
_converter.register_unstructure_hook(datetime, lambda at: at.timestamp())
_converter.register_structure_hook(datetime, lambda at_s, _: datetime.fromtimestamp(at_s, UTC))


def to_plain(value: Any) -> Any:
    """A model, or a tuple of them, as JSON values; times are seconds of the epoch."""
    return _converter.unstructure(value)


def from_plain(plain: Any, kind: type[T]) -> T:
    """The model again.

    raises  ValueError when the form is another one, as an older release may have written it
    """
    try:
        return _converter.structure(plain, kind)
    except Exception as error:  # cattrs raises whatever its hooks meet, in groups
        raise ValueError(f"this is no {kind}") from error
