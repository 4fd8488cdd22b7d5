"""
Which of the plugins that were found may be loaded. Decided from metadata alone, before anything is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from packaging.utils import canonicalize_name

from tiltyard.host.api_range import CORE
from tiltyard.host.discovery import FoundPlugin
from tiltyard.host.record import PluginStatus, Remedy, SetAside, Step
from tiltyard.settings import PluginsSettings


def left_out(found: FoundPlugin, others: Sequence[FoundPlugin], settings: PluginsSettings) -> SetAside | None:
    """Why this plugin is not loaded; None when it may be.

    others  everything that was found, itself included
    """
    if settings.safe_mode and canonicalize_name(found.distribution) != CORE:
        return _disabled("safe mode loads only what Tiltyard itself brings")
    if settings.only and not _named(found, settings.only):
        return _disabled("plugins.only does not name it")
    if _named(found, settings.disabled):
        return _disabled("plugins.disabled or --no-plugin names it")
    return _clash(found, [other for other in others if not _named(other, settings.disabled)])


def _clash(found: FoundPlugin, others: Sequence[FoundPlugin]) -> SetAside | None:
    """Two distributions that claim one name: the one that is called so has it; if none is, nobody has."""
    claimants = [other for other in others if canonicalize_name(other.name) == canonicalize_name(found.name)]
    if len(claimants) < 2 or _owner(claimants) is found:
        return None
    names = " and ".join(sorted({one.distribution or "one without a name" for one in claimants}))
    remedy = Remedy("Keep one of them.", f"pip uninstall {found.distribution}")
    return SetAside(PluginStatus.QUARANTINED, Step.CHOICE, f"{names} both claim the name {found.name!r}", remedy)


def _owner(claimants: Sequence[FoundPlugin]) -> FoundPlugin | None:
    owning = (CORE, f"{CORE}-{canonicalize_name(claimants[0].name)}")
    owners = [one for name in owning for one in claimants if canonicalize_name(one.distribution) == name]
    return owners[0] if owners else None


def _named(found: FoundPlugin, names: Iterable[str]) -> bool:
    return any(found.answers_to(name) for name in names)


def _disabled(reason: str) -> SetAside:
    return SetAside(PluginStatus.DISABLED, Step.CHOICE, reason)
