"""The wheels: each is whole, and each plugin stands with nothing of ours beside it but core. Nothing is downloaded."""

from __future__ import annotations

import json
import shutil
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


def files_below(directory, prefix=""):
    """Paths of all files, as they stand in a wheel; bytecode is nobody's source."""
    files = (path.relative_to(directory) for path in directory.rglob("*") if path.is_file())
    return {f"{prefix}{path.as_posix()}" for path in files if "__pycache__" not in path.parts}


def files_in(wheel):
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_a_wheel_holds_every_file_of_its_source_and_none_of_others(distribution, core, root, wheels):
    expected = files_below(distribution.source.parent)
    if distribution is core:  # the plugin template is the one thing that is shipped from elsewhere
        expected |= files_below(root / "plugin_template", "tiltyard/plugin_template/")

    assert expected == files_in(wheels[distribution.name])


def test_the_sdist_of_core_makes_the_same_wheel(core, wheels, tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--directory", tmp_path, "--target"]
    subprocess.run([*build, "sdist"], cwd=core.folder, check=True, stdout=subprocess.DEVNULL)
    (sdist,) = tmp_path.glob("*.tar.gz")
    shutil.unpack_archive(sdist, tmp_path, filter="data")
    unpacked = tmp_path / sdist.name.removesuffix(".tar.gz")
    subprocess.run([*build, "wheel"], cwd=unpacked, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = tmp_path.glob("*.whl")

    assert not (tmp_path / "plugin_template").exists()
    assert files_in(wheel) == files_in(wheels[core.name])


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
