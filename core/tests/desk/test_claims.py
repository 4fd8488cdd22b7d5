"""
Whose a document is: shown by a code in it, shared by whoever showed it first.
"""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from tiltyard.desk.claims import CODE_LASTS_S, Claims
from tiltyard.models import RowSource, RowTable
from tiltyard.testing import FakeClock, MemoryStore
from tiltyard.testing.clock import START

OURS, THEIRS = "discord:1", "discord:2"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def claims(clock):
    return Claims(MemoryStore(clock))


@pytest.fixture
def table():
    source = RowSource("gsheet", "book/0")
    return RowTable(source, [["IGN", ""], ["Ann#1", ""]], "r1", START, document="gsheet:book")


def with_cell(table, text):
    return evolve(table, cells=[*table.cells, ["", text]])


async def code_for(claims, table, scope):
    refusal = await claims.may_bind(table, scope)
    assert refusal.code == "table_unclaimed"
    return re.search(r"TILTYARD-\w+", refusal.next_step).group()


async def test_a_guild_binds_what_it_has_shown_to_be_its_own(claims, table):
    code = await code_for(claims, table, OURS)

    assert await code_for(claims, table, OURS) == code
    assert await claims.may_bind(with_cell(table, f" {code} "), OURS) is None
    assert await claims.may_bind(table, OURS) is None
    assert (await claims.claim("gsheet:book")).owner == OURS


async def test_a_code_shows_it_for_one_guild_alone(claims, table):
    code = await code_for(claims, table, OURS)
    await code_for(claims, table, THEIRS)

    assert (await claims.may_bind(with_cell(table, code), THEIRS)).code == "table_unclaimed"


async def test_a_code_is_good_for_a_day(claims, clock, table):
    code = await code_for(claims, table, OURS)
    await clock.advance(CODE_LASTS_S + 1)

    assert (await claims.may_bind(with_cell(table, code), OURS)).code == "table_unclaimed"


async def test_a_second_guild_needs_the_word_of_the_first(claims, table):
    theirs = await code_for(claims, table, THEIRS)
    await claims.may_bind(with_cell(table, await code_for(claims, table, OURS)), OURS)

    assert (await claims.may_bind(with_cell(table, theirs), THEIRS)).code == "table_of_another"
    assert (await claims.share("gsheet:book", THEIRS, THEIRS)).code == "table_not_yours"
    assert await claims.share("gsheet:book", OURS, THEIRS) is None
    assert await claims.may_bind(table, THEIRS) is None
    assert (await claims.share("gsheet:book", THEIRS, "discord:3")).code == "table_not_yours"


async def test_what_was_released_is_for_whoever_shows_it_next(claims, table):
    await claims.may_bind(with_cell(table, await code_for(claims, table, OURS)), OURS)

    assert (await claims.release("gsheet:book", THEIRS)).code == "table_not_yours"
    assert await claims.release("gsheet:book", OURS) is None
    await code_for(claims, table, THEIRS)


async def test_who_runs_the_host_and_what_is_on_this_machine_need_no_code(claims, table):
    assert await claims.may_bind(table, "local") is None
    assert await claims.may_bind(evolve(table, document=None), OURS) is None
