"""
What can go wrong with services, as errors whose words reach the person who asked.
"""

from __future__ import annotations

from pathlib import Path

from tiltyard.errors import Unavailable


class AlreadySupervised(Unavailable):
    """Another process supervises the services of this state directory.

    pid  that process, as far as it has said
    """

    def __init__(self, state_dir: Path, *, pid: int | None) -> None:
        self.pid = pid
        super().__init__(
            "the services are already supervised by another process",
            which=f"pid {pid or 'unknown'}, holding {state_dir}",
            next_step="`tiltyard services stop` ends them, or stop that process.",
        )


class StateUnusable(Unavailable):
    """The state directory cannot be made, read or written; nothing was started."""

    def __init__(self, state_dir: Path, error: OSError) -> None:
        super().__init__(
            "the services' state directory cannot be used",
            which=f"{state_dir}: {error.strerror or error}",
            next_step="Check its permissions and the free disk space, or choose another directory with data_dir.",
        )


class ServiceFailed(Unavailable):
    """A service did not become ready; everything this start had begun was undone.

    service     its name
    log         what it said; None when it never ran
    exit_code   None when it was ended by a signal or had not ended
    signal      number of the signal that ended it, if one did
    last_lines  what it said last
    """

    def __init__(
        self,
        service: str,
        what: str,
        *,
        log: Path | None,
        exit_code: int | None = None,
        signal: int | None = None,
        last_lines: tuple[str, ...] = (),
    ) -> None:
        self.service = service
        self.exit_code = exit_code
        self.signal = signal
        self.last_lines = last_lines
        said = f"its last lines: {' | '.join(last_lines)}" if last_lines else "it said nothing"
        super().__init__(
            f"service {service} {what}",
            which=said if log else "",
            next_step=f"The whole log is {log}." if log else "Mend that, then start it again.",
        )
