"""
Show the plugins, say what is the matter with them, and make new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.check_plugin import check_plugin
from tiltyard.cli.exits import Exit
from tiltyard.cli.new_plugin import new_plugin
from tiltyard.cli.options import json_option
from tiltyard.cli.output import note, print_json, print_table, say
from tiltyard.cli.sections import COMMANDS
from tiltyard.errors import BadInput
from tiltyard.host import PluginRecord, PluginStatus, Tallies, Tally
from tiltyard.quality import quality_of


@click.group("plugins")
def plugins_command() -> None:
    """Show the plugins, say what is the matter with them, and make new ones."""


@plugins_command.command("list")
@json_option
@context.command
async def list_plugins(as_json: bool) -> None:
    """Show every installed plugin: whether it is ready, and if not, why; and its calls of the last seven days."""
    async with context.opened() as app:
        records, tallies = list(app.host.records), await app.host.tallies()
    if as_json:
        print_json([_plain(record, tallies) for record in records])
        return
    rows = []
    for record in records:
        tally = tallies.of_plugin(record.name)
        faults = f"{tally.faults} of {tally.calls}" if tally.calls else ""
        found = f"{record.found.distribution} {record.found.version}"
        why = record.reason or record.advice
        rows.append((record.name, found, _status(record), ", ".join(record.hooks), faults, _ms(tally, 0.95), why))
    print_table(("plugin", "distribution", "status", "answers", "faults", "p95", "why not"), rows)


@plugins_command.command("info")
@click.argument("name")
@json_option
@context.command
async def info(name: str, as_json: bool) -> None:
    """Show all that is known about one plugin; NAME is its own or its distribution's."""
    async with context.opened() as app:
        record = _pick(app.host.records, name)
        tallies = await app.host.tallies()
    if as_json:
        print_json({**_plain(record, tallies), "quality": _quality(record)})
        return
    facts = [
        ("distribution", f"{record.found.distribution} {record.found.version}"),
        ("made for", f"tiltyard {record.api}" if record.api else ""),
        ("status", _status(record) if record.status is PluginStatus.READY else f"{_status(record)} ({record.step})"),
        ("why not", record.reason),
        ("what to do", " ".join(filter(None, (record.remedy.words, record.remedy.command)))),
        ("advice", record.advice),
        ("settings", record.settings),
        ("quality", _quality_words(record)),
        ("answers", ", ".join(record.hooks)),
        ("sleeps for", ", ".join(record.dormant)),
        ("asks", ", ".join(record.brings)),
    ]
    print_table((record.name, ""), [(fact, words) for fact, words in facts if words])
    rows = [
        (hook, tally.calls, tally.errors, tally.faults, _ms(tally, 0.5), _ms(tally, 0.95), _last_error(tally))
        for (plugin, hook), tally in tallies.by_hook.items()
        if plugin == record.name
    ]
    if rows:
        print_table(("last seven days", "calls", "errors", "faults", "p50", "p95", "last error"), rows)


@plugins_command.command("explain")
@click.argument("hook")
@json_option
@context.command
async def explain(hook: str, as_json: bool) -> None:
    """Say what a hook asks, how it is called, and who answers it in which order."""
    async with context.opened() as app:
        questions, records = app.host.questions, list(app.host.records)
        order = list(app.settings.plugins.order)
        answered_by = app.host.answered_by(hook)
    question = questions.get(hook)
    if question is None:
        raise BadInput("there is no such hook", which=hook, next_step=f"There is: {', '.join(sorted(questions))}.")
    asked_by = next((record.name for record in records if hook in record.brings), "tiltyard")
    answers = [{"plugin": name, "why": _place(name, order)} for name in answered_by]
    if as_json:
        policy = question.policy
        print_json(
            {
                "hook": hook,
                "mode": policy.mode,
                "deadline_s": policy.deadline_s,
                "exclusive": policy.exclusive,
                "since": policy.since,
                "asked_by": asked_by,
                "doc": question.doc,
                "answers": answers,
            }
        )
        return
    say(f"{hook}({', '.join(question.arguments)})", style="bold")
    for line in question.doc.splitlines():
        say(line)
    say("")
    say(f"Asked by {asked_by} since {question.policy.since}. {_mode(question.policy)}")
    if not answers:
        note("No ready plugin answers it.")
        return
    rows = [(place, one["plugin"], one["why"]) for place, one in enumerate(answers, start=1)]
    print_table(("order", "plugin", "why there"), rows)


@plugins_command.command("doctor")
@json_option
@context.command
async def doctor(as_json: bool) -> Exit | None:
    """Say what is the matter with the plugins and which command mends it; exits with 1 when something is."""
    from tiltyard.desk.leftovers import left_behind
    from tiltyard.host.doctor import examine

    async with context.opened() as app:
        host = app.host
        added = await host.commands(taken=COMMANDS)
        ailments = examine(
            host.records,
            app.settings.plugins,
            await host.tallies(),
            answered=[hook for hook in host.questions if host.answered_by(hook)],
            left_behind=await left_behind(app.journal, [record.name for record in host.records]),
            commands=added,
        )
    if as_json:
        print_json(
            [
                {
                    "about": one.about,
                    "what": one.what,
                    "advice": one.advice,
                    "remedy": one.remedy.words,
                    "command": one.remedy.command or None,
                }
                for one in ailments
            ]
        )
    else:
        for one in ailments:
            say(f"{one.about}: {one.what}", style="yellow" if one.advice else "red")
            say(f"    {one.remedy.words}")
            if one.remedy.command:
                say(f"    $ {one.remedy.command}")
        if not ailments:
            say("Nothing is the matter with the plugins.")
    return Exit.REFUSED if any(not one.advice for one in ailments) else None


@plugins_command.command("forget")
@click.argument("name")
@context.command
async def forget_plugin(name: str) -> None:
    """Forget what the journal keeps of a plugin that is not installed any more."""
    from tiltyard.desk.leftovers import forget, left_behind

    async with context.opened() as app:
        records = app.host.records
        if any(record.found.answers_to(name) for record in records):
            raise BadInput(
                "it is installed, so its place is still needed", which=name, next_step="Uninstall it first with pip."
            )
        gone = await left_behind(app.journal, [record.name for record in records])
        if name not in gone:
            known = f"There is: {', '.join(gone)}." if gone else "Nothing of any other plugin is kept."
            raise BadInput("nothing is kept of such a plugin", which=name, next_step=known)
        await forget(app.journal, name)
    say(f"{name} is forgotten: should it come back, it is new.")


plugins_command.add_command(check_plugin)
plugins_command.add_command(new_plugin)


def _pick(records: Sequence[PluginRecord], name: str) -> PluginRecord:
    found = [record for record in records if record.found.answers_to(name)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(record.name for record in records)
    if not found:
        raise BadInput("there is no such plugin", which=name, next_step=f"There is: {known}.")
    names = ", ".join(f"{record.name} of {record.found.distribution}" for record in found)
    raise BadInput("several plugins are called so", which=names, next_step="Say which by its distribution.")


def _plain(record: PluginRecord, tallies: Tallies) -> dict[str, Any]:
    tally = tallies.of_plugin(record.name)
    return {
        "name": record.name,
        "distribution": record.found.distribution,
        "version": record.found.version,
        "api": record.api or None,
        "status": record.status.value,
        "step": record.step.value,
        "reason": record.reason or None,
        "remedy": record.remedy.words or None,
        "command": record.remedy.command or None,
        "advice": record.advice or None,
        "settings": record.settings,
        "hooks": record.hooks,
        "dormant": record.dormant,
        "brings": record.brings,
        **_numbers(tally),
        "by_hook": {hook: _numbers(one) for (name, hook), one in tallies.by_hook.items() if name == record.name},
    }


def _quality(record: PluginRecord) -> dict[str, Any] | None:
    """What its package says of its quality; a file that cannot be read is told instead."""
    try:
        quality = quality_of(record.found.package)
    except BadInput as error:
        return {"tier": None, "wrong": str(error)}
    if quality is None:
        return None
    return {"tier": quality.tier.name.lower(), "to_do": quality.to_do()}


def _quality_words(record: PluginRecord) -> str:
    told = _quality(record)
    if told is None:
        return ""
    if told["tier"] is None:
        return str(told["wrong"])
    to_do = "; ".join(f"{rule}: {reason}" for rule, reason in told["to_do"].items())
    return f"{told['tier']}. For the next tier: {to_do}" if to_do else str(told["tier"])


def _numbers(tally: Tally) -> dict[str, Any]:
    return {
        "calls": tally.calls,
        "errors": tally.errors,
        "faults": tally.faults,
        "p50_s": tally.within_s(0.5),
        "p95_s": tally.within_s(0.95),
        "last_error": tally.last_error or None,
        "last_error_at": tally.last_error_at or None,
    }


def _status(record: PluginRecord) -> str:
    return record.status.words


def _ms(tally: Tally, share: float) -> str:
    within_s = tally.within_s(share)
    return "" if within_s is None else f"{within_s * 1000:.3g} ms"


def _last_error(tally: Tally) -> str:
    return f"{tally.last_error} ({tally.last_error_at})" if tally.last_error else ""


def _place(name: str, order: Sequence[str]) -> str:
    return f"place {order.index(name) + 1} of plugins.order" if name in order else "by name"


def _mode(policy: Any) -> str:
    deadline = f" {policy.deadline_s:g} seconds each." if policy.deadline_s else ""
    words = {
        "first": "Asked in order until one answers.",
        "collect": "All are asked at the same time, and every answer counts.",
        "notify": "Each is told at its own pace, again until it took it.",
        "serve": "Each serves in a task of its own until the host ends.",
        "register": "Each adds to a register of its own, without being started.",
    }
    exclusive = " After a failure nobody else is asked." if policy.exclusive else ""
    return f"{words[policy.mode]}{exclusive}{deadline}"
