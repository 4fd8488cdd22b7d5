"""
Cells of Google Sheets as cells, and back.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard_sheets.values import Rule, entered_of, moved_formula, reading_of, refused_by, rule_of, zone_of

BERLIN = zone_of("Europe/Berlin")
BOX = Rule("BOOLEAN", (), strict=True)


def number(value, kind="NUMBER", pattern="", shown=""):
    shape = {"numberFormat": {"type": kind, "pattern": pattern}}
    return {"effectiveValue": {"numberValue": value}, "effectiveFormat": shape, "formattedValue": shown}


@pytest.mark.parametrize(
    ("data", "value"),
    [
        pytest.param({}, "", id="blank"),
        pytest.param({"effectiveValue": {"stringValue": "'=1"}}, "'=1", id="text-as-it-is"),
        pytest.param({"effectiveValue": {"boolValue": False}}, False, id="truth"),
        pytest.param(number(3), 3, id="whole"),
        pytest.param(number(5.10), 5.1, id="broken"),
        pytest.param(number(46352, "DATE"), "2026-11-26", id="date"),
        pytest.param(number(46352.75, "DATE_TIME"), "2026-11-26T18:00:00+01:00", id="moment"),
        pytest.param(number(46204.75, "DATE_TIME"), "2026-07-01T18:00:00+02:00", id="moment-in-summer"),
        pytest.param(number(46352.75, "DATE"), "2026-11-26T18:00:00+01:00", id="moment-shown-as-date"),
        pytest.param(number(0.75, "TIME"), "18:00:00", id="time"),
        pytest.param(number(1.5, "TIME", "[h]:mm", "36:00"), "36:00", id="duration"),
        pytest.param(number(1e18, "DATE", shown="####"), "####", id="no-date"),
    ],
)
def test_a_cell_is_read_as_what_it_says(data, value):
    reading = reading_of(data, None, BERLIN)

    assert (reading.value, reading.flag) == (value, "")
    assert type(reading.value) is type(value)


@pytest.mark.parametrize(
    ("shown", "digits"),
    [("123456789012345680", "123456789012345680"), ("1.23457E+17", "123456789012345680"), ("", "123456789012345680")],
)
def test_an_id_typed_as_a_number_is_text_and_is_told(shown, digits):
    reading = reading_of(number(123456789012345680, shown=shown), None, None)

    assert reading.value == digits
    assert "plain text" in reading.flag


def test_an_error_is_blank_and_is_told():
    reading = reading_of({"effectiveValue": {"errorValue": {"type": "REF"}}, "formattedValue": "#REF!"}, None, None)

    assert reading.value == ""
    assert "#REF!" in reading.flag


@pytest.mark.parametrize("name", ["GMT-07:00", "Europe/Berlin", "Asia/Kolkata"])
def test_zones_are_known_by_name_and_by_distance(name):
    assert zone_of(name) is not None


@pytest.mark.parametrize("name", ["", "Nowhere/Else", "/etc/passwd", "../secret"])
def test_a_moment_in_an_unknown_zone_has_no_offset(name):
    assert zone_of(name) is None
    assert reading_of(number(46352.75, "DATE_TIME"), None, zone_of(name)).value == "2026-11-26T18:00:00"


@pytest.mark.parametrize(
    ("values", "means", "entered"),
    [
        pytest.param((), True, {"boolValue": True}, id="plain"),
        pytest.param(("Yes", "No"), True, {"stringValue": "Yes"}, id="own"),
        pytest.param(("Yes", "No"), False, {"stringValue": "No"}, id="own-unticked"),
        pytest.param(("1", "0"), True, {"numberValue": 1.0}, id="numbers"),
        pytest.param(("here",), False, {}, id="unticked-is-blank"),
        pytest.param(("FALSE", "TRUE"), True, {"boolValue": False}, id="upside-down"),
    ],
)
def test_a_checkbox_gets_the_values_its_rule_wants_and_is_read_back(values, means, entered):
    rule = Rule("BOOLEAN", values, strict=True)

    assert entered_of(means, rule) == entered
    assert entered_of("yes" if means else "no", rule) == entered
    assert reading_of({"effectiveValue": entered} if entered else {}, rule, None).value is means


def test_a_checkbox_holds_no_other_words():
    assert "late" in refused_by(BOX, "late")
    assert refused_by(BOX, "") == refused_by(BOX, "x") == refused_by(None, "late") == ""


def test_a_strict_list_lets_in_what_it_offers():
    rule = rule_of(
        {
            "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "in"}, {"userEnteredValue": "out"}]},
            "strict": True,
        }
    )

    assert refused_by(rule, "in") == refused_by(rule, "") == ""
    assert "in, out" in refused_by(rule, "maybe")


def test_a_list_that_only_warns_lets_everything_in():
    assert refused_by(Rule("ONE_OF_LIST", ("in",)), "maybe") == ""


@given(st.text(min_size=1))
def test_whatever_text_is_entered_is_text_and_never_a_formula(text):
    assert entered_of(text, None) == {"stringValue": text}


@given(st.integers(2**53, 2**64))
def test_ids_are_entered_as_text_with_all_digits(number_):
    assert entered_of(number_, None) == {"stringValue": str(number_)}


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=A2&B2", "=A9&B9"),
        ("=$A2+A$2", "=$A9+A$2"),
        ("=SUM(A1:A12)", "=SUM(A1:A12)"),
        ('="A2"&A2', '="A2"&A9'),
        ("=Other!A2+A2", "=Other!A2+A9"),
        ("=LOG10(A2)", "=LOG10(A9)"),
    ],
)
def test_a_formula_that_is_put_back_elsewhere_looks_at_its_new_row(formula, moved):
    assert moved_formula({"formulaValue": formula}, 1, 8) == {"formulaValue": moved}
