"""The pyprojects: our distributions belong together, and each declares what it imports."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version


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


def test_every_import_is_declared_by_the_distribution_that_makes_it(distribution):
    own = {canonicalize_name(requirement.name) for requirement in requirements(distribution)}
    for_authors = distribution.source / "testing"
    paths = [path for path in distribution.source.rglob("*.py") if not path.is_relative_to(for_authors)]

    assert sorted(undeclared(distribution, paths, own)) == []


def test_the_testing_extra_declares_what_the_testing_package_imports(core):
    extra = [Requirement(line) for line in core.project["optional-dependencies"]["testing"]]
    declared = {canonicalize_name(requirement.name) for requirement in [*requirements(core), *extra]}

    assert sorted(undeclared(core, (core.source / "testing").rglob("*.py"), declared)) == []
