"""
What browsers hear when something changes: no more than that.
"""

from __future__ import annotations

import msgspec

from tiltyard_dashboard.serving.sse import Decoder


async def heard(page, since: str):
    decoder = Decoder()
    page.hub.close()
    with page.hub.subscribe(since) as feed:
        lines = [line async for frame in feed.frames(keep_alive_s=5) for line in frame.split(b"\n")[:-1]]
    events = [event for line in lines if (event := decoder.feed(line))]
    return [(event.event, msgspec.json.decode(event.data)) for event in events]


async def test_a_check_in_sends_one_row_and_the_counts(page, roster):
    page.board.found([roster("Ann", "Bob", check_in="open")])
    since = page.hub.position
    page.board.changed(roster("Ann", "Bob", check_in="open", here=("Bob",), seq=2))

    (_, tournament), (_, index) = await heard(page, since)

    assert (tournament["topic"], list(tournament["rows"]), tournament["lists"]) == ("local/cup", ["id-Bob"], {})
    assert list(tournament["parts"]) == ["seats"]
    assert (index["topic"], list(index["rows"])) == ("", ["local/cup"])


async def test_a_seat_that_becomes_free_moves_the_next_one_up(page, roster):
    page.board.found([roster("Ann", "Bob", "Cem", capacity=1)])
    since = page.hub.position
    page.board.changed(roster("Bob", "Cem", capacity=1, seq=2))

    (_, change), *_ = await heard(page, since)

    assert change["lists"] == {
        "seated": {"gone": ["id-Ann"], "put": [["id-Bob", None]]},
        "waiting": {"gone": ["id-Bob"], "put": []},
    }


async def test_the_same_again_is_not_sent(page, roster):
    page.board.found([roster("Ann")])
    since = page.hub.position
    page.board.changed(roster("Ann", seq=2))

    assert await heard(page, since) == []


async def test_the_api_is_told_to_be_away_once_and_back_once(page, roster):
    page.board.found([roster("Ann")])
    since = page.hub.position
    page.board.lost()
    page.board.lost()
    page.board.found([roster("Ann")])

    events = await heard(page, since)

    assert [(event, data["up"]) for event, data in events] == [("desk", False), ("desk", True)]
    assert all(data["as_of"] for _, data in events)


async def test_what_changed_while_the_api_was_away_is_sent_when_it_is_back(page, roster):
    page.board.found([roster("Ann")])
    since = page.hub.position
    page.board.lost()
    page.board.found([roster("Ann", "Bob", seq=5)])

    topics = [data.get("topic") for event, data in await heard(page, since) if event == "change"]

    assert topics == ["local/cup", ""]


async def test_what_waits_for_staff_sends_the_notes_alone(page, roster, table):
    page.board.found([roster("Ann", table=table())])
    since = page.hub.position
    page.board.changed(roster("Ann", table=table(for_staff={"clash": 2})))

    ((_, change),) = await heard(page, since)

    assert (list(change["parts"]), change["rows"], change["lists"]) == (["table"], {}, {})


async def test_a_summary_is_news_when_it_is_newer_or_the_table_stands_otherwise(page, roster, table):
    page.board.found([roster("Ann", seq=5, table=table())])

    known = {
        "the same": roster(seq=5, table=table()),
        "older": roster(seq=4, table=table()),
        "newer": roster(seq=6, table=table()),
        "other table": roster(seq=5, table=table(for_staff={"clash": 1})),
        "table gone": roster(seq=5),
        "another tournament": roster(slug="other", seq=1),
    }

    assert [name for name, one in known.items() if page.board.is_known(one)] == ["the same", "older"]
