"""
Staff pages over real connections: signing in, one-step actions, and those who try to get in another way.
"""

from __future__ import annotations

import re
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
import pytest
import pytest_asyncio
from discord_oauth import StandIn, member, serving

from tiltyard.models import Actor
from tiltyard.tournament import commands as c
from tiltyard_dashboard.api import service_settings
from tiltyard_dashboard.api.__main__ import NAMESPACE
from tiltyard_dashboard.api.bearers import BearerKind, Bearers
from tiltyard_dashboard.api.scopes import SCOPES, STAFF_ROLES, Role
from tiltyard_dashboard.api.service_settings import DiscordPart, ServiceSettings
from tiltyard_dashboard.api.sign_in import new_link
from tiltyard_dashboard.web.staff.session import form_word

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def own(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "own.json"
    service_settings.write(path, ServiceSettings(web_secret="ours"))
    return str(path)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(start, own):
    api = await start("api", "--settings", own)
    return await start("web", "--api-url", api.url, "--settings", own)


@pytest.fixture(scope="module")
def bearers(app):
    return Bearers(app.journal.store(NAMESPACE), app.clock)


class Browser:
    """Somebody's browser: keeps cookies, follows forms, says where it is."""

    def __init__(self, site, secret=None):
        self.url = site.url
        cookies = {"tiltyard-session": secret} if secret else {}
        headers = {"origin": site.url, "sec-fetch-site": "same-origin"}
        self.client = httpx.AsyncClient(base_url=site.url, cookies=cookies, headers=headers, follow_redirects=True)

    async def get(self, path):
        return await self.client.get(path)

    async def press(self, page, label, **typed):
        """Send the form whose button says so, with what was typed into it."""
        for form in re.findall(r"<form method=\"post\".*?</form>", page.text, re.DOTALL):
            said = unescape(re.search(r"<button[^>]*>(.*?)</button>", form).group(1))
            if said == label:
                fields = {name: unescape(value) for name, value in re.findall(r'name="([\w-]+)" value="([^"]*)"', form)}
                action = re.search(r'action="([^"]*)"', form).group(1)
                return await self.client.post(action, data={**fields, **typed})
        raise AssertionError(f"no button says {label}")


@pytest_asyncio.fixture(loop_scope="module")
async def staff(site, bearers):
    """Gives the browser of somebody with a role."""
    browsers = []

    async def of(role, who="7"):
        actor = Actor("staff", who, "Hal", STAFF_ROLES.get(role))
        secret, _ = await bearers.issue(
            BearerKind.SESSION, name="Hal", scopes=SCOPES[role], actor=actor, detail={"role": role.value}
        )
        browsers.append(Browser(site, secret))
        return browsers[-1]

    yield of
    for browser in browsers:
        await browser.client.aclose()


@pytest_asyncio.fixture(loop_scope="module")
async def stranger(site):
    browser = Browser(site)
    async with browser.client:
        yield browser


class TestSigningIn:
    async def test_a_link_lets_in_whoever_presses_its_button_and_no_preview(self, site, bearers, stranger):
        code = await new_link(bearers)
        for _ in range(2):  # a messenger looks at links that people send
            page = await stranger.get(f"/sign-in/link?code={code}")

        inside = await stranger.press(page, "Sign in")
        cookie = next(one for one in stranger.client.cookies.jar if one.name == "tiltyard-session")

        assert inside.url.path == "/staff"
        assert "Needs attention" in inside.text
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "lax"
        other = Browser(site)
        async with other.client:
            again = await other.press(page, "Sign in")
        assert "not good any more" in again.text

    async def test_whoever_is_not_signed_in_comes_back_to_where_they_wanted(self, stranger, evening):
        page = await stranger.get(f"/staff{evening.path}/log")

        assert page.url.path == "/sign-in"
        assert page.url.params["next"] == f"/staff{evening.path}/log"

    @pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"])
    async def test_and_is_sent_to_no_other_site(self, staff, wanted):
        viewer = await staff(Role.VIEWER)

        assert (await viewer.client.get("/sign-in", params={"next": wanted})).url.path == "/staff"

    async def test_signing_out_ends_it_in_the_api_too(self, staff, bearers):
        viewer = await staff(Role.VIEWER)
        secret = viewer.client.cookies["tiltyard-session"]

        out = await viewer.press(await viewer.get("/staff"), "Sign out")

        assert out.url.path == "/sign-in"
        assert await Bearers(bearers._store, bearers._clock).find(secret) is None

    async def test_without_discord_it_is_not_offered(self, stranger):
        page = await stranger.get("/sign-in")

        assert "Discord" not in page.text
        assert "tiltyard dashboard link" in page.text
        assert (await stranger.get("/sign-in/discord")).status_code == 404

    @pytest.mark.parametrize("way", ["", "bm90aGluZw==", "WyJhIl0="])
    async def test_a_way_back_that_did_not_begin_here_leads_nowhere(self, site, stranger, way):
        stranger.client.cookies.set("tiltyard-way", way)

        assert (await stranger.get("/sign-in/discord/back?state=&code=x")).status_code == 403


class TestActing:
    async def test_shows_first_what_it_would_do_then_does_it_then_undoes_it(self, staff, evening):
        ann, _ = await evening.begin("Ann#EUW", "Bob#EUW")
        organiser = await staff(Role.ORGANISER)
        page = await organiser.get(f"/staff{evening.path}/players/{ann}")

        asked = await organiser.press(page, "Drop")
        assert "status: registered → dropped" in unescape(asked.text)
        assert (await evening.desk.state(evening.id)).entrants
        done = await organiser.press(asked, "Drop", reason="asked to")
        history = await evening.desk.history(evening.id)
        assert (history[-1].type, history[-1].actor.id, history[-1].reason) == ("PlayerDropped", "7", "asked to")

        undone = await organiser.press(await organiser.press(done, "Undo it"), "Undo it")
        assert "is registered" in undone.text
        assert "Done." in undone.text

    async def test_without_its_reason_is_refused_in_words_and_keeps_what_was_typed(self, staff, evening):
        ann, _ = await evening.begin("Ann#EUW", "Bob#EUW")
        organiser = await staff(Role.ORGANISER)
        page = await organiser.get(f"/staff{evening.path}/players/{ann}")

        refused = await organiser.press(await organiser.press(page, "Disqualify"), "Disqualify", reason=" ")

        assert refused.status_code == 409
        assert 'role="alert"' in refused.text
        done = await organiser.press(refused, "Disqualify", reason="smurf")
        assert "smurf" in done.text

    async def test_times_are_changed_after_they_were_shown(self, staff, evening):
        await evening.begin("Ann#EUW")
        organiser = await staff(Role.ORGANISER)
        page = await organiser.get(f"/staff{evening.path}")

        start = f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d} 18:00"
        times = {"own-zone": "Europe/Berlin", "own-start": start, "own-check_in_opens": "start-30m"}
        asked = await organiser.press(page, "Set the times", **times)
        assert "check in opens" in asked.text.replace("-", " ").casefold()
        assert (await evening.desk.state(evening.id)).rules.schedule is None
        done = await organiser.press(asked, "Set the times")

        assert (await evening.desk.state(evening.id)).rules.schedule.zone == "Europe/Berlin"
        assert 'value="start-30m"' in done.text

    async def test_answers_what_needs_attention(self, staff, evening):
        await evening.begin("Ann#EUW")
        await evening.do(c.Pause)
        organiser = await staff(Role.ORGANISER)

        page = await organiser.get(f"/staff{evening.path}")
        await organiser.press(await organiser.press(page, "Resume"), "Resume")

        assert not (await evening.desk.state(evening.id)).paused

    async def test_makes_an_overlay_and_shows_its_key_once(self, staff, evening, bearers):
        await evening.begin(title="Overlay Cup")
        admin = await staff(Role.ADMIN)
        label = "New overlay for Overlay Cup"

        made = await admin.press(await admin.press(await admin.get("/staff/access"), label), label)

        key = re.search(r"tyo_[\w-]+", made.text).group()
        assert (await bearers.find(key)).detail["tournament"] == evening.id
        listed = await admin.get("/staff/access")
        assert key not in listed.text
        name = (await bearers.find(key)).name
        await admin.press(await admin.press(listed, f"Revoke {name}"), f"Revoke {name}")
        assert await Bearers(bearers._store, bearers._clock).find(key) is None


class TestLooking:
    async def test_each_page_is_there(self, staff, evening):
        ann, *_ = await evening.begin("Ann#EUW", "Bob#EUW", "Cid#EUW")
        admin = await staff(Role.ADMIN)
        for tail, words in {
            "": "Schedule", "/players": "Cid#EUW", f"/players/{ann}": "What happened", "/sheet": "No table is bound",
            "/log": "RegistrationOpened", "/log?before=3": "Log of",
        }.items():  # fmt: skip
            page = await admin.get(f"/staff{evening.path}{tail}")
            assert (tail, page.status_code) == (tail, 200)
            assert words in page.text or words == "RegistrationOpened"
        for path in ("/staff", "/staff/host", "/staff/access"):
            assert (await admin.get(path)).status_code == 200

    async def test_players_are_found_by_name_and_status(self, staff, evening):
        await evening.begin("Ann#EUW", "Bob#EUW", "Cid#EUW")
        viewer = await staff(Role.VIEWER)

        by_name = await viewer.get(f"/staff{evening.path}/players?who=ANN")
        waiting = await viewer.get(f"/staff{evening.path}/players?status=waitlisted")

        assert ("Ann#EUW" in by_name.text, "Bob#EUW" in by_name.text) == (True, False)
        assert ("Cid#EUW" in waiting.text, "Ann#EUW" in waiting.text) == (True, False)

    @pytest.mark.parametrize("tail", ["/nope", "/players/nobody"])
    async def test_what_is_not_there_is_said(self, staff, evening, tail):
        await evening.begin()
        viewer = await staff(Role.VIEWER)

        assert (await viewer.get(f"/staff{evening.path}{tail}")).status_code == 404

    async def test_names_are_text(self, staff, evening):
        await evening.begin("<script>alert(1)</script>#EUW", title="<b>Cup</b>")
        viewer = await staff(Role.VIEWER)

        page = await viewer.get(f"/staff{evening.path}/players")

        assert "<script>alert" not in page.text
        assert "<b>Cup" not in page.text
        assert "&lt;script&gt;alert" in page.text

    async def test_a_role_sees_only_buttons_that_it_may_press(self, staff, evening):
        ann, _ = await evening.begin("Ann#EUW", "Bob#EUW")
        path = f"/staff{evening.path}/players/{ann}"
        buttons = {
            role: set(re.findall(r"<button[^>]*>([^<]+)</button>", (await (await staff(role)).get(path)).text))
            for role in Role
        }

        assert buttons[Role.VIEWER] == {"Sign out"}
        assert "Drop" in buttons[Role.REFEREE]
        assert "Disqualify" not in buttons[Role.REFEREE]
        assert "Disqualify" in buttons[Role.ORGANISER]

    async def test_changes_are_told(self, staff, evening):
        await evening.begin()
        viewer = await staff(Role.VIEWER)
        async with viewer.client.stream("GET", "/staff/events") as stream:
            lines = stream.aiter_lines()
            async for line in lines:
                if line.startswith("event: hello"):
                    await evening.sign_up("Ann#EUW")
                if line.startswith("data:") and evening.id in line:
                    break

        assert line.startswith('data: {"tournament":')


def action(word, path, method="POST", body="{}", **more):
    return {"word": word, "step": "do", "method": method, "path": path, "body": body, "back": "/staff"} | more


class TestGettingInAnotherWay:
    @pytest.mark.parametrize(
        "headers",
        [
            pytest.param({"origin": "https://evil.example"}, id="another-origin"),
            pytest.param({"sec-fetch-site": "cross-site"}, id="another-site"),
            pytest.param({"sec-fetch-site": "same-site"}, id="a-neighbour"),
            pytest.param({"origin": "null", "sec-fetch-site": "cross-site"}, id="a-sandbox"),
        ],
    )
    async def test_a_form_of_another_site_is_refused(self, staff, evening, headers):
        await evening.begin()
        organiser = await staff(Role.ORGANISER)
        word = form_word(organiser.client.cookies["tiltyard-session"])
        path = f"/v1/staff/tournaments/{evening.id}/commands"
        body = '{"type": "CloseRegistration"}'

        refused = await organiser.client.post("/staff/do", data=action(word, path, body=body), headers=headers)

        assert refused.status_code == 403
        assert (await evening.desk.state(evening.id)).registration == "open"

    @pytest.mark.parametrize("word", ["", "0" * 64, "\u202e"])
    async def test_a_form_without_the_sessions_word_is_refused(self, staff, evening, word):
        await evening.begin()
        organiser = await staff(Role.ORGANISER)
        path = f"/v1/staff/tournaments/{evening.id}/commands"

        refused = await organiser.client.post("/staff/do", data=action(word, path, body='{"type": "Pause"}'))

        assert refused.status_code == 403

    async def test_one_sessions_word_is_not_anothers(self, staff, evening):
        await evening.begin()
        one, other = await staff(Role.ORGANISER), await staff(Role.ORGANISER, who="8")
        word = form_word(one.client.cookies["tiltyard-session"])
        path = f"/v1/staff/tournaments/{evening.id}/commands"

        refused = await other.client.post("/staff/do", data=action(word, path, body='{"type": "Pause"}'))

        assert refused.status_code == 403

    @pytest.mark.parametrize(
        "path",
        [
            "/v1/me", "/v1/session", "https://evil.example/", "//evil.example/", "/v1/services/../tokens/restart",
            "/v1/services/web/restart?x=1", "/v1/staff/tournaments/local/x/commands#", "/v1/sign-in/link", "",
            "/v1/staff/tournaments/a/b/c/commands", "/v1/services/%2e%2e/restart",
        ],
    )  # fmt: skip
    async def test_only_what_buttons_ask_for_is_passed_on(self, staff, path):
        admin = await staff(Role.ADMIN)
        word = form_word(admin.client.cookies["tiltyard-session"])

        assert (await admin.client.post("/staff/do", data=action(word, path))).status_code == 403

    async def test_a_form_leads_back_to_no_other_place(self, staff, evening):
        await evening.begin()
        organiser = await staff(Role.ORGANISER)
        word = form_word(organiser.client.cookies["tiltyard-session"])
        path = f"/v1/staff/tournaments/{evening.id}/commands"
        asked = action(word, path, body='{"type": "Pause"}', back="javascript:alert(1)", step="")

        page = await organiser.client.post("/staff/do", data=asked)

        assert "javascript:" not in page.text
        assert 'href="/staff"' in page.text

    async def test_a_role_gains_nothing_by_pressing_what_it_was_not_shown(self, staff, evening):
        await evening.begin()
        referee = await staff(Role.REFEREE)
        word = form_word(referee.client.cookies["tiltyard-session"])
        path = f"/v1/staff/tournaments/{evening.id}/commands"

        refused = await referee.client.post("/staff/do", data=action(word, path, body='{"type": "Pause"}'))

        assert refused.status_code == 403
        assert not (await evening.desk.state(evening.id)).paused
        assert (await referee.get("/staff/access")).text.count("Revoke") == 0

    @pytest.mark.parametrize("secret", ["tys_" + "A" * 43, "x", "tyt_nothing"])
    async def test_a_cookie_that_is_no_session_lets_nobody_in(self, site, secret):
        browser = Browser(site, secret)
        async with browser.client:
            assert (await browser.get("/staff")).url.path == "/sign-in"
            assert (await browser.get("/staff/events")).status_code == 401

    async def test_a_session_that_is_planted_is_not_the_one_that_signs_in(self, site, bearers):
        planted = "tys_" + "B" * 43
        victim = Browser(site, planted)
        async with victim.client:
            page = await victim.get(f"/sign-in/link?code={await new_link(bearers)}")
            inside = await victim.press(page, "Sign in")

        given = inside.history[0].headers["set-cookie"]
        assert given.startswith("tiltyard-session=tys_")
        assert planted not in given
        assert await bearers.find(planted) is None

    async def test_staff_pages_are_kept_nowhere_and_framed_nowhere(self, staff):
        page = await (await staff(Role.VIEWER)).get("/staff")

        assert page.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "same-origin"


async def test_open_streams_of_staff_do_not_hold_up_a_stop(start, own, bearers):
    api = await start("api", "--settings", own)
    web = await start("web", "--api-url", api.url, "--settings", own)
    secret, _ = await bearers.issue(BearerKind.SESSION, name="Hal", scopes=SCOPES[Role.VIEWER])
    async with (
        httpx.AsyncClient(base_url=web.url, cookies={"tiltyard-session": secret}) as client,
        AsyncExitStack() as on,
    ):
        for _ in range(3):
            stream = await on.enter_async_context(client.stream("GET", "/staff/events"))
            await anext(stream.aiter_lines())

        began = time.monotonic()
        exit_code = await web.stop()
        took_s = time.monotonic() - began

    assert exit_code == 0
    assert took_s < 2.5  # what the backstop of 3 s ends was not ended by us


async def test_without_the_api_staff_pages_say_so(start, own):
    web = await start("web", "--api-url", "http://127.0.0.1:9", "--settings", own)
    browser = Browser(web, "tys_" + "A" * 43)
    async with browser.client:
        page = await browser.get("/staff")

    assert page.status_code == 503
    assert "does not answer" in page.text


async def test_behind_a_proxy_the_cookie_is_bound_to_its_host(start, own, bearers, site):
    api_url = (await start("api", "--settings", own)).url
    web = await start("web", "--api-url", api_url, "--settings", own, "--public-url", "https://cup.example.org")
    headers = {"origin": "https://cup.example.org", "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=web.url, headers=headers) as client:
        answer = await client.post("/sign-in/link", data={"code": await new_link(bearers)})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-tiltyard=tys_")
    assert "Secure" in cookie
    assert "Path=/" in cookie


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(start, tmp_path_factory):
    """Discord's stand-in, and a site whose staff sign in with it."""
    stand_in = StandIn()
    async with serving(stand_in) as url:
        own, roles = tmp_path_factory.mktemp("discord") / "own.json", {"12": "referee"}
        part = DiscordPart(client_id="our-id", client_secret="our-secret", guild="900", roles=roles, url=url)
        service_settings.write(own, ServiceSettings(web_secret="ours", discord=part))
        api = await start("api", "--settings", str(own))
        yield stand_in, await start("web", "--api-url", api.url, "--settings", str(own))


class TestDiscord:
    async def gone_there(self, browser, wanted="/staff/host"):
        """What the browser is sent to Discord with."""
        there = await browser.client.get("/sign-in/discord", params={"next": wanted}, follow_redirects=False)
        return httpx.URL(there.headers["location"])

    async def test_whoever_has_a_role_comes_back_to_where_they_wanted(self, discord):
        stand_in, site = discord
        browser = Browser(site)
        async with browser.client:
            assert "Sign in with Discord" in (await browser.get("/staff/host")).text
            asked = (await self.gone_there(browser)).params
            stand_in.codes["c1"] = (asked["code_challenge"], asked["redirect_uri"])
            stand_in.members["c1"] = member("7", "12", nick="<b>Hal</b>")

            inside = await browser.client.get("/sign-in/discord/back", params={"code": "c1", "state": asked["state"]})

        assert (asked["scope"], asked["code_challenge_method"]) == ("identify guilds.members.read", "S256")
        assert inside.url.path == "/staff/host"
        assert "&lt;b&gt;Hal&lt;/b&gt;" in inside.text
        assert "referee" in inside.text

    async def test_a_code_that_somebody_else_brought_signs_nobody_in(self, discord):
        stand_in, site = discord
        thief, victim = Browser(site), Browser(site)
        async with thief.client, victim.client:
            asked = (await self.gone_there(thief)).params
            stand_in.codes["c1"] = (asked["code_challenge"], asked["redirect_uri"])
            stand_in.members["c1"] = member("666", "12")
            back = {"code": "c1", "state": asked["state"]}

            # The victim's browser opens the thief's way back: it did not begin there.
            refused = await victim.client.get("/sign-in/discord/back", params=back)

            assert refused.status_code == 403
            assert (await victim.get("/staff")).url.path == "/sign-in"

    @pytest.mark.parametrize(
        ("code", "who", "words"),
        [
            ("c1", member("7", "99"), "None of your roles"),
            ("c2", None, "not in this Discord server"),
            ("", None, "did not"),
        ],
    )
    async def test_who_may_not_is_told_why(self, discord, code, who, words):
        stand_in, site = discord
        browser = Browser(site)
        async with browser.client:
            asked = (await self.gone_there(browser)).params
            stand_in.codes[code] = (asked["code_challenge"], asked["redirect_uri"])
            if who:
                stand_in.members[code] = who

            refused = await browser.client.get("/sign-in/discord/back", params={"code": code, "state": asked["state"]})

        assert words in refused.text
        assert "tiltyard-session" not in refused.headers.get("set-cookie", "")
