"""
Write a new plugin from the template that core brings along.

The template is rendered by copier, which only plugin authors need: `pip install 'tiltyard[authors]'`. It is rendered
out of sight and put in place in one step, so that nothing half-written is ever left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import frozen

from tiltyard.errors import BadInput, NeedsSetup

PARTS: Mapping[str, str] = {
    "rows": "reads tables of a kind of its own",
    "events": "is told what has happened",
    "secret": "needs a secret before it can start",
}
"""What a plugin may have beside one hook and one setting. Part `rows` is the question `with_rows` of `copier.yml`."""

NEXT = ("pip install -e '.[test]'", "pytest", "tiltyard plugins list")
"""What an author does first, in the plugin's directory."""

_TEMPLATE = "plugin_template"


@frozen
class NewPlugin:
    """A plugin that was written.

    name       as in `tiltyard-NAME`
    directory  absolute
    files      below the directory, sorted
    """

    name: str
    directory: Path
    parts: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def distribution(self) -> str:
        """What pip calls it."""
        return f"tiltyard-{self.name}"


def template_directory() -> Path:
    """Where the template is: inside the installed package, or at the root of the repository it is developed in.

    raises  NeedsSetup when it is in neither place
    """
    package = Path(__file__).parent
    for place in (package, *package.parents[2:3]):
        if (place / _TEMPLATE / "copier.yml").is_file():
            return place / _TEMPLATE
    raise NeedsSetup(
        "the plugin template is not part of this installation",
        which=str(package),
        next_step="Reinstall it: pip install --force-reinstall tiltyard",
    )


def write_plugin(
    name: str, into: Path, *, parts: Collection[str] = (), description: str | None = None, author: str | None = None
) -> NewPlugin:
    """Write a plugin into a directory that is empty or not there yet.

    parts                of `PARTS`
    description, author  None leaves it to the template
    raises  BadInput (a name or text that cannot be, a directory that is taken; nothing was written),
            NeedsSetup (copier is not installed)
    """
    target = into.resolve()
    answers = {"name": name, "description": description, "author": author}
    given = {question: answer for question, answer in answers.items() if answer is not None}
    chosen = tuple(part for part in PARTS if part in parts)
    try:
        _refuse_if_taken(target)
        with TemporaryDirectory(dir=_nearest_directory(target), prefix=".tiltyard-new-") as workshop:
            rendered = Path(workshop) / "plugin"
            _render(rendered, {**given, **{f"with_{part}": part in chosen for part in PARTS}})
            files = sorted(path.relative_to(rendered).as_posix() for path in rendered.rglob("*") if path.is_file())
            _put_in_place(rendered, target)
    except OSError as error:
        raise BadInput(
            "the plugin cannot be written",
            which=f"{target}: {error.strerror or error}",
            next_step="Choose another directory with --into.",
        ) from error
    return NewPlugin(name, target, chosen, tuple(files))


def _refuse_if_taken(target: Path) -> None:
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise BadInput(
            "there is something already, and it is left alone",
            which=str(target),
            next_step="Choose another directory with --into.",
        )


def _nearest_directory(target: Path) -> Path:
    """The target or the closest directory above it that is there: what is made in it can be moved in one step."""
    return next(place for place in (target, *target.parents) if place.is_dir())


def _render(directory: Path, answers: Mapping[str, Any]) -> None:
    try:
        import copier  # noqa: PLC0415 # most people who install Tiltyard write no plugin
    except ImportError as error:
        raise NeedsSetup(
            "copier, which writes new plugins, is not installed", next_step="Run: pip install 'tiltyard[authors]'"
        ) from error
    try:
        copier.run_copy(str(template_directory()), directory, data=dict(answers), defaults=True, quiet=True)
    except ValueError as error:
        said = re.fullmatch(r"Validation error for question '(\w+)': (.+)", str(error), re.DOTALL)
        if said is None:
            raise
        question, reason = said.groups()
        raise BadInput(f"this {question} cannot be", which=repr(answers[question]), next_step=reason) from error


def _put_in_place(rendered: Path, target: Path) -> None:
    if target.exists():
        for path in rendered.iterdir():
            path.rename(target / path.name)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        rendered.rename(target)
