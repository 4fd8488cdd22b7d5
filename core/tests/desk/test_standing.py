"""
How a table stands to its tournament, for whoever tells of it without looking at the table.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tiltyard.desk.tables import TroubleKind, trouble_of
from tiltyard.errors import AccessDenied, BadInput, BadPayload, SourceChanged, SourceNotFound, Unavailable
from tiltyard.models import RowSource
from tiltyard.rows.entries import EntryKind
from tiltyard.testing import FakeClock, SharedMemoryRows
from tiltyard.tournament import commands as c

from .conftest import CUP, Columns, Names

NOW = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
HEADER = ["discord", "ign", "registered"]
ANN = ["ann", "Ann#1", True]


async def visit(bench):
    for name in ("verifier", "rows", "verifier"):
        await next(one for one in bench.app.runner.followers if one.name == name).act(CUP)


@pytest.fixture
def rows():
    return SharedMemoryRows(sheet=[HEADER, ANN])


@pytest.fixture
async def bench(open_bench, rows):
    kind = type("Mem", (), {"__new__": lambda _: rows})
    async with open_bench(Names, Columns, kind, clock=FakeClock()) as bench:
        await bench.create(capacity=64)
        await bench.do(c.BindRows, source=RowSource("mem", "sheet"))
        yield bench


async def test_nothing_is_said_of_a_tournament_without_a_table(open_bench):
    async with open_bench() as bench:
        await bench.create()

        assert await bench.app.mirror.standing(CUP) is None


async def test_which_column_is_what_is_known_once_the_table_was_read(bench):
    before = await bench.app.mirror.standing(CUP)
    await visit(bench)
    after = await bench.app.mirror.standing(CUP)

    assert before.columns is None
    assert after.columns.columns == {"discord": 0, "ign": 1, "registered": 2}


async def test_what_is_listed_is_what_the_mirror_remembers(bench, rows):
    await visit(bench)
    rows.tables["sheet"][1][1] = ""
    await visit(bench)

    standing = await bench.app.mirror.standing(CUP)

    assert [(one.kind, one.column) for one in standing.entries] == [(EntryKind.REFUSED, "ign")]
    assert standing.entries == await bench.app.mirror.conflicts(CUP)
    assert standing.held is None


async def test_a_hold_is_told(bench, rows):
    rows.tables["sheet"] += [[f"p{n}", f"P{n}#1", True] for n in range(9)]
    await visit(bench)
    del rows.tables["sheet"][1:]
    await visit(bench)

    standing = await bench.app.mirror.standing(CUP)

    assert standing.held == await bench.app.mirror.suspended(CUP)
    assert len(standing.held.people) == 10


async def test_trouble_lasts_from_when_it_began_until_it_is_over(bench, rows):
    await visit(bench)
    sheet = rows.tables.pop("sheet")
    began = bench.app.clock.now()
    for _ in range(2):
        with pytest.raises(SourceNotFound):
            await visit(bench)
        await bench.app.clock.advance(60)
    trouble = (await bench.app.mirror.standing(CUP)).trouble
    rows.tables["sheet"] = sheet
    await visit(bench)

    assert (trouble.kind, trouble.since) == (TroubleKind.MISSING, began)
    assert "mem:sheet" in trouble.why
    assert (await bench.app.mirror.standing(CUP)).trouble is None


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Unavailable("gone"), "away"),
        (AccessDenied("no"), "access"),
        (SourceNotFound("where"), "missing"),
        (SourceChanged("edited"), "other"),
        (BadInput("what"), "unusable"),
        (BadPayload("how"), "other"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
def test_the_kind_of_trouble_says_what_sort_of_error_it_was(error, kind):
    assert trouble_of(error, NOW).kind == kind


class TestColumnsThatStaffName:
    async def test_are_taken_over_by_the_next_visit_and_the_players_stay_who_they_are(self, bench, rows):
        rows.tables["sheet"] = [["discord", "ign", "registered", "Other"], ["ann", "Ann#1", True, "Anna#2"]]
        await visit(bench)
        (before,) = (await bench.state()).entrants.values()

        await bench.app.mirror.name_columns(CUP, {"ign": "Other"})
        waiting = await bench.app.mirror.standing(CUP)
        await bench.app.clock.advance(60)
        await visit(bench)

        standing = await bench.app.mirror.standing(CUP)
        (after,) = (await bench.state()).entrants.values()
        assert (waiting.naming.columns, standing.naming) == ({"ign": "Other"}, None)
        assert standing.columns.columns == {"discord": 0, "ign": 3, "registered": 2}
        assert [one for one in standing.told["header"] if one] == ["discord", "ign", "registered", "Other"]
        assert standing.told["why"]["ign"]["reason"] == "you said so"
        assert (after.person, after.order, after.members[0].typed_name) == (before.person, before.order, "Anna#2")

    @pytest.mark.parametrize("columns", [{"ign": "Nowhere"}, {"ign": "#9"}, {"ign": "discord", "discord": "discord"}])
    async def test_that_cannot_be_are_told_and_nothing_is_held_for_them(self, bench, columns):
        await visit(bench)
        await bench.app.mirror.name_columns(CUP, columns)
        await bench.app.clock.advance(60)
        await visit(bench)

        standing = await bench.app.mirror.standing(CUP)
        assert standing.columns.columns == {"discord": 0, "ign": 1, "registered": 2}
        assert (standing.held, standing.naming.columns) == (None, columns)
        assert standing.naming.refused
        assert any("cannot be taken over" in one for one in standing.words)
