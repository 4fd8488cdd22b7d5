"""
The description of the API, and a machine that tries everything in it.
"""

from __future__ import annotations

import asyncio

import hypothesis
import pytest
import schemathesis
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tiltyard_dashboard.api import service_settings
from tiltyard_dashboard.api.__main__ import NAMESPACE
from tiltyard_dashboard.api.bearers import BearerKind, Bearers
from tiltyard_dashboard.api.callers import WEB_HEADER
from tiltyard_dashboard.api.scopes import Scope
from tiltyard_dashboard.api.service_settings import ServiceSettings

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_HERE = (ignored_auth, positive_data_acceptance)
"""Who gets in is tried in `test_staff`; and the rules refuse more than a schema can say."""

TRIES = 8
"""For each address; CI tries the same each time."""


def try_everything(url, headers):
    """What the API answered to each address, status by status; raises what it should not have answered."""
    found = {}
    schema = schemathesis.openapi.from_url(f"{url}/v1/openapi.json")
    for one in schema.get_all_operations():
        found[one.ok().label] = _tried(one.ok(), url, headers)
    return found


def _tried(operation, url, headers):
    statuses = set()

    @hypothesis.settings(max_examples=TRIES, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(case=operation.as_strategy())
    def attempt(case):
        answer = case.call_and_validate(base_url=url, headers=headers, excluded_checks=NOT_HERE)
        statuses.add(answer.status_code)

    attempt()
    return statuses


async def test_what_a_machine_tries_is_answered_as_described(app, start_api, evening, tmp_path):
    await evening.begin()
    own = tmp_path / "api.json"
    service_settings.write(own, ServiceSettings(web_secret="ours"))
    service = await start_api("--settings", str(own))
    bearers = Bearers(app.journal.store(NAMESPACE), app.clock)
    token, _ = await bearers.issue(BearerKind.TOKEN, name="machine", scopes=Scope)

    headers = {"authorization": f"Bearer {token}", WEB_HEADER: "ours"}
    found = await asyncio.to_thread(try_everything, service.url, headers)

    assert len(found) > 30
    assert not {label: statuses for label, statuses in found.items() if any(one >= 500 for one in statuses - {503})}
    assert 200 in found["GET /v1/tournaments"]
