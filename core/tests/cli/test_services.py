"""
How services are shown, and the end of a log.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltyard.cli.services import duration, plain, remarks
from tiltyard.cli.tail import Tail
from tiltyard.models import Beat, ServiceState, ServiceStatus

AT = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min 0 s"), (3725, "1 h 2 min"), (90000, "1 d 1 h"), (86400 * 12, "12 d 0 h")],
)
def test_a_length_of_time_is_told_in_its_two_greatest_units(seconds, words):
    assert duration(seconds) == words


def test_remarks_tell_why_what_is_missing_and_who_takes_over():
    status = ServiceStatus("web", ServiceState.RUNNING, degraded=("api",), supervised=False)

    assert remarks(status) == (
        "degraded: api does not run; its host has gone; `tiltyard run` or `tiltyard services start` takes it over"
    )
    assert remarks(ServiceStatus("web", ServiceState.FAILED, last_error="ended")) == "ended"


def test_json_tells_the_last_look_and_all_looks():
    beats = (Beat(AT, ok=False, said="answered 500"), Beat(AT, ok=True, rss_bytes=5, cpu_percent=1.5))

    told = plain(ServiceStatus("web", ServiceState.RUNNING, health=beats, uptime_s=60.0, log="/x/web.log"))

    assert (told["rss_bytes"], told["cpu_percent"], told["uptime_s"], told["log"]) == (5, 1.5, 60.0, "/x/web.log")
    assert [(beat["ok"], beat["said"]) for beat in told["health"]] == [(False, "answered 500"), (True, None)]


@given(
    before=st.lists(st.text("abc", max_size=5)), pieces=st.lists(st.text("ab\n", max_size=8)), lines=st.integers(0, 6)
)
def test_the_last_lines_and_all_news_in_order_whatever_pieces_they_come_in(tmp_path_factory, before, pieces, lines):
    path = tmp_path_factory.mktemp("log") / "web.log"
    path.write_text("".join(f"{line}\n" for line in before))
    tail = Tail(path)

    last = tail.last(lines)
    news = []
    for piece in pieces:
        with path.open("a") as file:
            file.write(piece)
        news += tail.news()

    assert last == (before[-lines:] if lines else [])
    assert news == "".join(pieces).split("\n")[:-1]


def test_a_line_that_was_unfinished_is_told_when_it_is_whole(tmp_path):
    path = tmp_path / "web.log"
    path.write_text("first\nhalf")
    tail = Tail(path)

    assert tail.last(5) == ["first"]
    with path.open("a") as file:
        file.write(" and half\n")
    assert tail.news() == ["half and half"]


def test_a_log_that_was_shortened_is_read_anew(tmp_path):
    path = tmp_path / "web.log"
    path.write_text("one\ntwo\nthree\n")
    tail = Tail(path)
    tail.last(1)
    path.write_text("three\n")

    assert tail.news() == ["three"]


def test_a_log_that_is_not_there_is_empty_until_it_is(tmp_path):
    tail = Tail(tmp_path / "web.log")

    assert tail.last(5) == []
    assert tail.news() == []
    (tmp_path / "web.log").write_text("hello\n")
    assert tail.news() == ["hello"]
