"""
The built-in source: reading changes nothing, writing keeps everything that is not ours.
"""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime

import pytest
from attrs import frozen

from tiltyard.errors import AccessDenied, BadInput, SourceChanged, SourceNotFound, Unavailable
from tiltyard.models import CellChange, RowChanges, RowSource
from tiltyard.rows.file import BACKUP_SUFFIX, LOCK_SUFFIX
from tiltyard.rows.merge import plan_changes
from tiltyard.rows.plugin import CsvPlugin

DATA = b"My cup\r\nName;Tag\r\nann;EUW\r\nbob;=1+1\r\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "players.csv"
    path.write_bytes(DATA)
    path.chmod(0o640)
    return path


@pytest.fixture
def plugin():
    return CsvPlugin()


def source(path, **options):
    return RowSource("csv", str(path), options)


def change(revision, value="NA1", base="EUW"):
    return RowChanges(revision, 1, 0, (CellChange("ann", 1, base, value),))


def written(plugin, path, *args, **kwargs):
    return plugin.write_rows(source(path), change(plugin.fetch_rows(source(path)).revision, *args, **kwargs))


def names_in(directory):
    return sorted(one.name for one in directory.iterdir())


class TestReading:
    def test_gives_the_grid_and_touches_nothing(self, plugin, file):
        before = file.stat()

        table = plugin.fetch_rows(source(file))

        assert table.cells == (("My cup", ""), ("Name", "Tag"), ("ann", "EUW"), ("bob", "=1+1"))
        assert (file.read_bytes(), file.stat().st_mtime_ns) == (DATA, before.st_mtime_ns)
        assert names_in(file.parent) == ["players.csv"]

    async def test_tells_when_by_the_hosts_clock(self, plugin, file):
        @frozen
        class Stopped:
            def now(self):
                return datetime(2026, 12, 5, 18, tzinfo=UTC)

        @frozen
        class Context:
            clock: Stopped = Stopped()

        await plugin.start(Context())

        assert plugin.fetch_rows(source(file)).read_at == datetime(2026, 12, 5, 18, tzinfo=UTC)

    def test_the_same_content_has_the_same_revision(self, plugin, file):
        first = plugin.fetch_rows(source(file)).revision
        file.touch()

        assert plugin.fetch_rows(source(file)).revision == first

    def test_another_scheme_is_not_answered(self, plugin, file):
        assert plugin.fetch_rows(RowSource("gsheet", str(file))) is None
        assert plugin.write_rows(RowSource("gsheet", str(file)), change("r")) is None

    def test_an_encoding_may_be_named(self, plugin, file):
        file.write_bytes("Name\nRené\n".encode("cp1252"))

        assert plugin.fetch_rows(source(file, encoding="cp1252")).cells[1] == ("René",)

    def test_a_missing_file_is_named_with_the_nearest_there_is(self, plugin, file):
        with pytest.raises(SourceNotFound, match=r"no such file: /.*/player\.csv\. Did you mean players\.csv\?"):
            plugin.fetch_rows(source(file.with_name("player.csv")))

    @pytest.mark.parametrize(
        ("mistyped", "meant"),
        [
            pytest.param("v.csv", None, id="only-the-ending-is-alike"),
            pytest.param("plans.csv", None, id="a-word-of-its-own"),
            pytest.param("plyers.csv", "players.csv", id="a-letter-left-out"),
            pytest.param("players", "players.csv", id="no-ending"),
            pytest.param("players.cvs", "players.csv", id="another-ending"),
        ],
    )
    def test_only_a_name_that_is_close_is_offered(self, mistyped, meant, plugin, file):
        (file.parent / "o.csv").touch()

        with pytest.raises(SourceNotFound) as raised:
            plugin.fetch_rows(source(file.with_name(mistyped)))

        assert raised.value.next_step == (f"Did you mean {meant}?" if meant else "Check the path.")

    @pytest.mark.parametrize("name", ["gone/players.csv", "players.csv/x", "x" * 300])
    def test_a_path_that_leads_nowhere_is_no_file(self, name, plugin, file):
        with pytest.raises(SourceNotFound, match=r"no such file.*Check the path"):
            plugin.fetch_rows(source(file.parent / name))

    @pytest.mark.parametrize("address", ["a\0b", "~nobody-by-that-name/x.csv"])
    def test_what_is_no_path_is_said(self, address, plugin):
        with pytest.raises(SourceNotFound, match="that is no path"):
            plugin.fetch_rows(RowSource("csv", address))

    def test_a_directory_is_no_file(self, plugin, tmp_path):
        with pytest.raises(SourceNotFound, match="a directory"):
            plugin.fetch_rows(source(tmp_path))

    def test_a_pipe_is_not_waited_for(self, plugin, tmp_path):
        os.mkfifo(tmp_path / "pipe.csv")

        with pytest.raises(SourceNotFound, match="not a file"):
            plugin.fetch_rows(source(tmp_path / "pipe.csv"))

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            pytest.param(b"", "the file is empty: {path}. Export", id="empty"),
            pytest.param(
                b"a\xe9\n", "the file is not written in utf-8: {path}, byte 2, about line 1. Save", id="encoding"
            ),
            pytest.param(b"x" * 20_000_001, "the file is too large: {path}, 20,000,001 bytes", id="too-large"),
            pytest.param(b'a,b\n"c,d\n', "{path}, ", id="open-quotation-mark"),
            pytest.param(b"%PDF", "that is not a CSV file: {path}, it is a PDF. Export", id="another-kind"),
        ],
    )
    def test_what_is_wrong_with_a_files_content_names_the_file(self, content, words, plugin, file):
        file.write_bytes(content)

        with pytest.raises(BadInput) as raised:
            plugin.fetch_rows(source(file))

        assert words.format(path=file) in str(raised.value)

    def test_a_file_over_the_limit_is_refused_without_reading_it(self, plugin, tmp_path):
        path = tmp_path / "big.csv"
        with path.open("wb") as big:
            os.truncate(big.fileno(), 20_000_001)

        with pytest.raises(BadInput, match="too large"):
            plugin.fetch_rows(source(path))


class TestWriting:
    def test_keeps_dialect_title_line_mode_and_other_cells(self, plugin, file):
        result = written(plugin, file)

        assert file.read_bytes() == DATA.replace(b"ann;EUW", b"ann;NA1")
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        assert result.key_column == ("My cup", "Name", "ann", "bob")
        assert result.revision == plugin.fetch_rows(source(file)).revision

    def test_leaves_one_backup_and_nothing_else_beside_the_file(self, plugin, file):
        written(plugin, file)
        written(plugin, file, "KR", base="NA1")

        assert names_in(file.parent) == ["players.csv", "players.csv" + BACKUP_SUFFIX]
        backup = file.with_name(file.name + BACKUP_SUFFIX)
        assert (backup.read_bytes(), stat.S_IMODE(backup.stat().st_mode)) == (DATA, 0o640)

    def test_an_earlier_backup_is_never_overwritten(self, plugin, file):
        backup = file.with_name(file.name + BACKUP_SUFFIX)
        backup.write_bytes(b"older")

        written(plugin, file)

        assert backup.read_bytes() == b"older"

    def test_a_file_that_changed_meanwhile_is_not_written(self, plugin, file):
        revision = plugin.fetch_rows(source(file)).revision
        file.write_bytes(DATA + b"cleo;BR1\r\n")

        with pytest.raises(SourceChanged, match="nothing was written"):
            plugin.write_rows(source(file), change(revision))

        assert file.read_bytes() == DATA + b"cleo;BR1\r\n"
        assert names_in(file.parent) == ["players.csv"]

    def test_a_change_that_does_not_fit_leaves_the_file_alone(self, plugin, file):
        with pytest.raises(SourceChanged, match="it holds 'EUW', not 'KR'"):
            written(plugin, file, base="KR")

        assert (file.read_bytes(), names_in(file.parent)) == (DATA, ["players.csv"])

    def test_changing_nothing_writes_nothing(self, plugin, file):
        before = file.stat()

        written(plugin, file, "EUW")

        assert (file.stat().st_ino, names_in(file.parent)) == (before.st_ino, ["players.csv"])

    def test_what_we_write_never_becomes_a_formula_and_is_read_back_as_it_was(self, plugin, file):
        written(plugin, file, "=HYPERLINK()")

        assert file.read_bytes() == DATA.replace(b"ann;EUW", b"ann;'=HYPERLINK()")
        assert plugin.fetch_rows(source(file)).cells[2] == ("ann", "=HYPERLINK()")

    def test_a_note_with_a_line_break_stays_in_its_cell(self, plugin, file):
        written(plugin, file, "one\ntwo")

        assert plugin.fetch_rows(source(file)).cells[2:] == (("ann", "one\ntwo"), ("bob", "=1+1"))

    def test_a_tick_is_written_as_spreadsheets_write_it(self, plugin, file):
        written(plugin, file, True)

        assert b"ann;TRUE\r\n" in file.read_bytes()

    def test_planning_again_after_writing_finds_nothing_to_do(self, plugin, file):
        wanted = {"ann": {"Status": "-x", "Here": True}, "bob": {"Status": "two\nlines", "Here": False}}

        def plan():
            table = plugin.fetch_rows(source(file))
            return plan_changes(
                table, header_row=1, key_column=0, columns=("Status", "Here"), wanted=wanted, base=wanted
            )

        plugin.write_rows(source(file), plan().changes)

        assert (plan().changes, plan().conflicts) == (None, ())

    def test_a_link_to_a_file_stays_a_link(self, plugin, file, tmp_path):
        link = tmp_path / "link.csv"
        link.symlink_to(file)

        written(plugin, link)

        assert link.is_symlink()
        assert b"NA1" in file.read_bytes()

    def test_a_missing_file_is_not_made(self, plugin, tmp_path):
        with pytest.raises(SourceNotFound):
            plugin.write_rows(source(tmp_path / "gone.csv"), change("r"))

        assert names_in(tmp_path) == []

    def test_another_tiltyard_that_writes_now_is_waited_for_by_the_caller(self, plugin, file):
        import fcntl

        table = plugin.fetch_rows(source(file))
        with file.with_name(f".{file.name}{LOCK_SUFFIX}").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(Unavailable, match="another Tiltyard") as raised:
                plugin.write_rows(source(file), change(table.revision))

        assert (file.read_bytes(), raised.value.retry_after_s) == (DATA, 1.0)

    def test_a_lock_that_a_crash_left_behind_locks_nobody_out(self, plugin, file):
        file.with_name(f".{file.name}{LOCK_SUFFIX}").touch()

        written(plugin, file)

        assert b"NA1" in file.read_bytes()


class TestPermissions:
    @pytest.fixture
    def theirs(self, reachable):
        path = reachable / "players.csv"
        path.write_bytes(DATA)
        path.chmod(0o666)
        return path

    def test_a_file_that_nobody_may_write_is_left_alone(self, plugin, file):
        file.chmod(0o444)

        with pytest.raises(AccessDenied, match=r"read-only: .*chmod u\+w players\.csv"):
            written(plugin, file)

        assert (file.read_bytes(), names_in(file.parent)) == (DATA, ["players.csv"])

    def test_a_directory_in_which_nothing_may_be_made_is_named(self, plugin, theirs, as_somebody_else):
        table = plugin.fetch_rows(source(theirs))

        with as_somebody_else(), pytest.raises(AccessDenied, match="cannot be replaced where it is"):
            plugin.write_rows(source(theirs), change(table.revision))

        assert theirs.read_bytes() == DATA

    def test_a_file_of_somebody_else_is_not_taken_over(self, plugin, theirs, as_somebody_else):
        theirs.parent.chmod(0o777)
        table = plugin.fetch_rows(source(theirs))

        with as_somebody_else(), pytest.raises(AccessDenied, match="own this one"):
            plugin.write_rows(source(theirs), change(table.revision))

        assert (theirs.read_bytes(), names_in(theirs.parent)) == (DATA, ["players.csv"])

    def test_a_file_that_may_not_be_read_is_named(self, plugin, theirs, as_somebody_else):
        theirs.chmod(0o600)

        with as_somebody_else(), pytest.raises(AccessDenied, match=r"may not be read.*chmod u\+r"):
            plugin.fetch_rows(source(theirs))

    def test_the_owner_stays_who_it_was(self, plugin, file):
        if os.geteuid() != 0:
            pytest.skip("only root can give a file to somebody else")
        os.chown(file, 65534, 65534)

        written(plugin, file)

        assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65534)
