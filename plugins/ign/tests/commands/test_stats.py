"""
`tiltyard ign stats`.
"""

from __future__ import annotations


def test_it_tells_what_other_processes_found(tiltyard):
    tiltyard.run("verify", "Ann", ok=1)

    stats = tiltyard.json("ign", "stats")

    assert (stats["checks"], stats["found"]) == (1, {"riot_id_no_tag": 1})
    assert stats["memory"]["names"]["misses"] == 1
    assert "riot_id_no_tag" in tiltyard.run("ign", "stats").stdout


def test_before_anything_was_checked_there_is_nothing_to_tell(tiltyard):
    assert tiltyard.json("ign", "stats")["checks"] == 0
    assert "checks" in tiltyard.run("ign", "stats").stdout
