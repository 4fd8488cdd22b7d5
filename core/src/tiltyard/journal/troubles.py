"""
What every database may say when it cannot, in words for the person who can do something about it.
"""

from __future__ import annotations

from tiltyard.errors import JournalError, JournalUnusable


def out_of_reach(place: object, reason: str) -> JournalUnusable:
    """No journal can be kept there."""
    return JournalUnusable(
        "the journal cannot be kept there",
        which=f"{place}: {reason}",
        next_step="Choose another place, with --data-dir, or with data_dir or journal.url in the settings.",
    )


def not_a_journal(place: object, kind: str = "file") -> JournalError:
    """The file, or the database, is something else."""
    ways_out = {
        "file": "It was left as it is. Choose another data directory, or move the file away.",
        "database": "It was left as it is. Name a database of its own in journal.url.",
    }
    return JournalError(f"that {kind} is not a Tiltyard journal", which=str(place), next_step=ways_out[kind])


def first_said(error: BaseException, kind: type[BaseException]) -> BaseException:
    """What the driver complained of first: a full disk undoes the savepoint, and then undoing it fails as well."""
    said = error
    while error.__context__ is not None:
        error = error.__context__
        if isinstance(error, kind):
            said = error
    return said
