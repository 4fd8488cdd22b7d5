"""The wheels: each is whole, and says what its pyproject says. `test_alone.py` installs them. Nothing is downloaded."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution as Installed
from importlib.metadata import distributions as installed_in


def files_below(directory, prefix=""):
    """Paths of all files, as they stand in a wheel; bytecode is nobody's source."""
    files = (path.relative_to(directory) for path in directory.rglob("*") if path.is_file())
    return {f"{prefix}{path.as_posix()}" for path in files if "__pycache__" not in path.parts}


def files_in(wheel):
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_a_wheel_holds_every_file_of_its_source_and_none_of_others(distribution, core, root, wheel_of):
    expected = files_below(distribution.source.parent)
    if distribution is core:  # the plugin template is the one thing that is shipped from elsewhere
        expected |= files_below(root / "plugin_template", "tiltyard/plugin_template/")

    assert expected == files_in(wheel_of(distribution.folder))


def test_the_sdist_of_core_makes_the_same_wheel(core, wheel_of, tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "--directory", tmp_path, "--target"]
    subprocess.run([*build, "sdist"], cwd=core.folder, check=True, stdout=subprocess.DEVNULL)
    (sdist,) = tmp_path.glob("*.tar.gz")
    shutil.unpack_archive(sdist, tmp_path, filter="data")
    unpacked = tmp_path / sdist.name.removesuffix(".tar.gz")
    subprocess.run([*build, "wheel"], cwd=unpacked, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = tmp_path.glob("*.whl")

    assert not (tmp_path / "plugin_template").exists()
    assert files_in(wheel) == files_in(wheel_of(core.folder))


def test_a_wheel_tells_type_checkers_that_it_is_typed(distribution, wheel_of):
    assert f"{distribution.package}/py.typed" in zipfile.ZipFile(wheel_of(distribution.folder)).namelist()


def test_a_wheel_declares_what_the_pyproject_declares(distribution, wheel_of, tmp_path):
    zipfile.ZipFile(wheel_of(distribution.folder)).extractall(tmp_path)
    (found,) = installed_in(path=[str(tmp_path)])

    assert found.version == distribution.project["version"]
    assert points(found, "tiltyard") == distribution.project["entry-points"]["tiltyard"]
    assert points(found, "console_scripts") == distribution.project.get("scripts", {})


def points(found: Installed, group: str) -> dict[str, str]:
    return {point.name: point.value for point in found.entry_points if point.group == group}
