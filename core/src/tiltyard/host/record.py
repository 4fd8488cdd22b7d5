"""
What the host knows about one plugin.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import define, field, frozen

from tiltyard.host.discovery import FoundPlugin


class PluginStatus(StrEnum):
    """Whether a plugin is asked, and if not, why."""

    READY = "ready"
    DISABLED = "disabled"
    """The settings or the command line say so."""
    NEEDS_SETUP = "needs_setup"
    """Nothing is broken; something must be set first."""
    WAITING = "waiting"
    """Its start failed for a reason that passes; it is tried again."""
    QUARANTINED = "quarantined"
    """Broken; the rest goes on without it."""

    @property
    def words(self) -> str:
        """As people say it."""
        return self.value.replace("_", " ")


class Step(StrEnum):
    """How far a plugin came on its way to being ready; each step builds on the ones before it."""

    CHOICE = "choice"
    API_RANGE = "api range"
    IMPORT = "import"
    SETTINGS = "settings"
    HOOKS = "hooks"
    START = "start"
    READY = "ready"


@frozen
class Remedy:
    """What mends it.

    words    a sentence for whoever runs the host
    command  the command that does it, to be pasted; blank when no command can
    """

    words: str = ""
    command: str = ""


@frozen
class SetAside:
    """Why a plugin is not asked.

    step  where it stopped
    """

    status: PluginStatus
    step: Step
    reason: str
    remedy: Remedy = Remedy()


@define
class PluginRecord:
    """One plugin and its state.

    reason   why it is not ready; blank when it is
    hooks    the questions it answers
    dormant  questions it would answer if the plugin that asks them were installed
    brings   questions of its own that other plugins may answer
    settings  `none` (it has none), `default`, `set` or `wrong`
    api      the range of tiltyard versions it is made for; blank when it does not say
    advice   what its author should mend, though it works
    """

    found: FoundPlugin
    status: PluginStatus
    step: Step = Step.READY
    reason: str = ""
    remedy: Remedy = Remedy()
    hooks: list[str] = field(factory=list)
    dormant: list[str] = field(factory=list)
    brings: list[str] = field(factory=list)
    settings: str = "none"
    api: str = ""
    advice: str = ""

    @property
    def name(self) -> str:
        """Its entry point's name."""
        return self.found.name
