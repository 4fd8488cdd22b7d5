"""
Everyone gets every event once, in order, or is told to look again.
"""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_dashboard.serving.hub import Feed, Hub
from tiltyard_dashboard.serving.sse import KEEP_ALIVE, Decoder, ServerEvent


async def everything(feed: Feed) -> list[ServerEvent]:
    """What a stream carries until it ends."""
    decoder = Decoder()
    lines = [line async for frame in feed.frames(keep_alive_s=5) for line in frame.split(b"\n")[:-1]]
    return [event for line in lines if (event := decoder.feed(line))]


async def test_a_newcomer_hears_where_the_stream_stands_and_then_what_comes():
    hub = Hub("boot")
    hub.publish("change", "1")
    with hub.subscribe(None) as feed:
        hub.publish("change", "2")
        hub.close()

        assert await everything(feed) == [ServerEvent("hello", "boot-1", "{}"), ServerEvent("change", "boot-2", "2")]


@given(ring=st.integers(1, 5), before=st.integers(0, 8), missed=st.integers(0, 8), after=st.integers(0, 3))
def test_who_comes_back_gets_exactly_what_they_missed_or_a_resync(ring, before, missed, after):
    async def come_back() -> list[ServerEvent]:
        hub = Hub("boot", ring=ring)
        for _ in range(before):
            hub.publish("change", "old")
        last = hub.position
        for _ in range(missed):
            hub.publish("change", "missed")
        with hub.subscribe(last) as feed:
            for _ in range(after):
                hub.publish("change", "new")
            hub.close()
            return await everything(feed)

    heard = asyncio.run(come_back())

    if missed <= ring:
        assert [event.data for event in heard] == ["missed"] * missed + ["new"] * after
        assert [event.id for event in heard] == [f"boot-{before + n}" for n in range(1, missed + after + 1)]
    else:
        assert [event.event for event in heard] == ["resync"] + ["change"] * after
        assert heard[0].id == f"boot-{before + missed}"


@pytest.mark.parametrize("last", ["another-0", "boot-9", "boot--1", "boot-", "boot", "", "boot-²", "-0"])
async def test_a_position_that_is_not_ours_asks_for_a_resync(last):
    hub = Hub("boot")
    with hub.subscribe(last) as feed:
        hub.close()

        assert await everything(feed) == [ServerEvent("resync", "boot-0", "{}")]


async def test_a_slow_client_is_cut_and_gets_the_rest_when_it_comes_back():
    hub = Hub("boot", queue=2)
    with hub.subscribe(None) as slow:
        for number in range(4):
            hub.publish("change", str(number))
        heard = await everything(slow)
    with hub.subscribe(heard[-1].id) as again:
        hub.close()
        heard += await everything(again)

    assert [event.data for event in heard] == ["{}", "0", "1", "2", "3"]


async def test_a_slow_client_holds_nobody_up():
    hub = Hub("boot", queue=1)
    with hub.subscribe(None), hub.subscribe(None) as quick:
        frames = quick.frames(keep_alive_s=5)
        beginning = [await anext(frames), await anext(frames)]
        heard = []
        for number in range(5):
            hub.publish("change", str(number))
            heard.append(await anext(frames))

        assert len(beginning) == 2
        assert [b"data: %d\n" % number in frame for number, frame in enumerate(heard)] == [True] * 5


async def test_a_silent_stream_carries_keep_alive_comments():
    hub = Hub("boot")
    with hub.subscribe(None) as feed:
        frames = feed.frames(keep_alive_s=0.01)
        said = [await anext(frames) for _ in range(4)]

    assert said[2:] == [KEEP_ALIVE, KEEP_ALIVE]


async def test_who_leaves_is_forgotten():
    hub = Hub("boot")
    with hub.subscribe(None):
        assert hub.streams == 1

    assert hub.streams == 0


async def test_a_stream_that_begins_after_the_end_ends_at_once():
    hub = Hub("boot")
    hub.close()
    with hub.subscribe(None) as feed:
        assert [event.event for event in await everything(feed)] == ["hello"]
