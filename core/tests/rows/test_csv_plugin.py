"""
The built-in source: reading changes nothing, writing keeps everything that is not ours.
"""

from __future__ import annotations

import os
import stat

import pytest

from tiltyard.errors import BadInput, SourceChanged, SourceNotFound
from tiltyard.models import CellChange, RowChanges, RowSource
from tiltyard.rows.file import BACKUP_SUFFIX
from tiltyard.rows.plugin import CsvPlugin

DATA = b"My cup\r\nName;Tag\r\nann;EUW\r\nbob;=1+1\r\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "players.csv"
    path.write_bytes(DATA)
    path.chmod(0o640)
    return path


def source(path):
    return RowSource("csv", str(path))


def change(revision, value="NA1", base="EUW"):
    return RowChanges(revision, 1, 0, (CellChange("ann", 1, base, value),))


def test_reading_gives_the_grid_and_touches_nothing(file):
    before = file.stat()

    table = CsvPlugin().fetch_rows(source(file))

    assert table.cells[2] == ("ann", "EUW")
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (DATA, before.st_mtime_ns)
    assert [one.name for one in file.parent.iterdir()] == ["players.csv"]


def test_another_scheme_is_not_answered(file):
    assert CsvPlugin().fetch_rows(RowSource("gsheet", str(file))) is None


def test_writing_keeps_dialect_title_line_mode_and_other_cells(file):
    plugin = CsvPlugin()
    table = plugin.fetch_rows(source(file))

    result = plugin.write_rows(source(file), change(table.revision))

    assert file.read_bytes() == DATA.replace(b"ann;EUW", b"ann;NA1")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert result.key_column == ("My cup", "Name", "ann", "bob")
    assert result.revision == plugin.fetch_rows(source(file)).revision


def test_one_backup_of_the_first_state_is_made(file):
    plugin = CsvPlugin()
    for base, value in (("EUW", "NA1"), ("NA1", "KR")):
        plugin.write_rows(source(file), change(plugin.fetch_rows(source(file)).revision, value, base))

    assert file.with_name(file.name + BACKUP_SUFFIX).read_bytes() == DATA


def test_a_file_that_changed_meanwhile_is_not_written(file):
    plugin = CsvPlugin()
    revision = plugin.fetch_rows(source(file)).revision
    file.write_bytes(DATA + b"cleo;BR1\r\n")

    with pytest.raises(SourceChanged, match="nothing was written"):
        plugin.write_rows(source(file), change(revision))

    assert file.read_bytes() == DATA + b"cleo;BR1\r\n"


def test_what_we_write_never_becomes_a_formula(file):
    plugin = CsvPlugin()
    plugin.write_rows(source(file), change(plugin.fetch_rows(source(file)).revision, "=HYPERLINK()"))

    assert b"ann;'=HYPERLINK()" in file.read_bytes()
    assert b"bob;=1+1" in file.read_bytes()


def test_a_link_to_a_file_stays_a_link(file, tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    plugin = CsvPlugin()

    plugin.write_rows(source(link), change(plugin.fetch_rows(source(link)).revision))

    assert link.is_symlink()
    assert b"NA1" in file.read_bytes()


@pytest.mark.parametrize(("name", "words"), [("gone.csv", "no such file"), (".", "a directory")])
def test_what_is_not_there_is_named(name, words, tmp_path):
    with pytest.raises(SourceNotFound, match=words):
        CsvPlugin().fetch_rows(source(tmp_path / name))


def test_a_file_over_the_limit_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 20_000_001)

    with pytest.raises(BadInput, match="too large"):
        CsvPlugin().fetch_rows(source(path))
