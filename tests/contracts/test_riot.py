"""
Whatever the stand-in for the Riot API answers is in the form that Riot publishes, and holds nothing else.

The schema is not ours to ship: `TILTYARD_CONTRACTS` names the directory where `riot-openapi.json` is, from
https://github.com/MingweiSamuel/riotapi-schema (branch gh-pages, openapi-3.0.0.json).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.request import Request, urlopen

import jsonschema_rs
import pytest

from tiltyard.testing.riot_api import DOUBLE_UP, KEY, METHODS
from tiltyard.testing.riot_api.routes import ENDPOINTS, read_path

ROOT = Path(__file__).parents[2]
SPEC = Path(os.environ.get("TILTYARD_CONTRACTS", ROOT.parent / "shared/contracts")) / "riot-openapi.json"


def strict(schema):
    """The schema as it would be if it forbade what it does not name."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: strict(inner) for name, inner in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        closed.setdefault("additionalProperties", False)
    return closed


@pytest.fixture(scope="module")
def contract():
    if not SPEC.is_file():
        pytest.skip(f"needs Riot's published schema: TILTYARD_CONTRACTS names no directory with {SPEC.name}")
    return json.loads(SPEC.read_text("utf-8"))


@pytest.fixture(scope="module")
def wrong_in(contract):
    """What is wrong in a body, by the method that answered it."""
    templates = {endpoint.method: endpoint.template for endpoint in ENDPOINTS}
    components = {"schemas": strict(contract["components"]["schemas"])}

    def wrong_in(call):
        path = contract["paths"][templates[call.method]]["get"]
        schema = path["responses"]["200"]["content"]["application/json"]["schema"]
        validator = jsonschema_rs.Draft4Validator({**schema, "components": components})
        return [error.message for error in validator.iter_errors(call.answer)]

    return wrong_in


def ask(service, host, path):
    request = Request(service.base_url.format(host=host) + path, headers={"X-Riot-Token": KEY})
    with urlopen(request, timeout=20) as answer:
        assert answer.status == 200


@pytest.fixture
def asked(riot_api):
    """A service that was asked everything once, on platforms and in sets of every kind."""
    players = [riot_api.add_account(f"P{number}#NA1", platform="na1", rank="Gold II 45") for number in range(8)]
    riot_api.add_account("Top#NA1", platform="na1", rank="challenger 900", double_up="master 1", hyper_roll="blue 2400")
    riot_api.add_account("Bare#NA1", platform="na1", nameless=True)
    riot_api.add_incident("na1", "Login is slow")
    riot_api.add_incident("na1", "A patch", maintenance=True)
    for set_number in (17, 18):
        for queue_id in (1090, 1100, 1130, 1160):
            riot_api.add_match("na1", players, queue_id=queue_id, set_number=set_number)
    puuids = [riot_api.puuid(player) for player in riot_api._world.players.values()]
    for name in ("P0", "Bare"):
        ask(riot_api, "asia", f"/riot/account/v1/accounts/by-riot-id/{name}/NA1")
    for puuid in puuids:
        ask(riot_api, "europe", f"/riot/account/v1/accounts/by-puuid/{puuid}")
        ask(riot_api, "europe", f"/riot/account/v1/region/by-game/tft/by-puuid/{puuid}")
    for puuid in puuids[-3:]:
        ask(riot_api, "na1", f"/tft/summoner/v1/summoners/by-puuid/{puuid}")
        ask(riot_api, "na1", f"/tft/league/v1/by-puuid/{puuid}")
    for tier in ("challenger", "grandmaster", f"master?queue={DOUBLE_UP}"):
        ask(riot_api, "na1", f"/tft/league/v1/{tier}")
    ask(riot_api, "americas", f"/tft/match/v1/matches/by-puuid/{puuids[0]}/ids")
    for match_id in riot_api.calls[-1].answer:
        ask(riot_api, "americas", f"/tft/match/v1/matches/{match_id}")
    ask(riot_api, "na1", "/tft/status/v1/platform-data")
    return riot_api


def test_every_answer_is_in_riots_own_form(asked, wrong_in):
    assert {call.method for call in asked.calls} == set(METHODS)
    assert [(call.method, wrong) for call in asked.calls if (wrong := wrong_in(call))] == []


def test_what_riot_does_not_name_is_found(asked, wrong_in):
    call = asked.calls[-1]
    call.answer = {**call.answer, "weather": "fine"}

    assert "weather" in str(wrong_in(call))


def test_hosts_are_those_of_the_schema(contract):
    for endpoint in ENDPOINTS:
        told = set(contract["paths"][endpoint.template]["x-platforms-available"])
        # Of the two hosts for professional play nobody outside has a key.
        assert endpoint.hosts == told - {"esports", "esportseu"}, endpoint.method


def test_paths_are_read_encoded():
    asked = read_path("/asia/riot/account/v1/accounts/by-riot-id/a%2Fb/c%23d")

    assert (asked.method, asked.arguments) == ("account-v1 by-riot-id", ("a/b", "c#d"))
