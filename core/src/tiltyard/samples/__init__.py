"""
Data that ships with Tiltyard, for the demo and for trying things out; nobody in it is a real player.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import resources
from pathlib import Path


def signups() -> AbstractContextManager[Path]:
    """A sign-up form's export as organisers really have it; `signups.md` beside it says what must come out of it."""
    return resources.as_file(resources.files(__name__) / "signups.csv")
