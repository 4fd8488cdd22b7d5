"""
Names go by date, and nothing else does.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tiltyard.app import open_app
from tiltyard.desk.retention import Policy, Retention
from tiltyard.models import Actor
from tiltyard.settings import PrivacySettings, Settings
from tiltyard.testing import FakeClock
from tiltyard.tournament import commands as c
from tiltyard.tournament.guild import FreezeGuild, ThawGuild

DAYS = timedelta(days=1)
STAFF = Actor("cli", "s1", "Sam")


@pytest.fixture
def clock():
    return FakeClock()


def retention(bench, clock, **policy):
    return Retention(bench.desk, bench.app.privacy, clock, Policy(**(policy or {"after_archive": 30 * DAYS})))


async def names(bench):
    return [one.members[0].typed_name for one in (await bench.state()).entrants.values()]


async def test_names_stay_until_it_is_time_and_then_go_one_after_another(open_bench, clock):
    async with open_bench(clock=clock) as bench:
        await bench.create()
        await bench.sign_up("ann")
        await bench.sign_up("bob")
        await bench.do(c.Archive)
        follower = retention(bench, clock)
        cup = (await bench.state()).id

        assert await follower.wants(cup)
        assert (await follower.act(cup)).again_in_s == 86_400
        assert await names(bench) == ["ann#EUW", "bob#EUW"]

        await clock.advance(30 * 86_400)
        progress = await follower.act(cup)
        assert progress.again_in_s is None
        assert await names(bench) == [None, None]
        assert [one.seated for one in (await bench.state()).entrants.values()] == [True, True]

        seq = (await bench.state()).seq
        await follower.act(cup)
        assert (await bench.state()).seq == seq


async def test_a_tournament_that_is_not_archived_is_no_business_of_it(open_bench, clock):
    async with open_bench(clock=clock) as bench:
        await bench.create()

        assert not await retention(bench, clock).wants((await bench.state()).id)


async def test_one_that_was_taken_out_of_the_archive_again_keeps_its_names(open_bench, clock):
    async with open_bench(clock=clock) as bench:
        await bench.create()
        await bench.do(c.Archive)
        await bench.do(c.Unarchive)

        assert not await retention(bench, clock).wants((await bench.state()).id)


async def test_a_guild_that_removed_the_bot(open_bench, clock):
    """Nothing else changes there any more."""
    async with open_bench(clock=clock) as bench:
        await bench.create()
        await bench.sign_up("ann")
        cup = await bench.state()
        follower = retention(bench, clock, after_leaving=7 * DAYS)
        assert not await follower.wants(cup.id)

        await bench.desk.handle_guild(FreezeGuild(scope=cup.scope, actor=STAFF))
        assert (await follower.act(cup.id)).again_in_s == 86_400
        await clock.advance(7 * 86_400)

        assert await follower.wants(cup.id)
        await follower.act(cup.id)
        assert await names(bench) == [None]
        last = (await bench.desk.history(cup.id))[-1]
        assert (last.type, last.actor.id) == ("PersonErased", "retention")


async def test_a_guild_that_has_the_bot_back_keeps_its_names(open_bench, clock):
    async with open_bench(clock=clock) as bench:
        await bench.create()
        cup = await bench.state()
        for command in (FreezeGuild, ThawGuild):
            await bench.desk.handle_guild(command(scope=cup.scope, actor=STAFF))

        assert not await retention(bench, clock, after_leaving=7 * DAYS).wants(cup.id)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        pytest.param({}, None, id="never"),
        pytest.param({"after_archive": 3 * DAYS}, 3 * DAYS, id="archived"),
        pytest.param({"after_archive": 3 * DAYS, "after_leaving": DAYS}, DAYS, id="the-sooner"),
    ],
)
def test_when_it_is_due(policy, expected):
    now = FakeClock().now()

    assert Policy(**policy).due(now, now) == (None if expected is None else now + expected)


async def test_it_follows_only_where_it_is_set(tmp_path: Path):
    for days, follows in ((None, False), (30, True)):
        settings = Settings(data_dir=tmp_path, privacy=PrivacySettings(erase_after_days=days))
        async with open_app(settings, plugins=()) as app:
            assert ("retention" in [one.name for one in app.runner._followers]) is follows
