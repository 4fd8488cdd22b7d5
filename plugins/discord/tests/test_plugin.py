"""
The plugin loads and says what it needs, without being broken.
"""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
import structlog

from tiltyard.clock import SystemClock
from tiltyard.errors import NeedsSetup
from tiltyard.plugin import PluginContext
from tiltyard_discord.plugin import DiscordPlugin
from tiltyard_discord.settings import DiscordSettings


def context(token):
    settings = DiscordSettings(token)
    return PluginContext("discord", settings, SystemClock(), structlog.get_logger(), None, Path("unused"), "")


@pytest.mark.parametrize("token", [None, ""])
async def test_without_a_token_it_names_the_setting_the_file_form_and_the_variable(token):
    with pytest.raises(NeedsSetup, match="no bot token is set") as raised:
        await DiscordPlugin().start(context(token))

    for name in ("[plugins.discord] token", 'token = "file:/path"', "TILTYARD_PLUGINS__DISCORD__TOKEN"):
        assert name in str(raised.value)


async def test_with_a_token_it_says_that_the_bot_is_not_there_yet_and_keeps_the_token_to_itself():
    with pytest.raises(NeedsSetup, match="the Discord bot is not part of this release") as raised:
        await DiscordPlugin().start(context("very-secret-token"))

    assert "very-secret-token" not in str(raised.value)


def test_every_setting_has_a_help_text_and_the_token_is_a_secret():
    (token,) = attrs.fields(DiscordSettings)

    assert token.metadata["secret"]
    assert "file:/path" in token.metadata["help"]
