"""The wheels: each is whole, and each plugin stands with nothing of ours beside it but core. Nothing is downloaded."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import Distribution as Installed
from importlib.metadata import distributions as installed_in

import pytest

LOADED = """
import importlib.metadata, json, sys
target, libraries = sys.argv[1:]
sys.path[:] = [target, *sys.path, libraries]  # without site: the editables of this tree are out of sight
points = [point for found in importlib.metadata.distributions(path=[target]) for point in found.entry_points]
print(json.dumps({point.name: sys.modules[point.load().__module__].__file__
                  for point in points if point.group == "tiltyard"}))
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory, request):
    """Distribution name to wheel, built from this tree."""
    out = tmp_path_factory.mktemp("wheels")
    root = request.config.rootpath
    folders = [root / "core", *(path.parent for path in root.glob("plugins/*/pyproject.toml"))]
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    builds = [subprocess.Popen(build, cwd=folder, stdout=subprocess.DEVNULL) for folder in folders]
    assert [process.wait(timeout=60) for process in builds] == [0] * len(builds)
    return {path.name.partition("-")[0].replace("_", "-"): path for path in out.glob("*.whl")}


def test_a_wheel_holds_every_file_of_its_source_and_none_of_others(distribution, wheels):
    source = distribution.source.parent
    expected = {str(path.relative_to(source)) for path in source.rglob("*") if path.is_file()}
    held = {name for name in zipfile.ZipFile(wheels[distribution.name]).namelist() if ".dist-info/" not in name}

    assert {name for name in expected if "__pycache__" not in name} == held


def test_a_wheel_tells_type_checkers_that_it_is_typed(distribution, wheels):
    assert f"{distribution.package}/py.typed" in zipfile.ZipFile(wheels[distribution.name]).namelist()


def test_a_wheel_declares_what_the_pyproject_declares(distribution, wheels, tmp_path):
    zipfile.ZipFile(wheels[distribution.name]).extractall(tmp_path)
    (found,) = installed_in(path=[str(tmp_path)])

    assert found.version == distribution.project["version"]
    assert points(found, "tiltyard") == distribution.project["entry-points"]["tiltyard"]
    assert points(found, "console_scripts") == distribution.project.get("scripts", {})


def points(found: Installed, group: str) -> dict[str, str]:
    return {point.name: point.value for point in found.entry_points if point.group == group}


def test_a_plugin_loads_from_its_wheel_with_only_core_beside_it(plugin, core, wheels, tmp_path):
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*install, "--target", tmp_path, wheels[core.name], wheels[plugin.name]], check=True)

    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LOADED, tmp_path, sysconfig.get_path("purelib")],
        check=True,
        capture_output=True,
        text=True,
    )

    loaded = json.loads(told.stdout)
    assert set(loaded) == {*core.project["entry-points"]["tiltyard"], plugin.folder.name}
    assert [path for path in loaded.values() if not path.startswith(str(tmp_path))] == []
