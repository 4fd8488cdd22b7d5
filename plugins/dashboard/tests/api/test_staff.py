"""
What staff see and do, and what nobody gets who is not let in.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from tiltyard.models import RowSource, Verdict
from tiltyard.tournament import commands as c
from tiltyard_dashboard.api.callers import CLIENT_HEADER, WEB_HEADER
from tiltyard_dashboard.api.scopes import Role
from tiltyard_dashboard.api.service_settings import ServiceSettings
from tiltyard_dashboard.api.throttle import Rate

SATURDAY = f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d} 18:00"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def here(app, in_process):
    here = in_process(app)
    async with here.client:
        yield here


@pytest_asyncio.fixture(loop_scope="module")
async def cup(evening):
    await evening.begin(capacity=2)
    return evening


class TestCommands:
    async def test_are_done_in_the_name_of_who_asked(self, here, cup):
        ann = await cup.sign_up("Ann#EUW")
        referee = await here.as_role(Role.REFEREE, who="42")

        done = await here.ask("Drop", referee, cup.id, person=ann)

        assert done.status_code == 200
        last = (await cup.desk.history(cup.id))[-1]
        assert (last.type, last.actor.kind, last.actor.id) == ("PlayerDropped", "staff", "42")
        assert done.json()["command_id"] == last.command_id
        assert {"kind": "row", "what": "status", "before": "registered", "after": "dropped"}.items() <= next(
            one for one in done.json()["effects"] if one["kind"] == "row"
        ).items()

    async def test_show_first_what_they_would_do_and_do_nothing(self, here, cup):
        ann = await cup.sign_up("Ann#EUW")
        seq = (await cup.desk.state(cup.id)).seq
        referee = await here.as_role(Role.REFEREE)

        foretold = await here.ask("Drop", referee, cup.id, person=ann, dry_run=True)
        done = await here.ask("Drop", referee, cup.id, person=ann)

        assert (foretold.json()["dry_run"], foretold.json()["command_id"]) == (True, None)
        assert foretold.json()["seq"] == seq
        assert foretold.json()["effects"] == done.json()["effects"]

    async def test_are_done_once_for_one_occasion(self, here, cup):
        ann = await cup.sign_up("Ann#EUW")
        admin = await here.as_role(Role.ADMIN)

        first = await here.ask("Drop", admin, cup.id, person=ann, key="button-1")
        again = await here.ask("Drop", admin, cup.id, person=ann, key="button-1")
        other = await here.ask("Drop", await here.as_role(Role.ADMIN), cup.id, person=ann, key="button-1")

        assert first.json()["command_id"] == again.json()["command_id"]
        assert (other.status_code, other.json()["code"]) == (409, "not_in_tournament")

    @pytest.mark.parametrize("dry_run", [True, False])
    async def test_that_the_rules_refuse_say_what_which_and_what_next(self, here, cup, dry_run):
        ann = await cup.sign_up("Ann#EUW")
        referee = await here.as_role(Role.REFEREE)

        refused = await here.ask("AcceptPlayer", referee, cup.id, person=ann, dry_run=dry_run)

        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (409, "reason_missing")
        assert problem["next_step"]

    async def test_make_a_tournament_too(self, here):
        organiser = await here.as_role(Role.ORGANISER)

        made = await here.ask(
            "CreateTournament", organiser, "local/made-here", title="Made here", rules={"capacity": 8}
        )

        assert made.status_code == 200
        assert (await here.client.get("/v1/tournaments/local/made-here")).json()["name"] == "Made here"

    async def test_of_a_bad_form_are_told_where(self, here, cup):
        admin = await here.as_role(Role.ADMIN)

        wrong = await here.ask("Drop", admin, cup.id, persn="x")

        assert (wrong.status_code, wrong.json()["code"], wrong.json()["which"]) == (422, "bad_command", "$.fields")


class TestTable:
    async def test_its_columns_are_named_in_the_name_of_who_said_so(self, here, cup):
        await cup.do(c.BindRows, source=RowSource("mem", "sheet"))
        organiser = await here.as_role(Role.ORGANISER)
        path = f"/v1/staff/tournaments/{cup.id}/table"

        done = await here.client.post(f"{path}/columns", json={"columns": {"ign": "#2"}}, headers=organiser)

        assert done.status_code == 200
        last = (await cup.desk.history(cup.id))[-1]
        assert (last.type, last.actor.kind) == ("RowsBound", "staff")
        told = (await here.client.get(path, headers=organiser)).json()["table"]
        assert told["naming"] == {"columns": {"ign": "#2"}, "refused": None}

    @pytest.mark.parametrize(
        "columns", [{}, {"ign": " "}, {"captain": "A"}, {"ign": "x" * 501}], ids=["none", "blank", "unknown", "long"]
    )
    async def test_columns_that_make_no_sense_are_refused(self, here, cup, columns):
        await cup.do(c.BindRows, source=RowSource("mem", "sheet"))
        organiser = await here.as_role(Role.ORGANISER)

        refused = await here.client.post(
            f"/v1/staff/tournaments/{cup.id}/table/columns", json={"columns": columns}, headers=organiser
        )

        assert (refused.status_code, refused.json()["code"]) == (422, "bad_columns")

    @pytest.mark.parametrize("what", ["accept", "restore"])
    async def test_what_is_not_held_needs_no_answer(self, here, cup, what):
        organiser = await here.as_role(Role.ORGANISER)

        refused = await here.client.post(f"/v1/staff/tournaments/{cup.id}/table/{what}", headers=organiser)

        assert (refused.status_code, refused.json()["code"]) == (409, "not_held")

    async def test_without_one_there_is_nothing_to_tell(self, here, cup):
        viewer = await here.as_role(Role.VIEWER)

        assert (await here.client.get(f"/v1/staff/tournaments/{cup.id}/table", headers=viewer)).json() == {
            "table": None
        }


class TestSchedule:
    async def test_is_said_in_words_shown_first_and_told_again(self, here, cup):
        organiser = await here.as_role(Role.ORGANISER)
        path = f"/v1/staff/tournaments/{cup.id}/schedule"
        words = {"zone": "Europe/Berlin", "start": SATURDAY, "check_in_opens": "start-30m"}

        foretold = await here.client.post(f"{path}?dry_run=true", json=words, headers=organiser)
        assert (await here.client.get(path, headers=organiser)).json() == {}
        done = await here.client.post(path, json=words, headers=organiser)

        assert foretold.json()["effects"] == done.json()["effects"]
        assert (await here.client.get(path, headers=organiser)).json() == words
        state = await cup.desk.state(cup.id)
        assert state.rules.starts_at - state.rules.windows.check_in_opens_at == timedelta(minutes=30)

        await here.client.post(path, json={"check_in_opens": "none"}, headers=organiser)
        assert "check_in_opens" not in (await here.client.get(path, headers=organiser)).json()

    @pytest.mark.parametrize(
        ("words", "code"),
        [({"start": "soon"}, "bad_time"), ({"zone": "Mars/Base"}, "bad_zone"), ({"check_in_opens": "start-1h"}, "")],
        ids=["time", "zone", "no-start"],
    )
    async def test_that_cannot_be_is_refused_in_words(self, here, cup, words, code):
        organiser = await here.as_role(Role.ORGANISER)

        refused = await here.client.post(f"/v1/staff/tournaments/{cup.id}/schedule", json=words, headers=organiser)

        assert refused.status_code == 422
        assert refused.json()["next_step"]
        assert code in refused.json()["code"] or refused.json()["code"]


class TestUndo:
    async def test_brings_back_what_a_line_of_the_history_did(self, here, cup):
        ann = await cup.sign_up("Ann#EUW")
        await cup.sign_up("Bob#EUW")
        organiser = await here.as_role(Role.ORGANISER)
        await here.ask("Drop", organiser, cup.id, person=ann)
        path = f"/v1/staff/tournaments/{cup.id}"
        line = (await here.client.get(f"{path}/history", headers=organiser)).json()["lines"][0]

        undone = await here.client.post(f"{path}/undo", json={"seq": line["seq"]}, headers=organiser)

        assert (undone.status_code, line["undoable"]) == (200, True)
        now = (await here.client.get(f"{path}/history", headers=organiser)).json()["lines"]
        told = {one["seq"]: one for one in now}[line["seq"]]
        assert (told["undoable"], told["undone_by"]) == (False, undone.json()["seq"])

    @pytest.mark.parametrize(
        "asked", [{}, {"seq": 9999}, {"seq": -1}, {"command_id": "nothing"}], ids=["none", "far", "before", "unknown"]
    )
    async def test_of_what_never_was_is_refused(self, here, cup, asked):
        organiser = await here.as_role(Role.ORGANISER)

        refused = await here.client.post(f"/v1/staff/tournaments/{cup.id}/undo", json=asked, headers=organiser)

        assert (refused.status_code, refused.json()["code"]) == (409, "unknown_command")


class TestLooking:
    async def test_staff_see_whom_everybody_does_not(self, here, cup):
        await cup.sign_up("Unlucky#EUW", Verdict.REJECTED)
        viewer = await here.as_role(Role.VIEWER)

        seen = (await here.client.get(f"/v1/staff/tournaments/{cup.id}", headers=viewer)).json()

        assert [(one["name"], one["status"], one["reason"]) for one in seen["entrants"]] == [
            ("Unlucky#EUW", "rejected", "a reason")
        ]

    async def test_a_history_comes_in_pages(self, here, cup):
        for name in ("Ann#EUW", "Bob#EUW", "Cid#EUW"):
            await cup.sign_up(name)
        viewer = await here.as_role(Role.VIEWER)
        path, seen, before = f"/v1/staff/tournaments/{cup.id}/history?limit=4", [], None
        while True:
            page = (await here.client.get(path + (f"&before={before}" if before else ""), headers=viewer)).json()
            seen += [one["seq"] for one in page["lines"]]
            if (before := page["before"]) is None:
                break

        assert seen == list(range((await cup.desk.state(cup.id)).seq, 0, -1))

    async def test_an_erased_name_is_told_no_more(self, here, cup):
        ann = await cup.sign_up("Ann#EUW")
        viewer = await here.as_role(Role.VIEWER)
        path = f"/v1/staff/tournaments/{cup.id}/history"
        assert "Ann#EUW" in (await here.client.get(path, headers=viewer)).text

        await cup.do(c.ErasePerson, person=ann, pseudonym="Erased 1")
        cup.desk.forget(cup.id)

        texts = [one["type"] for one in (await here.client.get(path, headers=viewer)).json()["lines"]]
        assert texts[0] == "PersonErased"

    async def test_why_somebody_stands_where_they_do(self, here, cup):
        for name in ("Ann#EUW", "Bob#EUW"):
            await cup.sign_up(name)
        cid = await cup.sign_up("Cid#EUW")
        viewer = await here.as_role(Role.VIEWER)

        why = await here.client.get(f"/v1/staff/tournaments/{cup.id}/players/{cid}", headers=viewer)

        assert why.json()["name"] == "Cid#EUW"
        assert any("wait" in one["text"].lower() for one in why.json()["standing"])

    async def test_what_needs_attention_can_be_answered_as_it_says(self, here, cup):
        await cup.do(c.Pause)
        organiser = await here.as_role(Role.ORGANISER)
        items = (await here.client.get("/v1/staff/attention", headers=organiser)).json()["items"]
        item = next(one for one in items if one["tournament"] == cup.id)

        answered = await here.client.post(
            item["actions"][0]["path"], json=item["actions"][0]["body"], headers=organiser
        )

        assert answered.status_code == 200
        assert not (await cup.desk.state(cup.id)).paused

    @pytest.mark.parametrize("path", ["/v1/plugins", "/v1/panels"])
    async def test_what_no_host_wrote_down_is_empty(self, here, path):
        told = await here.client.get(path, headers=await here.as_role(Role.VIEWER))

        assert told.json() == {"at": None, "host": None, "items": []}


EVERYBODY = {
    ("get", "/v1/health"),
    ("get", "/v1/tournaments"),
    ("get", "/v1/tournaments/{scope}/{slug}"),
    ("get", "/v1/tournaments/{scope}/{slug}/entrants/{entrant}"),
    ("post", "/v1/sign-in/link"),
    ("get", "/v1/sign-in/discord"),
    ("post", "/v1/sign-in/discord"),
    ("get", "/v1/overlays/by-key/{key}"),
}


class TestGettingIn:
    async def test_nobody_gets_anywhere_else_without_a_secret(self, here):
        document = (await here.client.get("/v1/openapi.json")).json()
        addresses = {(method, path) for path, methods in document["paths"].items() for method in methods}

        assert addresses >= EVERYBODY
        for method, path in addresses - EVERYBODY:
            answer = await here.client.request(method, re.sub(r"\{\w+\}", "x", path))
            assert (method, path, answer.status_code) == (method, path, 401)
            assert answer.headers["www-authenticate"].startswith("Bearer")
        assert (await here.client.get("/v1/staff/events")).status_code == 401

    @pytest.mark.parametrize(
        "secret", ["", "tys_", "tys_" + "A" * 43, "tyt_' OR 1=1 --", "null", "\xe9", "Bearer x", "../../etc/passwd"]
    )
    async def test_what_is_made_up_is_no_secret(self, here, secret):
        headers = [(b"authorization", b"Bearer " + secret.encode("latin-1"))]

        assert (await here.client.get("/v1/me", headers=headers)).status_code == 401

    async def test_a_link_or_an_overlays_key_is_no_session(self, here, cup):
        organiser = await here.as_role(Role.ORGANISER)
        made = await here.client.post("/v1/overlays", json={"name": "OBS", "tournament": cup.id}, headers=organiser)
        for secret in (await here.link(), made.json()["secret"]):
            assert (await here.client.get("/v1/me", headers={"authorization": f"Bearer {secret}"})).status_code == 401

    async def test_each_role_is_held_to_what_it_may(self, here, cup):
        ann = await cup.sign_up("Ann#EUW")
        asked = {
            "read": lambda who: here.client.get(f"/v1/staff/tournaments/{cup.id}", headers=who),
            "act": lambda who: here.ask("Drop", who, cup.id, person=ann, dry_run=True),
            "organise": lambda who: here.ask("CloseRegistration", who, cup.id, dry_run=True),
            "undo": lambda who: here.client.post(f"/v1/staff/tournaments/{cup.id}/undo", json={"seq": 2}, headers=who),
            "table": lambda who: here.client.post(f"/v1/staff/tournaments/{cup.id}/table/accept", headers=who),
            "admin": lambda who: here.client.get("/v1/tokens", headers=who),
        }
        may = {
            Role.VIEWER: {"read"},
            Role.REFEREE: {"read", "act"},
            Role.ORGANISER: {"read", "act", "organise", "undo", "table"},
            Role.ADMIN: set(asked),
        }
        for role, allowed in may.items():
            who = await here.as_role(role)
            let_in = {name for name, ask in asked.items() if (await ask(who)).status_code != 403}
            assert (role, let_in) == (role, allowed)

    async def test_a_referee_gains_nothing_by_saying_more(self, here, cup):
        referee = await here.as_role(Role.REFEREE)
        for fields in ({"actor": {"kind": "cli", "id": "x"}}, {"role": "organiser"}, {"scope": "admin"}):
            body = {"type": "Drop", "fields": {"person": "p"}, **fields}
            answer = await here.client.post(f"/v1/staff/tournaments/{cup.id}/commands", json=body, headers=referee)
            assert answer.status_code == 422
        granted = await here.ask("GrantStaff", referee, cup.id, who="7", role="organiser")
        assert (granted.status_code, granted.json()["code"]) == (403, "not_an_organiser")

    async def test_a_token_does_what_it_was_made_for_until_it_is_revoked(self, here, cup):
        admin = await here.as_role(Role.ADMIN)
        made = await here.client.post("/v1/tokens", json={"name": "overlay box", "scopes": ["read"]}, headers=admin)
        token = {"authorization": f"Bearer {made.json()['secret']}"}

        assert made.status_code == 201
        assert (await here.client.get("/v1/staff/attention", headers=token)).status_code == 200
        assert (await here.client.get("/v1/tokens", headers=token)).status_code == 403
        assert (await here.ask("Pause", token, cup.id)).status_code == 403
        listed = (await here.client.get("/v1/tokens", headers=admin)).text
        assert "overlay box" in listed
        assert made.json()["secret"] not in listed

        await here.client.delete(f"/v1/tokens/{made.json()['item']['id']}", headers=admin)
        assert (await here.client.get("/v1/staff/attention", headers=token)).status_code == 401

    @pytest.mark.parametrize(
        "body", [{"name": "", "scopes": ["read"]}, {"name": "x", "scopes": []}, {"name": "x", "scopes": ["root"]},
                 {"name": "x", "scopes": ["read"], "lasts_days": -1}, {"name": "a\nb", "scopes": ["read"]}]
    )  # fmt: skip
    async def test_a_token_that_makes_no_sense_is_not_made(self, here, body):
        answer = await here.client.post("/v1/tokens", json=body, headers=await here.as_role(Role.ADMIN))

        assert (answer.status_code, answer.json()["code"]) == (422, "bad_value")

    async def test_an_overlays_address_shows_what_everybody_may_see_until_it_is_revoked(self, here, cup):
        await cup.sign_up("Unlucky#EUW", Verdict.REJECTED)
        organiser = await here.as_role(Role.ORGANISER)
        made = await here.client.post("/v1/overlays", json={"name": "OBS", "tournament": cup.id}, headers=organiser)
        address = f"/v1/overlays/by-key/{made.json()['secret']}"

        shown = await here.client.get(address)
        await here.client.delete(f"/v1/overlays/{made.json()['item']['id']}", headers=organiser)

        assert shown.json()["id"] == cup.id
        assert "Unlucky" not in shown.text
        assert (await here.client.get(address)).status_code == 404


class TestSigningIn:
    async def test_a_link_is_good_once_and_a_session_until_it_is_ended(self, here):
        code = await here.link()
        first = await here.client.post("/v1/sign-in/link", json={"code": code})
        again = await here.client.post("/v1/sign-in/link", json={"code": code})
        me = {"authorization": f"Bearer {first.json()['session']}"}

        assert (first.status_code, first.json()["role"]) == (200, "admin")
        assert (again.status_code, again.json()["code"]) == (401, "link_spent")
        assert (await here.client.get("/v1/me", headers=me)).json()["who"] == "operator"
        assert (await here.client.delete("/v1/session", headers=me)).status_code == 200
        assert (await here.client.get("/v1/me", headers=me)).status_code == 401

    async def test_a_session_that_somebody_brings_is_never_taken_over(self, here):
        mine = {"authorization": "Bearer tys_" + "A" * 43}

        signed_in = await here.client.post("/v1/sign-in/link", json={"code": await here.link()}, headers=mine)

        assert signed_in.json()["session"] not in mine["authorization"]
        assert (await here.client.get("/v1/me", headers=mine)).status_code == 401

    async def test_codes_cannot_be_guessed_at_leisure_and_others_are_not_kept_out(self, app, in_process):
        here = in_process(app, ServiceSettings(web_secret="ours"), careful=Rate(burst=3, per_minute=1))

        def guess(client):
            headers = {WEB_HEADER: "ours", CLIENT_HEADER: client}
            return here.client.post("/v1/sign-in/link", json={"code": "tyl_guess"}, headers=headers)

        async with here.client:
            tried = [(await guess("203.0.113.9")).status_code for _ in range(4)]
            other = await guess("203.0.113.10")
            forged = await here.client.post(
                "/v1/sign-in/link", json={"code": "x"}, headers={CLIENT_HEADER: "198.51.100.7"}
            )

        assert tried == [401, 401, 401, 429]
        assert other.status_code == 401
        assert forged.status_code == 401

    async def test_who_asks_too_often_is_told_when_to_ask_again(self, app, in_process):
        here = in_process(app, rate=Rate(burst=2, per_minute=60))
        async with here.client:
            answers = [await here.client.get("/v1/health") for _ in range(3)]

        assert [one.status_code for one in answers] == [200, 200, 429]
        assert int(answers[-1].headers["retry-after"]) >= 1


class TestBadBodies:
    @pytest.mark.parametrize(
        ("content", "kind", "status", "code"),
        [
            pytest.param(b"{", "application/json", 422, "bad_body", id="cut-short"),
            pytest.param(b"[]", "application/json", 422, "bad_body", id="no-object"),
            pytest.param(b"", "application/json", 422, "bad_body", id="empty"),
            pytest.param(b'{"code": "\xff"}', "application/json", 422, "bad_body", id="no-utf-8"),
            pytest.param(b"[" * 60_000, "application/json", 422, "bad_body", id="deep"),
            pytest.param(b'{"code": "' + b"x" * 70_000 + b'"}', "application/json", 413, "too_much", id="long"),
            pytest.param(b"code=x", "application/x-www-form-urlencoded", 415, "not_json", id="a-form"),
            pytest.param(b"{}", "", 415, "not_json", id="no-type"),
        ],
    )
    async def test_are_told_and_break_nothing(self, here, content, kind, status, code):
        answer = await here.client.post("/v1/sign-in/link", content=content, headers={"content-type": kind})

        assert (answer.status_code, answer.json()["code"]) == (status, code)
