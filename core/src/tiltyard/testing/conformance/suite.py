"""
The suite as a pytest class, and as a function for whoever has no test file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, ClassVar

import pytest
from attrs import frozen

from tiltyard.testing.conformance.checks import CHECKS, Check
from tiltyard.testing.conformance.subject import NotApplicable, Subject


class Result(StrEnum):
    """How a check went."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@frozen
class Report:
    """One check of one plugin.

    words  how it failed, or why it was skipped; blank when it passed
    """

    check: Check
    result: Result
    words: str = ""


def run_check(check: Check, subject: Subject, skip: Mapping[str, str]) -> Report:
    """Look at one promise.

    skip  names of checks to the reason why they are left out
    """
    if reason := skip.get(check.name):
        return Report(check, Result.SKIPPED, reason)
    try:
        check.run(subject)
    except NotApplicable as reason_:
        return Report(check, Result.SKIPPED, str(reason_))
    except Exception as error:  # noqa: BLE001 # whatever a stranger's plugin does to a check is its result
        words = str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
        return Report(check, Result.FAILED, words)
    return Report(check, Result.PASSED)


def run_all(subject: Subject, skip: Mapping[str, str] | None = None) -> Iterator[Report]:
    """Every check, one after another."""
    for check in CHECKS:
        yield run_check(check, subject, skip or {})


class Conformance:
    """Subclass it with `plugin` set, and pytest runs every check on it.

    plugin    your plugin's class
    settings  with which it starts, as its table would stand in the settings file
    skip      names of checks to the reason why they do not hold for you; the reason stands in the report
    """

    plugin: ClassVar[type[Any]]
    settings: ClassVar[Mapping[str, Any]] = {}
    skip: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse what would weaken the suite without saying so."""
        super().__init_subclass__(**kwargs)
        hidden = sorted(name for name in vars(cls) if name in vars(Conformance) and name in _CLOSED)
        if hidden:
            raise TypeError(f"{cls.__name__} overrides {', '.join(hidden)}; leave a check out with a reason in `skip`")
        known = {check.name for check in CHECKS}
        for name, reason in cls.skip.items():
            if name not in known:
                raise TypeError(
                    f"{cls.__name__} skips {name!r}, which is no check. There is: {', '.join(sorted(known))}"
                )
            if not reason.strip():
                raise TypeError(f"{cls.__name__} skips {name!r} without a reason")

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
    def test_it_conforms(self, check: Check) -> None:
        """One promise."""
        report = run_check(check, Subject(self.plugin, self.settings), self.skip)
        if report.result is Result.SKIPPED:
            pytest.skip(report.words)
        if report.result is Result.FAILED:
            pytest.fail(f"{check.promise}\n{report.words}", pytrace=False)


_CLOSED = {"test_it_conforms", "__init_subclass__"}
