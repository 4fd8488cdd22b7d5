"""
Tables: import them, mirror tournaments in them, see how their columns are understood; export the roster.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
import click
from rich.progress import Progress

from tiltyard.cli import context
from tiltyard.cli.exits import Exit
from tiltyard.cli.options import column_option, encoding_option, json_option, tournament_option
from tiltyard.cli.output import err, note, print_json, print_table, say, say_gone
from tiltyard.errors import BadInput
from tiltyard.models import Actor, RowSource, Tournament
from tiltyard.rows.hygiene import neutralise
from tiltyard.tournament import commands as c
from tiltyard.tournament.answers import Answer, Refused
from tiltyard.tournament.views import roster, summary


@click.command("import")
@click.argument("table")
@column_option
@encoding_option
@tournament_option
@json_option
@context.command
async def import_command(
    table: str,
    columns: tuple[str, ...],
    encoding: str | None,
    wanted: str | None,
    as_json: bool,
) -> Exit | None:
    """Sign up everyone in TABLE, in its order. It is only read; a second import brings only the difference.

    TABLE is a CSV file, a workbook such as players.xlsx or players.ods#Sheet2, or anything that a plugin reads, written
    scheme:address.
    """
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        document = await import_table(app, state, source_of(table, encoding), columns=named_columns(columns))
    print_json(document) if as_json else say_import(document, table)
    return None


async def import_table(app: Any, state: Tournament, source: RowSource, *, columns: dict[str, str]) -> dict[str, Any]:
    """Sign up everyone in a table, as `tiltyard import` does; what it prints with `--json`.

    columns  role to header text, for those that are not to be detected
    raises   whatever reading and understanding the table raises; nothing was done then
    """
    from tiltyard.desk.importer import Importer

    fetched = await app.tables.fetch(source)
    if no := await app.claims.may_bind(fetched, state.scope):
        raise context.SaidNo(no)
    read = await app.tables.understand(fetched, named=columns, tournament=state.id)
    me = context.actor()
    importer = Importer(app.desk, app.tables, Actor("import", me.id, me.display))
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("signing up", total=None)
        report = await importer.run(
            state.id, read, progress=lambda done, of: bar.update(task, completed=done, total=of)
        )
    left = await context.settle(app)
    state = await app.desk.state(state.id)
    refused = [
        {"row": one.row_number, "key": one.key, "code": one.refusal.code, "why": str(one.refusal)}
        for one in report.outcomes
        if one.refusal
    ]
    return {
        "tournament": state.id,
        "rows": len(report.outcomes),
        "new": report.count("new"),
        "changed": report.count("changed"),
        "unchanged": report.count("unchanged"),
        "refused": refused,
        "not_accepted": _rejected(state, report),
        "corrected": _corrected(state, report),
        "gone": context.places(report.gone),
        "left": left,
        "counts": summary(state)["counts"],
    }


@click.command("bind")
@click.argument("table")
@column_option
@encoding_option
@tournament_option
@context.command
async def bind_command(table: str, columns: tuple[str, ...], encoding: str | None, wanted: str | None) -> Exit | None:
    """Mirror a tournament in TABLE, both ways: its rows sign up, and their state is written beside them.

    A CSV file keeps its dialect, encoding and title lines, and one backup is made beside it first.
    """
    async with context.opened() as app:
        state = await context.pick_tournament(app, wanted)
        answer = await bind_table(app, state, source_of(table, encoding), columns=named_columns(columns))
    return context.refused(answer, as_json=False)


async def bind_table(
    app: Any, state: Tournament, source: RowSource, *, columns: dict[str, str], quiet: bool = False
) -> Answer:
    """Mirror a tournament in a table, as `tiltyard bind` does, and say how it stands then.

    columns  role to header text, for those that are not to be detected
    quiet    say nothing on stdout
    raises   whatever reading and understanding the table raises; nothing was done then
    """
    from tiltyard.desk.mirror import must_be_mirrorable
    from tiltyard.desk.recognition import recognise

    read = await app.tables.understand(await app.tables.fetch(source), named=columns, tournament=state.id)
    must_be_mirrorable(read)
    may_bind = await app.claims.may_bind(read.table, state.scope)
    if no := may_bind or await app.mirror.may_mirror(read.table, state.id):
        return Refused(no)
    source = read.table.source  # in the form that lasts
    if columns and read.is_news:
        # Before it is bound: a host looks at the table the moment it is.
        await app.tables.keep(state.id, read)
    memory = await app.tables.recall(state.id, source)
    rows = await recognise(app.desk, app.tables, state.id, read, memory) if read.has_rows else []
    said = columns if read.is_news else {}
    asked = c.BindRows(tournament=state.id, actor=context.actor(), source=source, columns=said)
    answer: Answer = await app.desk.handle(asked)
    if isinstance(answer, Refused):
        return answer
    if state.binding == source and not quiet:
        _say_read_anew(rows, said)
    left = await context.settle(app)
    if quiet:
        return answer
    state = await app.desk.state(state.id)
    say_gone(await context.gone(app, state))
    counts = summary(state)["counts"]
    say(f"{state.name} is mirrored in {source}: {counts['seated']} seated, {counts['waiting']} waiting.")
    if not left:
        note("`tiltyard run` keeps it up to date; so does each command that changes something.")
    return answer


def _say_read_anew(rows: Any, named: dict[str, str]) -> None:
    """What becomes of the rows of a bound table for which other columns were named."""
    columns = ", ".join(f"{role} is {header!r}" for role, header in named.items())
    staying, new = sum(1 for row in rows if row.person), sum(1 for row in rows if row.is_new)
    say(f"The table is read anew, {columns}.")
    say(f"{staying} rows keep their player and the place in line, {new} sign up anew.")


@click.command("unbind")
@tournament_option
@context.command
async def unbind_command(wanted: str | None) -> Exit | None:
    """Mirror a tournament in its table no longer. What stands in the table stays, our columns too."""
    async with context.opened(plugins=False) as app:
        state = await context.pick_tournament(app, wanted)
        answer = await app.desk.handle(c.UnbindRows(tournament=state.id, actor=context.actor()))
    if no := context.refused(answer, as_json=False):
        return no
    say(f"{state.name} is not mirrored in {state.binding} any more; what stands there stays.")
    return None


@click.command("columns")
@click.argument("table")
@column_option
@encoding_option
@json_option
@context.command
async def columns_command(table: str, columns: tuple[str, ...], encoding: str | None, as_json: bool) -> None:
    """Show which column of TABLE means what, how sure that is, and why."""
    async with context.opened() as app:
        fetched = await app.tables.fetch(_typed(table, encoding))
        read = await app.tables.understand(fetched, named=named_columns(columns))
    document = columns_document(read)
    if as_json:
        print_json(document)
        return
    say_columns(document)


@click.command("export")
@click.option(
    "--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help="Of what is written."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to stdout."
)
@tournament_option
@context.command
async def export_command(form: str, output: Path | None, wanted: str | None) -> None:
    """Write the roster. Text that a spreadsheet would run as a formula is neutralised in CSV."""
    async with context.opened(plugins=False) as app:
        view = roster(await context.pick_tournament(app, wanted))
    text = json.dumps(view, ensure_ascii=False, indent=2) + "\n" if form == "json" else _as_csv(view)
    if output is None:
        click.echo(text, nl=False)
        return
    _write(output, text)
    note(f"{len(view['entrants'])} entries written to {output}")


def _write(output: Path, text: str) -> None:
    try:
        output.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise BadInput("the export cannot be written there", which=f"{output}: {error.strerror}") from error


def columns_document(read: Any) -> dict[str, Any]:
    """How a table's columns are understood, as plain data."""
    mapping = read.settled.mapping
    header = read.table.cells[mapping.header_row] if mapping.header_row >= 0 else [""] * read.table.width
    chosen = {
        role.value: {
            "index": index,
            "header": str(header[index]),
            "confidence": round(read.settled.confidence(role), 2),
            "reason": read.settled.reason(role),
            "source": read.settled.source(role),
        }
        for role, index in sorted(mapping.columns.items(), key=lambda item: item[1])
    }
    taken = set(mapping.columns.values())
    return {
        "table": str(read.table.source),
        "header_line": mapping.header_row + 1,
        "rows": len(read.table.cells) - mapping.header_row - 1,
        "origin": mapping.origin,
        "columns": chosen,
        "unused": [{"index": index, "header": str(words)} for index, words in enumerate(header) if index not in taken],
    }


def say_columns(document: dict[str, Any]) -> None:
    """The same for people."""
    rows = [
        (one["header"] or f"(column {one['index'] + 1}, unlabelled)", role, f"{one['confidence']:.0%}", one["reason"])
        for role, one in document["columns"].items()
    ]
    print_table(("column", "means", "sure", "because"), rows)
    unused = ", ".join(one["header"] or f"(column {one['index'] + 1})" for one in document["unused"])
    note(f"header in line {document['header_line']}; not used: {unused or 'none'}")


def source_of(table: str, encoding: str | None = None) -> RowSource:
    """The source that somebody typed, as it means the same from any directory: the host may run in another."""
    source = _typed(table, encoding)
    if not source.is_file:
        return source
    return attrs.evolve(source, address=str(Path(source.address).expanduser().resolve()))


def _typed(table: str, encoding: str | None) -> RowSource:
    source = RowSource.parse(table)
    return attrs.evolve(source, options={"encoding": encoding}) if encoding else source


def named_columns(columns: tuple[str, ...]) -> dict[str, str]:
    """Role to header text, from what `--column` was given."""
    pairs = [column.partition("=") for column in columns]
    for role, equals, _header in pairs:
        if not equals:
            raise click.UsageError(f'--column {role!r} is not of the form ROLE=HEADER, such as ign="Riot ID".')
    return {role.strip(): header.strip() for role, _equals, header in pairs}


def _rejected(state: Any, report: Any) -> list[dict[str, Any]]:
    rows = {one.person: one.row_number for one in report.outcomes if one.person}
    return [
        {
            "row": rows[entrant.person],
            "name": entrant.name,
            "code": entrant.code,
            "why": f"{entrant.reason} {entrant.next_step}".strip(),
        }
        for entrant in state.entrants.values()
        if entrant.status == "rejected" and entrant.person in rows
    ]


def _corrected(state: Any, report: Any) -> list[dict[str, Any]]:
    names = {entrant.person: entrant.name for entrant in state.entrants.values()}
    corrected = [one for one in report.outcomes if one.was is not None]
    return [{"row": one.row_number, "was": one.was, "name": names[one.person]} for one in corrected]


def say_import(document: dict[str, Any], table: str) -> None:
    """What an import did, for people."""
    counts = document["counts"]
    say(
        f"{table}: {document['rows']} rows read, {document['new']} new, {document['changed']} changed, "
        f"{document['unchanged']} as they were"
    )
    problems = [(one["row"], one["code"], one["why"]) for one in (*document["refused"], *document["not_accepted"])]
    if problems:
        print_table(("row", "code", "why it was not accepted"), sorted(problems))
        by_code = Counter(code for _row, code, _why in problems)
        note(", ".join(f"{code}: {number}" for code, number in sorted(by_code.items())))
        note("Correct them in the table and import it again: only the difference is brought.")
    if corrected := document["corrected"]:
        note("the same rows as before, corrected; the place in line stays:")
        print_table(("row", "was", "is"), [(one["row"], one["was"], one["name"]) for one in corrected])
    say_gone(document["gone"])
    say(f"now {counts['seated']} seated, {counts['waiting']} waiting, {counts['pending']} being checked")


_CSV_COLUMNS = ("order", "name", "status", "seated", "waitlist_position", "checked_in", "code", "reason")


def _as_csv(view: dict[str, Any]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_CSV_COLUMNS)
    for entrant in view["entrants"]:
        writer.writerow(_csv_cell(entrant[column]) for column in _CSV_COLUMNS)
    return text.getvalue()


def _csv_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else neutralise(str(value))
