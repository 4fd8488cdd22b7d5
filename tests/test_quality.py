"""
Our own plugins tell how good they are, and what a machine can see of it is true.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tiltyard.quality import State, Tier, quality_of

ROOT = Path(__file__).parents[1]
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/pyproject.toml"))


@pytest.fixture(params=PLUGINS)
def plugin(request):
    return request.param


def done(plugin, rule):
    return quality_of(f"tiltyard_{plugin}").standings[rule].state is State.DONE


def test_each_tells_how_it_stands_to_every_rule(plugin):
    assert quality_of(f"tiltyard_{plugin}").tier in Tier


def test_a_readme_that_is_done_says_how_to_install_configure_and_remove(plugin):
    readme = (ROOT / "plugins" / plugin / "README.md").read_text()

    assert not done(plugin, "readme") or all(re.search(word, readme) for word in ("Install", "Configure", "Remove"))


def test_one_that_passes_conformance_runs_it(plugin):
    assert not done(plugin, "starts-and-stops") or (ROOT / f"plugins/{plugin}/tests/test_conformance.py").exists()


def test_one_that_is_typed_says_so(plugin):
    assert not done(plugin, "typed") or (ROOT / f"plugins/{plugin}/src/tiltyard_{plugin}/py.typed").exists()


def test_the_command_shows_the_tier_and_what_is_missing(tiltyard):
    info = tiltyard.json("plugins", "info", "riot")

    assert info["quality"]["tier"] == "none"
    assert "recovers" in info["quality"]["to_do"] or "bad-credentials" in info["quality"]["to_do"]
