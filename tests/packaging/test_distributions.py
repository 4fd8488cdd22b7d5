"""The pyprojects: our distributions belong together, and each declares what it imports."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

SUPPORT = Path(__file__).parents[1] / "support"


def requirements(distribution):
    return [Requirement(line) for line in distribution.project["dependencies"]]


def imported(path):
    """Top-level names of the third-party packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def undeclared(distribution, paths, declared):
    providers = packages_distributions()
    for path in paths:
        for name in set(imported(path)) - sys.stdlib_module_names - {distribution.package}:
            if not {canonicalize_name(provider) for provider in providers.get(name, [name])} & declared:
                yield f"{path.relative_to(distribution.folder)} imports {name}"


def test_all_distributions_have_one_version(distributions):
    assert len({distribution.project["version"] for distribution in distributions}) == 1


def test_a_plugin_asks_for_this_series_of_core_and_not_the_next(plugin, core):
    asked = [requirement for requirement in requirements(plugin) if requirement.name == "tiltyard"]
    version = Version(core.project["version"])
    following = Version(f"{version.major}.{version.minor + 1}")

    assert [requirement.specifier.contains(version) for requirement in asked] == [True]
    assert [requirement.specifier.contains(following) for requirement in asked] == [False]


def test_a_plugin_asks_for_no_other_plugin(plugin):
    assert [each.name for each in requirements(plugin) if each.name.startswith("tiltyard-")] == []


def test_a_plugin_is_called_as_its_folder(plugin):
    assert (plugin.name, [plugin.folder.name]) == (
        f"tiltyard-{plugin.folder.name}",
        list(plugin.project["entry-points"]["tiltyard"]),
    )


def test_every_distribution_says_what_it_is_and_under_which_terms(distribution, root):
    assert (distribution.folder / distribution.project["readme"]).read_text().startswith("# ")
    assert distribution.project["license"] == "MIT"
    assert "MIT License" in (root / "LICENSE").read_text()


EXTRAS = {
    "authors": ["authoring.py"],
    "postgres": ["journal/on_postgresql.py"],
    "testing": ["testing", "pytest_plugin.py"],
}
"""Extra of core to the modules and packages that alone may import what it brings."""


def modules(path):
    """A module, or every module below a directory."""
    return [path] if path.suffix else path.rglob("*.py")


def declared(distribution, extra=None):
    lines = distribution.project.get("optional-dependencies", {})[extra] if extra else []
    return {canonicalize_name(each.name) for each in [*requirements(distribution), *map(Requirement, lines)]}


def test_every_import_is_declared_by_the_distribution_that_makes_it(distribution):
    apart = [distribution.source / place for places in EXTRAS.values() for place in places]
    paths = [path for path in distribution.source.rglob("*.py") if not any(map(path.is_relative_to, apart))]

    assert sorted(undeclared(distribution, paths, declared(distribution))) == []


@pytest.mark.parametrize(("extra", "places"), EXTRAS.items())
def test_an_extra_of_core_declares_what_only_its_users_import(core, extra, places):
    paths = [path for place in places for path in modules(core.source / place)]

    assert sorted(undeclared(core, paths, declared(core, extra))) == []


def test_what_the_tests_of_a_plugin_import_is_declared_in_its_test_extra(plugin):
    # What tests of this repository share is on the path of all of them.
    beside = {path.stem for tests in (plugin.folder / "tests", SUPPORT) for path in tests.rglob("*.py")}
    paths = (plugin.folder / "tests").rglob("*.py")
    missing = undeclared(plugin, paths, declared(plugin, "test"))

    assert sorted(line for line in missing if line.rpartition(" ")[2] not in beside) == []
