"""
What the journal still keeps of plugins that are not installed any more: their places in the streams, their stores.
"""

from __future__ import annotations

from collections.abc import Iterable

from tiltyard.desk.notices import PREFIX
from tiltyard.journal import Journal

STORE = "plugin:"


async def left_behind(journal: Journal, installed: Iterable[str]) -> list[str]:
    """Names of plugins that are gone but not forgotten."""
    here = set(installed)
    kept = [name.removeprefix(PREFIX) for name in await journal.followers() if name.startswith(PREFIX)]
    kept += [name.removeprefix(STORE) for name in await journal.stores() if name.startswith(STORE)]
    return sorted(set(kept) - here)


async def forget(journal: Journal, plugin: str) -> None:
    """Take away all of it: should the plugin come back, it is new."""
    await journal.forget_follower(f"{PREFIX}{plugin}")
    await journal.forget_store(f"{STORE}{plugin}")
    await journal.store("notices").delete(plugin)
