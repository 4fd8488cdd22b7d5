"""
What a follower cannot do: put on a list for the operator, out of everybody's way, and tried again when asked for.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from tiltyard.desk.desk import stream_of
from tiltyard.desk.follower import Progress, Runner, is_permanent
from tiltyard.errors import (
    AccessDenied,
    BadInput,
    BadPayload,
    Bug,
    HookFailed,
    JournalAway,
    SourceChanged,
    SourceNotFound,
    Unavailable,
)
from tiltyard.models import Actor, Rules
from tiltyard.tournament import commands as c
from tiltyard.tournament.text import tournament_id

OTHER = tournament_id("local", "other")


class Moody:
    """A follower that raises what it is told to, for one of two tournaments."""

    name = "moody"
    lease_s = 5.0

    def __init__(self, error):
        self.error = error
        self.seen = []

    async def wants(self, tournament):
        return True

    async def act(self, tournament):
        self.seen.append(tournament)
        if self.error and tournament != OTHER:
            raise self.error
        return Progress()

    def tries(self, tournament):
        return self.seen.count(tournament)


@pytest.fixture
def impatient(monkeypatch):
    """Attempts follow each other quickly."""
    monkeypatch.setattr("tiltyard.desk.follower.RETRY_FIRST_S", 0.001)
    monkeypatch.setattr("tiltyard.desk.follower.RETRY_MOST_S", 0.002)


@pytest.fixture
async def cups(open_bench):
    async with open_bench() as bench:
        await bench.create()
        other = c.CreateTournament(tournament=OTHER, actor=Actor("cli", "s1"), title="Other", rules=Rules(capacity=2))
        await bench.desk.handle(other)
        yield bench


def runner(bench, follower, holder="me"):
    return Runner([follower], bench.app.journal, bench.app.clock, holder)


@asynccontextmanager
async def hosting(bench, follower):
    following = asyncio.create_task(runner(bench, follower).run())
    yield
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


async def until(condition):
    async with asyncio.timeout(10):
        while not await condition():  # noqa: ASYNC110 # not all of this is news
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (BadInput("no header"), True),
        (Bug("ours"), True),
        (KeyError("ours too"), True),
        (SourceNotFound("it may come back"), False),
        (SourceChanged("it has"), False),
        (Unavailable("down"), False),
        (AccessDenied("for a human, but vendors change their minds"), False),
        (BadPayload("odd"), False),
        (HookFailed("fetch_rows", []), False),
        (JournalAway("restarting"), False),
        (TimeoutError(), False),
    ],
)
def test_what_will_fail_in_the_same_way_is_told_from_what_may_pass(error, permanent):
    assert is_permanent(error) is permanent


async def test_what_cannot_be_done_is_listed_at_once_and_waited_for_no_longer(cups):
    moody = Moody(BadInput("no header"))

    async with asyncio.timeout(5):
        left = await runner(cups, moody).drain(60)

    assert left == ["moody: no header (given up for now; `tiltyard journal retry moody` tries it again)"]
    (letter,) = await cups.app.journal.dead_letters()
    assert (letter.follower, letter.attempts, letter.reason) == ("moody", 1, "no header")
    assert letter.stream == stream_of((await cups.state()).id)
    assert letter.seq == (await cups.state()).seq
    assert moody.tries(OTHER) == 1


async def test_what_fails_again_and_again_is_listed_in_the_end(cups, impatient):
    moody = Moody(Unavailable("down"))

    with capture_logs() as lines:
        async with hosting(cups, moody):
            await until(cups.app.journal.dead_letters)

    (letter,) = await cups.app.journal.dead_letters()
    assert (letter.attempts, letter.reason) == (12, "down")
    assert letter.first_at < letter.last_at
    assert [line["event"] for line in lines].count("follower_gave_up") == 1


async def test_a_dead_letter_is_tried_again_slowly_and_taken_off_when_it_is_done(cups, monkeypatch):
    monkeypatch.setattr("tiltyard.desk.follower.RETRY_GIVEN_UP_S", 0.05)
    moody = Moody(BadInput("no header"))

    async with hosting(cups, moody):
        await until(lambda: attempts(cups, 3))
        moody.error = None
        await until(lambda: attempts(cups, 0))

    assert (await cups.app.journal.cursors("moody"))[stream_of((await cups.state()).id)].seq == 2


async def attempts(bench, count):
    """Whether the list shows at least so many attempts; none means that it is empty."""
    letters = await bench.app.journal.dead_letters("moody")
    return sum(letter.attempts for letter in letters) >= count if count else not letters


async def test_the_operator_may_ask_for_another_attempt_from_another_process(cups, open_bench):
    moody = Moody(BadInput("no header"))
    async with hosting(cups, moody), open_bench() as command:
        await until(cups.app.journal.dead_letters)
        moody.error = None

        assert await command.app.journal.take_up("moody") == 1

        await until(lambda: attempts(cups, 0))
        cursor_of = cups.app.journal.cursors
        await until(lambda: has(cursor_of, stream_of(tournament_id("local", "cup"))))


async def has(cursors, stream):
    return stream in await cursors("moody")


async def test_a_process_that_begins_tries_what_another_has_given_up(cups):
    await runner(cups, Moody(BadInput("no header"))).drain(5)

    assert await runner(cups, Moody(None), "another").drain(5) == []
    assert await cups.app.journal.dead_letters() == []


async def test_who_is_forgotten_leaves_no_dead_letter(cups):
    await runner(cups, Moody(BadInput("no header"))).drain(5)

    await cups.app.journal.forget_follower("moody")

    assert await cups.app.journal.dead_letters() == []
