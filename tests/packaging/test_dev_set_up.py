"""dev.py's set-up: done once, healed when broken, safe when interrupted or run twice. Installers are stand-ins."""

from __future__ import annotations

import os
import signal

ANEW = ["uv run.txt", "uv projects"]


def test_the_first_run_installs_the_pins_and_then_the_tree(tree):
    assert tree.run("setup", "run").returncode == 0
    assert tree.calls() == ["uv run.txt", "uv projects"]


def test_set_up_tells_how_long_it_took(tree):
    assert "set-up took" in tree.run("setup").stderr


def test_the_second_run_installs_nothing(tree):
    tree.run("setup", "run")
    tree.calls()

    again = tree.run("setup", "run")

    assert tree.calls() == []
    assert "nothing to do" in again.stderr


def test_what_was_set_up_for_tests_is_good_for_the_demo(tree):
    tree.run("setup", "dev")
    tree.calls()

    tree.run("demo")

    assert tree.calls() == []


def test_tests_after_a_demo_add_only_what_is_missing(tree):
    tree.run("demo")
    tree.calls()

    tree.run("setup", "dev")
    tree.run("setup", "dev")

    assert tree.calls() == ["uv dev.txt"]


def test_a_changed_pyproject_renews_only_our_own_distributions(tree):
    tree.run("setup", "dev")
    tree.calls()
    (tree.root / "plugins" / "ign" / "pyproject.toml").write_text('[project]\nname = "other"\n')

    tree.run("setup", "run")
    tree.run("setup", "dev")

    assert tree.calls() == ["uv projects"]


def test_changed_pins_make_the_environment_anew(tree):
    tree.run("setup", "run")
    tree.calls()
    (tree.environment / "left-over").touch()
    (tree.root / "requirements" / "run.txt").write_text("# other pins\n")

    tree.run("setup", "run")

    assert tree.calls() == ANEW
    assert not (tree.environment / "left-over").exists()


def test_an_environment_without_its_python_is_made_anew(tree):
    tree.run("setup", "run")
    tree.calls()
    (tree.environment / "bin" / "python").unlink()

    assert tree.run("demo").returncode == 0
    assert tree.calls() == ANEW


def test_a_moved_tree_is_set_up_anew(tree):
    tree.run("setup", "run")
    tree.calls()
    moved = type(tree)(tree.root.with_name("moved"), tree.tools)
    tree.root.rename(moved.root)

    assert moved.run("demo").returncode == 0
    assert moved.calls() == ANEW


def test_an_environment_that_somebody_else_made_beside_dev_py_is_replaced_with_a_word(tree):
    tree.environment.mkdir()
    (tree.environment / "pyvenv.cfg").touch()

    told = tree.run("demo")

    assert (told.returncode, tree.calls()) == (0, ANEW)
    assert "was not made by dev.py; it is replaced" in told.stderr


def test_a_directory_elsewhere_that_dev_py_did_not_make_is_left_alone(tree, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "pyvenv.cfg").write_text("precious")

    told = tree.run("demo", TILTYARD_VENV=str(theirs))

    assert told.returncode == 1
    assert "left alone" in told.stderr
    assert [path.name for path in theirs.iterdir()] == ["pyvenv.cfg"]


def test_the_environment_may_stand_elsewhere(tree, tmp_path):
    assert tree.run("demo", TILTYARD_VENV=str(tmp_path / "elsewhere")).returncode == 0
    assert not tree.environment.exists()


def test_two_set_ups_at_once_do_the_work_once(tree):
    os.mkfifo(tree.tools / "gate")
    first = tree.start("setup", "run")
    with (tree.tools / "gate").open("w"):  # opens when the installer of the first has come to it
        second = tree.start("setup", "run")
        assert "waiting" in second.stderr.readline()
        (tree.tools / "gate").unlink()

    assert (first.communicate()[1].count("Traceback"), first.returncode) == (0, 0)
    assert "nothing to do" in second.communicate()[1]
    assert tree.calls() == ANEW


def test_a_killed_set_up_is_begun_anew_once_its_installer_has_ended(tree):
    os.mkfifo(tree.tools / "gate")
    first = tree.start("setup", "run")
    with (tree.tools / "gate").open("w"):
        first.kill()
        first.wait()
        second = tree.start("demo")
        assert "waiting" in second.stderr.readline()
        (tree.tools / "gate").unlink()
    first.communicate()

    assert (second.communicate()[0], second.returncode) == ("tiltyard demo\n", 0)
    assert tree.calls() == ["uv run.txt", *ANEW]


def test_ctrl_c_during_set_up_ends_it_without_a_traceback_and_the_next_run_heals(tree):
    os.mkfifo(tree.tools / "gate")
    process = tree.start("demo")
    with (tree.tools / "gate").open("w"):
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate()[1]
    (tree.tools / "gate").unlink()

    assert (process.returncode, told.count("Traceback")) == (130, 0)
    assert tree.run("demo").returncode == 0


def test_pip_is_used_where_uv_is_not(tree):
    (tree.tools / "uv").unlink()

    assert tree.run("demo").returncode == 0
    assert tree.calls() == ["pip run.txt", "pip projects"]


def test_pip_is_used_where_uv_fails(tree):
    (tree.tools / "uv-fails").touch()

    told = tree.run("demo")

    assert told.returncode == 0
    assert "uv could not install the packages of requirements/run.txt" in told.stderr
    assert tree.calls() == ["uv run.txt", "pip run.txt", "uv projects", "pip projects"]


def test_without_uv_and_pip_it_says_how_to_get_one(tree):
    (tree.tools / "uv").unlink()
    for module in ("pip", "ensurepip"):
        (tree.tools / "modules" / f"{module}.py").write_text("raise ImportError")

    told = tree.run("demo")

    assert told.returncode == 1
    assert "neither uv nor pip was found" in told.stderr
    assert "apt install python3-pip" in told.stderr


def test_a_failed_set_up_is_told_and_tried_again(tree):
    (tree.tools / "uv-fails").touch()
    (tree.tools / "pip-fails").touch()
    failed = tree.run("demo")
    (tree.tools / "uv-fails").unlink()

    assert failed.returncode == 1
    assert "could not install the packages of requirements/run.txt" in failed.stderr
    assert tree.run("demo").returncode == 0
