"""dev.py's commands: what they start, what they give back, and what they refuse."""

from __future__ import annotations

import ast
import itertools
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

OLD_PYTHONS = sorted(
    itertools.chain.from_iterable(
        (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python3") for version in ("3.8", "3.9", "3.10")
    )
)


def test_the_demo_gets_its_arguments_and_gives_its_exit_code(tree):
    told = tree.run("demo", "--once", "--help", EXIT_OF_tiltyard="3")

    assert (told.stdout, told.returncode) == ("tiltyard demo --once --help\n", 3)


def test_ctrl_c_reaches_the_demo_once_and_its_end_is_waited_for(tree):
    tree.run("setup", "run")
    process = tree.start("demo", "--wait")
    assert process.stdout.readline() == "tiltyard demo --wait\n"

    os.killpg(process.pid, signal.SIGINT)

    out, err = process.communicate()
    assert (out, process.returncode) == ("interrupted\n", 7)
    assert "Traceback" not in err


def test_ctrl_c_during_tests_waits_for_the_check_and_ends_without_a_traceback(tree):
    tree.run("setup", "dev")
    process = tree.start("test", "--only", "tests", "--", "--wait")
    while not process.stdout.readline().startswith("pytest"):
        pass

    os.killpg(process.pid, signal.SIGINT)

    out, err = process.communicate()
    assert (out, process.returncode) == ("interrupted\n", 130)
    assert "Traceback" not in err


def test_every_check_runs_and_the_summary_names_those_that_failed(tree):
    told = tree.run("test", EXIT_OF_mypy="1")

    lines = [line for line in told.stdout.splitlines() if line and not line.startswith("==")]
    assert [line.split()[0] for line in lines[:6]] == ["ruff", "ruff", "mypy", "lint-imports", "pytest", "check"]
    assert [line.split()[0] for line in lines if "FAILED" in line] == ["mypy"]
    assert told.returncode == 1


def test_when_all_checks_pass_the_exit_code_is_0(tree):
    assert tree.run("test").returncode == 0


def test_a_named_distribution_is_tested_alone_with_the_arguments_for_pytest(tree):
    told = tree.run("test", "ign", "--only", "tests", "--", "-k", "names")

    (line,) = [line for line in told.stdout.splitlines() if line.startswith("pytest")]
    assert line.endswith(f"{tree.root}/plugins/ign/tests -k names")
    assert "core" not in line


def test_an_unknown_distribution_is_refused_with_those_there_are(tree):
    told = tree.run("test", "nobody")

    assert told.returncode == 1
    assert 'there is no "nobody" to test. There are: core, ign.' in told.stderr


def test_without_a_command_it_shows_how_it_is_used(tree):
    told = tree.run()

    assert told.returncode == 2
    assert "python3 dev.py demo" in told.stderr


def test_lock_without_uv_says_that_only_lock_needs_it(tree):
    (tree.tools / "uv").unlink()

    told = tree.run("lock")

    assert told.returncode == 1
    assert "needs uv on the PATH; the other commands do not" in told.stderr


def test_dev_py_parses_on_pythons_too_old_for_it(root):
    ast.parse((root / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.skipif(not OLD_PYTHONS, reason="no Python older than 3.11 under ~/.pyenv")
@pytest.mark.parametrize("python", OLD_PYTHONS, ids=lambda path: path.parts[-3])
def test_an_older_python_is_refused_in_one_sentence(tree, python):
    told = subprocess.run([python, tree.root / "dev.py", "demo"], capture_output=True, text=True, check=False)

    assert told.returncode == 1
    assert told.stderr.startswith("dev.py: Tiltyard needs Python 3.11 or newer; this is Python 3.")
    assert told.stderr.count("\n") == 1


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
@pytest.mark.parametrize("target", ["demo", "test"])
def test_make_is_another_name_for_dev_py(root, target):
    command = ["make", "--dry-run", "--no-print-directory", target, "PYTHON=py", "ARGS=--x"]

    assert subprocess.check_output(command, cwd=root, text=True) == f"py dev.py {target} --x\n"


def test_ci_runs_as_it_stands(root):
    assert os.access(root / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", root / ".ci" / "run"], check=True)
