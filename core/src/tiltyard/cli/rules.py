"""
The rules of a tournament: shown, changed, and as options of whatever begins with rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

import attrs
import click

from tiltyard.cli import acting, context
from tiltyard.cli.eligibility import ELIGIBILITY, eligibility_options, eligible
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import (
    NONE,
    Duration,
    OrNone,
    dry_run_option,
    json_option,
    reason_option,
    tournament_option,
    yes_option,
)
from tiltyard.cli.output import print_json, print_table
from tiltyard.cli.times import TIMES, planned, time_options
from tiltyard.models import CheckInBy, Evidence, Mode, NoShows, PromotionRule, Rules, Unit, Windows
from tiltyard.tournament import commands as c
from tiltyard.tournament.codec import converter
from tiltyard.tournament.effects import rule_name, words

F = TypeVar("F", bound=Callable[..., Any])


def _choice(kind: type[StrEnum]) -> click.Choice[str]:
    return click.Choice([one.value.replace("_", "-") for one in kind])


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--capacity", type=int, help="Seats."),
    click.option("--unit", type=_choice(Unit), help="What the capacity counts. [solo: players]"),
    click.option("--mode", type=_choice(Mode), help="Who enters: single players, or pairs."),
    click.option(
        "--identity",
        type=_choice(Evidence),
        help="Evidence a name needs: written like a Riot ID, the account exists, the account is theirs.",
    ),
    click.option(
        "--recommend-ownership/--no-recommendation",
        "recommends_ownership",
        default=None,
        help="Whether players are asked to prove that the account is theirs, where --identity does not require it.",
    ),
    *eligibility_options,
    click.option(
        "--promotion",
        multiple=True,
        type=_choice(PromotionRule),
        help="Who gets a free seat. Repeat it for a ladder: the next rung counts where those before see no difference.",
    ),
    click.option(
        "--offer-wait",
        "offer_wait_s",
        type=OrNone(Duration()),
        help=f"How long a free seat is offered before it goes to the next; {NONE}: it is given without asking.",
    ),
    click.option("--no-shows", type=_choice(NoShows), help="What becomes of who is not here in time."),
    click.option("--grace", "grace_s", type=Duration(), help="How long after its close a check-in still counts, late."),
    click.option("--check-in-by", type=_choice(CheckInBy), help="Whose check-in makes a team be here."),
    click.option(
        "--half-teams-sit/--whole-teams-only",
        "half_teams_sit",
        default=None,
        help="Whether a team that still looks for a player may hold a seat.",
    ),
    click.option(
        "--pending-holds-seat/--pending-waits",
        "pending_holds_seat",
        default=None,
        help="Whether a player keeps the seat while the name is being checked.",
    ),
    *time_options,
)


def rules_options(function: F) -> F:
    """Every rule as an option; what is not given stays as it is. `chosen` makes changes of them."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_ENUMS: Mapping[str, type[StrEnum]] = {
    "unit": Unit,
    "mode": Mode,
    "identity": Evidence,
    "no_shows": NoShows,
    "check_in_by": CheckInBy,
}


def chosen(options: Mapping[str, Any], before: Rules) -> dict[str, Any]:
    """The rules that were given, as fields of `Rules` to their new values.

    before  the rules that hold until then: times that were not given stay as they were said
    raises  SaidNo when the times cannot be
    """
    given = {name: value for name, value in options.items() if value not in (None, ())}
    elsewhere = (*TIMES, *ELIGIBILITY)
    changes = {name: _value(name, value) for name, value in given.items() if name not in elsewhere}
    if about := {name: value for name, value in given.items() if name in ELIGIBILITY}:
        changes["eligibility"] = eligible(about, before.eligibility)
    if times := {name: value for name, value in given.items() if name in TIMES}:
        changes["schedule"] = planned(times, before)
    return changes


def _value(name: str, given: Any) -> Any:
    if given == NONE:
        return None
    if name in _ENUMS:
        return _ENUMS[name](given.replace("-", "_"))
    if name == "promotion":
        return tuple(PromotionRule(one.replace("-", "_")) for one in given)
    return given


def document(rules: Rules) -> dict[str, Any]:
    """Rules as plain data."""
    plain: dict[str, Any] = converter.unstructure(rules)
    return {**plain, "seats": rules.seats}


def say_rules(rules: Rules, title: str) -> None:
    """Rules in words."""
    rows = [
        (rule_name(field.name), words(field.name, getattr(rules, field.name)))
        for field in attrs.fields(Rules)
        if field.name not in ("windows", "schedule", "starts_at")
    ]
    if rules.starts_at:
        rows.append(("start", words("starts_at", rules.starts_at)))
    rows += [
        (f"{field.name.removesuffix('_at').replace('_', ' ')}", words(field.name, getattr(rules.windows, field.name)))
        for field in attrs.fields(Windows)
    ]
    print_table(("rule", "is"), rows, title=title)


@click.group("rules")
def rules_command() -> None:
    """Show and change the rules of a tournament."""


@rules_command.command("show")
@tournament_option
@json_option
@context.command
async def show(wanted: str | None, as_json: bool) -> None:
    """Show the rules that hold."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
    print_json(document(state.rules)) if as_json else say_rules(state.rules, state.name)


@rules_command.command("set")
@rules_options
@reason_option
@dry_run_option
@yes_option
@tournament_option
@json_option
@context.command
async def set_rules(
    reason: str | None, dry_run: bool, yes: bool, wanted: str | None, as_json: bool, **options: Any
) -> Exit | None:
    """Change some rules; the others stay. What takes seats from players needs --yes and a reason."""
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        asked = c.ChangeRules(
            tournament=state.id,
            actor=context.actor(),
            changes=chosen(options, state.rules),
            confirm=yes or dry_run,
            reason=reason or ("a dry run" if dry_run else None),
        )
        return await acting.with_care(app, asked, "", dry_run=dry_run, yes=yes, as_json=as_json, ask=False)
