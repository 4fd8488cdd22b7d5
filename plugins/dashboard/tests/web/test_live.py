"""
The three processes of an evening: a desk here, the API, and the page, which outlives the API.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing

import httpx
import msgspec
import pytest

from tiltyard.tournament import commands as c
from tiltyard_dashboard.api.__main__ import NAMESPACE
from tiltyard_dashboard.api.bearers import BearerKind, Bearers
from tiltyard_dashboard.serving.sse import Decoder

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def events_of(client):
    decoder = Decoder()
    async with client.stream("GET", "/events", timeout=15) as answer:
        async for line in answer.aiter_lines():
            if event := decoder.feed(line.encode()):
                yield event.event, msgspec.json.decode(event.data)


async def until(events, fits):
    async with asyncio.timeout(60):  # the stream says something now and then, and would never end by itself
        return await anext(data async for event, data in events if fits(event, data))


async def test_a_sign_up_and_a_check_in_reach_the_page(web, evening):
    await evening.begin("Ann#EUW")
    async with httpx.AsyncClient(base_url=web.url) as client, aclosing(events_of(client)) as events:
        await client.get(evening.path)  # a page that was not there yet is not told of as a change
        await until(events, lambda event, _: event == "hello")
        bob = await evening.sign_up("Bob#EUW")
        await until(events, lambda _, data: "Bob" in "".join(data.get("rows", {}).values()))

        await evening.do(c.OpenCheckIn)
        await evening.do(c.CheckIn, person=bob)
        await until(events, lambda _, data: "1</b> of 2 checked in" in data.get("parts", {}).get("seats", ""))

        assert "you are checked in" in (await client.get(evening.path)).text


async def test_a_tournament_has_its_page_as_soon_as_it_is_created(web, another):
    async with httpx.AsyncClient(base_url=web.url) as client:
        for _ in range(3):
            evening = another()
            await evening.begin("Ann#EUW")

            assert "Ann" in (await client.get(evening.path)).text


async def test_the_page_outlives_the_api_and_catches_up_when_it_is_back(start, evening):
    await evening.begin("Ann#EUW")
    api = await start("api")
    web = await start("web", "--api-url", api.url)
    async with httpx.AsyncClient(base_url=web.url) as client:
        assert "Ann" in (await client.get(evening.path)).text
        async with aclosing(events_of(client)) as events:
            await until(events, lambda event, _: event == "hello")
            await api.stop()
            await until(events, lambda event, data: event == "desk" and not data["up"])
            while_away = await client.get(evening.path)
            await evening.sign_up("Bob#EUW")
            await start("api", port=api.port)
            await until(events, lambda event, data: event == "desk" and data["up"])
        afterwards = await client.get(evening.path)

    assert while_away.status_code == 200
    assert "Ann" in while_away.text
    assert "Desk out of reach" in while_away.text
    assert "Bob" in afterwards.text
    assert "Desk out of reach" not in afterwards.text


async def test_an_overlay_shows_what_its_key_opens_until_it_is_revoked(app, web, evening):
    await evening.begin("Ann#EUW")
    bearers = Bearers(app.journal.store(NAMESPACE), app.clock)
    keys = [
        await bearers.issue(BearerKind.OVERLAY, name=name, scopes=(), detail={"tournament": evening.id})
        for name in ("stream", "shown by mistake")
    ]
    await bearers.revoke(BearerKind.OVERLAY, keys[1][1].id)
    async with httpx.AsyncClient(base_url=web.url) as client:
        await client.get(evening.path)  # web has heard of it, then
        good, revoked = [await client.get(f"/o/{key}/roster") for key, _ in keys]

    assert "Ann" in good.text
    assert (revoked.status_code, "Ann" in revoked.text) == (404, False)


async def test_a_player_has_a_page_with_how_it_came(web, evening):
    await evening.begin("Ann#EUW")
    async with httpx.AsyncClient(base_url=web.url) as client:
        entrants = (await client.get(f"{evening.path}.json")).json()["tournament"]["entrants"]
        html = (await client.get(f"{evening.path}/p/{entrants[0]['id']}")).text

    assert "Signed up" in html
    assert "Registered, with a seat" in html


async def test_the_page_stops_at_once_and_cleanly_with_streams_open(start, api):
    web = await start("web", "--api-url", api.url)
    host, _, port = web.url.removeprefix("http://").partition(":")
    streams = [await asyncio.open_connection(host, int(port)) for _ in range(20)]
    for reader, writer in streams:
        writer.write(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"event: hello")

    began = time.monotonic()
    exit_code = await web.stop()
    took_s = time.monotonic() - began

    for _, writer in streams:
        writer.close()
    assert exit_code == 0
    assert took_s < 2.5  # about 0.3 s on an idle machine; what the backstop of 3 s ends was not stopped by us
