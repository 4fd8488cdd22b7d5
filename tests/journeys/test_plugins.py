"""
Plugins of strangers, as pip would leave them, and what a host makes of them from outside.
"""

from __future__ import annotations

import json
import os
import re
import textwrap

import pytest


class Installed:
    """A directory on the import path, with distributions in it."""

    def __init__(self, directory):
        self.directory = directory
        directory.mkdir()

    def add(self, name, code, *, distribution=None, version="1.0", requires=("tiltyard>=0.1,<0.2",)):
        """One module with class `Plugin`, and the metadata that pip would write."""
        distribution = distribution or f"tiltyard-{name}"
        module = distribution.replace("-", "_")
        (self.directory / f"{module}.py").write_text(textwrap.dedent(code))
        info = self.directory / f"{module}-{version}.dist-info"
        info.mkdir()
        wanted = "".join(f"Requires-Dist: {one}\n" for one in requires)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n{wanted}")
        (info / "entry_points.txt").write_text(f"[tiltyard]\n{name} = {module}:Plugin\n")

    def remove(self, name):
        for path in self.directory.glob(f"tiltyard_{name}-*.dist-info/entry_points.txt"):
            path.unlink()


@pytest.fixture
def installed(tiltyard, tmp_path):
    there = Installed(tmp_path / "site")
    tiltyard.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(there.directory), os.environ.get("PYTHONPATH")]))
    return there


GOOD = """
    from tiltyard import hookimpl
    from tiltyard.models import Evidence, Finding, Verdict

    class Plugin:
        @hookimpl
        async def verify_player(self, claim):
            return [Finding("good_plugin_says_fine", Verdict.VERIFIED, Evidence.SHAPE, reason="Fine.")]
"""
BAD = {
    "importerror": "import no_such_module_anywhere",
    "exits": "import sys; sys.exit(3)",
    "misspelt": """
        from tiltyard import hookimpl
        class Plugin:
            @hookimpl
            async def verify_playr(self, claim): ...
    """,
    "raises": """
        from tiltyard import hookimpl
        class Plugin:
            @hookimpl
            async def verify_player(self, claim):
                raise ValueError("boom")
    """,
    "lies": """
        from tiltyard import hookimpl
        class Plugin:
            @hookimpl
            def verify_player(self, claim):
                return "verified, I promise"
    """,
    "exitslater": """
        from tiltyard import hookimpl
        class Plugin:
            @hookimpl
            async def verify_player(self, claim):
                raise SystemExit(3)
            async def stop(self):
                raise KeyError("clean-up")
    """,
}


def test_six_that_misbehave_in_six_ways_hurt_no_good_one(tiltyard, installed):
    installed.add("good", GOOD)
    for name, code in BAD.items():
        installed.add(name, code)

    codes = {one["code"]: one["source"] for one in tiltyard.json("verify", "Ann#EUW")["findings"]}
    listed = {one["name"]: one for one in tiltyard.json("plugins", "list")}

    assert codes["good_plugin_says_fine"] == "good"
    assert "check_failed" in codes
    assert [listed[name]["step"] for name in ("importerror", "exits", "misspelt")] == ["import", "import", "hooks"]
    assert all(listed[name]["faults"] == 1 for name in ("raises", "lies", "exitslater"))
    assert "ValueError: boom" in listed["raises"]["last_error"]
    assert (listed["good"]["faults"], listed["good"]["calls"]) == (0, 1)


def test_the_doctor_names_each_with_the_command_that_mends_it(tiltyard, installed):
    for name, code in BAD.items():
        installed.add(name, code)

    ailments = {one["about"]: one for one in tiltyard.json("plugins", "doctor", ok=1)}

    assert ailments["importerror"]["command"] == "pip install --force-reinstall 'tiltyard-importerror'"
    assert "Did you mean verify_player?" in ailments["misspelt"]["what"]


def test_two_distributions_that_claim_one_name(tiltyard, installed):
    installed.add("twice", GOOD, distribution="one-twice")
    installed.add("twice", GOOD, distribution="other-twice")

    def statuses(*options):
        done = tiltyard.run(*options, "plugins", "list", "--json")
        return {one["distribution"]: one["status"] for one in json.loads(done.stdout)}

    assert statuses()["one-twice"] == statuses()["other-twice"] == "quarantined"
    assert statuses("--no-plugin", "other-twice")["one-twice"] == "ready"


def test_a_plugin_for_the_next_api_is_not_imported_and_says_what_to_install(tiltyard, installed, tmp_path):
    marker = tmp_path / "imported"
    installed.add("modern", f"open({str(marker)!r}, 'w')", requires=["tiltyard>=2,<3"])

    info = tiltyard.json("plugins", "info", "modern")

    assert (info["status"], info["step"], info["api"]) == ("quarantined", "api range", "<3,>=2")
    assert info["command"] == "pip install --upgrade 'tiltyard<3,>=2'"
    assert not marker.exists()


LISTENS = """
    from pathlib import Path
    from tiltyard import hookimpl

    class Plugin:
        @hookimpl
        async def on_event(self, event):
            with open(Path(__file__).with_name("told"), "a") as told:
                print(event.seq, event.type, file=told)
"""


def test_one_that_is_removed_is_remembered_until_it_is_forgotten(tiltyard, installed):
    installed.add("listens", LISTENS)
    tiltyard.run("plugins", "list")
    tiltyard.run("tournament", "create", "My Cup")
    tiltyard.run("signup", "Ann#EUW")
    assert (installed.directory / "told").read_text().startswith("1 TournamentCreated\n2 RegistrationOpened\n")

    installed.remove("listens")
    (ailment,) = (one for one in tiltyard.json("plugins", "doctor", ok=1) if one["about"] == "listens")
    assert ailment["command"] == "tiltyard plugins forget listens"

    tiltyard.run("plugins", "forget", "listens")
    assert "listens" not in tiltyard.run("plugins", "doctor", ok=1).stdout


def test_help_of_cores_commands_and_safe_mode_import_no_plugin(tiltyard, installed, tmp_path):
    marker = tmp_path / "imported"
    installed.add("marks", f"open({str(marker)!r}, 'w')\nclass Plugin: ...")

    tiltyard.run("--version")
    tiltyard.run("plugins", "--help")
    tiltyard.run("rules", "show", "--help")
    tiltyard.run("tournament", "list")
    tiltyard.run("--safe-mode", "--help")
    tiltyard.run("--no-plugin", "marks", "--help")
    tiltyard.run("--safe-mode", "plugins", "list")
    assert not marker.exists()

    tiltyard.run("plugins", "list")
    assert marker.exists()


GEESE = """
    import click
    from tiltyard import hookimpl
    from tiltyard.cli import kit
    from tiltyard.errors import NeedsSetup

    @click.group()
    def geese():
        \"\"\"Look after the geese.\"\"\"

    @geese.command()
    @kit.tournament_option
    @kit.json_option
    @kit.command
    async def count(wanted, as_json):
        \"\"\"Count the geese of a tournament.\"\"\"
        async with kit.opened() as app:
            state = await kit.pick_tournament(app, wanted)
            number = kit.plugin(app, "geese").number
        kit.print_json({"geese": number}) if as_json else kit.say(f"{state.name} has {number}.")

    class Plugin:
        async def start(self, ctx):
            self.number = 3
            FAILS

        @hookimpl
        def register_commands(self, cli):
            cli.add_command(geese)
"""


def test_a_plugin_adds_a_command_that_behaves_as_cores_do(tiltyard, installed):
    installed.add("geese", GEESE.replace("FAILS", ""))
    tiltyard.run("tournament", "create", "My Cup")

    help_text = tiltyard.run("--help").stdout
    assert re.search(r"^ +geese +Look after the geese\.$", help_text.partition("From plugins:\n")[2], re.MULTILINE)
    assert "Count the geese of a tournament." in tiltyard.run("geese", "--help").stdout
    assert tiltyard.json("geese", "count") == {"geese": 3}
    assert tiltyard.run("geese", "count").stdout == "My Cup has 3.\n"
    assert "no such tournament" in tiltyard.run("geese", "count", "-t", "other", ok=1).stderr


def test_its_commands_are_there_while_it_needs_set_up_and_say_so(tiltyard, installed):
    installed.add("geese", GEESE.replace("FAILS", "raise NeedsSetup('no lake is set')"))
    tiltyard.run("tournament", "create", "My Cup")

    assert tiltyard.json("geese", "count", ok=4)["error"]["what"] == "plugin geese is not ready"
    assert "no lake is set" in tiltyard.run("geese", "count", ok=4).stderr


def test_a_command_of_a_broken_plugin_is_missing_with_its_reason_and_help_goes_on(tiltyard, installed):
    installed.add("geese", GEESE.replace("FAILS", ""))
    installed.add("ducks", "import no_such_module_anywhere")

    told = tiltyard.run("ducks", "count", ok=2).stderr
    assert "No such command 'ducks'" in told
    assert "no_such_module_anywhere" in told
    assert "Did you mean geese?" in tiltyard.run("gese", ok=2).stderr
    assert "Look after the geese." in tiltyard.run("--help").stdout
    assert "geese" not in tiltyard.run("--no-plugin", "geese", "--help").stdout


def test_settings_that_cannot_be_read_end_a_command_of_a_plugin_but_not_help(tiltyard, installed):
    installed.add("geese", GEESE.replace("FAILS", ""))
    (tiltyard.directory / "tiltyard.toml").write_text("journal = 1")

    assert "journal" in tiltyard.run("geese", "count", ok=4).stderr
    assert "Watch a tournament desk" in tiltyard.run("--help").stdout


def test_a_name_that_is_not_installed_is_refused_with_those_that_are(tiltyard):
    assert "There is: csv" in tiltyard.run("--no-plugin", "riott", "roster", ok=4).stderr
    assert "There is: csv" in tiltyard.run("plugins", "info", "riott", ok=3).stderr


def test_a_hook_is_explained_with_who_answers_it_and_why_in_that_order(tiltyard):
    tiltyard.environ["TILTYARD_PLUGINS__ORDER"] = "riot"
    told = tiltyard.json("plugins", "explain", "verify_player")

    assert (told["mode"], told["deadline_s"], told["asked_by"]) == ("collect", 10.0, "tiltyard")
    assert told["answers"] == [
        {"plugin": "riot", "why": "place 1 of plugins.order"},
        {"plugin": "ign", "why": "by name"},
    ]
    assert "There is:" in tiltyard.run("plugins", "explain", "verify_playr", ok=3).stderr


def test_an_installed_plugin_is_checked(tiltyard, installed):
    installed.add("raises", BAD["raises"], requires=())

    (report,) = tiltyard.json("plugins", "check", "tiltyard-raises", ok=1)
    results = {one["check"]: one["result"] for one in report["checks"]}

    assert (results["says_its_range"], results["answers_are_valid"]) == ("failed", "failed")
    assert (results["imports_quietly"], results["signatures_match"]) == ("passed", "passed")


def test_a_plugin_that_ends_the_checking_process_is_named(tiltyard, installed):
    installed.add("ends", "import os\nos._exit(7)")

    (report,) = tiltyard.json("plugins", "check", "ends", ok=1)

    assert "ended with 7" in report["checks"][-1]["words"]


@pytest.mark.parametrize("name", ["ign", "tiltyard-dashboard"])
def test_our_own_plugins_keep_their_promises(tiltyard, name):
    assert "It keeps its promises." in tiltyard.run("plugins", "check", name).stdout
