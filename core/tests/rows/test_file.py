"""
A file is replaced whole, and only if it is still what was read.
"""

from __future__ import annotations

import threading

import pytest

from tiltyard.errors import BadInput, SourceChanged, Unavailable
from tiltyard.rows.file import replace, revision_of

OLD, NEW, THEIRS = b"Name\nann\n", b"Name\nbob\n", b"Name\ncleo\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "players.csv"
    path.write_bytes(OLD)
    return path


def test_an_editor_that_saves_while_we_think_wins(path):
    def change(_data):
        path.write_bytes(THEIRS)
        return NEW

    with pytest.raises(SourceChanged, match="nothing was written"):
        replace(path, revision_of(OLD), change)

    assert path.read_bytes() == THEIRS
    assert [one.name for one in path.parent.iterdir()] == ["players.csv"]


def test_two_writers_do_not_interleave(path):
    inside, go_on = threading.Event(), threading.Event()

    def slow(_data):
        inside.set()
        go_on.wait(10)
        return NEW

    first = threading.Thread(target=replace, args=(path, revision_of(OLD), slow))
    first.start()
    try:
        assert inside.wait(10)
        with pytest.raises(Unavailable, match="another Tiltyard process"):
            replace(path, revision_of(OLD), lambda _data: THEIRS)
    finally:
        go_on.set()
        first.join(10)

    assert path.read_bytes() == NEW


def test_a_change_that_fails_leaves_everything_as_it_was(path):
    def change(_data):
        raise SourceChanged("not what we thought")

    with pytest.raises(SourceChanged, match="not what we thought"):
        replace(path, revision_of(OLD), change)

    assert path.read_bytes() == OLD
    assert [one.name for one in path.parent.iterdir()] == ["players.csv"]


def test_a_file_never_grows_beyond_what_could_be_read_again(path):
    with pytest.raises(BadInput, match="too large: 20,000,001 bytes"):
        replace(path, revision_of(OLD), lambda _data: b"x" * 20_000_001)

    assert path.read_bytes() == OLD
