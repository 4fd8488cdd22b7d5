"""
The pages for programs.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from tiltyard_dashboard.web.answers import AS_OF
from tiltyard_dashboard.web.shapes import Chapter, Story

NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://evil")#EUW'
WINDOWS = {"check_in_opens_at": NOW, "check_in_closes_at": NOW + timedelta(hours=1), "registration_closes_at": NOW}
TWINS = (
    "/tournaments.json", "/tournaments.csv", "/t/local/cup.json", "/t/local/cup.csv", "/t/local/cup.ics",
    "/t/local/cup/p/id-Ann%23EUW.json", "/t/local/cup/p/id-Ann%23EUW.csv",
)  # fmt: skip


async def test_a_tournament_is_there_as_json(page, roster):
    page.board.found([roster("Ann#EUW", "Bob#EUW", capacity=1)])

    told = (await page.client.get("/t/local/cup.json")).json()

    assert told["as_of"] is None
    assert told["tournament"]["counts"]["waiting"] == 1
    assert [one["name"] for one in told["tournament"]["entrants"]] == ["Ann#EUW", "Bob#EUW"]


async def test_in_csv_no_name_is_a_formula(page, roster):
    page.board.found([roster("Ann#EUW", FORMULA, capacity=1, name=FORMULA)])

    answer = await page.client.get("/t/local/cup.csv")
    listed = await page.client.get("/tournaments.csv")

    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-type"].startswith("text/csv")
    assert [(line["no"], line["name"], line["seated"]) for line in lines] == [
        ("1", "Ann#EUW", "yes"),
        ("2", f"'{FORMULA}", "no"),
    ]
    assert next(csv.DictReader(io.StringIO(listed.content.decode("utf-8-sig"))))["name"] == f"'{FORMULA}"


async def test_the_schedule_is_a_calendar(page, roster):
    name = "Cup\nEND:VCALENDAR"
    page.board.found([roster(name=name, windows=WINDOWS, starts_at=NOW + timedelta(hours=2))])

    answer = await page.client.get("/t/local/cup.ics")

    entries = {str(one["uid"]): one for one in icalendar.Calendar.from_ical(answer.content).events}
    assert list(entries) == ["sign-up@local/cup", "check-in@local/cup", "start@local/cup"]
    assert entries["check-in@local/cup"].end - entries["check-in@local/cup"].start == timedelta(hours=1)
    assert str(entries["sign-up@local/cup"]["summary"]) == f"{name}: Sign-up closes"
    assert entries["start@local/cup"].start == NOW + timedelta(hours=2)


@pytest.mark.parametrize("path", TWINS)
async def test_who_has_a_twin_is_not_sent_it_again(page, roster, path):
    page.board.found([roster("Ann#EUW", windows=WINDOWS)])
    first = await page.client.get(path)

    again = await page.client.get(path, headers={"if-none-match": first.headers["etag"]})
    page.board.changed(roster("Ann#EUW", seq=2, here=("Ann#EUW",), check_in="open", windows=WINDOWS))
    later = await page.client.get(path, headers={"if-none-match": first.headers["etag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert later.status_code == 200


@pytest.mark.parametrize("path", TWINS)
async def test_twins_outlive_the_api_and_say_how_old_they_are(page, roster, path):
    page.board.found([roster("Ann#EUW", windows=WINDOWS)])
    fresh = await page.client.get(path)
    page.board.lost()

    old = await page.client.get(path)

    assert AS_OF not in fresh.headers
    assert old.headers[AS_OF] == page.board.stale_since.isoformat()
    if path.endswith("json"):
        assert old.json()["as_of"]


@pytest.mark.parametrize("path", ["/tournaments.exe", "/t/local/nope.json", "/t/local/cup/p/no.csv", "/t/local.ics"])
async def test_there_is_nothing_at_other_addresses(page, roster, path):
    page.board.found([roster()])

    assert (await page.client.get(path)).status_code == 404


async def test_pages_name_their_twins(page, roster):
    page.board.found([roster("Ann#EUW"), roster(slug="other")])

    for path in ("/", "/t/local/cup", "/t/local/cup/p/id-Ann%23EUW"):
        html = (await page.client.get(path)).text
        assert 'rel="alternate" type="application/json"' in html
        assert 'rel="alternate" type="text/csv"' in html


async def test_a_players_own_page_tells_all_about_them(page, roster):
    page.board.found([roster("Ann#EUW", "<b>Bob#EUW", capacity=1)])
    page.stories["id-<b>Bob#EUW"] = Story(1, (Chapter(1, NOW, "SignUpReceived"), Chapter(2, NOW, "FromANewerApi")))

    html = (await page.client.get("/t/local/cup/p/id-%3Cb%3EBob%23EUW")).text

    assert "number 1 on the waitlist" in html
    assert "Signed up" in html
    assert "FromANewerApi" in html
    assert "<b>Bob" not in html


async def test_what_was_told_of_a_player_stays_while_the_api_is_away(page, roster):
    page.board.found([roster("Ann#EUW", "Bob#EUW")])
    page.stories["id-Ann#EUW"] = Story(1, (Chapter(1, NOW, "SignUpReceived"),))
    await page.client.get("/t/local/cup/p/id-Ann%23EUW")
    page.board.lost()

    ann = await page.client.get("/t/local/cup/p/id-Ann%23EUW")
    bob = await page.client.get("/t/local/cup/p/id-Bob%23EUW")

    assert "Signed up" in ann.text
    assert "cannot be told while" in bob.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param("who=bob", "You are number 1 on the waitlist", id="me"),
        pytest.param("who=b", "2 names fit", id="several"),
        pytest.param("who=zoe", "Nobody of that name", id="nobody"),
    ],
)
async def test_the_page_answers_without_a_script(page, roster, asked, said):
    page.board.found([roster("Ann#EUW", "Bob#EUW", "Babs#EUW", capacity=1)])

    html = (await page.client.get(f"/t/local/cup?{asked}")).text

    assert said in html.partition('id="answer"')[2].partition('id="steps"')[0]


async def test_only_the_players_that_are_asked_for_are_shown_and_always_oneself(page, roster):
    page.board.found([roster("Ann#EUW", "Bob#EUW", "Cem#EUW", check_in="open", here=("Ann#EUW", "Bob#EUW"))])

    html = (await page.client.get("/t/local/cup?status=missing&who=ann")).text

    rows = re.findall(r'<tr( hidden)?.*?data-key="id-(\w+)#', html)
    assert [name for hidden, name in rows if not hidden] == ["Ann", "Cem"]
