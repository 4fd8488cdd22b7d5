"""
The sample changes nothing as it is, and nothing when everything in it is taken at its word.
"""

from __future__ import annotations

import re
import tomllib

import pytest
from attrs import field, frozen
from hypothesis import given

from tiltyard.config.provenance import as_table
from tiltyard.config.sample import sample, uncommented
from tiltyard.config.structure import structure
from tiltyard.settings import Settings, load_settings, plugin_settings, setting

from .generated import settings_classes


def set_everything(settings_class, text):
    table = tomllib.loads(uncommented(text))["plugins"].get("p", {})
    made = structure(as_table(table), settings_class, follow=lambda value: value)
    assert made.wrong == ()
    return made.value


@given(settings_class=settings_classes())
def test_the_sample_of_any_class_changes_nothing_commented_or_not(settings_class):
    text = sample(None, {"p": settings_class})

    assert tomllib.loads(text) == {}
    if "#[" in text:
        assert set_everything(settings_class, text) == settings_class()


def test_the_sample_of_core_changes_nothing_commented_or_not(tmp_path):
    path = tmp_path / "tiltyard.toml"
    for text in (sample(Settings, {}), uncommented(sample(Settings, {}))):
        path.write_text(text)
        assert load_settings(config=path, environ={}) == Settings()


def test_everything_that_can_be_set_is_described(read):
    kind = type(read({}))

    text = sample(None, {"p": kind})

    assert set_everything(kind, text) == kind()
    for line in ("# A mode.", '# One of: "slow", "fast".', '#mode = "slow"', "#[plugins.p.limits]", "#burst = 7"):
        assert f"\n{line}\n" in text
    assert "# A list of tables with:\n#     name: Who.\n#     token: What lets them in.\n#accounts = []\n" in text
    assert text.index("#accounts") < text.index("#[plugins.p.limits]")


THING = object()
"""Something that TOML has no form for."""


@frozen
class Inner:
    rate: int = setting(1, "A rate.")


@frozen
class Awkward:
    key: str = setting("s3cret-default", "A key.", secret=True)
    url: str = setting("https://u:s3cret-default@x", "A URL.", password_in_url=True)
    needed: int = field(kw_only=True, metadata={"help": "Needed."})
    thing: object = setting(THING, "A thing.")
    inner: Inner | None = setting(None, "Perhaps.\n#evil = 1")  # noqa: RUF009 # makes an attrs field


def test_what_cannot_be_told_as_a_default_stands_in_words():
    text = sample(None, {"p": Awkward})

    assert "s3cret" not in text
    assert tomllib.loads(uncommented(text)) == {"plugins": {"p": {"inner": ""}}}
    assert "# needed must be set: a whole number." in text
    assert plugin_settings("p", Awkward, {"inner": "", "needed": 1}).inner is None


def test_words_of_a_plugin_stay_words():
    lines = sample(None, {"p": Awkward}).splitlines()

    assert all(re.fullmatch(r"|# .*|#\[[\w.]+\]|#\w+ = .*", line) for line in lines)
    assert max(map(len, lines)) <= 102


@pytest.mark.parametrize("name", ["csv", "ign"])
def test_a_plugin_without_settings_is_named(name):
    assert f"# Plugins without settings: {name}.\n" in sample(None, {name: None})
