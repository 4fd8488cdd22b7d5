"""
Tables become settings, and everything that is wrong with them is said, never with a secret in it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve, field, frozen

from tiltyard.config.provenance import Origin, Source, Table
from tiltyard.settings import plugin_settings, setting

FILE = Origin(Source.FILE, "t.toml")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("name", "y", "y"),
        ("count", "12", 12),
        ("share", 2, 2.0),
        ("share", "0.25", 0.25),
        ("on", "no", False),
        ("on", "ON", True),
        ("where", "/there", Path("/there")),
        ("mode", "fast", "fast"),
        ("mode", "FAST", "fast"),
        ("most", 3, 3),
        ("most", "", None),
        ("either", "3", "3"),
        ("either", 3, 3),
        ("words", "a, b", ("a", "b")),
        ("words", ["a", "b"], ("a", "b")),
        ("pair", [2, "b"], (2, "b")),
        ("sizes", ["1", 2], [1, 2]),
        ("names", {"ann": "1"}, {"ann": 1}),
        ("port", 443, 443),
        ("key", "", None),
        ("keys", ["a", "b"], ("a", "b")),
    ],
)
def test_a_value_becomes_what_the_annotation_says(key, value, expected, read):
    assert getattr(read(Table.of({key: value}, FILE)), key) == expected


def test_an_enum_is_set_by_the_value_of_its_member(read):
    assert read(Table.of({"colour": "blue"}, FILE)).colour.name == "BLUE"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("name", 3, "must be text in quotes, not 3"),
        ("count", "many", "must be a whole number, not 'many'"),
        ("count", 1.5, "must be a whole number, not 1.5"),
        ("count", True, "must be a whole number, not True"),
        ("share", "half", "must be a number, not 'half'"),
        ("share", float("nan"), "must be a number, not nan"),
        ("on", "perhaps", "must be true or false, not 'perhaps'"),
        ("where", "", "must be a path in quotes, not ''"),
        ("where", 3, "must be a path in quotes, not 3"),
        ("mode", "fsat", "must be one of slow, fast, not 'fsat' (did you mean fast?)"),
        ("colour", "green", "must be one of red, blue, not 'green'"),
        ("either", [1], "must be a whole number or text in quotes, not a list of 1"),
        ("words", 3, "must be a list, each text in quotes, not 3"),
        ("pair", [1], "must be a list of 2, not a list of 1"),
        ("names", 3, "must be a table"),
        ("count", {"a": 1}, "must be a whole number, not a table"),
        ("limits", "x", "must be a table"),
        ("port", 70000, "is refused ('port' must be in range(1, 65536) (got 70000))"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(key, value, words, wrong):
    assert wrong(Table.of({key: value}, FILE)) == [f"t.toml: plugins.p.{key} {words}"]


def test_a_wrong_item_of_a_list_is_named_by_its_place(wrong):
    assert wrong(Table.of({"sizes": [1, "x", 3, "y"]}, FILE)) == [
        "t.toml: plugins.p.sizes[1] must be a whole number, not 'x'",
        "t.toml: plugins.p.sizes[3] must be a whole number, not 'y'",
    ]


def test_every_mistake_is_told_at_once_each_in_the_words_of_where_it_stands(wrong):
    table = Table.of({"cuont": 1, "limits": {"rate": "x"}}, FILE)
    table.put("port", "0", Origin(Source.ENVIRONMENT, "TILTYARD_PLUGINS__P__PORT"))
    table.put("mode", "x", Origin(Source.COMMAND_LINE, "--mode"))
    table.put("on", "x", Origin(Source.COMMAND_LINE))

    assert wrong(table) == [
        "t.toml: plugins.p.cuont is not a setting (did you mean count?)",
        "t.toml: plugins.p.limits.rate must be a number, not 'x'",
        "--mode must be one of slow, fast, not 'x'",
        "the command line: plugins.p.on must be true or false, not 'x'",
        "TILTYARD_PLUGINS__P__PORT is refused ('port' must be in range(1, 65536) (got 0))",
    ]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        pytest.param({"key": 12345678}, "key must be text in quotes", id="not-text"),
        pytest.param({"key": ["12345678"]}, "key must be text in quotes", id="a-list"),
        pytest.param({"key": {"is": "12345678"}}, "key must be text in quotes, not a table", id="a-table"),
        pytest.param({"keys": ["a", 12345678]}, "keys[1] must be text in quotes", id="in-a-list"),
        pytest.param({"pin": "x12345678"}, "pin must be a whole number", id="a-number"),
        pytest.param({"limits": {"proxy": 12345678}}, "limits.proxy must be text in quotes", id="a-url"),
        pytest.param({"accounts": [{"name": "a", "token": 12345678}]}, "accounts.token must be text", id="in-a-row"),
        pytest.param({"kye": "12345678"}, "kye is not a setting", id="misspelt"),
        pytest.param({"name": {"x": "12345678"}}, "name must be text in quotes, not a table", id="under-another-key"),
    ],
)
def test_no_message_holds_a_secret(table, words, wrong):
    (told,) = wrong(Table.of(table, FILE))

    assert words in told
    assert "12345678" not in told


@frozen
class Picky:
    key: str | None = field(default=None, metadata={"help": "A key.", "secret": True})
    low: int = setting(1, "Least.")
    high: int = setting(2, "Most.")

    @key.validator
    def _long(self, _attribute, value):
        if value == "short-secret":
            raise ValueError(f"{value} is too short")

    def __attrs_post_init__(self):
        if self.low > self.high:
            raise ValueError(f"low is above high with {self.key}")


def test_what_a_plugins_own_check_says_about_a_secret_is_not_repeated(wrong):
    assert wrong(Table.of({"key": "short-secret"}, FILE), Picky) == [
        "t.toml: plugins.p.key is refused (the value is secret and not shown)"
    ]


@frozen
class Inner:
    token: str = field(default="", metadata={"help": "A token.", "secret": True})


@frozen
class Outer:
    inner: Inner = Inner()
    inners: tuple[Inner, ...] = field(default=(), metadata={"help": "More."})
    pair: tuple[Inner, Inner] = field(default=(Inner(), Inner()), metadata={"help": "Two."})

    def __attrs_post_init__(self):
        if "12345678" in str(self):
            raise ValueError(f"I do not like {self}")


@pytest.mark.parametrize(
    "table",
    [
        {"inner": {"token": "12345678"}},
        {"inners": [{"token": "12345678"}]},
        {"pair": [{"token": "12345678"}]},
        {"pair": [{"token": "12345678"}, {"token": ""}]},
    ],
)
def test_a_secret_further_within_is_not_repeated_either(table, wrong):
    (told,) = wrong(Table.of(table, FILE), Outer)

    assert "12345678" not in told


def test_settings_that_do_not_go_together_are_named_together(wrong):
    assert wrong(Table.of({"low": 3, "high": 2}, FILE), Picky) == [
        "t.toml: plugins.p.low is refused (low is above high with None)"
    ]
    (told,) = wrong(Table.of({"low": 2, "high": 1, "key": "s3cret-s3cret"}, FILE), Picky)
    assert "s3cret" not in told


def test_a_setting_without_a_default_must_be_set(read, wrong):
    assert wrong(Table.of({"accounts": [{"token": "x"}]}, FILE)) == ["[plugins.p.accounts] name must be set"]
    assert read(Table.of({"accounts": [{"name": "a"}]}, FILE)).accounts[0].token == ""


def test_a_table_changes_only_what_it_names(read):
    limits = read(Table.of({"limits": {"rate": 2}}, FILE)).limits

    assert (limits.rate, limits.burst) == (2.0, 7)


@frozen
class Converted:
    pause: object = field(default="5s", converter=lambda text: int(text.removesuffix("s")), metadata={"help": "x."})


def test_a_field_with_a_converter_takes_what_that_takes(read, wrong):
    assert read(Table.of({"pause": "9s"}, FILE), Converted).pause == 9
    assert wrong(Table.of({"pause": 9}, FILE), Converted)[0].startswith("t.toml: plugins.p.pause is refused (")


def test_a_secret_is_read_from_where_it_is_kept(tmp_path, read):
    (tmp_path / "key").write_text("one\n")
    table = Table.of({"key": f"file:{tmp_path}/key", "keys": ["env:A", "literal"], "pin": "env:PIN"}, FILE)

    settings = read(table, environ={"A": "two", "PIN": "3"})

    assert (settings.key, settings.keys, settings.pin) == ("one", ("two", "literal"), 3)
    assert read(Table.of({"name": "env:A"}, FILE)).name == "env:A"


def test_where_a_secret_is_looked_up_can_be_said():
    settings = plugin_settings("p", Picky, {"key": "env:KEY"}, environ={"KEY": "k"})

    assert settings == evolve(Picky(), key="k")
