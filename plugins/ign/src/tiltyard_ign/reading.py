"""
All that can be said of a name by looking at it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import Factory, frozen

from tiltyard.models import RiotId
from tiltyard_ign.keys import comparison_keys
from tiltyard_ign.near import Spelling, near_key, spelling
from tiltyard_ign.riot_id import Wrong, parse


@frozen
class Reading:
    """What somebody typed.

    riot_id   what it says; None when it cannot be a Riot ID
    wrong     what is wrong with it; with a Riot ID beside it, staff should look
    keys      its comparison keys, kind to key; none without a Riot ID
    spelling  what is compared with other names; None without a Riot ID
    """

    riot_id: RiotId | None
    wrong: Wrong | None = None
    keys: Mapping[str, str] = Factory(dict)
    spelling: Spelling | None = None

    @property
    def name_key(self) -> str:
        """Equal for two spellings of one account; blank without a Riot ID."""
        return self.keys.get("name", "")

    @property
    def look_of_name(self) -> str:
        """How the name looks without its tag; blank without a Riot ID."""
        return self.keys.get("skeleton", "").partition("#")[0]


Read = Callable[[str], Reading]
"""`read_name`, or one that remembers."""


def read_name(typed: str) -> Reading:
    """Look at what somebody typed."""
    parsed = parse(typed)
    wrong = parsed if isinstance(parsed, Wrong) else None
    riot_id = parsed.read if isinstance(parsed, Wrong) else parsed
    if riot_id is None:
        return Reading(None, wrong)
    spelled = spelling(riot_id)
    near = near_key(spelled)
    return Reading(riot_id, wrong, comparison_keys(riot_id) | ({"near": near} if near else {}), spelled)
