"""
An operator sets things up: a sample to begin with, a check before the start, a look at what holds.
"""

from __future__ import annotations

import json
import re
import tomllib

import jsonschema_rs
import pytest

RIGHT = """\
[journal]
url = "postgresql://tilty:s3cr%40t-pw@db.local/tiltyard"
[plugins]
disabled = ["discord"]
[plugins.riot]
api_key = "env:RIOT_KEY"
[plugins.discord]
tokn = "s3cret-token"
"""


@pytest.fixture
def configured(tiltyard):
    def configured(toml, mode=0o600, **environ):
        path = tiltyard.directory / "tiltyard.toml"
        path.write_text(toml)
        path.chmod(mode)
        tiltyard.environ |= environ
        return tiltyard

    return configured


@pytest.fixture
def installed(tiltyard):
    """`name="source of a module with a class P"`: plugins beside the real ones."""

    def installed(**sources):
        for name, source in sources.items():
            (tiltyard.directory / f"{name}_dist.py").write_text(source)
            info = tiltyard.directory / f"{name}-1.0.dist-info"
            info.mkdir()
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            (info / "entry_points.txt").write_text(f"[tiltyard]\n{name} = {name}_dist:P\n")
        inherited = tiltyard.environ.get("PYTHONPATH")
        tiltyard.environ["PYTHONPATH"] = ":".join([str(tiltyard.directory), *([inherited] if inherited else [])])

    return installed


def test_the_sample_can_be_put_in_place_as_it_is(configured):
    text = configured("").run("config", "sample").stdout

    assert tomllib.loads(text) == {}
    assert "#[plugins.riot]\n" in text
    tiltyard = configured(text)
    assert tiltyard.run("config", "check").stdout.startswith("All settings are right. Looked at: tiltyard.toml")
    rows = tiltyard.json("config", "show")["settings"]
    assert {row["source"] for row in rows if row["key"] != "data_dir"} == {"default"}


def test_the_sample_of_one_plugin_has_only_its_table(tiltyard):
    text = tiltyard.run("config", "sample", "--plugin", "riot", "--plugin", "csv").stdout

    assert [line for line in text.splitlines() if line.startswith("#[")] == ["#[plugins.riot]"]
    assert "did you mean riot?" in tiltyard.run("config", "sample", "--plugin", "roit", ok=2).stderr


def test_the_schema_knows_every_plugin(configured):
    document = json.loads(configured("").run("config", "schema").stdout)
    validator = jsonschema_rs.Draft202012Validator(document)

    assert validator.is_valid(tomllib.loads('[plugins.dashboard]\napi_port = 8001\n[plugins.riot]\napi_key = "env:A"'))
    assert not validator.is_valid(tomllib.loads("[plugins.dashboard]\napi_prot = 8001"))


def test_a_check_names_everything_that_is_wrong_and_ends_with_4(configured):
    tiltyard = configured(
        'data_dri = "x"\n[plugins.riott]\na = 1\n[plugins.riot]\napi_key = 12345678\n[plugins.csv]\na = 1\n'
        "[plugins.dashboard]\napi_port = 1.5",
        TILTYARD_PLUGINS__DISCORD__TOKEN="env:NO_SUCH_VARIABLE",
    )

    told = tiltyard.run("config", "check", ok=4).stderr.splitlines()

    assert told == [
        "tiltyard.toml: data_dri is not a setting (did you mean data_dir?)",
        "tiltyard.toml: plugins.riott belongs to no installed plugin (did you mean riot?)",
        "tiltyard.toml: plugins.csv is set, but this plugin has no settings",
        "tiltyard.toml: plugins.dashboard.api_port must be a whole number, not 1.5",
        "TILTYARD_PLUGINS__DISCORD__TOKEN names the variable NO_SUCH_VARIABLE, which is not set",
        "tiltyard.toml: plugins.riot.api_key must be text in quotes (the value is secret and not shown)",
        "error: 6 settings are wrong",
    ]
    answer = tiltyard.json("config", "check", ok=4)
    assert [f"{one['where']} {one['what']}" for one in answer["wrong"]] == told[:-1]
    assert (answer["ok"], answer["file"], answer["wrong"][0]["key"]) == (False, "tiltyard.toml", "data_dri")


def test_what_is_not_to_be_loaded_is_not_checked_and_that_is_said(configured):
    tiltyard = configured(RIGHT, RIOT_KEY="s3cret-riot")

    answer = tiltyard.json("config", "check")

    assert (answer["ok"], answer["unchecked"]) == (True, {"discord": "plugins.disabled or --no-plugin names it"})
    assert "[plugins.discord] was not checked" in tiltyard.run("config", "check").stderr


def test_a_secret_in_a_file_that_others_can_read_is_worth_a_word(configured):
    assert configured(RIGHT, RIOT_KEY="k").json("config", "check")["advice"] == []

    (advice,) = configured(RIGHT, mode=0o644, RIOT_KEY="k").json("config", "check")["advice"]

    assert (advice["key"], "chmod 600 tiltyard.toml" in advice["what"]) == ("journal.url", True)


def test_what_holds_is_shown_without_secrets(configured):
    tiltyard = configured(RIGHT, RIOT_KEY="s3cret-riot", TILTYARD_LOG__LEVEL="INFO")

    rows = {
        row["key"]: (row["value"], row["source"], row["where"]) for row in tiltyard.json("config", "show")["settings"]
    }

    assert rows["journal.url"] == ("postgresql://tilty:***@db.local/tiltyard", "file", "tiltyard.toml")
    assert rows["plugins.riot.api_key"] == ("***", "file", "tiltyard.toml, env:RIOT_KEY")
    assert rows["log.level"] == ("info", "environment", "TILTYARD_LOG__LEVEL")
    assert rows["data_dir"] == (str(tiltyard.data_dir), "command line", "--data-dir")
    for words in (("config", "show"), ("config", "check")):
        done = tiltyard.run(*words)
        assert "s3cr" not in done.stdout + done.stderr


def test_what_is_wrong_does_not_keep_the_rest_from_being_shown(configured):
    done = configured("[log]\nlevel = 3\n[plugins.dashboard]\napi_port = 8001").run("config", "show")

    assert re.search(r"plugins\.dashboard\.api_port +8001", done.stdout)
    assert "tiltyard.toml: log.level must be one of" in done.stderr


def test_a_plugin_that_cannot_be_imported_is_named_and_the_rest_goes_on(configured, installed):
    installed(
        quits="raise SystemExit(3)",
        breaks="raise ImportError('no such thing')",
        odd="class P:\n    Settings = int",
        newer="raise RuntimeError('must not be imported')",
        chatty="print('hello')\nclass P: ...",
    )
    with (configured("").directory / "newer-1.0.dist-info" / "METADATA").open("a") as metadata:
        metadata.write("Requires-Dist: tiltyard>=99\n")
    tiltyard = configured("[plugins.breaks]\nx = 1\n[plugins.dashboard]\napi_port = 8001")

    sample = tiltyard.run("config", "sample")
    schema = tiltyard.run("config", "schema")

    assert "#[plugins.dashboard]" in sample.stdout
    for name, why in (
        ("quits", "SystemExit: 3"),
        ("breaks", "ImportError: no such thing"),
        ("newer", "it is made for tiltyard"),
        ("odd", ""),
    ):
        assert f"plugin {name} cannot be asked for its settings: {why}" in sample.stderr
        assert json.loads(schema.stdout)["properties"]["plugins"]["properties"][name] == {"type": "object"}
    assert "hello" not in sample.stdout
    assert "hello" not in schema.stdout
    assert tiltyard.json("config", "check")["unchecked"] == {"breaks": "ImportError: no such thing"}
    assert tiltyard.json("config", "show")["wrong"] == []


@pytest.mark.parametrize("words", [("config", "check"), ("config", "show")])
def test_a_file_that_is_no_toml_ends_with_4(words, configured):
    assert "tiltyard.toml: " in configured("a = [").run(*words, ok=4).stderr
    assert "cannot be read" in configured("a = [").json(*words, ok=4)["error"]["what"]
