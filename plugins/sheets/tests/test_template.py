"""
The template: what it makes of an empty tab, and that we understand it ourselves.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tiltyard.models import Role, RowSource, RowTable
from tiltyard.rows.ours import without_ours
from tiltyard_sheets.columns import detect
from tiltyard_sheets.template import template_columns, template_requests


@pytest.mark.parametrize("teams", [False, True])
def test_its_columns_are_found_again_as_what_they_are(teams):
    header = [one.header for one in template_columns(teams=teams)]
    table = RowTable(RowSource("gsheet", "x"), [header, [""] * len(header)], "r", datetime(2026, 11, 26, tzinfo=UTC))

    found = {one.role: header[one.index] for one in detect(without_ours(table))}

    assert found == {
        Role.DISCORD: "Discord ID",
        Role.IGN: "Riot ID",
        Role.ALT_IGN: "Other accounts",
        Role.PRONOUNS: "Pronouns",
        Role.REGISTERED: "Registered",
        Role.CHECKIN: "Check-in",
        **({Role.TEAM: "Team"} if teams else {}),
    }


def kinds(requests, name):
    return [one[name] for one in requests if name in one]


def test_ids_stay_text_boxes_can_be_ticked_and_our_columns_warn():
    requests = template_requests(7, width=26)

    (text,) = kinds(requests, "repeatCell")
    assert text["cell"]["userEnteredFormat"]["numberFormat"]["type"] == "TEXT"
    assert text["range"]["startColumnIndex"] == 0
    assert {one["rule"]["condition"]["type"] for one in kinds(requests, "setDataValidation")} == {"BOOLEAN"}
    protected = [one["protectedRange"] for one in kinds(requests, "addProtectedRange")]
    assert [one["warningOnly"] for one in protected] == [True, True, True]
    assert kinds(requests, "updateSheetProperties")[0]["properties"]["gridProperties"] == {"frozenRowCount": 1}


def test_a_tab_that_is_too_narrow_gets_columns_first():
    requests = template_requests(7, width=4, teams=True)

    assert requests[0]["appendDimension"]["length"] == len(template_columns(teams=True)) - 4
