"""
The plugin in its host: with a key, without one, and what a player is never told.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import attrs
import pytest

from tiltyard.errors import NeedsSetup
from tiltyard.models import Evidence, PersonId, PlayerAccount, PlayerClaim, RankQueue, Verdict
from tiltyard.testing.riot_api import KEY
from tiltyard.tournament.judge import Outcome, judge
from tiltyard_riot.plugin import RiotPlugin
from tiltyard_riot.settings import RiotSettings

HERE = Path(__file__).parents[1]
SCRIPTS = ("EUW", "한국어", "日本", "ไทย", "РУС", "عرب", "ÆØÅ")
CLAIM = PlayerClaim(PersonId("p"), "Ann#EUW")


@pytest.mark.parametrize("api_key", [None, ""])
async def test_without_a_key_it_abstains_and_says_why(plugin_host, api_key):
    table = {} if api_key is None else {"api_key": api_key}
    async with plugin_host(settings={"riot": table}, riot=RiotPlugin) as host:
        (outcome,) = await host.hooks.verify_player(CLAIM)
        (found,) = outcome.value

        assert (found.code, found.verdict, found.evidence) == ("riot_no_api_key", Verdict.ABSTAIN, Evidence.ACCOUNT)
        assert "No Riot API key is set" in found.reason
        assert found.next_step
        assert judge(outcome.value, Evidence.ACCOUNT).outcome is Outcome.PENDING
        assert await host.hooks.challenge_player(CLAIM) is None
        assert await host.hooks.fetch_rank(PlayerAccount("Ann#EUW"), RankQueue.SOLO) is None
        with pytest.raises(NeedsSetup, match=r"plugins\.riot\.api_key"):
            _ = host.plugin("riot").answers


async def test_a_plugin_that_was_never_started_abstains():
    (found,) = await RiotPlugin().verify_player(CLAIM)

    assert found.code == "riot_no_api_key"


async def test_starting_asks_nobody(riot, riot_api):
    async with riot():
        pass

    assert riot_api.count() == 0


async def test_sixteen_claims_on_one_name_are_one_request(riot, riot_api):
    riot_api.add_account("Ann#EUW")

    async with riot() as asked:
        found = await asyncio.gather(*(asked.code("Ann#EUW", person=f"p{number}") for number in range(16)))
        stats = await asked.plugin.answers.stats()

    assert set(found) == {"riot_account"}
    assert riot_api.count() == 1
    assert (stats.counted["joined"], stats.counted["calls"]) == (15, 1)


async def test_five_hundred_at_once_are_each_asked_for_once_and_no_quota_is_overdrawn(riot, riot_api):
    riot_api.limit("500:10,30000:600")
    players = [f"Player {number}#{SCRIPTS[number % len(SCRIPTS)]}" for number in range(500)]
    for name in players[::2]:
        riot_api.add_account(name)

    async with riot() as asked:
        codes = await asyncio.gather(*(asked.code(name, person=name) for name in players))
        again = await asyncio.gather(*(asked.code(name, person=name) for name in players[::2]))

    assert codes == ["riot_account", "riot_account_not_found"] * 250
    assert again == ["riot_account"] * 250
    assert (riot_api.count(), riot_api.refused()) == (500, 0)


def test_every_setting_has_a_help_text_and_the_key_is_a_secret():
    settings = attrs.fields_dict(RiotSettings)

    assert all(one.metadata["help"] for one in settings.values())
    assert settings["api_key"].metadata["secret"]
    assert "file:/path" in settings["api_key"].metadata["help"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"base_url": "https://api.example"}, "{host}"),
        ({"base_url": "ftp://{host}"}, "https://"),
        ({"rank_kept_s": 0.0}, "rank_kept_s must be more than 0"),
        ({"account_kept_s": 60.0}, "account_kept_s must be at least"),
        ({"proof_limit_s": -1.0}, "proof_limit_s"),
    ],
)
def test_settings_that_cannot_work_are_refused(wrong, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        RiotSettings(api_key=KEY, **wrong)


def test_every_code_is_in_the_readme():
    used = set(re.findall(r'"(riot_\w+)"', (HERE / "src/tiltyard_riot/findings.py").read_text("utf-8")))

    assert used == set(re.findall(r"^\| `(riot_[a-z_]+)`", (HERE / "README.md").read_text("utf-8"), re.MULTILINE))
