"""
What the template makes, before anybody installs it: whole, clean, and true to what was answered.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tomllib
from pathlib import Path

import copier
import pytest
from packaging.requirements import Requirement

import tiltyard
from tiltyard.authoring import PARTS
from tiltyard.quality import Tier, parse_quality

ROOT = Path(__file__).resolve().parents[2]

BARE = {
    *(".github/workflows/ci.yml", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"),
    "docs/reference.md",
    *(
        f"src/tiltyard_goose_watch/{name}"
        for name in ("__init__.py", "plugin.py", "py.typed", "quality.toml", "rule.py", "settings.py")
    ),
    *(f"tests/{name}.py" for name in ("conftest", "test_conformance", "test_docs", "test_plugin", "test_rule")),
}
OF_PARTS = {
    "rows": {
        *(f"src/tiltyard_goose_watch/{name}.py" for name in ("files", "rows")),
        *(f"tests/test_{name}.py" for name in ("fetch_rows", "files", "rows")),
    },
    "events": {
        *(f"src/tiltyard_goose_watch/{name}.py" for name in ("announcements", "outlet")),
        *(f"tests/test_{name}.py" for name in ("announcements", "on_event", "outlet")),
    },
    "secret": {"tests/test_set_up.py"},
}


def files_of(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def project_of(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def bare(rendered):
    return rendered(())


CHOICES = [choice for count in range(len(PARTS) + 1) for choice in itertools.combinations(PARTS, count)]


@pytest.mark.parametrize("parts", CHOICES, ids=lambda parts: "-".join(parts) or "bare")
@pytest.mark.parametrize("name", ["goose-watch", "g", "thirty-letters-are-the-very-end"[:30]])
def test_every_choice_of_parts_is_clean_under_any_name(name, parts, rendered):
    for words in (("check",), ("format", "--check", "--diff")):
        command = [sys.executable, "-m", "ruff", *words, "--no-cache"]
        done = subprocess.run(command, cwd=rendered(parts, name), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"


@pytest.mark.parametrize("parts", CHOICES, ids=lambda parts: "-".join(parts) or "bare")
def test_a_part_brings_its_files_and_nothing_is_left_unrendered(parts, rendered):
    folder = rendered(parts)

    assert files_of(folder) == BARE.union(*(OF_PARTS[part] for part in parts))
    told = "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())
    assert "{%" not in told
    assert "{{" not in told.replace("${{ matrix.python }}", "")


@pytest.mark.parametrize("parts", CHOICES, ids=lambda parts: "-".join(parts) or "bare")
def test_it_tells_how_it_stands_to_every_rule_and_claims_no_more_than_is_there(parts, rendered):
    quality = parse_quality((rendered(parts) / "src/tiltyard_goose_watch/quality.toml").read_text("utf-8"))

    # With a secret comes a vendor, and nobody has asked it anything yet.
    assert quality.tier is (Tier.NONE if "secret" in parts else Tier.BRONZE)
    assert ("owner" in quality.to_do()) is ("secret" not in parts)


def test_every_part_is_a_question_and_every_yes_or_no_question_a_part(questions):
    asked = {name for name, one in questions.items() if not name.startswith("_") and one["type"] == "bool"}

    assert {f"with_{part}" for part in PARTS} == asked


def test_it_admits_this_release_of_tiltyard(bare):
    (core,) = [one for one in map(Requirement, project_of(bare)["dependencies"]) if one.name == "tiltyard"]

    assert tiltyard.__version__ in core.specifier


def test_it_is_made_for_the_pythons_that_core_is_made_for(bare):
    assert project_of(bare)["requires-python"] == project_of(ROOT / "core")["requires-python"]


def test_what_was_answered_stands_in_its_project_file(bare):
    project = project_of(bare)

    assert project["description"] == "Keeps geese out of the tournament's names."
    assert project["authors"] == [{"name": "Ann O'Nym"}]


def test_its_licence_is_the_author_s(bare):
    assert "Copyright (c) Ann O'Nym" in (bare / "LICENSE").read_text("utf-8")


def test_the_defaults_alone_make_a_plugin(template, tmp_path):
    copier.run_copy(str(template), tmp_path, defaults=True, quiet=True)

    assert "class HouseRulesPlugin:" in (tmp_path / "src/tiltyard_house_rules/plugin.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("", "lower-case letters", id="empty"),
        pytest.param("House Rules", "lower-case letters", id="words"),
        pytest.param("house_rules", "lower-case letters", id="underscore"),
        pytest.param("../house", "lower-case letters", id="path"),
        pytest.param("rules-", "lower-case letters", id="hyphen-at-the-end"),
        pytest.param("house\n", "lower-case letters", id="line-break"),
        pytest.param("1st", "lower-case letters", id="digit-first"),
        pytest.param("a" * 31, "at most 30", id="too-long"),
        pytest.param("tiltyard-house", "Leave out", id="prefix"),
        pytest.param("csv", "something of that name", id="built-in"),
        *(pytest.param(path.parent.name, "something of that name") for path in ROOT.glob("plugins/*/pyproject.toml")),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_the_reason(name, words, render, tmp_path):
    with pytest.raises(ValueError, match=words):
        render(tmp_path, name=name)

    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("text", ['say "hi"', "back\\slash", "two\nlines", "a\x00b", " "])
@pytest.mark.parametrize("question", ["description", "author"])
def test_text_that_would_break_the_files_is_refused(question, text, render, tmp_path):
    with pytest.raises(ValueError, match="one line without quotation marks"):
        render(tmp_path, **{question: text})
