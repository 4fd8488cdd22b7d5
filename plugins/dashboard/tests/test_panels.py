"""
Panels that plugins hand in: what is right is shown, what is wrong is told to its author.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.errors import BadPayload
from tiltyard_dashboard.panels import MOST_PANELS, MOST_ROWS, checked

GOOD = {
    "title": "Riot", "summary": "Fine.", "state": "warn", "rows": [["left", 3], ["age", 1.5], ["none", None]],
    "table": {"columns": ["host", "used"], "rows": [["euw1", 3]]},
}  # fmt: skip


def test_a_panel_is_shown_as_it_was_handed_in():
    shown, bare = json.loads(json.dumps(checked("riot", [GOOD, {"title": "Bare"}])))

    assert shown == {"plugin": "riot", **GOOD}
    assert bare == {"plugin": "riot", "title": "Bare", "summary": "", "state": "ok", "rows": [], "table": None}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param("panels", "array", id="no-list"),
        pytest.param([{"summary": "x"}], "title", id="no-title"),
        pytest.param([{"title": " "}], "no title", id="blank-title"),
        pytest.param([{"title": "x" * 61}], "at most 60", id="long-title"),
        pytest.param([{"title": "x", "summary": "y" * 301}], "at most 300", id="long-summary"),
        pytest.param([{"title": "x", "state": "purple"}], "state", id="no-such-state"),
        pytest.param([{"title": "x", "colour": "red"}], "colour", id="unknown-field"),
        pytest.param([{"title": "x", "rows": [["a"]]}], "rows", id="half-a-row"),
        pytest.param([{"title": "x", "rows": [["a", {}]]}], "rows", id="no-cell"),
        pytest.param([{"title": "x", "rows": [["a", 1]] * (MOST_ROWS + 1)}], "rows", id="too-many-rows"),
        pytest.param([{"title": "x"}] * (MOST_PANELS + 1), "panels", id="too-many"),
        pytest.param([{"title": "x", "table": {"columns": ["a"], "rows": [[1, 2]]}}], "2 cells for 1", id="ragged"),
    ],
)
def test_what_is_wrong_names_the_plugin_and_the_field(answer, words):
    with pytest.raises(BadPayload) as bad:
        checked("riot", answer)

    assert words in str(bad.value)
    assert "riot" in bad.value.which


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@given(st.lists(st.fixed_dictionaries({"title": st.text(max_size=70)}, optional={"rows": JSON, "table": JSON}) | JSON))
def test_whatever_comes_is_json_or_told(answer):
    try:
        shown = checked("odd", answer)
    except BadPayload:
        shown = []

    assert json.loads(json.dumps(shown)) is not None
