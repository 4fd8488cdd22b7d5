"""
A check that cannot be made abstains, and says so.
"""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest
import structlog

from tiltyard.clock import SystemClock
from tiltyard.models import Evidence, PersonId, PlayerClaim, Verdict
from tiltyard.plugin import PluginContext
from tiltyard.tournament.judge import Outcome, judge
from tiltyard_riot.plugin import RiotPlugin
from tiltyard_riot.settings import RiotSettings

HERE = Path(__file__).parents[1]
CLAIM = PlayerClaim(PersonId("p"), "Ann#EUW")


async def finding(api_key):
    plugin = RiotPlugin()
    settings = RiotSettings(api_key)
    await plugin.start(PluginContext("riot", settings, SystemClock(), structlog.get_logger(), None, Path("unused"), ""))
    (found,) = await plugin.verify_player(CLAIM)
    return found


@pytest.mark.parametrize(
    ("api_key", "code", "words"),
    [
        pytest.param(None, "riot_no_api_key", "No Riot API key is set", id="no-key"),
        pytest.param("", "riot_no_api_key", "No Riot API key is set", id="blank-key"),
        pytest.param("RGAPI-x", "riot_not_yet", "does not ask Riot yet", id="key"),
    ],
)
async def test_it_abstains_about_accounts_and_says_why(api_key, code, words):
    found = await finding(api_key)

    assert (found.code, found.verdict, found.evidence) == (code, Verdict.ABSTAIN, Evidence.ACCOUNT)
    assert words in found.reason
    assert found.next_step


async def test_a_plugin_that_was_never_started_abstains():
    (found,) = await RiotPlugin().verify_player(CLAIM)

    assert found.code == "riot_no_api_key"


async def test_a_key_that_is_not_used_verifies_nobody():
    assert judge([await finding("RGAPI-x")], Evidence.ACCOUNT).outcome is Outcome.PENDING


async def test_the_key_is_not_told_to_players():
    assert "RGAPI-x" not in str(await finding("RGAPI-x"))


def test_every_setting_has_a_help_text_and_the_key_is_a_secret():
    (api_key,) = attrs.fields(RiotSettings)

    assert api_key.metadata["secret"]
    assert "file:/path" in api_key.metadata["help"]


def test_every_code_is_in_the_readme():
    used = set(re.findall(r'"(riot_\w+)"', (HERE / "src/tiltyard_riot/findings.py").read_text("utf-8")))

    assert used == set(re.findall(r"`(riot_[a-z_]+)`", (HERE / "README.md").read_text("utf-8")))
