"""
The plugin brings two services and answers only for them.
"""

from __future__ import annotations

import sys

import pytest
import structlog

from tiltyard.clock import SystemClock
from tiltyard.errors import SettingsError
from tiltyard.models import ServiceAction, ServiceRequest, ServiceState
from tiltyard.plugin import PluginContext
from tiltyard.testing import MemoryStore
from tiltyard_dashboard.api import service_settings
from tiltyard_dashboard.api.scopes import Role
from tiltyard_dashboard.plugin import DashboardPlugin, missing_for_discord, write_service_settings
from tiltyard_dashboard.settings import DashboardSettings

JOURNAL = "sqlite:////somewhere/journal.sqlite3"


@pytest.fixture
def ready(tmp_path):
    async def ready(settings=None):
        plugin = DashboardPlugin()
        settings = settings or DashboardSettings()
        log = structlog.get_logger()
        store = MemoryStore(SystemClock())
        context = PluginContext("dashboard", settings, SystemClock(), log, store, tmp_path / "state", JOURNAL)
        await plugin.start(context)
        return plugin

    return ready


async def test_it_brings_the_api_and_the_page_that_depends_on_it(ready):
    api, web = await (await ready()).list_services()

    assert api.argv[:5] == (sys.executable, "-m", "tiltyard_dashboard.api", "--port", "8000")
    assert api.health_url == "http://127.0.0.1:8000/v1/health"
    assert api.secrets == {"JOURNAL_URL": JOURNAL}
    assert JOURNAL not in str((api, api.argv, api.env))
    assert web.argv[1:7] == (
        "-m", "tiltyard_dashboard.web", "--port", "3000", "--api-url", "http://127.0.0.1:8000"
    )  # fmt: skip
    assert web.health_url == "http://127.0.0.1:3000/health"
    assert web.depends_on == ("api",)
    assert "TILTYARD_JOURNAL__URL" not in web.env


async def test_the_settings_move_both_ports(ready):
    api, web = await (await ready(DashboardSettings(api_port=8100, web_port=3100))).list_services()

    assert (api.port, web.port) == (8100, 3100)
    assert "http://127.0.0.1:8100" in web.argv


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (DashboardSettings(api_port=0), "api_port = 0"),
        (DashboardSettings(web_port=70000), "web_port = 70000"),
        (DashboardSettings(public_url="cup.example.org"), "public_url = cup.example.org"),
        (DashboardSettings(public_url="http://cup.example.org"), "public_url = http://cup.example.org"),
        (DashboardSettings(api_port=3000), "cannot share a port"),
        (DashboardSettings(orphan_grace_s=-1), "orphan_grace_s = -1"),
    ],
)
async def test_ports_that_cannot_work_are_refused_with_the_setting(ready, settings, words):
    with pytest.raises(SettingsError, match=words):
        await ready(settings)


async def test_it_says_nothing_about_services_of_others(ready):
    plugin = await ready()

    assert await plugin.manage_service(ServiceRequest(ServiceAction.STATUS, ("recorder",))) is None
    assert await plugin.manage_service(ServiceRequest(ServiceAction.STATUS, ("api", "recorder"))) is None


async def test_before_anything_was_started_everything_is_stopped_and_no_file_is_made(ready, tmp_path):
    plugin = await ready()

    statuses = await plugin.manage_service(ServiceRequest(ServiceAction.STATUS, ("api", "web")))
    await plugin.stop()

    assert [(status.name, status.state) for status in statuses] == [
        ("api", ServiceState.STOPPED),
        ("web", ServiceState.STOPPED),
    ]
    assert not (tmp_path / "state").exists()


async def test_a_plugin_that_never_started_stops_quietly():
    await DashboardPlugin().stop()


DISCORD = DashboardSettings(
    discord_client_id="1", discord_client_secret="hush", discord_guild="900", viewer_roles=("11", "12"),
    admin_roles=("12",), discord_url="http://127.0.0.1:9/",
)  # fmt: skip


def test_what_the_services_are_told_is_for_nobody_else(tmp_path):
    write_service_settings(DISCORD, tmp_path / "state")

    api, web = (service_settings.read(tmp_path / "state" / name) for name in ("api.json", "web.json"))
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "state").iterdir()] == [0o600, 0o600]
    assert (api.discord.client_secret, api.discord.url) == ("hush", "http://127.0.0.1:9")
    assert api.discord.roles == {"11": Role.VIEWER, "12": Role.ADMIN}
    assert api.web_secret == web.web_secret
    assert web.discord is None


async def test_no_secret_is_on_a_command_line_or_in_an_environment(ready):
    for spec in await (await ready(DISCORD)).list_services():
        assert "hush" not in repr(spec)


async def test_a_sign_in_link_leads_to_where_people_reach_the_page(ready):
    plugin = await ready(DashboardSettings(public_url="https://cup.example.org/"))

    link = await plugin.sign_in_link()

    assert link.startswith("https://cup.example.org/sign-in/link?code=tyl_")
    assert await plugin.bearers.spend(link.rpartition("=")[2])


def test_what_is_missing_for_discord_is_named():
    assert missing_for_discord(DashboardSettings(discord_client_id="1")) == ["discord_client_secret", "discord_guild"]
    assert missing_for_discord(DISCORD) == missing_for_discord(DashboardSettings()) == []
