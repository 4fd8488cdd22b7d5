"""
What one side writes, the other reads.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_dashboard.serving.sse import KEEP_ALIVE, Decoder, ServerEvent, encode

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1)


def read(wire: bytes) -> list[ServerEvent]:
    decoder = Decoder()
    events = [decoder.feed(line) for line in wire.split(b"\n")]
    return [event for event in events if event]


@given(st.lists(st.builds(ServerEvent, event=st.just("tournament"), id=WORDS.map(str.strip), data=WORDS)))
def test_events_come_back_as_they_were_sent(events):
    said = [event for event in events if not event.data.startswith(" ")]

    assert read(b"".join(encode(event) for event in said)) == said


def test_comments_and_the_retry_hint_are_no_events():
    wire = b"retry: 1000\n\n" + KEEP_ALIVE + encode(ServerEvent("change", "b-1", "{}"))

    assert read(wire) == [ServerEvent("change", "b-1", "{}")]


@pytest.mark.parametrize("broken", ["a\nb", "a\rb"])
def test_a_line_break_cannot_forge_a_field(broken):
    with pytest.raises(ValueError, match="single lines"):
        encode(ServerEvent("change", "b-1", broken))
