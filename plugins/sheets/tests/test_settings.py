"""
What cannot work is refused with its name, before anything is asked.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import SettingsError
from tiltyard.settings import plugin_settings
from tiltyard_sheets.settings import SheetsSettings


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"reads_per_minute": 0}, "reads_per_minute must be 1 or more"),
        ({"quota_window_s": 0}, "quota_window_s must be more than 0"),
        ({"flush_s": -1}, "flush_s must be 0 or more"),
        ({"attempts": 0}, "attempts must be 1 or more"),
        ({"api_url": "sheets.googleapis.com"}, "api_url must begin with https://"),
    ],
)
def test_numbers_and_addresses_that_cannot_work_are_refused(table, words):
    with pytest.raises(SettingsError, match=words):
        plugin_settings("sheets", SheetsSettings, table)


def test_credentials_are_set_once():
    with pytest.raises(SettingsError, match="do not go together"):
        plugin_settings("sheets", SheetsSettings, {"credentials": "hush-hush", "credentials_file": "x.json"})


def test_the_credentials_are_shown_nowhere():
    assert "hush-hush" not in repr(SheetsSettings(credentials="hush-hush"))
