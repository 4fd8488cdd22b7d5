"""
Schedules as organisers say them: read, resolved, moved, shown, refused.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tiltyard.models import FromStart, Refusal, Schedule, WallTime
from tiltyard.tournament import zones
from tiltyard.tournament.codec import converter
from tiltyard.tournament.schedule import (
    AHEAD_S,
    check,
    moved,
    resolve,
    said,
    wall_time,
)
from tiltyard.tournament.schedule_preview import plain, preview
from tiltyard.tournament.schedule_words import parse, parse_start, parse_time, understood, words_of

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 12, 2, 13, 0, tzinfo=UTC)
START = WallTime("2026-12-05T18:00", BERLIN)
EVENING = Schedule(
    BERLIN,
    START,
    registration_opens=WallTime("2026-12-03T12:00", BERLIN),
    registration_closes=FromStart(-3600),
    check_in_opens=FromStart(-1800),
    check_in_closes=FromStart(-300),
)

SPRING = "2027-03-28"
"""In Berlin the clocks are put forward from 02:00 to 03:00."""
AUTUMN = "2026-10-25"
"""In Berlin the clocks are put back from 03:00 to 02:00."""


def said_as(text, zone=BERLIN, now=NOW):
    return parse_time(text, zone, now, which="start")


def refused(answer, code):
    assert isinstance(answer, Refusal)
    assert answer.code == code
    return f"{answer.which} {answer.next_step}"


def at(text):
    return datetime.fromisoformat(text)


class TestWords:
    @pytest.mark.parametrize(
        ("text", "when"),
        [
            pytest.param("2026-12-05 18:00", START, id="in-the-schedule's-zone"),
            pytest.param(" 2026-12-05T18:00 ", START, id="with-a-T"),
            pytest.param("2026-12-5 18:00", START, id="one-digit"),
            pytest.param("2026-12-05 18:00 America/Lima", WallTime("2026-12-05T18:00", "America/Lima"), id="elsewhere"),
            pytest.param("2026-12-05 18:00 new york", None, id="no-zone"),
            pytest.param(
                "2026-12-05 18:00 america/new york", WallTime("2026-12-05T18:00", "America/New_York"), id="any-case"
            ),
            pytest.param("2026-12-05 18:00 UTC", WallTime("2026-12-05T18:00", "UTC"), id="utc"),
            pytest.param("2026-12-05T18:00+01:00", START, id="offset"),
            pytest.param("2026-12-05T17:00Z", START, id="zulu"),
            pytest.param("2026-12-06 02:00+0900", START, id="another-offset"),
            pytest.param("2026-12-05 18:00:30", WallTime("2026-12-05T18:00:30", BERLIN), id="seconds"),
            pytest.param(f"{AUTUMN} 02:30+01:00", WallTime(f"{AUTUMN}T02:30", BERLIN, fold=1), id="second-of-two"),
            pytest.param("now", WallTime("2026-12-02T14:00", BERLIN), id="now"),
            pytest.param("start", FromStart(0), id="start"),
            pytest.param("start-2h", FromStart(-7200), id="before"),
            pytest.param("start -90m", FromStart(-5400), id="blank"),
            pytest.param("Start - 1d 12h", FromStart(-129_600), id="blanks"),
            pytest.param("start+15m", FromStart(900), id="after"),
            pytest.param("-30m", FromStart(-1800), id="without-the-word"),
            pytest.param("−30m", FromStart(-1800), id="a-real-minus"),
            pytest.param("start–30m", FromStart(-1800), id="a-dash-of-a-phone"),
        ],
    )
    def test_a_time_is_read_as_people_write_it(self, text, when):
        read = said_as(text)

        assert understood(text)
        if when is None:
            assert "America/New_York" in refused(read, "unknown_zone")
        else:
            assert read == when

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "18:00",
            "2026-12-05",
            "05.12.2026 18:00",
            "2026-12-05 24:00",
            "2026-02-29 18:00",
            "2026-12-05 6:00 pm",
            "2026-12-05 18:00+25:00",
            "0226-12-05 18:00",
            "9999-12-31 23:59",
            "30m",
            "start 2h",
            "start-",
            "start-2",
            "start-2y",
            "start-2h extra",
            "tomorrow",
            "٢٠٢٦-12-05 18:00",
            "x" * 5000,
            "start-1d" + " " * 5000 + "x",
            "2026-12-05 18:00" + " " * 5000 + ":",
        ],
    )
    def test_what_is_no_time_is_answered_with_the_form(self, text):
        words = refused(said_as(text), "bad_time")

        assert "2026-12-05 18:00 Europe/Berlin" in words
        assert len(words) < 300

    def test_a_whole_evening_is_read(self):
        read = parse(
            zone="europe/berlin",
            now=NOW,
            start="2026-12-05 18:00",
            registration_opens="2026-12-03 12:00",
            registration_closes="start-1h",
            check_in_opens="start-30m",
            check_in_closes="-5m",
        )

        assert read == EVENING

    def test_a_schedule_without_a_start_has_times_of_its_own(self):
        schedule = parse(zone=BERLIN, now=NOW, registration_closes="2026-12-05 17:00")

        assert resolve(schedule).starts_at is None
        assert resolve(schedule).windows.registration_closes_at == at("2026-12-05T16:00Z")
        assert check(schedule, NOW) is None

    def test_nothing_is_counted_from_a_start_that_nobody_has_said(self):
        assert "check-in opens: start-30m" in refused(
            parse(zone=BERLIN, now=NOW, check_in_opens="-30m"), "offset_without_start"
        )
        assert "start: start+1h" in refused(parse_start("start+1h", BERLIN, NOW), "offset_without_start")

    def test_what_is_wrong_names_the_time_it_is_wrong_with(self):
        wrong = parse(zone=BERLIN, now=NOW, start="2026-12-05 18:00", check_in_closes="later")

        assert "check-in closes: 'later'" in refused(wrong, "bad_time")


class TestZones:
    def test_every_zone_of_the_database_is_taken(self):
        names = available_timezones() - {"localtime", "Factory"} - {*zones.ABBREVIATIONS}

        assert len(names) > 500
        for name in names:
            assert name == zones.find_zone(name) == zones.find_zone(name.lower().replace("_", " "))
            assert check(parse(zone=name, now=NOW, start="2026-12-05 18:00"), NOW) is None

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Berlin", BERLIN),
            ("los angeles", "America/Los_Angeles"),
            ("Europe/Berln", BERLIN),
            ("Amerika/New_York", "America/New_York"),
            ("Asia/Berlin", BERLIN),
            ("CET", BERLIN),
            ("cest", BERLIN),
            ("EST", "America/New_York"),
            ("PST", "America/Los_Angeles"),
            ("IST", "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem"),
            ("UTC+1", BERLIN),
            ("+01:00", BERLIN),
            ("Middle-earth", "Continent/City"),
            ("", "Continent/City"),
            ("\x00../../etc/passwd", "Continent/City"),
            ("localtime", "Continent/City"),
        ],
    )
    def test_a_zone_that_is_none_is_answered_with_what_may_be_meant(self, typed, meant):
        assert meant in refused(zones.find_zone(typed), "unknown_zone")

    def test_a_machine_without_a_zone_database_knows_all_zones(self):
        """Windows, and containers without the system's tzdata."""
        looks = "from tiltyard.tournament.zones import *; print(len(all_zones()), find_zone('europe/berlin'))"
        environ = {**os.environ, "PYTHONTZPATH": ""}
        told = subprocess.check_output([sys.executable, "-c", looks], env=environ, text=True).split()

        assert int(told[0]) > 500
        assert told[1] == BERLIN

    def test_an_abbreviation_is_told_for_what_it_lacks(self):
        assert "does not say when the clocks change" in refused(zones.find_zone("CET"), "unknown_zone")

    @pytest.mark.parametrize("places", zones.ABBREVIATIONS.values(), ids=zones.ABBREVIATIONS)
    def test_what_is_proposed_for_an_abbreviation_is_a_zone(self, places):
        assert [name for name in places if not zones.known(name)] == []


class TestClocksThatChange:
    def test_a_time_that_is_skipped_is_refused_with_its_neighbours(self):
        words = refused(said_as(f"{SPRING} 02:30"), "time_does_not_exist")

        assert f"{SPRING} 02:30 Europe/Berlin" in words
        assert f"Take {SPRING} 01:59 or {SPRING} 03:00." in words

    @pytest.mark.parametrize(
        ("wall", "exists", "twice"),
        [
            (f"{SPRING}T01:59", True, False),
            (f"{SPRING}T02:00", False, False),
            (f"{SPRING}T02:59", False, False),
            (f"{SPRING}T03:00", True, False),
            (f"{AUTUMN}T01:59", True, False),
            (f"{AUTUMN}T02:00", True, True),
            (f"{AUTUMN}T02:59", True, True),
            (f"{AUTUMN}T03:00", True, False),
        ],
    )
    def test_a_clock_shows_a_time_once_twice_or_never(self, wall, exists, twice):
        assert (zones.exists(at(wall), BERLIN), zones.comes_twice(at(wall), BERLIN)) == (exists, twice)

    def test_a_day_that_is_skipped_has_neighbours_too(self):
        words = refused(said_as("2011-12-30 12:00", "Pacific/Apia"), "time_does_not_exist")

        assert "Take 2011-12-29 23:59 or 2011-12-31 00:00." in words

    def test_a_time_that_comes_twice_is_asked_for_with_its_offset(self):
        words = refused(said_as(f"{AUTUMN} 02:30"), "time_is_ambiguous")

        assert f"{AUTUMN} 02:30+02:00 is the first, {AUTUMN} 02:30+01:00 the second" in words

    def test_elsewhere_the_neighbours_and_the_forms_name_their_zone(self):
        gap = refused(said_as(f"{SPRING} 02:30 {BERLIN}", "UTC"), "time_does_not_exist")
        twice = refused(said_as(f"{AUTUMN} 02:30 {BERLIN}", "UTC"), "time_is_ambiguous")

        assert f"{SPRING} 03:00 Europe/Berlin" in gap
        assert f"{AUTUMN} 02:30+02:00 Europe/Berlin" in twice

    @pytest.mark.parametrize("offset", ["+02:00", "+01:00"])
    def test_the_forms_that_are_proposed_are_understood_and_mean_what_they_say(self, offset):
        when = said_as(f"{AUTUMN} 02:30{offset}")

        assert resolve(Schedule(BERLIN, when)).starts_at == at(f"{AUTUMN}T02:30{offset}")
        assert said(when, BERLIN) == f"{AUTUMN} 02:30{offset}"

    def test_an_offset_is_elapsed_time_when_the_clocks_go_forward(self):
        schedule = Schedule(BERLIN, WallTime(f"{SPRING}T18:00", BERLIN), registration_closes=FromStart(-86_400))

        # 24 hours before 18:00 summer time it was 17:00 on the clock, not 18:00.
        assert wall_time(resolve(schedule).windows.registration_closes_at, BERLIN).at == "2027-03-27T17:00"

    def test_an_offset_is_elapsed_time_when_the_clocks_go_back(self):
        schedule = Schedule(BERLIN, WallTime(f"{AUTUMN}T04:00", BERLIN), check_in_opens=FromStart(-3 * 3600))

        assert wall_time(resolve(schedule).windows.check_in_opens_at, BERLIN) == WallTime(
            f"{AUTUMN}T02:00", BERLIN, fold=0
        )


class TestMoving:
    def test_what_is_counted_from_the_start_moves_and_the_rest_stays(self):
        later = resolve(moved(EVENING, WallTime("2026-12-06T20:00", BERLIN)))

        assert later.starts_at == at("2026-12-06T19:00Z")
        assert later.windows.registration_opens_at == resolve(EVENING).windows.registration_opens_at
        assert later.windows.check_in_closes_at == at("2026-12-06T18:55Z")


class TestCheck:
    def test_an_evening_as_planned_is_fine(self):
        assert check(EVENING, NOW) is None

    def test_a_window_closes_after_it_opens(self):
        wrong = attrs.evolve(EVENING, check_in_closes=FromStart(-1800))

        words = refused(check(wrong, NOW), "bad_windows")
        assert "check-in: opens 2026-12-05 17:30, closes 2026-12-05 17:30, Europe/Berlin" in words

    def test_a_time_that_has_passed_is_named_with_how_long_ago(self):
        words = refused(check(EVENING, at("2026-12-03T11:04Z")), "time_in_the_past")

        assert "registration opens: 2026-12-03 12:00 Europe/Berlin, 4 minutes ago" in words

    def test_a_time_may_pass_while_it_is_typed(self):
        schedule = parse(zone=BERLIN, now=NOW, start="2026-12-05 18:00", registration_opens="now")

        assert check(schedule, NOW + timedelta(seconds=59)) is None
        refused(check(schedule, NOW + timedelta(seconds=60)), "time_in_the_past")

    def test_what_has_happened_may_stay_when_the_rest_is_changed(self):
        now = at("2026-12-04T12:00Z")

        assert check(attrs.evolve(EVENING, check_in_closes=FromStart(0)), now, before=EVENING) is None
        other = attrs.evolve(EVENING, registration_opens=WallTime("2026-12-03T11:00", BERLIN))
        refused(check(other, now, before=EVENING), "time_in_the_past")

    @pytest.mark.parametrize(("start", "slip"), [("2028-12-03 14:00", False), ("2028-12-03 15:00", True)])
    def test_more_than_two_years_ahead_is_a_slip(self, start, slip):
        found = check(parse(zone=BERLIN, now=NOW, start=start), NOW)

        assert (found is not None) == slip
        if slip:
            assert "start: 2028-12-03 15:00 Europe/Berlin" in refused(found, "too_far_ahead")

    def test_so_is_an_offset_that_is_as_long(self):
        assert "start-800d" in refused(said_as("start-800d"), "too_far_ahead")
        refused(check(attrs.evolve(EVENING, check_in_closes=FromStart(10**30)), NOW), "too_far_ahead")

    @pytest.mark.parametrize(
        ("schedule", "code"),
        [
            (Schedule("Berlin"), "unknown_zone"),
            (Schedule("europe/berlin"), "unknown_zone"),
            (Schedule(BERLIN, WallTime("2026-12-05T18:00", "EST")), "unknown_zone"),
            (Schedule(BERLIN, WallTime("soon", BERLIN)), "bad_time"),
            (Schedule(BERLIN, WallTime("2026-12-05T18:00+01:00", BERLIN)), "bad_time"),
            (Schedule(BERLIN, WallTime("2026-12-05T18:00", BERLIN, fold=7)), "bad_time"),
            (Schedule(BERLIN, WallTime("9999-12-31T23:59", BERLIN)), "bad_time"),
            (Schedule(BERLIN, WallTime(f"{SPRING}T02:30", BERLIN)), "time_does_not_exist"),
            (Schedule(BERLIN, None, check_in_opens=FromStart(-60)), "offset_without_start"),
        ],
    )
    def test_a_schedule_that_no_parser_made_is_not_trusted(self, schedule, code):
        refused(check(schedule, NOW), code)


class TestPreview:
    def test_each_time_is_shown_in_the_zone_in_utc_and_from_now(self):
        shown = preview(EVENING, NOW)
        start, opens = shown.times[0], shown.times[1]

        assert [one.name for one in shown.times] == [
            "start",
            "registration opens",
            "registration closes",
            "check-in opens",
            "check-in closes",
        ]
        assert (start.said, start.local, start.utc, start.relative) == (
            "2026-12-05 18:00",
            "Sat 2026-12-05 18:00 +01:00",
            "2026-12-05 17:00 UTC",
            "in 3 days 4 hours",
        )
        assert opens.relative == "in 22 hours"
        assert shown.times[4].said == "start-5m"
        assert [(one.window, one.words) for one in shown.spans] == [
            ("registration", "2 days 5 hours"),
            ("check-in", "25 minutes"),
        ]
        assert shown.cautions == ()

    def test_what_has_passed_says_how_long_ago(self):
        assert preview(EVENING, at("2026-12-03T11:04Z")).times[1].relative == "4 minutes ago"

    def test_a_window_that_a_hand_closes_says_so(self):
        assert preview(attrs.evolve(EVENING, check_in_closes=None), NOW).spans[1].words == "by hand"

    @pytest.mark.parametrize(
        ("changes", "code", "words"),
        [
            ({"check_in_closes": FromStart(600)}, "check_in_after_start", "10 minutes after the start"),
            (
                {"registration_closes": FromStart(-600)},
                "check_in_before_registration_closes",
                "20 minutes before registration closes",
            ),
            ({"check_in_opens": FromStart(-540)}, "window_short", "check-in is open for 4 minutes"),
            ({"starts_at": WallTime("2026-12-02T13:00", BERLIN)}, "start_in_the_past", "1 hour ago"),
            (
                {"registration_opens": WallTime("2026-10-24T12:00", BERLIN)},
                "clocks_change",
                "between registration opens (+02:00) and registration closes (+01:00)",
            ),
        ],
    )
    def test_what_is_often_a_slip_is_pointed_out(self, changes, code, words):
        cautions = preview(attrs.evolve(EVENING, **changes), NOW).cautions

        assert {one.code: one.text for one in cautions}[code].count(words) == 1

    def test_five_minutes_are_not_short(self):
        assert preview(attrs.evolve(EVENING, check_in_opens=FromStart(-600)), NOW).cautions == ()

    def test_it_is_plain_data_for_scripts(self):
        data = plain(preview(EVENING, NOW))

        assert data["times"][0] == {
            "field": "starts_at",
            "name": "start",
            "said": "2026-12-05 18:00",
            "at": "2026-12-05T17:00:00+00:00",
            "local": "Sat 2026-12-05 18:00 +01:00",
            "in_s": 273_600,
            "relative": "in 3 days 4 hours",
        }
        assert data["windows"][1] == {"window": "check-in", "lasts_s": 1500}


# --------------------------------------------------------------------------------------------------------------------
# What holds for all schedules

zone_names = st.sampled_from(zones.all_zones())
seconds = st.integers(1_735_689_600, 1_924_992_000).map(lambda second: datetime.fromtimestamp(second, UTC))
clock_changes = st.sampled_from(["2026-10-25T00:30Z", "2026-10-25T01:30Z", "2026-11-01T05:30Z", "2026-11-01T06:30Z"])
moments = st.one_of(seconds, clock_changes.map(at))
wall_times = st.builds(wall_time, moments, zone_names | st.sampled_from([BERLIN, "America/New_York"]))
times = st.none() | wall_times | st.builds(FromStart, st.integers(-AHEAD_S, AHEAD_S))
schedules = st.builds(Schedule, zone_names, wall_times, times, times, times, times)


@given(moments, zone_names)
def test_a_moment_is_what_its_wall_time_resolves_to(moment, zone):
    assert resolve(Schedule(zone, wall_time(moment, zone))).starts_at == moment


@given(schedules)
def test_a_schedule_that_is_said_and_read_again_is_the_same(schedule):
    assert parse(now=NOW, **words_of(schedule)) == schedule


@given(schedules)
def test_a_schedule_is_kept_as_plain_data(schedule):
    kept = converter.loads(converter.dumps(schedule), Schedule)

    assert kept == schedule
    assert resolve(kept) == resolve(schedule)


@given(wall_times, st.integers(-AHEAD_S, AHEAD_S))
def test_what_is_counted_from_the_start_is_that_much_time_away(start, offset_s):
    resolved = resolve(Schedule(BERLIN, start, check_in_opens=FromStart(offset_s)))

    assert resolved.windows.check_in_opens_at == resolved.starts_at + timedelta(seconds=offset_s)


@given(schedules, st.integers(-AHEAD_S, AHEAD_S))
def test_a_start_that_moves_takes_along_what_is_counted_from_it(schedule, by_s):
    begun = resolve(schedule)
    later = resolve(moved(schedule, wall_time(begun.starts_at + timedelta(seconds=by_s), schedule.zone)))

    assert later.starts_at - begun.starts_at == timedelta(seconds=by_s)
    for field in ("registration_opens", "registration_closes", "check_in_opens", "check_in_closes"):
        old, new = (getattr(one.windows, f"{field}_at") for one in (begun, later))
        if isinstance(getattr(schedule, field), FromStart):
            assert new - old == timedelta(seconds=by_s)
        else:
            assert new == old


@given(schedules, seconds)
def test_whatever_is_checked_is_also_shown(schedule, now):
    shown = preview(schedule, now)

    assert check(schedule, now) is None or check(schedule, now).next_step
    assert all(one.at == now + timedelta(seconds=one.in_s) for one in shown.times)


shaped = st.from_regex(
    r"\A(start)?[-+ ]?[0-9]{0,12}[dhms]? ?[0-9]{0,4}-?[0-9]{0,2}-?[0-9]{0,2}[ T]?[0-9]{0,2}:?[0-9]{0,2}"
    r"([-+][0-9]{2}:[0-9]{2}|Z)?( [A-Za-z/_]{0,12})?\Z"
)
dated = st.builds(
    "{:04}-{:02}-{:02} {:02}:{:02}{}{}".format,
    st.integers(0, 9999),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 25),
    st.integers(0, 61),
    st.sampled_from(["", "Z", "+23:59", "-23:59", "+24:00", "+99:99", "+00:00:61"]),
    st.sampled_from(["", " UTC", " EST", " Pacific/Apia", " Nowhere"]),
)


@given(st.text() | shaped | dated, zone_names)
@example("1970-01-01 00:00+14:00", "Etc/GMT+12")
@example("2999-12-31 23:59-23:59", "Etc/GMT-14")
@example(f"{SPRING} 02:30", BERLIN)
def test_whatever_is_typed_is_a_time_or_a_refusal(text, zone):
    read = said_as(text, zone)

    if isinstance(read, Refusal):
        assert read.which
        assert read.next_step.endswith(".")
    else:
        assert understood(text)
        schedule = Schedule(zone, *((read,) if isinstance(read, WallTime) else (START, read)))
        assert check(schedule, NOW) is None or check(schedule, NOW).next_step


@given(st.text(), st.text() | st.none(), st.text() | st.none())
def test_whatever_is_typed_for_a_zone_raises_nothing(zone, start, opens):
    assert parse(zone=zone, now=NOW, start=start, check_in_opens=opens)
    assert check(Schedule(zone, WallTime(start or "", zone)), NOW)


@given(st.text(), st.integers(), st.integers())
def test_whatever_anybody_made_is_checked_without_an_error(text, fold, offset_s):
    assert check(Schedule(BERLIN, WallTime(text, BERLIN, fold)), NOW)
    assert check(Schedule(BERLIN, START, FromStart(offset_s)), NOW) is None or abs(offset_s) > 1
