"""
The public pages and overlays in a real browser, fed by hand: what needs no second process to be seen.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from browsers import CHROMIUM

from tiltyard_dashboard.web.shapes import Chapter, Story

if CHROMIUM:
    from axe_playwright_python.async_playwright import Axe
    from playwright.async_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH, playwright and axe-playwright-python"),
]

XSS = "<img src=x onerror=\"document.title='broken in'\">#XSS"
RTL = "\u202eقمر الليل" + "\u0627" * 60 + "#MENA"
NAMES = ("Ann#EUW", "Bob#EUW", "W" * 120 + "#EUW", RTL, XSS, "Cem#EUW")
KEY = "tyo_a-key-of-tests"
PATIENCE_MS = 10_000


async def axe_findings(page):
    found = await Axe().run(page)
    return found.generate_report() if found.violations_count else ""


def teams(*names):
    """Teams of two, as the API tells of them."""
    return [
        {
            "id": f"team-{order}", "order": order, "name": name, "team": name, "status": "registered", "seated": True,
            "waitlist_position": None, "checked_in": False,
            "members": [{"name": f"{name} {who}#EUW", "checked_in": who == "A"} for who in "AB"],
        }
        for order, name in enumerate(names, start=1)
    ]  # fmt: skip


@pytest.fixture
def fed(stand, roster):
    """The page with a tournament in check-in, whose overlays may be seen."""
    page, url = stand
    closes_at = page.clock.now() + timedelta(minutes=30)
    evening = roster(
        *NAMES, capacity=4, check_in="open", here=("Bob#EUW",), no_shows="release", checked_in_first=True,
        windows={"check_in_closes_at": closes_at},
    )  # fmt: skip
    page.board.found([evening, roster(slug="other")])
    page.stories["id-Ann#EUW"] = Story(1, (Chapter(1, page.clock.now(), "SignUpReceived"),))
    page.keys[KEY] = evening.id
    return page, url


PAGES = {
    "tournament": "/t/local/cup?who=cem",
    "list": "/",
    "player": "/t/local/cup/p/id-Ann%23EUW",
    "nothing": "/t/local/nope",
    "overlay": f"/o/{KEY}/roster",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
async def test_every_kind_of_page_fits_every_screen_and_axe_finds_nothing(visit, fed, path):
    _, url = fed
    for scheme, width in (("dark", 320), ("light", 3840)):
        page = await visit(url + path, width=width, scheme=scheme, status=404 if "nope" in path else 200)

        assert await page.evaluate("document.documentElement.scrollWidth") == width
        assert await axe_findings(page) == ""


async def test_teams_show_who_plays_in_them_and_who_is_here(visit, stand, roster):
    served, url = stand
    served.board.found([roster(mode="double_up", check_in="open", entrants=teams("Foxes", RTL, XSS))])
    page = await visit(url + "/t/local/cup?who=foxes%20b", width=320, scheme="dark")

    await expect(page.locator("#answer")).to_contain_text("It is not checked in as a whole yet.")
    await expect(page.locator("tr[aria-current] .members .in")).to_have_text(re.compile("Foxes A#EUW"))
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    assert await axe_findings(page) == ""
    assert await page.locator("img").count() == 0


async def test_what_is_asked_stands_in_the_address_and_is_answered_again_from_it(visit, fed):
    _, url = fed
    page = await visit(url + "/t/local/cup")
    await page.locator("#status").select_option("missing")
    await page.locator("#who").fill("cem")
    await expect(page).to_have_url(re.compile(r"\?who=cem&status=missing$|\?status=missing&who=cem$"))
    visible = page.locator("tbody tr:not([hidden]) .name")

    await expect(page.locator("#answer")).to_contain_text("2 no-shows would let you in")
    await expect(page.locator("#answer .step")).to_contain_text("Check in as well")
    assert await visible.count() == 4  # three with a seat, and the one that asks
    await page.reload()
    await expect(page.locator("tr[aria-current] .name")).to_have_text("Cem#EUW")
    assert await visible.count() == 4


async def test_a_long_list_comes_in_pages(visit, stand, roster):
    served, url = stand
    served.board.found([roster(*(f"P{number}#EUW" for number in range(250)), capacity=250)])
    page = await visit(url + "/t/local/cup?page=2")
    visible = page.locator("tbody tr:not([hidden])")

    await expect(visible.first.locator(".name")).to_have_text("P100#EUW")
    assert await visible.count() == 100
    await page.get_by_role("link", name="After").click()
    await expect(visible.first.locator(".name")).to_have_text("P200#EUW")
    assert await visible.count() == 50


async def test_a_players_own_page_is_live(visit, fed, roster):
    served, url = fed
    page = await visit(url + "/t/local/cup/p/id-Ann%23EUW")
    await page.locator('#live[data-state="live"]').wait_for()
    await page.evaluate("window.sameDocument = true")
    served.board.changed(roster(*NAMES, capacity=4, check_in="open", here=("Ann#EUW", "Bob#EUW"), seq=2))

    await expect(page.locator(".headline")).to_contain_text("you are checked in", timeout=PATIENCE_MS)
    assert await page.evaluate("window.sameDocument") is True


async def test_an_overlay_is_live_transparent_and_stays_when_the_desk_is_away(visit, fed, roster):
    served, url = fed
    page = await visit(f"{url}/o/{KEY}/roster?accent=ff8800", width=640)
    names = page.locator(".names li")
    await expect(names).to_have_count(4)
    await expect(names.nth(1)).to_have_class("here")
    style = "getComputedStyle(document.documentElement)"
    assert await page.evaluate(f"{style}.backgroundColor") == "rgba(0, 0, 0, 0)"
    assert await page.evaluate(f"{style}.getPropertyValue('--accent')") == "#ff8800"
    assert await page.locator("img").count() == 0

    served.board.lost()
    served.board.changed(roster(*NAMES, capacity=5, check_in="open", seq=2))
    await expect(names).to_have_count(5, timeout=PATIENCE_MS)
    await expect(page.get_by_text("out of reach")).to_have_count(0)


@pytest.mark.parametrize("width", [480, 1920])
async def test_an_overlay_is_the_same_picture_at_any_size(visit, fed, width):
    _, url = fed
    page = await visit(f"{url}/o/{KEY}/check-in", width=width)
    box = await page.locator(".panel").bounding_box()

    assert box["width"] / width == pytest.approx(58 / 60, abs=0.01)


async def test_nine_overlays_of_one_stream_share_one_connection(visit, fed, roster):
    served, url = fed
    page = await visit(f"{url}/o/{KEY}/roster", width=640)
    others = [await visit(f"{url}/o/{KEY}/{view}", context=page.context) for view in ("check-in", "roster") * 4]
    served.board.changed(roster(*NAMES, capacity=5, check_in="open", here=NAMES[:3], seq=2))

    for one in (page, others[1], others[-1]):
        await expect(one.locator(".names .here")).to_have_count(3, timeout=PATIENCE_MS)
    assert served.hub.streams == 1
