"""
What a stream lays over its picture.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_dashboard.web.overlays.keys import FRESH_S, OutOfReach
from tiltyard_dashboard.web.overlays.look import COLOURS, Look, parse, style
from tiltyard_dashboard.web.overlays.past import DELAY_MOST, Past
from tiltyard_dashboard.web.shapes import Roster

NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
CUP = msgspec.convert(
    {
        "id": "local/cup", "slug": "cup", "name": "Cup", "seq": 1, "capacity": 8, "registration": "open",
        "check_in": "open", "changed_at": None, "counts": {"seated": 1, "waiting": 0, "checked_in": 0, "pending": 0},
        "windows": dict.fromkeys(
            ("registration_opens_at", "registration_closes_at", "check_in_opens_at", "check_in_closes_at")
        ),
        "entrants": [
            {
                "id": "one", "order": 1, "name": "Ann", "status": "registered", "seated": True,
                "waitlist_position": None, "checked_in": False,
            }
        ],
    },
    Roster,
)  # fmt: skip
KEY = "tyo_a-key-of-tests"
VIEWS = ("roster", "check-in", "countdown", "standings")


def stage_of(html: str) -> str:
    return re.search(r'<main id="stage"[^>]*>(.*)</main>', html, re.DOTALL)[1].strip()


@pytest.fixture
def shown(page, roster):
    """The page with a tournament whose overlays may be seen."""
    closes_at = page.clock.now() + timedelta(minutes=30)
    page.board.found([roster("Ann#EUW", "Bob#EUW", check_in="open", windows={"check_in_closes_at": closes_at})])
    page.keys[KEY] = "local/cup"
    return page


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("roster", "Ann"),
        ("check-in", "of 2 checked in"),
        ("countdown", "Check-in closes in"),
        ("standings", "Standings"),
    ],
)
async def test_each_view_shows_its_part_of_the_tournament(shown, view, said):
    answer = await shown.client.get(f"/o/{KEY}/{view}")

    assert answer.status_code == 200
    assert said in stage_of(answer.text)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param(f"/o/{KEY}/secrets", 404, id="another-view"),
        pytest.param("/o/tyo_another-key/roster", 404, id="a-key-that-is-none"),
        pytest.param("/o/%2e%2e%2f%2e%2e/roster", 404, id="not-even-like-a-key"),
    ],
)
async def test_whatever_else_is_an_empty_picture(shown, path, status):
    answer = await shown.client.get(path)

    assert answer.status_code == status
    assert "Ann" not in answer.text


async def test_a_revoked_address_shows_nothing_within_seconds(shown):
    before = await shown.client.get(f"/o/{KEY}/roster")
    shown.keys[KEY] = None
    await shown.clock.advance(FRESH_S)

    after = await shown.client.get(f"/o/{KEY}/roster")

    assert (before.status_code, after.status_code, stage_of(after.text)) == (200, 404, "")


async def test_the_last_state_stays_while_the_api_is_away_and_says_nothing_of_it(shown):
    before = await shown.client.get(f"/o/{KEY}/roster")
    shown.keys[KEY] = OutOfReach
    shown.board.lost()
    await shown.clock.advance(3600)

    after = await shown.client.get(f"/o/{KEY}/roster")

    assert after.status_code == 200
    assert stage_of(after.text) == stage_of(before.text)
    assert "out of reach" not in after.text


async def test_an_address_that_was_never_seen_asks_to_come_back_while_the_api_is_away(shown):
    shown.keys["tyo_never-seen"] = OutOfReach

    answer = await shown.client.get("/o/tyo_never-seen/roster")

    assert (answer.status_code, stage_of(answer.text)) == (503, "")


async def test_a_delay_shows_how_things_stood_then(shown, roster):
    await shown.clock.advance(60)
    shown.board.changed(roster("Ann#EUW", "Bob#EUW", "Cem#EUW", seq=2))
    await shown.clock.advance(29)
    delayed = await shown.client.get(f"/o/{KEY}/roster?delay_s=30")
    now = await shown.client.get(f"/o/{KEY}/roster")
    await shown.clock.advance(1)
    later = await shown.client.get(f"/o/{KEY}/roster?delay_s=30")

    assert ["Cem" in one.text for one in (delayed, now, later)] == [False, True, True]


async def test_nothing_is_shown_before_its_time_when_nobody_remembers(shown):
    answer = await shown.client.get(f"/o/{KEY}/roster?delay_s=30")

    assert (answer.status_code, stage_of(answer.text)) == (503, "")


async def test_a_theme_is_a_file_and_colours_go_before_it(shown):
    (shown.themes / "night.css").write_text(":root { --accent: red; }")

    page = await shown.client.get(f"/o/{KEY}/roster?theme=night&accent=%2363C899")
    address = re.search(r'href="(/o/look\.css[^"]*)"', page.text)[1].replace("&amp;", "&")
    sheet = await shown.client.get(address)
    again = await shown.client.get(address, headers={"if-none-match": sheet.headers["etag"]})

    assert sheet.text == ":root { --accent: red; }\n:root { --accent: #63c899; }\n"
    assert sheet.headers["content-type"].startswith("text/css")
    assert again.status_code == 304


@pytest.mark.parametrize("theme", ["../secret", "a/b", "NIGHT", "none", "x" * 41, "large", "night.css"])
async def test_a_theme_is_read_from_its_directory_alone(shown, theme):
    (shown.themes.parent / "secret.css").write_text("secret")
    (shown.themes / "large.css").write_text("/*" + "x" * 70_000 + "*/")

    assert (await shown.client.get("/o/look.css", params={"theme": theme})).text == ""


async def test_overlays_have_a_policy_of_their_own_without_anything_inline(shown):
    answer = await shown.client.get(f"/o/{KEY}/roster?accent=fff&kiosk")

    policy = answer.headers["content-security-policy"]
    assert "form-action 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.text)
    assert KEY not in answer.text


@given(st.dictionaries(st.sampled_from([*COLOURS, "theme", "size", "delay_s"]), st.text(max_size=12)))
def test_nothing_but_colours_and_a_size_comes_into_the_style_sheet(words):
    look = parse(words)

    declared = r"( --(ink|soft|accent|card|line): #[0-9a-f]{3,8};)*( --size: [0-9.]+;)?"
    assert re.fullmatch(rf"(\n:root \{{{declared} \}}\n)?", style(look, ""))
    assert timedelta(0) <= look.delay <= DELAY_MOST


@given(st.lists(st.sampled_from(["ffffff", "#000", "12345678"]), min_size=1, max_size=5))
def test_the_address_of_a_look_gives_that_look(colours):
    look = Look(colours=tuple((name, one.removeprefix("#")) for name, one in zip(COLOURS, colours, strict=False)))

    assert parse(dict(pair.split("=") for pair in look.address.partition("?")[2].split("&"))) == look


@given(st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_the_past_tells_what_stood_at_each_moment_of_the_longest_delay(gaps):
    past, at, stood = Past(), NOW, []
    for seq, gap in enumerate(gaps, start=1):
        at += timedelta(seconds=gap + 1)
        past.add(msgspec.structs.replace(CUP, seq=seq), at)
        stood.append((at, seq))

    for seconds in range(0, int(DELAY_MOST.total_seconds()), 37):
        moment = at - timedelta(seconds=seconds)
        expected = [seq for begins, seq in stood if begins <= moment]
        known = past.at(CUP.id, moment)
        assert (known.seq if known else None) == (expected[-1] if expected else None)


def test_players_who_stay_as_they_were_are_kept_once():
    past = Past()
    again = msgspec.convert(msgspec.to_builtins(CUP), Roster)
    past.add(CUP, NOW)
    past.add(msgspec.structs.replace(again, seq=2), NOW + timedelta(seconds=1))

    assert again.entrants[0] is not CUP.entrants[0]
    assert past.at(CUP.id, NOW + timedelta(seconds=1)).entrants[0] is CUP.entrants[0]


def test_what_is_no_more_is_forgotten():
    past = Past()
    past.add(CUP, NOW)
    past.keep_only(set())

    assert past.at(CUP.id, NOW) is None
