"""
Check whether an installed plugin keeps the promises of plugins.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib.util import find_spec
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import json_option
from tiltyard.cli.output import print_json, say
from tiltyard.errors import BadInput, SettingsError
from tiltyard.host.api_range import CORE, api_range
from tiltyard.host.discovery import FoundPlugin, discover

NEEDED = ("hypothesis", "pytest")
GIVEN_UP_S = 300.0
_MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "skipped": ("-", "dim")}


@click.command("check")
@click.argument("dist")
@json_option
@context.command
async def check_plugin(dist: str, as_json: bool) -> Exit | None:
    """Check whether a plugin keeps the promises of plugins; DIST is its distribution's name or its own.

    Exits with 1 when a check fails. A check that does not apply is shown with the reason.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise SettingsError(
            "the checks need what plugin authors test with",
            which=f"missing: {', '.join(missing)}",
            next_step="Install it: pip install 'tiltyard[testing]'.",
        )
    plugins = [one for one in discover() if one.answers_to(dist)]
    if not plugins:
        known = ", ".join(sorted({one.distribution for one in discover()}))
        raise BadInput("no such plugin is installed", which=dist, next_step=f"There is: {known}.")
    reports = [await _check(found, quiet=as_json) for found in plugins]
    if as_json:
        print_json(reports)
    failed = sum(one["result"] == "failed" for report in reports for one in report["checks"])
    if not as_json:
        say(f"{failed} of its promises are not kept." if failed else "It keeps its promises.")
    return Exit.REFUSED if failed else None


async def _check(found: FoundPlugin, *, quiet: bool) -> dict[str, Any]:
    checks = []
    if not quiet:
        say(f"{found.name} of {found.distribution} {found.version}", style="bold")
    for one in [_range_check(found), *await _run(found)]:
        checks.append(one)
        if not quiet:
            mark, style = _MARKS[one["result"]]
            say(f"{mark} {one['promise']}", style=style)
            if one["words"]:
                say(f"    {one['words']}", style=style)
    return {"name": found.name, "distribution": found.distribution, "version": found.version, "checks": checks}


def _range_check(found: FoundPlugin) -> dict[str, Any]:
    """What only the installed distribution can tell."""
    wanted = api_range(found.requires)
    ends = wanted is not None and any(one.operator in ("<", "<=", "~=", "==") for one in wanted)
    fine = ends or found.distribution == CORE
    return {
        "check": "says_its_range",
        "promise": "It says which versions of tiltyard it is made for, and where they end.",
        "result": "passed" if fine else "failed",
        "words": None if fine else 'require it in pyproject.toml, such as "tiltyard>=0.1,<0.2"',
    }


async def _run(found: FoundPlugin) -> list[dict[str, Any]]:
    """The suite in a process of its own."""
    argv = (sys.executable, "-m", "tiltyard.testing.conformance", found.name, found.distribution)
    process = await asyncio.create_subprocess_exec(
        *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(GIVEN_UP_S):
            out, err = await process.communicate()
        ending = f"ended with {process.returncode}: {err.decode(errors='replace').strip().splitlines()[-1:]}"
    except TimeoutError:
        process.kill()
        out, _ = await process.communicate()
        ending = f"not done within {GIVEN_UP_S:g} s"
    checks: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    if process.returncode != 0:
        promise = "Its checks can be run."
        checks.append({"check": "runs", "promise": promise, "result": "failed", "words": ending})
    return checks
