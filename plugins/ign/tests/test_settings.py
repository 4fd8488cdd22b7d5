"""
What cannot work is refused with its name.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import SettingsError
from tiltyard.settings import plugin_settings
from tiltyard_ign.settings import IgnSettings


@pytest.mark.parametrize("table", [{"remember_s": 0}, {"remember_s": float("nan")}, {"remember_most": 0}])
def test_numbers_that_cannot_work_are_refused(table):
    (name,) = table
    with pytest.raises(SettingsError, match=f"{name} must be"):
        plugin_settings("ign", IgnSettings, table)
