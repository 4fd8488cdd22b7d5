"""
The documentation tells the truth about today.
"""

from __future__ import annotations

import ast
import importlib.util
import inspect
import json
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from attrs import frozen

from tiltyard.cli.exits import MEANINGS
from tiltyard.cli.main import main
from tiltyard.config.declared import settings_of
from tiltyard.rows.entries import EntryKind
from tiltyard.settings import Settings, plugin_settings, setting
from tiltyard.testing.google_sheets import ROBOT
from tiltyard.tournament import refusals, schedule_refusals
from tiltyard_sheets import errors as sheets_errors

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_made_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "docs/make_reference.py", "--check"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"{done.stdout}{done.stderr}run: python docs/make_reference.py"


@pytest.fixture
def load(monkeypatch):
    """Make a file a module."""

    def load(path):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, path.stem, module)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def reference(load):
    return load(ROOT / "docs/make_reference.py")


def test_every_setting_of_core_and_our_plugins_is_in_the_reference(reference):
    page = (ROOT / "docs/reference/settings.md").read_text()
    plugins = dict(reference.first_party_plugins())
    classes = {name: one.Settings for name, one in plugins.items() if hasattr(one, "Settings")}

    assert {"csv", "dashboard", "discord", "ign", "riot", "sheets"} <= set(plugins)
    for title, kind in {"Core": Settings, **{f"`[plugins.{name}]`": kind for name, kind in classes.items()}}.items():
        section = page.split(f"## {title}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `([\w.]+)`", section, re.MULTILINE) == [key for key, _ in settings_of(kind)]


def test_every_command_is_in_the_reference_and_in_the_help(reference):
    page = (ROOT / "docs/reference/commands.md").read_text()

    assert reference.unexplained(main) == []
    for name in main.list_commands(click.Context(main)):
        assert f"## `tiltyard {name}`" in page
        assert re.search(rf"^  {name} +\S", page, re.MULTILINE)


@frozen
class Planted:
    told: int = setting(1, "Told.")
    untold: int = 1
    blank: int = setting(1, "")


def test_an_undocumented_setting_is_caught(reference):
    assert reference.undocumented(Planted) == ["untold", "blank"]
    with pytest.raises(SystemExit, match="untold, blank"):
        list(reference._settings_table("Planted", Planted))


def test_an_undocumented_command_or_option_is_caught(reference):
    group = click.Group("tiltyard")
    group.add_command(click.Command("told", help="Told.", params=[click.Option(["--untold"])]))
    group.add_command(click.Command("untold"))

    assert reference.unexplained(group) == ["tiltyard told --untold", "tiltyard untold"]


def test_the_settings_that_are_shown_as_examples_are_right(tiltyard):
    text = (ROOT / "docs/how-to/settings.md").read_text()

    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        (tiltyard.directory / "tiltyard.toml").write_text(block.replace("file:/run/secrets/riot", "env:PATH"))
        assert tiltyard.json("config", "check")["ok"]
    for words in re.findall(r"^tiltyard (config [^#\n>]+)", text, re.MULTILINE):
        tiltyard.run(*words.split())


def test_the_settings_class_that_is_shown_as_an_example_can_be_used(reference, load, tmp_path):
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/how-to/settings.md").read_text(), re.DOTALL)
    (tmp_path / "goose.py").write_text(block)
    goose = load(tmp_path / "goose.py")

    assert reference.undocumented(goose.GooseSettings) == []
    settings = plugin_settings("goose", goose.GooseSettings, {"mode": "strict", "limits": {"rate": 2}})
    assert (settings.mode, settings.limits.rate) == ("strict", 2.0)


def test_a_planned_evening_comes_to_what_is_told(tiltyard):
    """With next year's date, so that it does not lie in the past one day."""
    text = (ROOT / "docs/how-to/schedule.md").read_text()
    command, planned = re.findall(r"```sh\ntiltyard (.*?)```", text, re.DOTALL)
    year = datetime.now(UTC).year + 1
    words = shlex.split(command.replace("2026", str(year)).replace("\\\n", ""))

    told = tiltyard.run(*words).stdout

    assert f"{year}-12-05 18:00 +01:00" in told
    assert "Check-in is open for 25 minutes." in told
    table = text.split("## How to say a time")[1].split("\n## ")[0]
    for said in re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| (.+?) \|", table, re.MULTILINE))):
        time = said.replace("2026", str(year))
        more = ("--start", f"{year}-12-05 18:00") if "start" in said or said.startswith("-") else ()
        tiltyard.run("schedule", "preview", "--zone", "UTC", "--check-in-opens", time, *more)

    tiltyard.run("tournament", "create", "Friday Cup")
    for line in f"tiltyard {planned}".replace("2026", str(year)).replace("\\\n", "").splitlines():
        yes = ["--yes"] if " set " in line else []
        told = tiltyard.run(*shlex.split(line.partition("   #")[0])[1:], *yes).stdout
    assert f"{year}-12-05 18:55 +01:00" in told  # check-in closes five minutes before the later start


def test_exit_codes_are_the_codes():
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "docs/reference/exit-codes.md").read_text(), re.MULTILINE)

    assert {int(code): meaning for code, meaning in rows} == {int(code): words for code, words in MEANINGS.items()}


def test_every_refusal_is_in_the_reference():
    told = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs/reference/refusals.md").read_text(), re.MULTILINE))
    named = {**vars(refusals), **vars(schedule_refusals)}
    rules = {name for name, one in named.items() if inspect.isfunction(one) and not name.startswith("_")}
    rows = set(re.findall(r'"(row_\w+)"', (ROOT / "core/src/tiltyard/rows/claims.py").read_text()))
    checks = {"by_staff", "nobody_can_check", "check_failed", "account_contradicted"}
    checks |= {"identity_duplicate", "identity_clash", "identity_lookalike"}

    assert told == rules | rows | checks


@pytest.mark.parametrize("name", ["test-a-plugin", "test-against-riot", "test-against-sheets"])
def test_the_examples_of_testing_run(name, tmp_path):
    page = (ROOT / f"docs/how-to/{name}.md").read_text()
    (tmp_path / "test_page.py").write_text("\n\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-o", "asyncio_mode=auto", "-p", "no:cacheprovider", "test_page.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^\d+ passed", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_index():
    index = (ROOT / "docs/README.md").read_text()
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")} - {"README.md"}

    assert pages == set(re.findall(r"\(([a-z-]+/[\w-]+\.md)", index))


def type_all(text, desk):
    """Type what stands in a page's shell blocks, each line with the exit code that it tells."""
    typed = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]

    assert typed
    for line in typed:
        words, _, code = line.partition(" # exit ")
        name, *more = shlex.split(words)
        assert name == "tiltyard"
        desk.run(*more, ok=int(code or 0))


@pytest.mark.parametrize(
    "page", ["run-an-evening", "teams", "mistakes", "staff-and-guilds", "pause-and-archive", "identity-checks"]
)
def test_what_a_how_to_types_can_be_typed(page, desk):
    soon = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}"
    text = (ROOT / f"docs/how-to/{page}.md").read_text().replace("2026-12-05", soon)
    type_all(text, desk)
    said = {str(one["seq"]): one["text"] for one in desk.json("log", "-t", "friday-cup")} if "line " in text else {}
    for number, who, what in re.findall(r"line (\d+) says that\s(\w+) ([\w ]+)", text):
        assert f"{who}#EUW {what}" in said[number]


def test_what_importing_a_workbook_types_can_be_typed(desk, load, tmp_path):
    files = load(ROOT / "plugins/sheets/tests/workbooks/files.py")
    rows = [["Discord", "Riot ID"], ["ann", "Ann#EUW"], ["bo", "Bo#EUW"]]
    (tmp_path / "players.xlsx").write_bytes(files.xlsx({"Sign-ups": rows}))
    (tmp_path / "players.ods").write_bytes(files.ods({"Sign-ups": [["to come"]], "Check-in": rows}))

    type_all((ROOT / "docs/how-to/workbooks.md").read_text(), desk)

    assert desk.json("tournament", "show")["counts"]["seated"] == 2


def test_what_migrating_from_the_old_bot_types_can_be_typed(desk, tmp_path):
    modes = "normal: {max_players: 64, ign_col: B}, doubleup: {max_players: 32}"
    (tmp_path / "config.yaml").write_text(
        f"sheet_configuration: {{{modes}}}\ntournament: {{current_name: Spring Cup}}\n"
    )
    (tmp_path / "players.csv").write_text("Discord,IGN\nann,Ann#EUW\nbo,Bo#EUW\n")

    type_all((ROOT / "docs/how-to/migrate-from-gal.md").read_text(), desk)

    shown = desk.json("tournament", "show")
    assert (shown["slug"], shown["capacity"], shown["counts"]["seated"]) == ("spring-cup", 64, 2)


@pytest.fixture
def friday(google_sheets, desk, monkeypatch):
    """A sheet that nobody has shared yet, and a host that knows its robot."""
    (desk.directory / "robot.json").write_text(json.dumps(google_sheets.service_account()))
    settings = {"API_URL": google_sheets.url, "DRIVE_URL": google_sheets.drive_url, "FLUSH_S": "0"}
    for name, value in {**settings, "CREDENTIALS_FILE": str(desk.directory / "robot.json")}.items():
        monkeypatch.setenv(f"TILTYARD_PLUGINS__SHEETS__{name}", value)
    header = ["Discord", "Riot ID", "Pronouns", "Check-in", "Paid?"]
    rows = [[name.lower(), f"{name}#EUW", "", False, ""] for name in ("Ann", "Bob", "Cleo")]
    return google_sheets.add("Friday Cup", [header, *rows], tab="Sign-ups", shared_with=None)


def link_to(book):
    return f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid=0"


def test_what_mirroring_in_a_google_sheet_types_can_be_typed(google_sheets, friday, desk):
    text = (ROOT / "docs/how-to/google-sheets.md").read_text().replace("LINK", link_to(friday))
    alone, shared = text.split("## 5. ")

    type_all(alone, desk)
    assert f"press Share and add {ROBOT} as editor" in desk.run("sheets", "doctor", link_to(friday), ok=1).stdout
    google_sheets.share(friday, ROBOT)
    type_all(shared, desk)

    assert friday.values()[1] == ["ann", "Ann#EUW", None, False, None, "registered"]


def test_the_settings_that_lead_to_google_are_right(desk):
    for block in re.findall(r"```toml\n(.*?)```", (ROOT / "docs/how-to/google-sheets.md").read_text(), re.DOTALL):
        (desk.directory / "tiltyard.toml").write_text(block)
        assert desk.json("config", "check")["ok"]


def test_the_settings_that_hand_over_a_riot_key_are_right(desk):
    (desk.directory / "riot-key").write_text("RGAPI-x")
    page = (ROOT / "docs/how-to/riot-key.md").read_text()
    for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL):
        (desk.directory / "tiltyard.toml").write_text(block.replace("/etc/tiltyard", str(desk.directory)))
        assert desk.json("config", "check")["ok"]


def test_what_settling_conflicts_types_can_be_typed(google_sheets, friday, desk):
    page = (ROOT / "docs/how-to/sheet-conflicts.md").read_text()
    google_sheets.share(friday, ROBOT)
    desk.run("tournament", "create", "Friday Cup")
    desk.run("sheets", "bind", link_to(friday))
    google_sheets.unshare(friday, ROBOT)
    desk.run("rename", "bob", "Bobby#EUW")
    assert re.search(r"changes? behind since \d\d:\d\d UTC", desk.run("tournament", "show").stdout)
    google_sheets.share(friday, ROBOT)
    google_sheets.human(friday).type("B3", "Bert#EUW")
    desk.run("sheets", "sync")
    assert [one["kind"] for one in desk.json("sheets", "conflicts")["conflicts"]] == [EntryKind.CLASH]

    type_all(page, desk)

    assert "Bert#EUW" in desk.said("roster")
    assert desk.json("sheets", "conflicts")["conflicts"] == []
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(EntryKind)


def errors_in(source):
    """What errors of ours say, piece by piece where a part of it is told later."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        if node.func.id in ERRORS_OF_SHEETS:
            pieces = node.args[0].values if isinstance(node.args[0], ast.JoinedStr) else [node.args[0]]
            yield from (piece.value.strip() for piece in pieces if isinstance(piece, ast.Constant))


ERRORS_OF_SHEETS = {"AccessDenied", "BadInput", "BadPayload", "SourceChanged", "Unavailable"} | {
    name for name in vars(sheets_errors) if isinstance(vars(sheets_errors)[name], type)
}


def test_every_error_of_google_sheets_is_in_the_reference():
    page = (ROOT / "docs/reference/sheets-errors.md").read_text()
    elsewhere = {"gal", "workbooks"}  # have pages of their own
    sources = (ROOT / "plugins/sheets/src/tiltyard_sheets").rglob("*.py")
    told = [
        one for path in sources if not {path.parent.name, path.stem} & elsewhere for one in errors_in(path.read_text())
    ]

    assert len(told) > 20
    assert [one for one in told if one not in page] == []


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
    assert "on the waitlist, position 2, checked in" in tiltyard.run("check-in", "eve").stdout
    assert "Eve#EUW waits for a seat, position 2." in tiltyard.run("why", "eve").stdout
    assert "Bob#EUW got a seat (order of receipt)" in tiltyard.run("drop", "dan").stdout
    tiltyard.run("check-in", "bob")
