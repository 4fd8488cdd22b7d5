"""
What plugins' commands may rely on.
"""

from __future__ import annotations

from tiltyard.cli import kit


def test_what_is_promised_is_what_is_there():
    public = {
        name
        for name, one in vars(kit).items()
        if name.isidentifier() and not name.startswith("_") and name not in ("annotations", "Any")
    }

    assert set(kit.__all__) == public
    assert list(kit.__all__) == sorted(kit.__all__)
