"""
The documentation tells the truth about today.
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tiltyard.cli.exits import MEANINGS
from tiltyard.tournament import refusals

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_made_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "docs/make_reference.py", "--check"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"{done.stdout}{done.stderr}run: python docs/make_reference.py"


def test_exit_codes_are_the_codes():
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "docs/reference/exit-codes.md").read_text(), re.MULTILINE)

    assert {int(code): meaning for code, meaning in rows} == {int(code): words for code, words in MEANINGS.items()}


def test_every_refusal_is_in_the_reference():
    told = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs/reference/refusals.md").read_text(), re.MULTILINE))
    rules = {name for name, one in vars(refusals).items() if inspect.isfunction(one) and not name.startswith("_")}
    rows = set(re.findall(r'"(row_\w+)"', (ROOT / "core/src/tiltyard/rows/claims.py").read_text()))
    checks = {"identity_duplicate", "identity_clash", "nobody_can_check", "check_failed"}

    assert told == rules | rows | checks


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_index():
    index = (ROOT / "docs/README.md").read_text()
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")} - {"README.md"}

    assert pages == set(re.findall(r"\(([a-z-]+/[\w-]+\.md)", index))


def test_the_tutorial_tells_what_happens(tiltyard):
    text = (ROOT / "docs/tutorial/first-tournament.md").read_text()
    sheet = re.search(r"```\n(Kitchen Cup sign-ups\n.*?)```", text, re.DOTALL).group(1)
    (tiltyard.directory / "players.csv").write_text(sheet)

    def roster():
        return {one["name"]: one for one in tiltyard.json("roster")["entrants"]}

    tiltyard.run("tournament", "create", "Kitchen Cup", "--capacity", "3")
    tiltyard.run("import", "players.csv")
    first = roster()
    assert {name for name, one in first.items() if one["seated"]} == {"Ann#EUW", "Cleo#EUW", "Dan#EUW"}
    assert (first["Bob"]["status"], first["Eve#EUW"]["waitlist_position"]) == ("rejected", 1)

    (tiltyard.directory / "players.csv").write_text(sheet.replace("bob,Bob,", "bob,Bob#EUW,"))
    assert tiltyard.json("import", "players.csv")["changed"] == 1
    assert [roster()[name]["waitlist_position"] for name in ("Bob#EUW", "Eve#EUW")] == [1, 2]

    tiltyard.run("open", "check-in")
    tiltyard.run("check-in", "ann")
    assert "position 2" in tiltyard.run("check-in", "eve", ok=1).stderr
    assert "Bob#EUW got a seat (order of receipt)" in tiltyard.run("drop", "dan").stdout
    tiltyard.run("check-in", "bob")
