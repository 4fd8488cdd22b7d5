"""
The plugin, as the host uses it.
"""

from pathlib import Path
from unittest.mock import create_autospec

import structlog
from tiltyard.clock import SystemClock
from tiltyard.models import PersonId, PlayerClaim
from tiltyard.plugin import PluginContext, PluginStore

from tiltyard_ground_floor.plugin import GroundFloorPlugin
from tiltyard_ground_floor.settings import GroundFloorSettings


async def test_the_word_that_was_set_is_the_one_that_counts(tmp_path: Path) -> None:
    plugin = GroundFloorPlugin()
    await plugin.start(
        PluginContext(
            name="ground_floor",
            settings=GroundFloorSettings(forbidden_word="goose"),
            clock=SystemClock(),
            log=structlog.get_logger(),
            store=create_autospec(PluginStore),
            state_dir=tmp_path,
            journal_url="",
        )
    )

    (finding,) = await plugin.verify_player(PlayerClaim(PersonId("p"), "Goose#EUW"))

    assert finding.code == "ground_floor_forbidden_word"


async def test_a_name_that_breaks_no_rule_is_none_of_its_business() -> None:
    claim = PlayerClaim(PersonId("p"), "Ann#EUW")

    assert await GroundFloorPlugin().verify_player(claim) == []
