"""
Settings classes nobody wrote, for property tests.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any, Literal

from attrs import field, frozen
from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WORD = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda word: not iskeyword(word))
HELP = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)

# (annotation, default) of every kind of setting.
_PLAIN: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (str, TEXT),
    (int, st.integers(-(2**63), 2**63 - 1)),
    (float, st.floats(allow_nan=False, allow_infinity=False)),
    (bool, st.booleans()),
    (Path, TEXT.filter(lambda text: text and "\0" not in text and not text.startswith("~")).map(Path)),
    (Literal["a", "b c", 3], st.sampled_from(["a", "b c", 3])),
    (tuple[str, ...], st.lists(TEXT, max_size=3).map(tuple)),
    (list[int], st.lists(st.integers(-9, 9), max_size=3)),
    (frozenset[str], st.frozensets(TEXT, max_size=3)),
    (tuple[int, str], st.tuples(st.integers(-9, 9), TEXT)),
    (Mapping[str, int], st.dictionaries(TEXT, st.integers(-9, 9), max_size=3)),
    (int | str, st.integers(-9, 9) | TEXT),
    (int | None, st.none() | st.integers(-9, 9)),
    (str | None, st.none() | TEXT),
]


@st.composite
def fields(draw: Any) -> tuple[Any, Any]:
    """An annotation, and an attrs field that has a default of it."""
    annotation, defaults = draw(st.sampled_from(_PLAIN))
    default = draw(defaults)
    metadata = {"help": draw(HELP), "secret": draw(st.booleans()) and not default}
    return annotation, field(factory=lambda: default, metadata=metadata)


@st.composite
def settings_classes(draw: Any, depth: int = 2) -> type[Any]:
    """A settings class, with others in it."""
    members: dict[str, Any] = draw(st.dictionaries(WORD, fields(), max_size=5))
    if depth:
        for name, inner in draw(st.dictionaries(WORD, settings_classes(depth - 1), max_size=2)).items():
            members[name] = (inner, field(default=inner()))
    annotations = {name: annotation for name, (annotation, _) in members.items()}
    body = {"__annotations__": annotations, **{name: made for name, (_, made) in members.items()}}
    return frozen(types.new_class("Generated", (), {}, lambda namespace: namespace.update(body)))
