"""
Names go by date, and nothing else does.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tiltyard.app import open_app
from tiltyard.desk.retention import Policy, Retention, left_guilds
from tiltyard.settings import PrivacySettings, Settings
from tiltyard.testing import FakeClock

DAYS = timedelta(days=1)


@pytest.fixture
def clock():
    return FakeClock()


def retention(bench, clock, archived_at, **policy):
    async def archived(_state):
        return archived_at

    app = bench.app
    policy = Policy(**(policy or {"after_archive": 30 * DAYS}))
    return Retention(bench.desk, app.privacy, clock, policy, archived_at=archived, left_at=left_guilds(app.journal))


async def names(bench):
    return [one.members[0].typed_name for one in (await bench.state()).entrants.values()]


async def test_names_stay_until_it_is_time_and_then_go_one_after_another(open_bench, clock):
    async with open_bench(clock=clock) as bench:
        await bench.create()
        await bench.sign_up("ann")
        await bench.sign_up("bob")
        follower = retention(bench, clock, clock.now())
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

        assert not await retention(bench, clock, None).wants((await bench.state()).id)


async def test_a_guild_that_removed_the_bot(open_bench, clock):
    async with open_bench(clock=clock) as bench:
        await bench.create()
        await bench.sign_up("ann")
        cup = await bench.state()
        follower = retention(bench, clock, None, after_leaving=7 * DAYS)
        assert not await follower.wants(cup.id)

        await bench.app.journal.store("guilds").put(cup.scope, {"left_at": (clock.now() - 8 * DAYS).isoformat()})

        assert await follower.wants(cup.id)
        await follower.act(cup.id)
        assert await names(bench) == [None]


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
