"""
Which accounts a tournament is for, as options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import click

from tiltyard.cli.options import NONE
from tiltyard.models import PLATFORMS, Eligibility, RankQueue, Tier

ELIGIBILITY = ("platforms", "lowest_rank", "highest_rank", "rank_queue")
"""Names of the options."""

_TIERS = click.Choice([*(tier.value for tier in Tier), NONE], case_sensitive=False)

eligibility_options: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--platform",
        "platforms",
        multiple=True,
        type=click.Choice([*sorted(PLATFORMS), NONE], case_sensitive=False),
        help=f"Where an account must be at home. Repeat it for several; {NONE}: anywhere.",
    ),
    click.option("--lowest-rank", type=_TIERS, help=f"The tier an account must have at least; {NONE}: any."),
    click.option("--highest-rank", type=_TIERS, help=f"The tier that it must not be above; {NONE}: any."),
    click.option(
        "--rank-queue",
        type=click.Choice([queue.value.replace("_", "-") for queue in RankQueue]),
        help="In which queue that rank is. [solo]",
    ),
)


def eligible(given: Mapping[str, Any], before: Eligibility) -> Eligibility:
    """Which accounts may play from now on; what was not given stays."""
    changes: dict[str, Any] = {}
    if platforms := given.get("platforms"):
        changes["platforms"] = frozenset(platforms) - {NONE}
    for option, field in (("lowest_rank", "lowest"), ("highest_rank", "highest")):
        if tier := given.get(option):
            changes[field] = None if tier == NONE else Tier(tier)
    if queue := given.get("rank_queue"):
        changes["queue"] = RankQueue(queue.replace("-", "_"))
    return attrs.evolve(before, **changes)
