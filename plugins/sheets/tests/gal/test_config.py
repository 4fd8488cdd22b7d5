"""
The old bot's configuration, understood.
"""

from __future__ import annotations

import pytest

from tiltyard.errors import BadInput
from tiltyard.models import Mode
from tiltyard_sheets.gal.config import read_config

SHEET = "https://docs.google.com/spreadsheets/d/abc/edit#gid=0"


def config(**more):
    normal = {"sheet_url_prod": SHEET, "sheet_url_dev": "https://dev", "header_line_num": 3, "max_players": 64}
    return {"sheet_configuration": {"normal": {**normal, **more}}, "tournament": {"current_name": "Spring Cup"}}


def test_a_mode_becomes_a_tournament_with_its_rules_and_columns():
    (event,) = read_config(config(discord_col="B", ign_col="d", alt_ign_col="AA")).events

    assert (event.title, event.mode, event.capacity, event.sheet) == ("Spring Cup", Mode.SOLO, 64, SHEET)
    assert event.columns == {"discord": "#2", "ign": "#4", "alt_ign": "#27"}
    assert event.header_line == 3


def test_pairs_have_a_name_of_their_own():
    data = config()
    data["sheet_configuration"]["doubleup"] = {"sheet_url": SHEET, "max_players": 32}

    assert [(one.title, one.mode) for one in read_config(data).events] == [
        ("Spring Cup", Mode.SOLO),
        ("Spring Cup Double Up", Mode.DOUBLE_UP),
    ]
    assert read_config(data, title="Autumn Cup").events[0].title == "Autumn Cup"


def test_what_is_not_taken_over_has_a_reason_and_what_is_not_understood_is_named():
    data = {**config(colour="red"), "channels": {}, "roles": {}, "wizardry": 1}
    data["tournament"]["season"] = 2

    old = read_config(data)

    assert set(old.left) == {"channels", "roles", "sheet_configuration.normal.sheet_url_dev"}
    assert all(old.left.values())
    assert old.unknown == ("sheet_configuration.normal.colour", "tournament.season", "wizardry")


@pytest.mark.parametrize(
    "data", [None, [], "text", {}, {"sheet_configuration": {}}, {"sheet_configuration": {"normal": 3}}]
)
def test_what_is_no_such_configuration_is_refused(data):
    with pytest.raises(BadInput, match="no configuration of the GAL bot"):
        read_config(data)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"max_players": 0}, "max_players"),
        ({"max_players": "many"}, "max_players"),
        ({"header_line_num": -1}, "header_line_num"),
        ({"ign_col": "B2"}, "no column"),
        ({"ign_col": "ABCD"}, "no column"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(wrong, words):
    with pytest.raises(BadInput, match=words):
        read_config(config(**wrong))
