"""
Settings from file, environment and command line; every mistake at once, with its remedy.
"""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from attrs import frozen

from tiltyard.errors import SettingsError
from tiltyard.settings import (
    JournalSettings,
    LogSettings,
    PluginsSettings,
    Settings,
    load_settings,
    plugin_settings,
    secret_values,
    setting,
)


def load(tmp_path, toml="", environ=None, overrides=None):
    path = tmp_path / "tiltyard.toml"
    path.write_text(toml)
    return load_settings(config=path, environ=environ or {}, overrides=overrides)


def test_later_sources_win(tmp_path):
    toml = 'data_dir = "/from/file"\n[log]\nlevel = "info"'

    assert load(tmp_path, toml).data_dir == Path("/from/file")
    assert load(tmp_path, toml, {"TILTYARD_DATA_DIR": "/from/env"}).data_dir == Path("/from/env")
    settings = load(tmp_path, toml, {"TILTYARD_DATA_DIR": "/from/env"}, {"data_dir": "/from/line"})
    assert (settings.data_dir, settings.log.level) == (Path("/from/line"), "info")


def test_nested_keys_and_plugin_tables_come_from_the_environment(tmp_path):
    environ = {
        "TILTYARD_JOURNAL__URL": "sqlite:///x",
        "TILTYARD_PLUGINS__RIOT__API_KEY": "k",
        "TILTYARD_PLUGINS__ORDER": "b, a",
    }

    settings = load(tmp_path, "", environ)

    assert settings.journal_url == "sqlite:///x"
    assert settings.plugins == PluginsSettings(order=("b", "a"), tables={"riot": {"api_key": "k"}})


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        pytest.param('data_dri = "x"', r"data_dri is not a setting \(did you mean data_dir\?\)", id="misspelt"),
        pytest.param('[journal]\nulr = "x"', r"journal\.ulr.*did you mean url", id="misspelt-in-a-table"),
        pytest.param('journal = "x"', "journal must be a table", id="not-a-table"),
        pytest.param(
            "[log]\nlevel = 3", r"log\.level must be one of debug, info, warning, error, not 3", id="wrong-type"
        ),
        pytest.param("a = [", "cannot be read", id="not-toml"),
    ],
)
def test_a_wrong_file_is_refused_with_the_key_and_a_suggestion(toml, words, tmp_path):
    with pytest.raises(SettingsError, match=words):
        load(tmp_path, toml)


def test_every_mistake_is_told_at_once(tmp_path):
    with pytest.raises(SettingsError, match=r"4 settings are wrong") as caught:
        load(
            tmp_path,
            "one = 1\n[log]\nlevel = 3",
            {"TILTYARD_JURNAL__URL": "x", "TILTYARD_LOG": "json"},
            {"data_dir": ""},
        )

    file = tmp_path / "tiltyard.toml"
    assert [f"{where} {what}" for where, what in caught.value.wrong] == [
        f"{file}: one is not a setting (known: data_dir, journal, log, privacy, tables, plugins)",
        "TILTYARD_LOG must be a table",
        "TILTYARD_JURNAL__URL is not a setting (did you mean TILTYARD_JOURNAL__URL?)",
        "--data-dir must be a path in quotes, not ''",
    ]


def test_a_plugins_mistake_is_told_with_the_file_it_stands_in(tmp_path):
    toml, environ = (
        "[plugins.p]\nprot = 1",
        {"TILTYARD_PLUGINS__P__ON": "perhaps", "TILTYARD_PLUGINS__P__KYE": "s3cret"},
    )
    table = load(tmp_path, toml, environ).plugins.tables["p"]

    with pytest.raises(SettingsError, match=r"3 settings are wrong") as caught:
        plugin_settings("p", Secretive, table)

    assert {f"{where} {what}" for where, what in caught.value.wrong} == {
        f"{tmp_path / 'tiltyard.toml'}: plugins.p.prot is not a setting (did you mean port?)",
        "TILTYARD_PLUGINS__P__KYE is not a setting (did you mean TILTYARD_PLUGINS__P__KEY?)",
        "TILTYARD_PLUGINS__P__ON must be true or false, not 'perhaps'",
    }
    assert "s3cret" not in str(caught.value)


def test_the_journals_url_may_be_kept_in_a_file(tmp_path):
    (tmp_path / "url").write_text("sqlite:///kept\n")

    assert load(tmp_path, f'[journal]\nurl = "file:{tmp_path}/url"').journal_url == "sqlite:///kept"
    assert load(tmp_path, '[journal]\nurl = "env:DB"', {"DB": "sqlite:///x"}).journal_url == "sqlite:///x"


def test_plugins_can_be_narrowed_to_a_few(tmp_path):
    plugins = load(tmp_path, '[plugins]\nonly = ["csv"]\n[plugins.only_me]\nx = 1').plugins

    assert (plugins.only, plugins.tables) == (("csv",), {"only_me": {"x": 1}})


def test_a_table_called_tables_is_a_plugins_like_any_other(tmp_path):
    assert load(tmp_path, "[plugins.tables]\nx = 1").plugins.tables == {"tables": {"x": 1}}
    with pytest.raises(SettingsError, match=r"plugins\.tables is not a setting"):
        load(tmp_path, "[plugins]\ntables = 1")


def test_a_named_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match=r"gone\.toml"):
        load_settings(config=tmp_path / "gone.toml", environ={})


@frozen
class Secretive:
    key: str | None = setting(None, "A key.", secret=True)
    port: int = setting(1, "A port.")
    on: bool = setting(True, "A switch.")


def test_a_secret_may_be_in_a_file(tmp_path):
    (tmp_path / "key").write_text("s3cret\n")

    settings = plugin_settings("p", Secretive, {"key": f"file:{tmp_path}/key"})

    assert list(secret_values(settings)) == ["s3cret"]


def test_a_secret_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"\[plugins\.p\] key names the file .*gone"):
        plugin_settings("p", Secretive, {"key": f"file:{tmp_path}/gone"})


def test_texts_from_the_environment_become_numbers_and_switches():
    assert plugin_settings("p", Secretive, {"port": "8001", "on": "no"}) == Secretive(None, 8001, on=False)


@pytest.mark.parametrize("table", [{"port": "many"}, {"port": 1.5}, {"on": "perhaps"}])
def test_a_value_of_the_wrong_type_is_refused(table):
    with pytest.raises(SettingsError, match=r"\[plugins\.p\]"):
        plugin_settings("p", Secretive, table)


def test_a_plugin_without_settings_has_no_table():
    assert plugin_settings("p", None, {}) is None
    with pytest.raises(SettingsError, match="no settings"):
        plugin_settings("p", None, {"x": 1})


@pytest.mark.parametrize("kind", [Settings, JournalSettings, LogSettings, PluginsSettings])
def test_every_setting_has_a_help_sentence(kind):
    plain = [one for one in attrs.fields(kind) if not attrs.has(type(one.default)) and one.name != "tables"]

    assert all(one.metadata["help"].endswith(".") for one in plain)


def test_names_are_not_erased_at_once_by_a_slip(tmp_path):
    (tmp_path / "tiltyard.toml").write_text("[privacy]\nerase_after_days = 0\n")

    with pytest.raises(SettingsError, match=r"erase_after_days must be 1 or more"):
        load_settings(config=tmp_path / "tiltyard.toml", environ={})
