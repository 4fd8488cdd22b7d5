"""
The schema says of a file what the reader says of it. Checked with a validator that is not ours.
"""

from __future__ import annotations

import tomllib

import jsonschema_rs
import pytest
from attrs import frozen
from hypothesis import given

from tiltyard.config.declared import settings_of
from tiltyard.config.provenance import as_table
from tiltyard.config.sample import sample, uncommented
from tiltyard.config.schema import DIALECT, schema
from tiltyard.config.structure import structure
from tiltyard.settings import Settings, setting

from .generated import settings_classes


@pytest.fixture
def whole(read):
    return schema(Settings, {"p": type(read({})), "bare": None}, ["broken"])


def fits(document, toml):
    return jsonschema_rs.Draft202012Validator(document).is_valid(tomllib.loads(toml))


def property_of(document, dotted):
    for part in dotted.split("."):
        document = document["properties"][part]
    return document


def test_it_is_a_schema_of_the_draft_it_names(whole):
    assert whole["$schema"] == DIALECT
    jsonschema_rs.meta.validate(whole)


@pytest.mark.parametrize(
    "toml",
    [
        "",
        'data_dir = "/x"\n[log]\nlevel = "info"',
        '[plugins]\norder = ["a"]\n[plugins.broken]\nanything = 1\n[plugins.bare]',
        '[plugins.p]\ncount = 3\nshare = 2\npair = [1, "a"]\nnames = {a = 1}\neither = "x"\ncolour = "blue"',
        '[plugins.p]\nkey = "file:/x"\nkeys = ["env:A"]\npin = "env:PIN"\nmost = ""\n[plugins.p.limits]\nrate = 2',
        '[[plugins.p.accounts]]\nname = "a"\ntoken = "t"',
    ],
)
def test_a_file_that_is_right_fits(toml, whole):
    assert fits(whole, toml)


@pytest.mark.parametrize(
    "toml",
    [
        'data_dri = "/x"',
        '[log]\nlevel = "inof"',
        'journal = "x"',
        "[plugins.unknown]",
        "[plugins.bare]\nx = 1",
        "[plugins.p]\ncuont = 3",
        "[plugins.p]\ncount = 1.5",
        "[plugins.p]\npair = [1]",
        '[plugins.p]\npair = [1, "a", 3]',
        '[plugins.p]\nnames = {a = "x"}',
        '[plugins.p]\ncolour = "green"',
        '[plugins.p]\npin = "1234"',
        "[plugins.p]\nwhere = 3",
        '[plugins.p.limits]\nrate = "x"',
        '[[plugins.p.accounts]]\ntoken = "t"',
    ],
)
def test_a_file_that_is_wrong_does_not(toml, whole):
    assert not fits(whole, toml)


def test_it_tells_helps_and_defaults_and_no_secret(read):
    document = schema(Settings, {"p": type(read({}))})

    assert property_of(document, "plugins.p.count") == {"type": "integer", "description": "A number.", "default": 1}
    assert property_of(document, "plugins.p.limits.burst")["default"] == 7
    assert property_of(document, "plugins.p.keys")["writeOnly"] is True
    for key, one in settings_of(type(read({}))):
        told = property_of(document, f"plugins.p.{key}")
        assert told["description"] == one.help
        assert not (one.secret and "default" in told)


@frozen
class Vendor:
    url: str = setting("https://u:s3cret@x", "A URL.", password_in_url=True)


def test_a_default_with_a_password_in_it_is_not_told():
    assert "s3cret" not in str(schema(Settings, {"p": Vendor}))


@given(settings_class=settings_classes())
def test_every_sample_fits_and_is_read(settings_class):
    document = schema(Settings, {"p": settings_class})
    toml = uncommented(sample(None, {"p": settings_class}))

    jsonschema_rs.meta.validate(document)
    assert fits(document, toml)
    table = as_table(tomllib.loads(toml)["plugins"].get("p", {}))
    assert structure(table, settings_class, follow=lambda value: value).wrong == ()
