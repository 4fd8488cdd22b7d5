"""
The page in a real browser: live without a reload, on any width, for everybody, and without a word in the console.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager

import attrs
import httpx
import pytest
from browsers import CHROMIUM

from tiltyard.clock import SystemClock
from tiltyard.desk.tables import Trouble, TroubleKind
from tiltyard.models import RowSource
from tiltyard.rows.entries import Entry, EntryKind
from tiltyard.tournament import commands as c

if CHROMIUM:
    from axe_playwright_python.async_playwright import Axe
    from playwright.async_api import expect

    expect.set_options(timeout=10_000)  # a busy machine is no fault of the page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH, playwright and axe-playwright-python"),
]

SHEET = RowSource("gsheet", "an-id/0")
CLASH = Entry(
    EntryKind.CLASH, "name:ann", 2, None, "Riot ID", "ign", "Annie#EUW", "Ann#EUW", "both changed it", "Choose.",
    SystemClock().now(),
)  # fmt: skip
MAPPING = {"header_row": 0, "columns": {"discord": 0, "ign": 2, "checkin": 3}, "fingerprint": "mark"}
XSS = "<img src=x onerror=\"document.title='broken in'\">#XSS"
LONG = "W" * 180 + "#EUW"
RTL = "\u202eقمر الليل" + "\u0627" * 90 + "#MENA"
NAMES = ("Ann#EUW", "Bob#EUW", LONG, RTL, XSS, "Cem#EUW")


@asynccontextmanager
async def without_reload(page):
    await page.evaluate("window.sameDocument = true")
    yield
    assert await page.evaluate("window.sameDocument") is True


def state(page, name):
    return page.locator(f'#live[data-state="{name}"]').wait_for()


async def axe_findings(page):
    found = await Axe().run(page)
    return found.generate_report() if found.violations_count else ""


async def test_a_sign_up_and_a_check_in_appear_without_a_reload(visit, web, evening):
    await evening.begin("Ann#EUW")
    page = await visit(web.url + evening.path)
    await state(page, "live")
    async with without_reload(page):
        bob = await evening.sign_up("Bob#EUW")
        await expect(page.locator("tbody[data-list=seated] > tr")).to_have_count(2)
        await evening.do(c.OpenCheckIn)
        await evening.do(c.CheckIn, person=bob)

        await expect(page.locator("tr", has_text="Bob").locator(".here")).to_have_text("Here")
        await expect(page.locator("tr", has_text="Ann").locator(".here")).to_have_text("Not yet")
        await expect(page.get_by_text("1 of 2 checked in")).to_be_visible()
        await expect(page.locator(".window.open", has_text="Check-in")).to_be_visible()


async def test_a_seat_that_becomes_free_moves_the_waitlist_up_without_a_reload(visit, web, evening):
    ann, *_ = await evening.begin("Ann#EUW", "Bob#EUW", "Cem#EUW", "Dee#EUW")
    page = await visit(web.url + evening.path)
    await state(page, "live")
    async with without_reload(page):
        await evening.do(c.Drop, person=ann)

        await expect(page.locator("tbody[data-list=seated] .name")).to_have_text(["Bob#EUW", "Cem#EUW"])
        await expect(page.locator("tbody[data-list=waiting] .name")).to_have_text(["Dee#EUW"])
        await expect(page.locator("tbody[data-list=waiting] .no")).to_have_text(["1"])


async def test_a_new_tournament_joins_the_list_without_a_reload(visit, web, evening, another):
    for _ in range(2):
        await another().begin()
    page = await visit(web.url)
    await state(page, "live")
    async with without_reload(page):
        await evening.begin(title="Brand New Cup")

        card = page.locator("[data-list=tournaments] > li", has_text="Brand New Cup")
        await expect(card).to_contain_text("Sign-up is open")
        assert await axe_findings(page) == ""


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
async def test_what_is_wrong_with_the_sheet_comes_and_goes_without_a_reload(visit, app, web, evening, scheme, width):
    await evening.begin("Ann#EUW")
    await evening.do(c.BindRows, source=SHEET)
    page = await visit(web.url + evening.path, width=width, scheme=scheme)
    await state(page, "live")
    notes = page.locator("[data-part=table] > p")
    await expect(notes).to_have_count(0)
    async with without_reload(page):
        await app.tables.note_trouble(evening.id, SHEET, Trouble(app.clock.now(), "away: an-id", TroubleKind.AWAY))
        await app.tables.remember(evening.id, SHEET, lambda memory: attrs.evolve(memory, entries=(CLASH,)))
        await app.journal.store("tables").put(f"mapping:{evening.id}:{SHEET}", MAPPING)

        await expect(notes).to_have_text([re.compile("changes behind since"), re.compile("1 place .* waits for staff")])
        await page.get_by_text("How the sheet is read").click()
        await expect(page.locator(".columns dl > div").first).to_have_text(re.compile(r"A\s*Discord account"))
        assert await axe_findings(page) == ""
        assert await page.evaluate("document.documentElement.scrollWidth") == width

        await app.tables.note_trouble(evening.id, SHEET, None)
        await app.tables.remember(evening.id, SHEET, lambda memory: attrs.evolve(memory, entries=()))
        await expect(notes).to_have_count(0)


@pytest.mark.parametrize("width", [320, 360, 768])
async def test_nothing_scrolls_sideways_whatever_people_call_themselves(visit, web, evening, width):
    await evening.begin(*NAMES, title="W" * 100, capacity=5)
    await evening.do(c.OpenCheckIn)
    page = await visit(web.url + evening.path, width=width)
    await state(page, "live")
    await page.locator("#who").fill("Ann")

    assert await page.evaluate("document.documentElement.scrollWidth") == width
    for row in await page.locator("tbody tr").all():
        box = await row.bounding_box()
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
async def test_axe_finds_nothing_to_complain_of(visit, web, evening, scheme, width):
    people = await evening.begin(*NAMES, capacity=4)
    await evening.do(c.OpenCheckIn)
    await evening.do(c.CheckIn, person=people[1])
    page = await visit(web.url + evening.path, width=width, scheme=scheme)
    await state(page, "live")
    await page.locator("#who").fill("Bob")

    assert await axe_findings(page) == ""


async def test_a_name_that_is_markup_stays_text(visit, web, evening):
    await evening.begin("Ann#EUW")
    page = await visit(web.url + evening.path)
    await state(page, "live")
    await evening.sign_up(XSS)  # comes through the stream, where the script puts it in place

    row = page.locator("tr", has_text="<img src=x")
    await expect(row.locator(".name")).to_have_text(XSS)
    await page.locator("#who").fill("<img")
    await expect(page.locator("#answer bdi")).to_have_text(XSS)
    assert await page.locator("img").count() == 0
    assert "broken in" not in await page.title()


async def test_am_i_in_finds_marks_and_remembers_me(visit, web, evening):
    people = await evening.begin("Ann#EUW", "Annika#EUW", "Cem Berg#EUW", capacity=2)
    await evening.do(c.OpenCheckIn)
    page = await visit(web.url + evening.path)
    await state(page, "live")

    await page.locator("#who").fill("  cem   BERG # euw")
    await expect(page.locator("#answer")).to_contain_text("You are number 1 on the waitlist.")
    await expect(page.locator("tr[aria-current=true] .name")).to_have_text("Cem Berg#EUW")

    await page.locator("#who").fill("ann")
    await expect(page.locator("#answer")).to_contain_text("You have not checked in yet.")
    await evening.do(c.CheckIn, person=people[0])
    await expect(page.locator("#answer")).to_contain_text("you are checked in")

    await page.reload()
    await expect(page.locator("tr[aria-current=true] .name")).to_have_text("Ann#EUW")

    await page.locator("#who").fill("a")
    await expect(page.locator("#answer")).to_contain_text("2 names fit")
    await page.locator("#who").fill("Nobody")
    await expect(page.locator("#answer")).to_contain_text("Nobody of that name")
    await page.locator("#who").fill("")
    await expect(page.locator("#answer")).to_be_empty()
    assert await page.evaluate("localStorage.length") == 0


async def test_times_are_in_the_readers_zone(visit, web, evening, chromium):
    await evening.begin("Ann#EUW")
    context = await chromium.new_context(timezone_id="Asia/Tokyo", locale="en-GB", reduced_motion="reduce")
    page = await visit(web.url + evening.path, context=context)
    changed = page.locator("[data-part=changed] time")
    await state(page, "live")

    tokyo = await changed.evaluate("""(time) => new Date(time.dateTime).toLocaleTimeString("en-GB", {
        timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", second: "2-digit" })""")
    await expect(changed).to_have_text(tokyo)
    await context.close()


async def test_eight_pages_of_one_visitor_share_one_stream(visit, web, evening):
    await evening.begin("Ann#EUW")
    page = await visit(web.url + evening.path)
    pages = [page, *[await visit(web.url + evening.path, context=page.context) for _ in range(7)]]
    for one in pages:
        await state(one, "live")
    await evening.sign_up("Bob#EUW")

    for one in pages:
        await expect(one.locator("tr", has_text="Bob")).to_be_visible()
    async with httpx.AsyncClient(base_url=web.url) as client:
        assert (await client.get("/health")).json()["streams"] <= 2  # a visitor before us may just be leaving


async def test_a_browser_without_shared_workers_is_live_too(visit, web, evening):
    await evening.begin("Ann#EUW")
    page = await visit(web.url + evening.path, script="delete window.SharedWorker")
    await state(page, "live")
    await evening.sign_up("Bob#EUW")

    await expect(page.locator("tr", has_text="Bob")).to_be_visible()


async def test_the_page_says_when_the_api_is_away_and_catches_up_without_a_reload(visit, start, evening):
    await evening.begin("Ann#EUW")
    api = await start("api")
    web = await start("web", "--api-url", api.url)
    page = await visit(web.url + evening.path)
    await state(page, "live")
    async with without_reload(page):
        await api.stop()
        await expect(page.get_by_role("status").first).to_have_text("Desk out of reach")
        await expect(page.locator("#notice")).to_be_visible()
        await expect(page.locator("tr", has_text="Ann")).to_be_visible()
        assert await axe_findings(page) == ""

        await evening.sign_up("Bob#EUW")
        await start("api", port=api.port)
        await expect(page.locator("tr", has_text="Bob")).to_be_visible()
        await expect(page.get_by_role("status").first).to_have_text("Live")
        await expect(page.locator("#notice")).to_be_hidden()


async def test_the_page_catches_up_without_a_reload_after_its_own_server_was_restarted(visit, start, api, evening):
    await evening.begin("Ann#EUW")
    web = await start("web", "--api-url", api.url)
    page = await visit(web.url + evening.path)
    await state(page, "live")
    async with without_reload(page):
        await web.stop()
        await state(page, "lost")
        await evening.sign_up("Bob#EUW")
        await start("web", "--api-url", api.url, port=web.port)

        await expect(page.locator("tr", has_text="Bob")).to_be_visible()
        await state(page, "live")
