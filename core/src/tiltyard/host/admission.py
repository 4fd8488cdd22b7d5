"""
From what is installed to what may start: metadata, range, import, settings, questions, answers; each plugin alone.

Everything is imported before anything starts, so that a plugin may answer the questions of another whatever the order
of their names. A plugin that fails on the way is set aside with a reason and a remedy, and the others go on.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from importlib import resources

import pluggy
import structlog
from attrs import frozen
from packaging.utils import canonicalize_name
from packaging.version import Version

from tiltyard import hookspecs
from tiltyard.errors import TiltyardError
from tiltyard.host.api_range import CORE, KnownBad, api_range, misfit
from tiltyard.host.checks import check_hooks
from tiltyard.host.choice import left_out
from tiltyard.host.discovery import FoundPlugin
from tiltyard.host.isolation import Isolation, Ran
from tiltyard.host.loading import Loaded, Loading, quarantined
from tiltyard.host.question import Question
from tiltyard.host.record import PluginRecord, PluginStatus, SetAside, Step
from tiltyard.log import keep_secret, scrub_value
from tiltyard.markers import specs_of
from tiltyard.settings import PluginsSettings, secret_values

log = structlog.get_logger(__name__)

IMPORT_DEADLINE_S = 30.0


def shipped_known_bad() -> KnownBad:
    """Versions that this release knows not to work; the file says what it means."""
    text = resources.files("tiltyard.host").joinpath("known_bad.toml").read_text("utf-8")
    return {
        canonicalize_name(distribution): [(one["versions"], one["why"]) for one in entries]
        for distribution, entries in tomllib.loads(text).items()
    }


@frozen
class Candidate:
    """A plugin that may start."""

    record: PluginRecord
    loaded: Loaded


class Admission:
    """Leads plugins up to their start.

    records    every plugin that was found, in order
    questions  every hook there is, by name: core's, and those that plugins bring
    """

    def __init__(
        self,
        settings: PluginsSettings,
        version: Version,
        known_bad: KnownBad,
        isolation: Isolation,
        register: pluggy.PluginManager,
        *,
        import_within_s: float | None = None,
    ) -> None:
        self._settings = settings
        self._version = version
        self._known_bad = known_bad
        self._isolation = isolation
        self._register = register
        self._import_within_s = IMPORT_DEADLINE_S if import_within_s is None else import_within_s
        self._register.add_hookspecs(hookspecs)
        self.records: list[PluginRecord] = []
        self.questions = {name: Question.of(spec) for name, spec in specs_of(hookspecs).items()}

    async def candidates(self, found: Sequence[FoundPlugin]) -> list[Candidate]:
        """Those that may start; each of the others has a record that says why not."""
        self._tell_unused_tables([one.name for one in found])
        loaded = [candidate for one in found if (candidate := await self._load(one, found))]
        asking = [candidate for candidate in loaded if self._learn_questions(candidate)]
        return [candidate for candidate in asking if self._check_answers(candidate)]

    def _tell_unused_tables(self, names: Sequence[str]) -> None:
        """A table of no installed plugin does nothing: that may be a plugin that went, or a misspelt name.

        Tiltyard brings plugins of its own: where there are none at all, somebody does without on purpose.
        """
        for table in self._settings.tables if names else ():
            if table not in names:
                near = difflib.get_close_matches(table, names, n=1)
                log.warning("plugin_table_unused", table=f"[plugins.{table}]", did_you_mean=near[0] if near else None)

    async def _load(self, found: FoundPlugin, others: Sequence[FoundPlugin]) -> Candidate | None:
        wanted = api_range(found.requires)
        record = PluginRecord(found, PluginStatus.READY, api=str(wanted) if wanted is not None else "")
        self.records.append(record)
        aside = left_out(found, others, self._settings) or misfit(found, self._version, self._known_bad)
        if aside:
            set_aside(record, aside)
            return None
        if not record.api and canonicalize_name(found.distribution) != CORE:
            record.advice = "its distribution does not say which versions of tiltyard it is made for"
            log.warning("plugin_without_range", plugin=record.name, distribution=found.distribution)
        loading = Loading(found, self._settings.tables.get(found.name, {}))
        ran = await self._isolation.run(found.name, loading, {}, self._import_within_s)
        if ran.error or ran.fault:
            record.settings = "wrong" if loading.step is Step.SETTINGS else record.settings
            set_aside(record, quarantined(record, loading.step, why(ran)))
            return None
        loaded: Loaded = ran.value
        if loaded.settings is not None:
            record.settings = "set" if loading.table else "default"
        keep_secret(secret_values(loaded.settings) if loaded.settings is not None else ())
        return Candidate(record, loaded)

    def _learn_questions(self, candidate: Candidate) -> bool:
        """Learn the questions that a plugin brings; two plugins cannot bring the same one."""
        specs, record = candidate.loaded.specs, candidate.record
        if specs is None:
            return True
        try:
            brought = {name: Question.of(spec) for name, spec in specs_of(specs).items()}
            twice = sorted(set(brought) & set(self.questions))
            if not twice:
                self._register.add_hookspecs(specs)
        except Exception as error:  # noqa: BLE001 # reading a plugin's module and annotations runs its code
            set_aside(record, quarantined(record, Step.HOOKS, f"its questions cannot be read: {error!r}"))
            return False
        if twice:
            set_aside(record, quarantined(record, Step.HOOKS, f"it brings the hook {twice[0]}, which is there already"))
            return False
        self.questions.update(brought)
        record.brings = sorted(brought)
        return True

    def _check_answers(self, candidate: Candidate) -> bool:
        record = candidate.record
        try:
            answers = check_hooks(candidate.loaded.plugin, record.name, self.questions)
        except TiltyardError as error:
            set_aside(record, quarantined(record, Step.HOOKS, str(error)))
            return False
        except Exception as error:  # noqa: BLE001 # looking at a plugin's attributes runs its properties
            set_aside(record, quarantined(record, Step.HOOKS, f"its hooks cannot be read: {error!r}"))
            return False
        record.hooks, record.dormant = list(answers.hooks), list(answers.dormant)
        return True


def set_aside(record: PluginRecord, aside: SetAside) -> None:
    """A plugin is not asked (any more), and the log says so when that is not as somebody wished."""
    record.status, record.step, record.remedy = aside.status, aside.step, aside.remedy
    record.reason = str(scrub_value(aside.reason))
    if aside.status is PluginStatus.QUARANTINED:
        log.warning("plugin_quarantined", plugin=record.name, step=aside.step.value, reason=record.reason)


def why(ran: Ran) -> str:
    """Why something did not go as it should, in words."""
    return str(ran.error or ran.fault)
