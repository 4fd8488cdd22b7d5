"""
A call that was given up keeps its slot until its thread has really ended.
"""

from __future__ import annotations

import asyncio
import threading

import pytest

from tiltyard_sheets.client.slots import GivenUp, NoSlot, Slots


async def test_what_the_work_returns_or_raises_comes_back():
    slots = Slots(1)

    async with slots.take(within_s=1) as slot:
        assert await slot.run(lambda: threading.current_thread().name, within_s=5) == "sheets-call"
        with pytest.raises(TimeoutError, match="its own"):
            await slot.run(raising(TimeoutError("its own")), within_s=5)
    assert slots.taken == 0


async def test_a_slot_is_free_only_when_its_thread_has_ended():
    slots, goes_on = Slots(1), threading.Event()
    with pytest.raises(GivenUp):
        async with slots.take(within_s=1) as slot:
            await slot.run(goes_on.wait, within_s=0.01)

    with pytest.raises(NoSlot):
        async with slots.take(within_s=0.01):
            pytest.fail("there was none")
    goes_on.set()
    async with slots.take(within_s=10) as slot:
        assert await slot.run(lambda: 1, within_s=10) == 1


async def test_whoever_is_cancelled_leaves_the_slot_to_the_thread():
    slots, goes_on = Slots(1), threading.Event()

    async def call():
        async with slots.take(within_s=1) as slot:
            await slot.run(goes_on.wait, within_s=60)

    calling = asyncio.ensure_future(call())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling

    assert slots.taken == 1
    goes_on.set()
    await slots.close(10)
    assert slots.taken == 0


async def test_closing_does_not_wait_for_ever():
    slots, goes_on = Slots(1), threading.Event()
    with pytest.raises(GivenUp):
        async with slots.take(within_s=1) as slot:
            await slot.run(goes_on.wait, within_s=0)

    await slots.close(0.01)

    assert slots.taken == 1
    goes_on.set()
    await slots.close(10)


def raising(error):
    def work():
        raise error

    return work
