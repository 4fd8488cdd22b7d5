"""
The plugin answers the host, and keeps figures.
"""

from __future__ import annotations

import pytest
import structlog

from tiltyard.errors import JournalError, TiltyardError
from tiltyard.models import PersonId, PlayerClaim
from tiltyard.plugin import PluginContext
from tiltyard.testing import MemoryStore
from tiltyard_ign.findings import findings_about
from tiltyard_ign.plugin import KEEP_EVERY_S, IgnPlugin
from tiltyard_ign.settings import IgnSettings

CLAIM = PlayerClaim(PersonId("p"), "Ann#EUW")


async def test_it_tells_the_host_what_it_found():
    assert await IgnPlugin().verify_player(CLAIM) == findings_about(CLAIM)


async def test_figures_are_there_before_they_are_kept_and_survive_a_restart(plugin_host):
    async with plugin_host(ign=IgnPlugin) as host:
        await host.hooks.verify_player(CLAIM)
        await host.hooks.verify_player(PlayerClaim(PersonId("q"), "Bob"))

        stats = await host.plugin("ign").stats()

        assert (stats.checks, stats.found) == (2, {"riot_id_no_tag": 1, "riot_id_shape": 1})
        assert stats.memory["names"].size == 2
        assert await host.plugin("ign").stats() == stats


async def test_names_of_a_roster_are_looked_at_once(plugin_host):
    roster = {"name": frozenset(f"Player{number}#EUW" for number in range(1000))}
    async with plugin_host(ign=IgnPlugin) as host:
        for name in ("Ann#EUW", "Bob#EUW"):
            await host.hooks.verify_player(PlayerClaim(PersonId("p"), name, roster_keys=roster))

        memory = (await host.plugin("ign").stats()).memory["names of a roster"]

    assert (memory.size, memory.hits, memory.misses) == (1000, 1000, 1000)


async def test_figures_are_kept_now_and_then(plugin_host, fake_clock):
    async with plugin_host(ign=IgnPlugin) as host:
        await host.hooks.verify_player(CLAIM)
        store = host.plugin("ign")._ctx.store
        await fake_clock.advance(KEEP_EVERY_S)

        assert await store.get("days")


class DeafStore(MemoryStore):
    """Keeps nothing until it is mended."""

    deaf = True

    async def change(self, key, change, *, ttl_s=None):
        if self.deaf:
            raise JournalError("the journal does not answer")
        return await super().change(key, change, ttl_s=ttl_s)


async def test_figures_that_could_not_be_kept_are_kept_next_time_and_names_are_checked_meanwhile(fake_clock, tmp_path):
    store, plugin = DeafStore(fake_clock), IgnPlugin()
    log = structlog.get_logger()
    await plugin.start(PluginContext("ign", IgnSettings(), fake_clock, log, store, tmp_path, "sqlite://"))
    await fake_clock.settle()
    with structlog.testing.capture_logs() as logged:
        assert await plugin.verify_player(CLAIM) == findings_about(CLAIM)
        await fake_clock.advance(KEEP_EVERY_S)
    store.deaf = False
    await plugin.stop()

    assert [one["event"] for one in logged] == ["ign_stats_not_kept"]
    assert [day["checks"] for day in (await store.get("days")).values()] == [1]


async def test_before_it_is_started_it_has_no_figures():
    with pytest.raises(TiltyardError, match="not started"):
        await IgnPlugin().stats()
