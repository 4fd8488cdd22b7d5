"""Each plugin alone with core: what it did not declare is not there, neither for it nor for its tests."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
import zipfile

import pytest
from clean_environment import Undeclared, closure

IMPORT_ALL = """
import importlib, importlib.metadata, json, pkgutil, sys
points = importlib.metadata.entry_points(group="tiltyard")
loaded = {point.name: sys.modules[point.load().__module__].__file__ for point in points}
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(json.dumps(loaded))
"""

JOURNEYS = {
    "dashboard": (
        *("api/test_api.py", "web/test_live.py"),
        *(f"supervisor/test_{name}.py" for name in ("keeper", "manager", "start", "stop")),
    )
}
"""Of a plugin whose tests take minutes: journeys of processes that wait for each other."""

ELSEWHERE = ("-m", "not browser and not hypothesis", "-k", "not Conformance")
"""Collected, so that their imports are tried, and not run: what they ask does not depend on what is installed, and it
costs more than all the rest."""


def test_a_plugin_passes_its_own_tests_with_nothing_but_core_and_what_it_declares(
    plugin, core, root, wheel_of, clean_environment, tmp_path
):
    environment = clean_environment()
    environment.install(wheel_of(core.folder), wheel_of(plugin.folder))
    loaded = json.loads(environment.run("-c", IMPORT_ALL, plugin.package, cwd=tmp_path))
    assert set(loaded) == {*core.project["entry-points"]["tiltyard"], plugin.folder.name}
    assert [path for path in loaded.values() if not path.startswith(str(environment.site))] == []

    environment.need(*plugin.project["optional-dependencies"]["test"])
    tests = plugin.folder / "tests"
    pytest_here = ["pytest", "-q", "-c", root / "pyproject.toml", "--rootdir", root, "-p", "no:cacheprovider"]
    unrun = (f"--deselect={tests.relative_to(root)}/{path}" for path in JOURNEYS.get(plugin.folder.name, ()))
    said = environment.run(*pytest_here, *ELSEWHERE, *unrun, tests, cwd=tmp_path)

    assert re.search(r"^\d+ passed", said, re.MULTILINE), said


@pytest.fixture
def planted(tmp_path):
    """A plugin that imports httpx and declares these requirements, and its test."""

    def planted(*requirements):
        folder = tmp_path / "planted"
        (folder / "src" / "planted").mkdir(parents=True)
        (folder / "src" / "planted" / "__init__.py").write_text("import httpx\n")
        (folder / "test_planted.py").write_text("def test_it_loads():\n    import planted\n")
        (folder / "pyproject.toml").write_text(
            textwrap.dedent(f"""
                [build-system]
                requires = ["hatchling"]
                build-backend = "hatchling.build"
                [project]
                name = "planted"
                version = "1"
                dependencies = {list(requirements)}
                [tool.hatch.build.targets.wheel]
                packages = ["src/planted"]
            """)
        )
        return folder

    return planted


@pytest.mark.parametrize(
    ("declared", "passes"), [pytest.param(["httpx"], True, id="declared"), pytest.param([], False, id="forgotten")]
)
def test_an_import_that_was_not_declared_is_caught(planted, declared, passes, wheel_of, clean_environment):
    folder = planted(*declared)
    environment = clean_environment()
    environment.install(wheel_of(folder))
    environment.need("pytest")

    told = environment.attempt("pytest", "-p", "no:cacheprovider", folder, cwd=folder)

    assert (told.returncode == 0) is passes, told.stdout
    assert ("No module named 'httpx'" in told.stdout) is not passes


def test_only_what_was_asked_for_is_there(clean_environment, tmp_path):
    environment = clean_environment()
    environment.need("attrs")

    assert environment.run("-c", "import attrs; print(attrs.__file__)", cwd=tmp_path).startswith(str(environment.site))
    assert "No module named 'pytest'" in environment.attempt("-c", "import pytest", cwd=tmp_path).stderr
    assert environment.attempt("-m", "pip", "--version", cwd=tmp_path).returncode != 0


def test_a_clean_environment_leaves_the_one_it_comes_from_alone(clean_environment, tmp_path):
    environment = clean_environment()
    environment.need("pytest")

    assert str(environment.python) in (environment.bin / "pytest").read_text("utf-8")
    assert environment.run("pytest", "--version", cwd=tmp_path).startswith("pytest")
    assert subprocess.run([sys.executable, "-m", "pytest", "--version"], check=False).returncode == 0


def wheel(directory, *requirements):
    """The least that is a wheel, called `small`."""
    path = directory / "small-1-py3-none-any.whl"
    asked = "".join(f"Requires-Dist: {line}\n" for line in requirements)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("small-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: small\nVersion: 1\n{asked}")
    return path


def test_markers_and_extras_decide_what_is_asked_for(tmp_path):
    never, extra = 'attrs; python_version < "3"', 'iniconfig; extra == "test"'
    small = wheel(tmp_path, "click", never, extra)

    assert set(closure(["small"], [small])) - {"colorama"} == {"click"}
    assert set(closure(["small[test]"], [small])) - {"colorama"} == {"click", "iniconfig"}


@pytest.mark.parametrize("asked", ["no-such-thing", "click>=1000"])
def test_what_cannot_be_met_is_named_with_who_asks(asked, tmp_path):
    with pytest.raises(Undeclared, match=rf"small asks for {asked}"):
        closure(["small"], [wheel(tmp_path, asked)])
