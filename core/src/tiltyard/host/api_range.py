"""
Which versions of Tiltyard a plugin is made for: its own requirement on `tiltyard`, read before it is imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tiltyard.host.discovery import FoundPlugin
from tiltyard.host.record import PluginStatus, Remedy, SetAside, Step

CORE = "tiltyard"

KnownBad = Mapping[str, Sequence[tuple[str, str]]]
"""Distribution to (versions that are broken, why)."""


def api_range(requires: Sequence[str]) -> SpecifierSet | None:
    """The versions of `tiltyard` that these requirements admit; None when they do not name it."""
    for line in requires:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue  # another tool's mistake in another line is none of our business
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if applies and canonicalize_name(requirement.name) == CORE:
            return requirement.specifier
    return None


def misfit(found: FoundPlugin, host: Version, known_bad: KnownBad) -> SetAside | None:
    """Why this plugin must not be imported by this host; None when it may."""
    for versions, why in known_bad.get(canonicalize_name(found.distribution), ()):
        if SpecifierSet(versions).contains(found.version, prereleases=True):
            return _set_aside(
                f"{found.distribution} {found.version} is known not to work: {why}",
                Remedy("Another version of it may work.", f"pip install --upgrade '{found.distribution}'"),
            )
    wanted = api_range(found.requires)
    if wanted is None or wanted.contains(host, prereleases=True):
        return None
    reason = f"it is made for tiltyard {wanted}, and this is {host}"
    if _wants_newer(wanted, host):
        return _set_aside(reason, Remedy("It needs a newer Tiltyard.", f"pip install --upgrade 'tiltyard{wanted}'"))
    return _set_aside(reason, Remedy("A newer version of it may fit.", f"pip install --upgrade '{found.distribution}'"))


def _wants_newer(wanted: SpecifierSet, host: Version) -> bool:
    floors = [
        Version(one.version) for one in wanted if one.operator in (">=", ">", "~=", "==") and "*" not in one.version
    ]
    return any(floor > host for floor in floors)


def _set_aside(reason: str, remedy: Remedy) -> SetAside:
    return SetAside(PluginStatus.QUARANTINED, Step.API_RANGE, reason, remedy)
