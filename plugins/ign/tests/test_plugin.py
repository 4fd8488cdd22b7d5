"""
The plugin answers the host, and keeps figures.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import TiltyardError
from tiltyard.models import PersonId, PlayerClaim
from tiltyard_ign.findings import findings_about
from tiltyard_ign.plugin import KEEP_EVERY_S, IgnPlugin

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


async def test_before_it_is_started_it_has_no_figures():
    with pytest.raises(TiltyardError, match="not started"):
        await IgnPlugin().stats()
