"""
How an entrant came to where it stands, as everybody may see it.
"""

from __future__ import annotations

import pytest

from tiltyard.models import Verdict
from tiltyard.tournament import commands as c

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def entrants(api, evening):
    return {one["name"]: one["id"] for one in (await api.get(f"/v1/tournaments/{evening.id}")).json()["entrants"]}


async def test_it_is_told_by_code_and_moment_alone(api, evening):
    await evening.begin(capacity=1)
    ann = await evening.sign_up("Ann#EUW")
    await evening.sign_up("Bob#EUW")
    bob_id = (await entrants(api, evening))["Bob#EUW"]
    await evening.do(c.Drop, person=ann)

    told = (await api.get(f"/v1/tournaments/{evening.id}/entrants/{bob_id}")).json()

    assert [one["what"] for one in told["story"]] == ["SignUpReceived", "PlayerWaitlisted", "PlayerPromoted"]
    assert {name for one in told["story"] for name in one} == {"seq", "at", "what"}


async def test_who_is_out_has_no_page(api, evening):
    await evening.begin()
    ann = await evening.sign_up("Ann#EUW")
    ann_id = (await entrants(api, evening))["Ann#EUW"]
    await evening.do(c.Drop, person=ann)

    answer = await api.get(f"/v1/tournaments/{evening.id}/entrants/{ann_id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_entrant")


async def test_why_somebody_is_still_being_checked_stays_with_staff(api, evening):
    await evening.begin()
    await evening.sign_up("Ann#EUW", Verdict.UNKNOWN)
    ann_id = (await entrants(api, evening))["Ann#EUW"]

    told = (await api.get(f"/v1/tournaments/{evening.id}/entrants/{ann_id}")).json()

    assert [one["what"] for one in told["story"]] == ["SignUpReceived"]
