"""
The page as the web process serves it, whatever the API last told.
"""

from __future__ import annotations

import re

import pytest

SINCE = "2026-11-28T18:04:00Z"
XSS = "<img src=x onerror=alert(1)>#XSS"


async def test_the_only_tournament_is_shown_straight_away(page, roster):
    page.board.found([roster(slug="demo-cup")])

    answer = await page.client.get("/")

    assert (answer.status_code, answer.headers["location"]) == (307, "/t/local/demo-cup")


async def test_several_tournaments_are_listed_with_their_addresses(page, roster):
    page.board.found([roster(slug="a", name="Cup A"), roster(slug="夜-cup", name="Cup B")])

    html = (await page.client.get("/")).text

    assert "Cup A" in html
    assert 'href="/t/local/%E5%A4%9C-cup"' in html


async def test_without_a_tournament_the_page_says_how_to_make_one(page):
    page.board.found([])

    html = (await page.client.get("/")).text

    assert "No tournament yet" in html
    assert "tiltyard tournament create" in html


async def test_a_tournament_with_a_name_in_any_script_is_found_at_its_address(page, roster):
    page.board.found([roster("Ann#EUW", slug="夜-cup")])

    assert "Ann" in (await page.client.get("/t/local/%E5%A4%9C-cup")).text


async def test_the_page_shows_who_is_seated_who_is_here_and_who_waits(page, roster):
    page.board.found([roster("Ann#EUW", "Bob#EUW", "Cem#EUW", capacity=2, check_in="open", here=("Ann#EUW",))])

    html = (await page.client.get("/t/local/cup")).text

    rows = {
        key: re.sub(r"<[^>]+>|\s+", " ", row)
        for key, row in re.findall(r'data-key="id-(.*?)"(.*?)</tr>', html, re.DOTALL)
    }
    assert {name: row.split(">", 1)[1].split() for name, row in rows.items()} == {
        "Ann#EUW": ["1", "Ann", "#EUW", "Registered", "Here"],
        "Bob#EUW": ["2", "Bob", "#EUW", "Registered", "Not", "yet"],
        "Cem#EUW": ["1", "Cem", "#EUW", "Waiting"],
    }


@pytest.mark.parametrize("place", ["player", "tournament", "id"])
async def test_names_stay_text(page, roster, place):
    evening = {
        "player": lambda: roster(XSS),
        "tournament": lambda: roster(name=XSS),
        "id": lambda: roster('"><script>alert(1)</script>'),
    }[place]()
    page.board.found([evening, roster(slug="other", name=XSS)])

    html = (await page.client.get("/t/local/cup")).text + (await page.client.get("/")).text

    assert "<img" not in html
    assert "<script>" not in html
    assert "&lt;img" in html


async def test_nothing_inline_and_a_strict_policy(page, roster):
    page.board.found([roster("Ann#EUW", check_in="open")])

    answer = await page.client.get("/t/local/cup")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.text)


async def test_answers_carry_the_headers_that_keep_a_page_to_itself(page, roster):
    page.board.found([roster()])

    headers = (await page.client.get("/t/local/cup")).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


async def test_static_files_are_kept_for_good_under_the_address_of_their_content(page, roster):
    page.board.found([roster()])
    html = (await page.client.get("/t/local/cup")).text

    for address in re.findall(r'"(/static/[^"]+)"', html):
        answer = await page.client.get(address)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)
        assert (await page.client.get(re.sub(r"static/\w+", "static/older", address))).status_code == 404


async def test_an_unknown_address_gets_a_page_that_leads_back(page):
    page.board.found([])

    answer = await page.client.get("/t/local/nope")

    assert answer.status_code == 404
    assert 'href="/"' in answer.text


async def test_the_api_is_asked_only_for_a_tournament_that_is_not_known(page, roster):
    page.board.found([roster(slug="known")])

    await page.client.get("/t/local/known")
    await page.client.get("/t/local/made-a-moment-ago")

    assert page.asked == ["local/made-a-moment-ago"]


async def test_the_last_state_stays_and_is_told_to_be_so_while_the_api_is_away(page, roster):
    page.board.found([roster("Ann#EUW")])
    page.board.lost()

    answer = await page.client.get("/t/local/cup")

    assert answer.status_code == 200
    assert "Ann" in answer.text
    assert re.search(r'class="notice" id="notice">', answer.text)
    assert "Desk out of reach" in answer.text


async def test_while_the_api_answers_there_is_no_such_note(page, roster):
    page.board.found([roster("Ann#EUW")])

    html = (await page.client.get("/t/local/cup")).text

    assert 'id="notice" hidden' in html
    assert "Desk out of reach" not in html


async def test_before_the_api_ever_answered_the_page_says_so_and_asks_to_come_back(page):
    page.board.lost()

    for path in ("/", "/t/local/cup"):
        answer = await page.client.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert "out of reach" in answer.text


async def test_health_is_ok_with_and_without_the_api(page):
    page.board.found([])
    up = (await page.client.get("/health")).json()
    page.board.lost()
    down = await page.client.get("/health")

    assert (up["api"], down.json()["api"], down.status_code) == ("up", "down", 200)


async def test_a_page_tells_the_position_from_which_it_wants_to_hear(page, roster):
    page.board.found([roster("Ann#EUW")])
    page.board.changed(roster("Ann#EUW", "Bob#EUW", seq=2))

    html = (await page.client.get("/t/local/cup")).text

    assert f'data-position="{page.hub.position}"' in html


async def test_of_a_table_that_is_fine_only_its_columns_are_told(page, roster, table):
    page.board.found([roster(table=table(columns={"ign": 2, "discord": 28}))])

    html = (await page.client.get("/t/local/cup")).text

    assert notes_of(html) == ""
    assert words_of(html[html.index("<details") : html.index("</details>")]).startswith(
        "How the sheet is read B Riot ID AB Discord account Staff correct it with tiltyard bind"
    )


async def test_without_a_table_nothing_is_told_of_one(page, roster):
    page.board.found([roster()])

    html = (await page.client.get("/t/local/cup")).text

    assert (notes_of(html), "<details" in html) == ("", False)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param(
            {"behind": {"changes": 12, "since": SINCE}},
            "The sheet is 12 changes behind since 28 Nov, 18:04 UTC.",
            id="behind",
        ),
        pytest.param(
            {"behind": {"changes": 1, "since": SINCE}, "trouble": {"since": SINCE, "why": "away"}},
            "The sheet is 1 change behind since 28 Nov, 18:04 UTC: it does not answer and is tried again.",
            id="behind-and-away",
        ),
        pytest.param(
            {"source": "csv", "trouble": {"since": SINCE, "why": "missing"}},
            "The file is not kept in line since 28 Nov, 18:04 UTC: it is not where it was.",
            id="trouble",
        ),
        pytest.param(
            {"source": "new-thing", "trouble": {"since": SINCE, "why": "new word"}},
            "The table is not kept in line since 28 Nov, 18:04 UTC: something went wrong.",
            id="of-a-newer-api",
        ),
        pytest.param(
            {"held": {"since": SINCE, "players": 5}},
            "The sheet is held since 28 Nov, 18:04 UTC, because it would take out or check out 5 players: nothing is "
            "taken from it or written until staff have looked. tiltyard tournament show says more.",
            id="held",
        ),
        pytest.param(
            {"held": {"since": SINCE, "players": 0}},
            "The sheet is held since 28 Nov, 18:04 UTC: nothing is taken from it or written until staff have looked. "
            "tiltyard tournament show says more.",
            id="held-as-a-whole",
        ),
        pytest.param(
            {"for_staff": {"clash": 2, "refused": 1, "waiting": 4, "displaced": 8}},
            "3 places in the sheet wait for staff: tiltyard sheets conflicts lists them.",
            id="for-staff",
        ),
        pytest.param(
            {"for_staff": {"locked": 1}},
            "1 place in the sheet waits for staff: tiltyard sheets conflicts lists it.",
            id="one",
        ),
    ],
)
async def test_what_is_wrong_with_a_table_is_said_in_a_sentence(page, roster, table, fields, said):
    page.board.found([roster(table=table(**fields))])

    assert notes_of((await page.client.get("/t/local/cup")).text) == said


def notes_of(html: str) -> str:
    return words_of(re.search(r'data-part="table">(.*?)</div>', html, re.DOTALL)[1])


def words_of(html: str) -> str:
    return re.sub(r" (?=[.:,])", "", " ".join(re.sub(r"<[^>]+>", " ", html).split()))
