"""
Staff pages in a real browser: one journey, live, on any width, for everybody, without a word in the console.
"""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from browsers import CHROMIUM

from tiltyard.tournament import commands as c
from tiltyard_dashboard.api import service_settings
from tiltyard_dashboard.api.__main__ import NAMESPACE
from tiltyard_dashboard.api.bearers import Bearers
from tiltyard_dashboard.api.service_settings import ServiceSettings
from tiltyard_dashboard.api.sign_in import new_link

if CHROMIUM:
    from axe_playwright_python.async_playwright import Axe
    from playwright.async_api import expect

    expect.set_options(timeout=10_000)  # a busy machine is no fault of the page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH, playwright and axe-playwright-python"),
]

XSS = "<img src=x onerror=\"document.title='broken in'\">#XSS"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(start, tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "own.json"
    service_settings.write(path, ServiceSettings(web_secret="ours"))
    api = await start("api", "--settings", str(path))
    return await start("web", "--api-url", api.url, "--settings", str(path))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def signed_in(app, site, chromium):
    """Opens pages of an operator who has signed in; at the end nothing may stand in their console."""
    complaints = []
    context = await chromium.new_context(reduced_motion="reduce")
    page = await context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    code = await new_link(Bearers(app.journal.store(NAMESPACE), app.clock))
    await page.goto(f"{site.url}/sign-in/link?code={code}")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Needs attention", level=1)).to_be_visible()

    @asynccontextmanager
    async def at(path, *, width=1280, scheme="light"):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.goto(site.url + path)
        yield page
        assert complaints == []

    yield at
    await context.close()


async def test_a_player_is_dropped_and_brought_back_with_three_clicks_each(signed_in, evening):
    await evening.begin("Ann#EUW", "Bob#EUW", XSS)
    async with signed_in(f"/staff{evening.path}/players") as page:
        await page.get_by_role("link", name="Ann#EUW").click()
        await page.get_by_role("button", name="Drop").click()
        await expect(page.get_by_text("status: registered → dropped")).to_be_visible()
        await page.get_by_label("Reason").fill("asked to")
        await page.get_by_role("button", name="Drop").click()
        await expect(page.get_by_role("status")).to_contain_text("Done.")
        await page.get_by_role("button", name="Undo it").click()
        await page.get_by_role("button", name="Undo it").click()
        await expect(page.get_by_text("Ann#EUW stands again as before")).to_be_visible()


async def test_what_needs_attention_comes_and_goes_without_a_reload(signed_in, evening):
    await evening.begin("Ann#EUW", title="Live Cup")
    async with signed_in("/staff") as page:
        await evening.do(c.Pause)
        await expect(page.locator(".queue").get_by_text("It is paused").first).to_be_visible()
        await evening.do(c.Resume)
        await expect(page.get_by_text("It is paused")).to_have_count(0)


async def test_a_half_typed_reason_is_not_swept_away(signed_in, evening):
    ann, _ = await evening.begin("Ann#EUW", "Bob#EUW")
    async with signed_in(f"/staff{evening.path}/players/{ann}") as page:
        await page.get_by_role("button", name="Drop").click()
        await page.get_by_label("Reason").fill("half a sen")
        await evening.do(c.Pause)
        await evening.do(c.Resume)
        await page.wait_for_timeout(800)  # longer than a page waits before it is renewed
        await expect(page.get_by_label("Reason")).to_have_value("half a sen")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light"), (3840, "dark")])
async def test_each_page_fits_and_is_for_everybody(signed_in, evening, width, scheme):
    ann, *_ = await evening.begin("Ann#EUW", "Bob#EUW", XSS, "W" * 120 + "#EUW", title="<i>Cup</i>")
    await evening.do(c.Pause)
    base = f"/staff{evening.path}"
    for path in ("/staff", base, f"{base}/players", f"{base}/players/{ann}", f"{base}/sheet", f"{base}/log",
                 "/staff/host", "/staff/access"):  # fmt: skip
        async with signed_in(path, width=width, scheme=scheme) as page:
            found = await Axe().run(page)
            assert (path, found.generate_report() if found.violations_count else "") == (path, "")
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert (path, wide) == (path, width)
            assert "broken in" not in await page.title()
