"""
The API over a real socket, on a journal that another process writes.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import aclosing

import pytest

from tiltyard.desk.tables import Trouble, TroubleKind
from tiltyard.models import RowSource, Verdict
from tiltyard.tournament import commands as c
from tiltyard_dashboard.serving.sse import Decoder

SHEET = RowSource("gsheet", "an-id/0")

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def events_of(client, **options):
    """Events as they come in; the stream is open once the first one is there."""
    decoder = Decoder()
    async with client.stream("GET", "/v1/events", timeout=10, **options) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if event := decoder.feed(line.encode()):
                yield event


async def first_of(client, **options):
    async with aclosing(events_of(client, **options)) as events:
        return await anext(events)


async def first_about(evening, events, words=""):
    return await anext(event async for event in events if f'"{evening.id}"' in event.data and words in event.data)


async def test_health_is_ok_while_the_journal_can_be_read(api):
    answer = await api.get("/v1/health")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


async def test_the_list_has_each_tournaments_summary(api, evening):
    await evening.begin("Friday Cup", capacity=2)
    for name in ("Ann#EUW", "Bob#EUW", "Cem#EUW"):
        await evening.sign_up(name)

    listed = (await api.get("/v1/tournaments")).json()["tournaments"]

    (summary,) = [one for one in listed if one["id"] == evening.id]
    assert (summary["name"], summary["registration"], summary["check_in"]) == ("Friday Cup", "open", "not_yet")
    assert summary["counts"] == {
        "seated": 2, "waiting": 1, "checked_in": 0, "pending": 0, "rejected": 0, "dropped": 0,
        "no_shows": 0, "disqualified": 0, "offered": 0, "for_staff": 0,
    }  # fmt: skip
    assert "entrants" not in summary


async def test_a_roster_shows_who_is_seated_and_then_who_waits(api, evening):
    await evening.begin(capacity=1)
    await evening.sign_up("Ann#EUW")
    await evening.sign_up("Bob#EUW")

    roster = (await api.get(f"/v1/tournaments/{evening.id}")).json()

    assert [(one["name"], one["seated"], one["waitlist_position"]) for one in roster["entrants"]] == [
        ("Ann#EUW", True, None),
        ("Bob#EUW", False, 1),
    ]


async def test_a_roster_does_not_tell_who_was_rejected(api, evening):
    await evening.begin()
    await evening.sign_up("Unlucky#EUW", Verdict.REJECTED)

    answer = await api.get(f"/v1/tournaments/{evening.id}")

    assert "Unlucky" not in answer.text
    assert "a reason" not in answer.text
    assert answer.json()["counts"]["rejected"] == 1


async def test_how_the_table_stands_is_told_without_an_event(app, api, evening):
    await evening.begin()
    await evening.do(c.BindRows, source=SHEET)
    async with aclosing(events_of(api)) as events:
        await anext(events)
        trouble = Trouble(app.clock.now(), "not let into an-id", TroubleKind.ACCESS)
        await app.tables.note_trouble(evening.id, SHEET, trouble)
        told = await first_about(evening, events, '"why":"access"')
    roster = await api.get(f"/v1/tournaments/{evening.id}")

    assert "an-id" not in told.data + roster.text
    assert roster.json()["table"]["behind"]["changes"] == 3


async def test_an_unknown_tournament_is_a_problem_with_what_which_and_next_step(api):
    answer = await api.get("/v1/tournaments/local/nope")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    problem = answer.json()
    assert problem["type"] == "urn:tiltyard:problem:unknown_tournament"
    assert (problem["status"], problem["title"], problem["which"]) == (404, "There is no such tournament", "local/nope")
    assert problem["next_step"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        pytest.param("GET", "/v2/health", 404, "unknown_address", id="unknown-address"),
        pytest.param("GET", "/", 404, "unknown_address", id="root"),
        pytest.param("POST", "/v1/tournaments", 405, "wrong_method", id="post"),
        pytest.param("DELETE", "/v1/tournaments/local/x", 405, "wrong_method", id="delete"),
    ],
)
async def test_every_other_refusal_is_a_problem_too(api, method, path, status, code):
    answer = await api.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert all(answer.json()[part] for part in ("title", "detail", "which", "next_step"))


async def test_answers_are_not_kept_and_not_sniffed(api):
    headers = (await api.get("/v1/health")).headers

    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "server" not in headers


async def test_a_change_by_another_process_is_told_at_once(api, evening):
    await evening.begin()
    async with aclosing(events_of(api)) as events:
        hello = await anext(events)
        began = time.monotonic()
        await evening.do(c.OpenCheckIn)
        await first_about(evening, events, '"check_in":"open"')
        took_s = time.monotonic() - began

    assert hello.event == "hello"
    assert took_s < 4  # the journal is looked at every 0.2 s; the rest is room for a busy machine


async def test_who_comes_back_gets_what_they_missed(api, evening):
    hello = await first_of(api)
    await evening.begin()
    async with aclosing(events_of(api, headers={"last-event-id": hello.id})) as events:
        told = await first_about(evening, events)

    assert told.event == "tournament"


async def test_a_listed_position_can_be_subscribed_from(api, evening):
    position = (await api.get("/v1/tournaments")).json()["position"]
    await evening.begin()
    async with aclosing(events_of(api, params={"last": position})) as events:
        told = await first_about(evening, events)

    assert told.event == "tournament"


async def test_a_position_from_before_a_restart_asks_for_a_resync(api):
    assert (await first_of(api, params={"last": "bootbefore-3"})).event == "resync"


async def test_it_stops_at_once_and_cleanly_with_streams_open(start_api):
    for _ in range(3):
        service = await start_api()
        host, _, port = service.url.removeprefix("http://").partition(":")
        streams = [await asyncio.open_connection(host, int(port)) for _ in range(20)]
        for reader, writer in streams:
            writer.write(b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await reader.readuntil(b"event: hello")

        began = time.monotonic()
        exit_code = await service.stop()
        took_s = time.monotonic() - began

        for _, writer in streams:
            writer.close()
        assert exit_code == 0
        assert took_s < 2.5  # about 0.3 s on an idle machine; what the backstop of 3 s ends was not stopped by us


async def test_a_taken_port_is_named(app, api):
    port = str(api.base_url.port)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tiltyard_dashboard.api", "--port", port,
        cwd=app.settings.data_dir, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 1
    assert f"port {port} is taken" in said.decode()
    assert len(said.decode().splitlines()) == 1
