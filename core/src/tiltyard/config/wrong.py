"""
One thing that is wrong with the settings. Pure; never holds a secret.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from attrs import frozen

from tiltyard.errors import SettingsError


@frozen
class Wrong:
    """One thing that is wrong, or not wise: where it stands, and what is the matter; together a sentence.

    key  the setting, dotted from the top of the file
    """

    where: str
    what: str
    key: str

    def __str__(self) -> str:
        return f"{self.where} {self.what}"


def settings_error(wrong: Sequence[Wrong]) -> SettingsError:
    """All of it as one error."""
    return SettingsError(
        f"{len(wrong)} setting{'s are' if len(wrong) > 1 else ' is'} wrong",
        which="; ".join(str(one) for one in wrong),
        wrong=[(one.where, one.what) for one in wrong],
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """What was probably meant; None when nothing is near."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1)), None)
