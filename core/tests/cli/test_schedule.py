"""
`tiltyard schedule preview`, and the types of its options.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import click
import pytest
from click.testing import CliRunner

from tiltyard.cli.exits import Exit
from tiltyard.cli.main import main
from tiltyard.cli.options import Zone, local_zone
from tiltyard.tournament.zones import known

EVENING = [
    "--registration-opens=now",
    "--registration-closes=start-1h",
    "--check-in-opens=start-30m",
    "--check-in-closes=start-5m",
]


@pytest.fixture
def day():
    """A day that is ahead, whenever this runs."""
    return (datetime.now(UTC) + timedelta(days=10)).strftime("%Y-%m-%d")


@pytest.fixture
def run():
    def run(*words):
        return CliRunner().invoke(main, ["schedule", "preview", *words])

    return run


def test_it_shows_what_an_evening_comes_to(run, day):
    done = run("--start", f"{day} 18:00", "--zone", "Asia/Tokyo", *EVENING)

    assert done.exit_code == Exit.DONE
    for word in ("18:00", "+09:00", "09:00", "UTC", "start-30m", "now"):  # cells may be folded
        assert word in done.stdout
    assert "Check-in is open for 25 minutes." in done.stdout


def test_a_time_may_begin_with_a_minus(run, day):
    done = run("--start", f"{day} 18:00", "--zone", "UTC", "--check-in-opens", "-30m", "--json")

    assert json.loads(done.stdout)["times"][1]["at"] == f"{day}T17:30:00+00:00"


def test_scripts_get_what_was_said_and_what_it_comes_to(run, day):
    shown = json.loads(run("--start", f"{day} 18:00", "--zone", "asia/tokyo", *EVENING, "--json").stdout)

    assert shown["zone"] == "Asia/Tokyo"
    assert shown["schedule"]["starts_at"] == {"at": f"{day}T18:00", "zone": "Asia/Tokyo", "fold": 0}
    assert shown["schedule"]["check_in_opens"] == {"offset_s": -1800}
    assert shown["times"][0]["at"] == f"{day}T09:00:00+00:00"
    assert shown["windows"][1] == {"window": "check-in", "lasts_s": 1500}


def test_what_is_often_a_slip_is_said_beside_it(run, day):
    done = run("--start", f"{day} 18:00", "--zone", "UTC", "--check-in-closes", "start+10m")

    assert "Check-in closes 10 minutes after the start" in " ".join(done.stderr.split())
    assert done.exit_code == Exit.DONE


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--start", "2020-12-05 18:00"], "time_in_the_past"),
        (["--start", "2020-02-30 18:00"], "bad_time"),
        (["--start", "2020-12-05 18:00 Middle/Earth"], "unknown_zone"),
        (["--check-in-opens", "start-30m"], "offset_without_start"),
    ],
)
def test_what_cannot_be_is_refused(run, words, code):
    done = run("--zone", "UTC", *words, "--json")

    assert done.exit_code == Exit.REFUSED
    assert json.loads(done.stdout)["refused"]["code"] == code


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--zone", "Berlin", "--start", "now"], "Take Europe/Berlin."),
        (["--start", "tomorrow"], "(start: 'tomorrow'). Write it like 2026-12-05 18:00"),
        (["--check-in-opens", "5pm"], "(check in opens: '5pm')"),
        ([], "Say at least one time, such as --start"),
    ],
)
def test_a_command_line_that_is_wrong_is_told_what_to_write(run, words, told):
    done = run(*words)

    assert done.exit_code == Exit.USAGE
    assert told in " ".join(done.stderr.split())


def test_without_a_zone_it_is_the_machine_s(run, monkeypatch, day):
    monkeypatch.setenv("TZ", ":Asia/Tokyo")
    monkeypatch.setattr("tzlocal.unix._cache_tz_name", None)  # it asks the machine once in a process

    assert json.loads(run("--start", f"{day} 18:00", "--json").stdout)["zone"] == "Asia/Tokyo"


@pytest.mark.parametrize("setting", [":Asia/Tokyo", "EST5", "CET-1CEST,M3.5.0,M10.5.0/3", "Nowhere/Land", ""])
def test_a_machine_is_in_a_zone_that_has_a_name(monkeypatch, setting):
    monkeypatch.setenv("TZ", setting)
    monkeypatch.setattr("tzlocal.unix._cache_tz_name", None)  # it asks the machine once in a process

    assert known(local_zone())


def test_a_zone_is_completed():
    option = click.Option(["--zone"], type=Zone())

    found = option.type.shell_complete(click.Context(main), option, "europe/ber")

    assert [one.value for one in found] == ["Europe/Berlin"]
