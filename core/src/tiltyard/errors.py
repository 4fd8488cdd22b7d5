"""
What can go wrong, by who can mend it.

    TiltyardError
    ├── SettingsError            your file: fix it
    │   └── NeedsSetup           a plugin is fine but not set up yet
    ├── BadInput                 your data: it was refused whole and nothing was changed
    │   ├── SourceNotFound       there is no such table
    │   └── SourceChanged        the table changed between our read and our write; nothing was written
    ├── Unavailable              the world: try again (carries `retry_after_s`)
    ├── AccessDenied             credentials or permissions: ask a human
    ├── BadPayload               a vendor answered something else than it promises (keeps a redacted excerpt)
    ├── PortInUse                somebody else listens there; nothing of theirs was touched
    ├── JournalError
    │   ├── SeqConflict          somebody appended first; decide again
    │   ├── JournalTooNew        written by a newer Tiltyard
    │   ├── JournalAway          its database server does not answer; nothing of this was kept
    │   ├── JournalUncertain     the answer was lost: it may have been kept
    │   ├── LeaseLost            another process does this now
    │   └── JournalUnusable      it cannot be kept where the settings say: a SettingsError too
    ├── HookFailed               those who would have known failed, and nobody else answered
    └── Bug                      ours: report it

A refusal by the rules (full, closed, duplicate) is a value, `tiltyard.models.Refusal`, and no exception.
"""

from __future__ import annotations

from collections.abc import Sequence


class TiltyardError(Exception):
    """Base of all: says what, which and what next to the person who can act."""

    def __init__(self, what: str, *, which: str = "", next_step: str = "") -> None:
        self.what = what
        self.which = which
        self.next_step = next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        said = f"{self.what}: {self.which}" if self.which else self.what
        # What others said often ends in a full stop of its own.
        return f"{said.removesuffix('.')}. {self.next_step}" if self.next_step else said


class SettingsError(TiltyardError):
    """A settings file, variable or option is wrong.

    wrong  where and what, for each thing that is wrong, when more than the message is known
    """

    def __init__(
        self, what: str, *, which: str = "", next_step: str = "", wrong: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.wrong = tuple(wrong)
        super().__init__(what, which=which, next_step=next_step)


class NeedsSetup(SettingsError):
    """Raised by a plugin's `start`: nothing is broken, but something must be set first."""


class BadInput(TiltyardError):
    """Data that was handed in cannot be used; it was refused whole and nothing was changed."""


class SourceNotFound(BadInput):
    """There is no such table."""


class SourceChanged(BadInput):
    """The table is not what it was when the changes were decided; nothing was written."""


class Unavailable(TiltyardError):
    """The other side does not answer now; trying again later is right."""

    def __init__(self, what: str, *, which: str = "", next_step: str = "", retry_after_s: float | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(what, which=which, next_step=next_step)


class AccessDenied(TiltyardError):
    """The other side knows us and says no, or does not know us; only a human can change that."""


class BadPayload(TiltyardError):
    """A vendor's answer does not have the form it promises.

    excerpt  the beginning of what came, with secrets removed
    """

    def __init__(self, what: str, *, which: str = "", next_step: str = "", excerpt: str = "") -> None:
        self.excerpt = excerpt
        super().__init__(what, which=which, next_step=next_step)


class PortInUse(TiltyardError):
    """A port a service needs is taken by a process that is not ours.

    pid, process  who listens there, as far as the system tells
    also          the same of further ports that the same start needs
    """

    def __init__(
        self,
        port: int,
        *,
        service: str,
        pid: int | None = None,
        process: str | None = None,
        also: Sequence[PortInUse] = (),
    ) -> None:
        self.port = port
        self.service = service
        self.pid = pid
        self.process = process
        self.also = tuple(also)
        taken = (self, *self.also)
        options = " and ".join(f"--{one.service}-port" for one in taken)
        one_of_them = "Stop that program, or choose another port with"
        all_of_them = "Stop those programs, or choose other ports with"
        super().__init__(
            "; ".join(f"port {one.port} is taken by {one.holder}" for one in taken),
            which=f"service{'s' if self.also else ''} {', '.join(one.service for one in taken)}",
            next_step=f"{all_of_them if self.also else one_of_them} {options}.",
        )

    @property
    def holder(self) -> str:
        """Who listens there, in words."""
        if not self.pid:
            return "another process (the system does not say which)"
        return f"process {self.process or '?'} (pid {self.pid})"


class JournalError(TiltyardError):
    """The journal cannot do what it was asked."""


class SeqConflict(JournalError):
    """The stream has moved on since it was read."""


class JournalTooNew(JournalError):
    """The journal was written by a newer Tiltyard than this one."""


class JournalAway(JournalError):
    """The server of the journal's database does not answer now; nothing of what was asked has been kept."""


class JournalUncertain(JournalError):
    """The connection was lost in the middle of a commit and has not come back: it may have been kept, or not.

    Whoever asks again with the same key is answered what was kept, and nothing is done twice.
    """


class LeaseLost(JournalError):
    """Somebody else has taken over meanwhile, so that this process must not go on."""


class JournalUnusable(SettingsError, JournalError):
    """The journal cannot be made, opened or written where the settings say that it is."""


class HookFailed(TiltyardError):
    """Nobody answered, and at least one plugin that might have known failed.

    causes  plugin name and what happened to it
    """

    def __init__(self, hook: str, causes: Sequence[tuple[str, str]]) -> None:
        self.hook = hook
        self.causes = tuple(causes)
        told = "; ".join(f"{plugin}: {cause}" for plugin, cause in self.causes)
        super().__init__(
            f"no plugin could answer {hook}", which=told, next_step="`tiltyard plugins list` shows each plugin's state."
        )


class Bug(TiltyardError):
    """Something went wrong that nobody foresaw: the fault is ours."""
