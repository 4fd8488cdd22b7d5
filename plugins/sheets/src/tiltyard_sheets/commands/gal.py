"""
`tiltyard migrate gal`: take over what the old bot kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import click
import yaml  # type: ignore[import-untyped] # it brings no types

from tiltyard.cli import kit
from tiltyard.errors import BadInput, SourceNotFound
from tiltyard.models import RowSource, Rules, Unit
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Refused
from tiltyard.tournament.text import counted, slugify
from tiltyard_sheets import workbooks
from tiltyard_sheets.address import canonical, is_ours, parse_address
from tiltyard_sheets.gal.config import WORKSHEET, OldConfig, OldEvent, read_config
from tiltyard_sheets.gal.rows import told

_MAX_BYTES = 1_000_000
_SHOWN = 10
_DEFAULT_CAPACITY = 32
_LISTS = {
    "handles": "known by a Discord handle alone; the account is linked when Discord says whose it is",
    "old_tags": "with a Discord tag of before 2023, which nobody has any more: tiltyard link add",
    "names": "under a name that is no Riot ID; ask for it, then tiltyard rename",
}


@click.command("gal")
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="TABLE", help="Take the rows from this table: a file, a link or gsheet:...")
@click.option("--mode", type=click.Choice(["normal", "doubleup"]), help="Only this one of the two old modes.")
@click.option("--title", help="Of the tournament. Default: the configured name.")
@kit.scope_option
@kit.dry_run_option
@kit.json_option
@kit.command
async def gal(
    config: Path,
    sheet: str | None,
    mode: str | None,
    title: str | None,
    scope: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> kit.Exit | None:
    """Take tournaments over from the GAL bot: CONFIG is its config.yaml.

    Each mode with a sheet becomes a tournament; a Google sheet is mirrored from then on, a file is imported. With
    --dry-run it only shows what would be done, and what cannot be resolved. Run twice, it does nothing new.
    """
    old = read_config(_parsed(config), title=title)
    events = _chosen(old, sheet, mode)
    documents, refusals = [], []
    async with kit.opened() as app:
        for event in events:
            document, refusal = await _take_over(app, event, sheet, scope, dry_run=dry_run)
            documents.append(document)
            refusals += [refusal] if refusal else []
    whole = {
        "dry_run": dry_run,
        "tournaments": documents,
        "not_taken_over": [
            {"key": key, "why": why} for key, why in (*([] if mode else _passed_over(old, events)), *old.left.items())
        ],
        "unknown": list(old.unknown),
    }
    kit.print_json(whole) if as_json else _say(whole)
    for refusal in refusals:
        kit.note(str(refusal.refusal), style="yellow")
    return kit.Exit.REFUSED if refusals else None


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadInput("this is too large for a configuration", which=str(path))
        return yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput("the configuration cannot be read", which=f"{path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        what = " ".join(str(error).split())
        raise BadInput("the configuration is no YAML", which=f"{path}: {what}") from error


def _chosen(old: OldConfig, sheet: str | None, mode: str | None) -> list[OldEvent]:
    events = [one for one in old.events if mode in (None, one.name)]
    if not events:
        raise BadInput("the configuration does not have this mode", which=str(mode))
    if sheet:
        if len(events) > 1:
            raise BadInput(
                "the configuration has two modes",
                which=", ".join(one.name for one in events),
                next_step="Say whose sheet that is: --mode normal or --mode doubleup.",
            )
        return events
    with_sheet = [one for one in events if one.sheet]
    if not with_sheet:
        raise BadInput("the configuration names no sheet", next_step="Name the table with --sheet.")
    return with_sheet


def _passed_over(old: OldConfig, events: Sequence[OldEvent]) -> list[tuple[str, str]]:
    """Modes that become no tournament, though nobody left them out."""
    return [
        (f"sheet_configuration.{one.name}", "it names no sheet; name it with --sheet and --mode")
        for one in old.events
        if one not in events and not one.sheet
    ]


async def _take_over(
    app: Any, event: OldEvent, sheet: str | None, scope: str, *, dry_run: bool
) -> tuple[dict[str, Any], Refused | None]:
    tournament = kit.in_scope(slugify(event.title), scope)
    state = await app.desk.state(tournament)
    source = await _source(app, sheet or event.sheet)
    read = await app.tables.understand(await app.tables.fetch(source), named=dict(event.columns), tournament=tournament)
    if no := await app.claims.may_bind(read.table, scope):
        # Nothing of a sheet is shown before it is known whose it is.
        hidden = {"tournament": tournament, "title": event.title, "source": str(read.table.source)}
        return {**hidden, "refused_whole": str(no)}, Refused(no)
    columns = kit.columns_document(read)
    document = {
        "tournament": tournament,
        "title": event.title,
        "exists": state is not None,
        "mode": event.mode.value,
        "capacity": event.capacity or _DEFAULT_CAPACITY,
        "source": str(read.table.source),
        "mirrored": not source.is_file,
        "columns": {role: one["header"] for role, one in columns["columns"].items()},
        "header_line": columns["header_line"],
        "header_line_was": event.header_line,
        **told(read.rows() if read.has_rows else ()),
        "import": None,
    }
    if dry_run:
        return document, None
    if state is None:
        state, refused = await _create(app, tournament, event)
        if refused:
            return document, refused
    if source.is_file:
        document["import"] = await kit.import_table(app, state, source, columns=dict(event.columns))
        return document, None
    if state.binding == read.table.source:
        await kit.settle(app)
        return document, None
    answer = await kit.bind_table(app, state, source, columns=dict(event.columns), quiet=True)
    return document, answer if isinstance(answer, Refused) else None


async def _create(app: Any, tournament: Any, event: OldEvent) -> tuple[Any, Refused | None]:
    """The tournament with the old bot's mode and capacity, and registration open."""
    me, guild = kit.actor(), await app.desk.guild(tournament.partition("/")[0])
    rules = attrs.evolve(
        guild.defaults or Rules(capacity=_DEFAULT_CAPACITY),
        capacity=event.capacity or _DEFAULT_CAPACITY,
        unit=Unit.PLAYERS,  # the old bot counted players in both modes
        mode=event.mode,
    )
    asked = c.CreateTournament(tournament=tournament, actor=me, title=event.title, rules=rules)
    answer = await app.desk.handle(asked)
    if isinstance(answer, Refused):
        return None, answer
    answer = await app.desk.handle(c.OpenRegistration(tournament=tournament, actor=me))
    return await app.desk.state(tournament), answer if isinstance(answer, Refused) else None


async def _source(app: Any, typed: str) -> RowSource:
    """The table, and in a spreadsheet the tab that the old bot worked in, if it is there and no other one is named."""
    source = kit.source_of(typed)
    if source.scheme in workbooks.SCHEMES and "#" not in source.address:
        named = attrs.evolve(source, address=f"{source.address}#{WORKSHEET}")
        try:
            await app.tables.fetch(named)
        except SourceNotFound:
            return source
        return named
    if not is_ours(source) or ((address := parse_address(source)).sheet_id is not None and address.sheet_id != 0):
        return source
    client = kit.plugin(app, "sheets").client
    spreadsheet_id = address.spreadsheet_id or await client.resolve(address.title or "")
    known = await client.metadata(spreadsheet_id)
    for one in known.get("sheets", ()):
        if one["properties"].get("title") == WORKSHEET:
            return canonical(spreadsheet_id, int(one["properties"].get("sheetId", 0)))
    return source


def _say(whole: Mapping[str, Any]) -> None:
    for one in whole["tournaments"]:
        _say_tournament(one, dry_run=whole["dry_run"])
    if whole["not_taken_over"]:
        rows = [(each["key"], each["why"]) for each in whole["not_taken_over"]]
        kit.print_table(("not taken over", "because"), rows)
    if whole["unknown"]:
        kit.say(f"Not understood: {', '.join(whole['unknown'])}.", style="yellow")
    if whole["dry_run"]:
        kit.note("Nothing was done. The same without --dry-run does it.")


def _say_tournament(one: Mapping[str, Any], *, dry_run: bool) -> None:
    if "refused_whole" in one:
        kit.say(f"{one['title']}: {one['source']} is not taken over.", style="yellow")
        return
    done = "is there already" if one["exists"] else "would be created" if dry_run else "was created"
    rows = [
        ("tournament", f"{one['tournament']}, which {done}"),
        ("rules", f"mode {one['mode']}, {one['capacity']} players"),
        ("table", f"{one['source']}, {'mirrored both ways' if one['mirrored'] else 'imported'}"),
        ("columns", ", ".join(f'{role} is "{header}"' for role, header in one["columns"].items())),
        ("rows", f"{one['people']} people, {one['registered']} registered, {one['checked_in']} checked in"),
    ]
    if one["header_line_was"] not in (None, one["header_line"]):
        rows.append(("header", f"line {one['header_line']}; the old bot took line {one['header_line_was']} for it"))
    kit.print_table(("", ""), rows, title=one["title"])
    if one["checked_in"]:
        kit.note("Ticks in the check-in column count once check-in is open: tiltyard open check-in")
    for name, words in _LISTS.items():
        if found := one[name]:
            kit.say(f"{counted(len(found), 'player')} {words}:")
            kit.say("    " + ", ".join(f"{each['value']} (row {each['row']})" for each in found[:_SHOWN]))
            if len(found) > _SHOWN:
                kit.say(f"    and {len(found) - _SHOWN} more; --json lists all")
    if one["refused"]:
        refused = [(each["row"], each["code"], each["why"]) for each in one["refused"]]
        kit.print_table(("row", "code", "why it is not taken over"), refused)
    if (done_now := one["import"]) is not None:
        kit.say(f"{done_now['new']} new, {done_now['changed']} changed, {done_now['unchanged']} as they were")
