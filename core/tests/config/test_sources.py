"""
Settings are merged, and it is not forgotten where each one came from.
"""

from __future__ import annotations

import pytest

from tiltyard.config.provenance import Origin, Source, Table, variable_of
from tiltyard.config.sources import read_environment, read_file, read_overrides
from tiltyard.errors import SettingsError


def test_a_merged_table_knows_where_each_value_came_from(tmp_path):
    path = tmp_path / "t.toml"
    path.write_text('[log]\nlevel = "info"\nformat = "json"\n[plugins.riot]\napi_key = "k"')
    environment, _ = read_environment({"TILTYARD_LOG__LEVEL": "error", "OTHER": "x"})
    table = (
        read_file(path).merged(environment).merged(read_overrides({"data_dir": "/d", "plugins": {"disabled": ["a"]}}))
    )

    assert table == {
        "log": {"level": "error", "format": "json"},
        "plugins": {"riot": {"api_key": "k"}, "disabled": ["a"]},
        "data_dir": "/d",
    }
    assert table["log"].origin("level") == Origin(Source.ENVIRONMENT, "TILTYARD_LOG__LEVEL")
    assert table["log"].origin("format") == Origin(Source.FILE, str(path))
    assert table.origin("data_dir") == Origin(Source.COMMAND_LINE, "--data-dir")
    assert table["plugins"].origin("disabled") == Origin(Source.COMMAND_LINE, "--no-plugin")
    assert {origin.source for origin in table.all_origins("log")} == {Source.ENVIRONMENT, Source.FILE}


def test_a_key_that_was_overruled_is_still_known_to_stand_there():
    table = Table.of({"a": 1}, Origin(Source.FILE, "t.toml")).merged(
        Table.of({"a": 2}, Origin(Source.ENVIRONMENT, "A"))
    )

    assert [origin.place for origin in table.all_origins("a")] == ["A"]
    assert [origin.place for origin in table.all_mentions("a")] == ["t.toml", "A"]


def test_variables_that_contradict_each_other_are_named():
    table, (wrong,) = read_environment({"TILTYARD_LOG": "x", "TILTYARD_LOG__LEVEL": "info"})

    assert str(wrong) == "TILTYARD_LOG__LEVEL says that TILTYARD_LOG is a table, which that is not"
    assert table == {"log": "x"}


def test_variables_that_say_where_settings_are_set_nothing():
    assert read_environment({"TILTYARD_CONFIG": "x", "TILTYARD_VENV": "x"}) == ({}, [])


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    (tmp_path / "t.toml").write_bytes("\ufeffa = 1".encode())

    assert read_file(tmp_path / "t.toml") == {"a": 1}


@pytest.mark.parametrize("content", [b"a = [", b"\xff", b'a = "s3cret'])
def test_a_file_that_cannot_be_read_is_named_without_its_content(content, tmp_path):
    (tmp_path / "t.toml").write_bytes(content)

    with pytest.raises(SettingsError, match=r"t\.toml") as caught:
        read_file(tmp_path / "t.toml")

    assert "s3cret" not in str(caught.value)


def test_a_table_shows_its_keys_and_no_values():
    assert repr(Table.of({"api_key": "s3cret"}, Origin(Source.FILE, "t"))) == "<Table of api_key>"


def test_the_variable_of_a_key():
    assert variable_of(("plugins", "riot", "api_key")) == "TILTYARD_PLUGINS__RIOT__API_KEY"
