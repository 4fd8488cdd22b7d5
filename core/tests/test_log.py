"""
Secrets never reach the log.
"""

from __future__ import annotations

import json

import pytest
import structlog

from tiltyard.log import SCRUBBED, keep_secret, scrub, set_up_logging
from tiltyard.settings import LogSettings


@pytest.fixture(autouse=True)
def forget():
    yield
    structlog.reset_defaults()


def test_a_secret_is_scrubbed_wherever_it_stands():
    keep_secret(["RGAPI-1234"])

    event = scrub(None, "", {"event": "asked", "url": "x?k=RGAPI-1234", "deep": {"list": ["RGAPI-1234"]}})

    assert "RGAPI" not in json.dumps(event)


@pytest.mark.parametrize("key", ["token", "API_KEY", "bot_token", "Authorization", "password"])
def test_a_value_is_scrubbed_by_the_name_of_its_key(key):
    assert scrub(None, "", {key: "anything", "outer": {key: "x"}}) == {key: SCRUBBED, "outer": {key: SCRUBBED}}


def test_a_log_line_is_one_json_object_when_nobody_watches(capsys):
    set_up_logging(LogSettings(level="info"))

    structlog.get_logger().info("sheet_write_deferred", rows=14, tab="Käse")

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["rows"], line["tab"], line["level"]) == ("sheet_write_deferred", 14, "Käse", "info")
