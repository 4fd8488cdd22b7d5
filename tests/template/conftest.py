"""
The template, what it makes, and the two things that are made with it: bare, and with everything.
"""

from __future__ import annotations

import functools
from pathlib import Path

import copier
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = {"name": "goose-watch", "description": "Keeps geese out of the tournament's names.", "author": "Ann O'Nym"}


@pytest.fixture(scope="session")
def template():
    return ROOT / "plugin_template"


@pytest.fixture(scope="session")
def questions(template):
    """All of copier.yml."""
    return yaml.safe_load((template / "copier.yml").read_text("utf-8"))


@pytest.fixture(scope="session")
def render(template):
    """Renders the template with these answers."""

    def render(target, **answers):
        copier.run_copy(str(template), target, data={**ANSWERS, **answers}, defaults=True, quiet=True)
        return target

    return render


@pytest.fixture(scope="session")
def rendered(render, tmp_path_factory):
    """What the template makes with these parts; to be looked at and left as it is."""

    @functools.cache
    def rendered(parts, name=ANSWERS["name"]):
        folder = tmp_path_factory.mktemp("-".join(parts) or "bare") / name
        return render(folder, name=name, **{f"with_{part}": True for part in parts})

    return rendered


@pytest.fixture(scope="session")
def mypy_cache(tmp_path_factory):
    """One for all: what mypy found out about core and the libraries holds for the next plugin too."""
    return str(tmp_path_factory.mktemp("mypy-cache"))


@pytest.fixture(scope="session")
def core_wheel(wheel_of):
    return wheel_of(ROOT / "core")


@pytest.fixture(scope="session")
def authors_desk(core_wheel, clean_environment):
    """An environment of somebody who has `pip install 'tiltyard[authors]'` and no repository."""
    environment = clean_environment()
    environment.install(core_wheel, extras="[authors]")
    return environment
