"""
How good a plugin is, by rules that anybody can look up: bronze, silver, gold, platinum.

Each plugin says for each rule whether it is `done`, still `todo`, or `exempt`, the latter two with a reason, in a
`quality.toml` inside its package. The tier is worked out from that, never claimed: a tier is reached when all its rules
and all those below are done or exempt. After the quality scale of Home Assistant.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import frozen

from tiltyard.errors import BadInput

FILE = "quality.toml"


class Tier(IntEnum):
    """How far a plugin is; each tier includes those below."""

    NONE = 0
    BRONZE = 1
    SILVER = 2
    GOLD = 3
    PLATINUM = 4


class State(StrEnum):
    """How a plugin stands to a rule."""

    DONE = "done"
    TODO = "todo"
    EXEMPT = "exempt"


RULES: Mapping[Tier, Mapping[str, str]] = {
    Tier.BRONZE: {
        "starts-and-stops": "Starts, stops and uninstalls cleanly; the conformance suite passes.",
        "settings-told": "Every setting has a default, a help text and its unit.",
        "bad-credentials": "Bad credentials are reported at start, in one sentence.",
        "file-names": "plugin.py answers hooks and is thin, settings.py declares settings; tests mirror src.",
        "polling": "How often it asks is stated, with the source of that number.",
        "readme": "The README says what it is, how to install, configure and remove it.",
    },
    Tier.SILVER: {
        "recovers": "Recovers from an outage of its vendor unaided.",
        "logs-once": "One log line when the vendor goes away, one when it is back.",
        "rate-limits": "Keeps the vendor's rate limits.",
        "state-survives": "What it knows survives a restart.",
        "owner": "Somebody is named who looks after it.",
        "failures-shown": "A failure is shown to whoever asked, with what they can do.",
    },
    Tier.GOLD: {
        "health": "Its health is an entry of the page and of `plugins info`.",
        "diagnose": "Diagnostics can be written out, without secrets.",
        "reconfigure": "Its settings can be changed without a restart.",
        "docs": "A how-to, troubleshooting and the known limits.",
        "recorded": "Tests use recorded answers of the real vendor.",
    },
    Tier.PLATINUM: {
        "never-blocks": "Nothing blocks the event loop.",
        "handed-in": "Clock, sessions and randomness are handed in.",
        "typed": "Fully typed, and says so with py.typed.",
        "pure-core": "What it thinks is tested without any network.",
    },
}
"""Rule to its sentence, by tier."""

_NAMES = tuple(name for rules in RULES.values() for name in rules)


@frozen
class Standing:
    """How a plugin stands to one rule.

    reason  why it is not done; blank when it is
    """

    state: State
    reason: str = ""


@frozen
class Quality:
    """A plugin's standing to every rule."""

    standings: Mapping[str, Standing]

    @property
    def tier(self) -> Tier:
        """The highest tier of which nothing, nor of those below, is still to do."""
        reached = Tier.NONE
        for tier, rules in RULES.items():
            if any(self.standings[name].state is State.TODO for name in rules):
                return reached
            reached = tier
        return reached

    def to_do(self) -> dict[str, str]:
        """What keeps it from the next tier: rule to reason."""
        for rules in RULES.values():
            left = {name: self.standings[name] for name in rules}
            if missing := {name: one.reason for name, one in left.items() if one.state is State.TODO}:
                return missing
        return {}


def parse_quality(text: str) -> Quality:
    """Read a `quality.toml`.

    raises  BadInput, naming every rule that is missing, unknown or without a reason
    """
    try:
        told: Mapping[str, Any] = tomllib.loads(text).get("rules", {})
    except tomllib.TOMLDecodeError as error:
        raise BadInput("it is no TOML", which=f"{FILE}: {error}") from error
    wrong = [f"{name} is missing" for name in _NAMES if name not in told]
    standings = {}
    for name, value in told.items():
        if name not in _NAMES:
            near = difflib.get_close_matches(name, _NAMES, n=1)
            wrong.append(f"{name} is no rule" + (f" (did you mean {near[0]}?)" if near else ""))
        elif (standing := _standing(value)) is None:
            wrong.append(f'{name} is neither "done" nor {{ todo = "why" }} nor {{ exempt = "why" }}')
        else:
            standings[name] = standing
    if wrong:
        raise BadInput("it does not tell how the plugin stands to every rule", which=f"{FILE}: {'; '.join(wrong)}")
    return Quality(standings)


def quality_of(package: str) -> Quality | None:
    """What a plugin's package says of itself; None when it says nothing. Nothing is imported.

    raises  BadInput, as `parse_quality`
    """
    spec = find_spec(package.partition(".")[0])
    for place in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(place) / FILE
        if file.is_file():
            return parse_quality(file.read_text("utf-8"))
    return None


def _standing(value: Any) -> Standing | None:
    if value == State.DONE.value:
        return Standing(State.DONE)
    if isinstance(value, Mapping) and len(value) == 1:
        ((state, reason),) = value.items()
        if state in (State.TODO.value, State.EXEMPT.value) and isinstance(reason, str) and reason.strip():
            return Standing(State(state), reason)
    return None
