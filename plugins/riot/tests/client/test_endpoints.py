"""
Paths: encoded once, and leading nowhere else.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.models import RiotId
from tiltyard.testing.riot_api.routes import read_path
from tiltyard_riot.client import endpoints
from tiltyard_riot.client.endpoints import LONGEST_PART
from tiltyard_riot.errors import NotFound

PUUID = "x" * 78


@given(st.text(max_size=LONGEST_PART + 2), st.text(max_size=LONGEST_PART + 2))
def test_what_is_asked_for_is_what_was_typed_or_nothing(game_name, tag_line):
    try:
        call = endpoints.by_riot_id(RiotId(game_name, tag_line))
    except NotFound:
        return
    *_, first, second = call.path.split("/")

    assert (unquote(first), unquote(second)) == (game_name, tag_line)
    assert call.path.isascii()
    assert not {"?", "#", " ", "\\"} & set(call.path)
    assert read_path(f"/europe{call.path}").arguments == (game_name, tag_line)


@given(st.text(max_size=200))
def test_no_id_leads_elsewhere(puuid):
    try:
        call = endpoints.summoner("euw1", puuid)
    except NotFound:
        return

    asked = read_path(f"/euw1{call.path}")
    assert (asked.method, asked.arguments) == (call.method, (puuid,))


def test_ranks_by_puuid_have_no_entries_in_their_path():
    assert endpoints.ranks("NA1", PUUID).path == f"/tft/league/v1/by-puuid/{PUUID}"
    assert endpoints.ranks("NA1", PUUID).hosts == ("na1",)


def test_times_are_whole_seconds_since_1970():
    noon = datetime(2026, 11, 1, 12, 0, 0, 900_000, tzinfo=UTC)

    call = endpoints.match_ids("oc1", PUUID, start=5, count=50, since=noon, until=noon)

    assert call.hosts == ("sea",)
    assert call.path.endswith("/ids?start=5&count=50&startTime=1793534400&endTime=1793534400")


def test_a_queue_is_encoded_too():
    assert endpoints.apex("kr", "Master", "A&B=C").path == "/tft/league/v1/master?queue=A%26B%3DC"


@pytest.mark.parametrize(("text", "shown"), [("x" * 40, "x" * 40), ("x" * 41, "x" * 40 + "...")])
def test_messages_show_the_beginning_of_what_is_long(text, shown):
    assert endpoints.by_puuid(text).which == shown
