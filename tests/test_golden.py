"""
Journals that earlier releases wrote read the same today: replay under newer rules gives the same past.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from tiltyard.journal.export import read_export
from tiltyard.journal.replay import replay
from tiltyard.tournament.codec import ALL_EVENT_TYPES, UPCASTERS, converter

GOLDEN = Path(__file__).parent / "data/golden"
RELEASES = sorted(path.stem for path in GOLDEN.glob("*.jsonl"))


def holds(expected, actual):
    """Everything that was true is true; newer rules may know more."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and holds(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return len(expected) == len(actual) and all(map(holds, expected, actual))
    return expected == actual


@pytest.mark.parametrize("release", RELEASES)
def test_a_golden_journal_gives_the_state_it_gave_when_it_was_written(release):
    expected = json.loads((GOLDEN / f"{release}.state.json").read_text("utf-8"))

    states = replay(read_export(GOLDEN / f"{release}.jsonl")).states

    actual = json.loads(json.dumps(converter.unstructure(states)))
    assert set(actual) == set(expected)
    for stream, state in expected.items():
        assert holds(state, actual[stream]), stream


def test_every_type_of_event_in_its_present_form_and_in_each_older_one_is_in_some_golden_journal():
    written = {
        (record.type, record.version) for release in RELEASES for record in read_export(GOLDEN / f"{release}.jsonl")
    }

    missing = {(name, kind.version) for name, kind in ALL_EVENT_TYPES.items()} - written

    assert not missing, "let tests/data/golden/make.py play them, then run it"
    assert not set(UPCASTERS) - written, "keep a file that was written in the older form, see README.md there"


async def test_the_maker_writes_the_same_each_time(tmp_path):
    spec = importlib.util.spec_from_file_location("golden_maker", GOLDEN / "make.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)

    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        await maker.make(tmp_path / place, "now")

    for name in ("now.jsonl", "now.state.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
