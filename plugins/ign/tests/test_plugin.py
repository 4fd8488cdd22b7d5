"""
The plugin answers the host.
"""

from __future__ import annotations

from tiltyard.models import PersonId, PlayerClaim
from tiltyard_ign.findings import findings_about
from tiltyard_ign.plugin import IgnPlugin


async def test_it_tells_the_host_what_it_found():
    claim = PlayerClaim(PersonId("p"), "Ann#EUW")

    assert await IgnPlugin().verify_player(claim) == findings_about(claim)
