"""
What the dashboard asks other plugins.

They answer with plain data, so that nobody has to import the dashboard to be seen on it: mark the method with
`@hookimpl(optionalhook=True)`, and it sleeps where there is no dashboard.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiltyard.markers import hookspec


@hookspec(mode="collect", deadline_s=5.0)
async def dashboard_panels() -> list[Mapping[str, Any]]:
    """What shall staff see of you on the page of the host?

    When it fires: in `tiltyard run`, every 15 seconds. A slow plugin delays its own panels.

    returns  panels, at most eight: `title`, and some of `summary` (a sentence), `state` (`ok`, `warn`, `bad`, `off`),
             `rows` (pairs of label and value) and `table` (`columns`, and `rows` of as many cells). Values are text or
             numbers; see `tiltyard_dashboard.panels` for how long each may be
    raises   Unavailable (the panels of before stay until they are too old)
    """
