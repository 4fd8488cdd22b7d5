"""
Every command of core: the module it stands in and what it does in a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

SECTIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "Begin": {
        "demo": ("demo", "Watch a tournament desk at work on a shipped sign-up sheet; needs no account anywhere."),
        "run": ("run", "Be the host: follow all tournaments, supervise services, until Ctrl-C."),
        "config": ("config", "Write a sample settings file, check yours, show what holds."),
        "plugins": ("plugins", "Show the plugins."),
        "services": ("services", "Start, stop and look at services such as the live page."),
    },
    "Tournaments": {
        "tournament": ("tournament", "Create, clone, list, show and archive tournaments."),
        "rules": ("rules", "Show and change the rules of a tournament."),
        "schedule": ("schedule", "Say when things start, open and close, and see what that comes to."),
        "open": ("tournament", "Open registration or check-in."),
        "close": ("tournament", "Close registration or check-in."),
        "pause": ("pausing", "Change nothing outside from now on."),
        "resume": ("pausing", "Let everything outside catch up; what waits is shown first."),
        "staff": ("staff", "Show and change who acts for the organisers of a tournament."),
        "guild": ("staff", "Show and change staff, blocks and defaults of a whole scope."),
    },
    "Tables": {
        "import": ("rows", "Sign up everyone in a table; the table is only read."),
        "bind": ("rows", "Mirror a tournament in a table, both ways."),
        "unbind": ("rows", "Mirror a tournament in its table no longer."),
        "columns": ("rows", "Show which column of a table means what, and why."),
        "export": ("rows", "Write the roster as CSV or JSON."),
    },
    "Players": {
        "signup": ("players", "Sign a player up."),
        "rename": ("players", "Correct the name a player signed up with; the place in line stays."),
        "check-in": ("players", "Check a player in."),
        "check-out": ("players", "Take a check-in back."),
        "drop": ("players", "Take players out; the seats go to the next in line."),
        "return": ("settling", "Let a player who was out take part again."),
        "seat": ("settling", "Take or decline a seat that is offered to a player."),
        "no-show": ("settling", "Say that a player did not come."),
        "no-shows": ("settling", "Answer what becomes of all who are not here."),
        "reset": ("players", "Begin anew: take back all check-ins, or all registrations."),
        "team": ("teams", "Name, join, leave, mend and lock teams."),
    },
    "Who is who": {
        "pending": ("proving", "List who waits for a check, and what staff can do."),
        "accept": ("settling", "Settle checks: the names are all right."),
        "reject": ("settling", "Settle checks: the names are not."),
        "recheck": ("settling", "Ask all plugins again about players' names."),
        "prove": ("proving", "Say how a player proves that the account is theirs."),
        "names": ("proving", "Show who had which name when."),
        "disqualify": ("settling", "Take a player out for a reason."),
        "link": ("identity", "Say by which Discord account or table row a player is known."),
        "merge": ("identity", "Say that two players are one person."),
        "verify": ("players", "Ask all plugins about a name; nothing is kept."),
    },
    "What has happened": {
        "roster": ("looking", "Show who is seated, who waits, and who is out."),
        "why": ("looking", "Say why a player stands where they stand."),
        "log": ("looking", "Show what has happened, who did it and why."),
        "undo": ("mending", "Undo the command of a line of the log."),
        "redo": ("mending", "Undo an undo."),
        "correct": ("mending", "Undo a command and do another one instead."),
    },
    "The journal": {
        "journal": ("journal", "Look after the journal: check, export, replay, compact; what was given up for now."),
        "backup": ("backup", "Write the whole journal to a file, while a host is at work or not."),
        "restore": ("backup", "Make the journal what it was when a backup was made."),
        "privacy": ("privacy", "Tell, or erase, what is kept of one person."),
    },
}
"""Command to (module, help), as the help groups them. Modules are imported when named, so that `--help` is quick."""

COMMANDS = {name: where for section in SECTIONS.values() for name, where in section.items()}
"""The same without the groups. No plugin can take one of these names."""
