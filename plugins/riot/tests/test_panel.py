"""
What staff see of Riot.
"""

from __future__ import annotations

import pytest

from tiltyard_riot.limiter.stats import HostStats, LimiterStats, WindowStats
from tiltyard_riot.panel import panel, without_key
from tiltyard_riot.service import Stats


def host(blocked_for_s=0.0):
    window = WindowStats("application", 20, 1, 3, 0, 0.5)
    return HostStats("euw1", (window,), {"person": 2}, 1, 40, {}, blocked_for_s, 1)


@pytest.mark.parametrize(
    ("trouble", "blocked_for_s", "state", "words"),
    [
        (None, 0.0, "ok", "40 calls were let through"),
        (None, 9.0, "warn", "euw1"),
        ("it was rejected", 0.0, "bad", "it was rejected"),
    ],
)
def test_it_tells_how_the_key_and_the_quota_stand(trouble, blocked_for_s, state, words):
    shown = panel(Stats({}, {"hits": 5}, LimiterStats((host(blocked_for_s),)), trouble))

    assert shown["state"] == state
    assert words in shown["summary"]
    assert shown["rows"][:2] == [["waiting for the quota", 2], ["known without asking", 5]]
    assert shown["table"]["rows"] == [["euw1", "application, 20 in 1 s", 3]]


def test_without_a_key_it_says_so():
    assert without_key()["state"] == "off"
