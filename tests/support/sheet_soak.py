"""
An evening's rush: hundreds sign up and check in while an organiser sorts and edits, a part of all calls goes wrong, and
Google counts. For the suite in seconds, for the benchmark in Google's own two minutes.
"""

from __future__ import annotations

import asyncio
import random
import time

from attrs import frozen
from sheet_cups import add_sheet, name, open_cup, wait_for

from tiltyard.testing.google_sheets import Quota, SheetsService

FAULTS = 0.1
REAL_WINDOW_S = 60.0
AGREES_WITHIN_S = 60.0

HAND_S = 1.0
"""How quick an organiser is, however much quicker all else is: two moves in one write are not always told apart."""


@frozen
class Soak:
    """How hard it was.

    seconds     of the rush; seconds_to_agree after it, until the sheet said what the tournament says
    reads, writes  calls that arrived
    refused     calls that Google answered 429
    faults      calls that went wrong
    edits       what the organiser did
    """

    players: int
    seconds: float
    seconds_to_agree: float
    reads: int
    writes: int
    refused: int
    faults: int
    edits: int


async def soak(directory, *, players, lasts_s, scale, seed=5, columns=2):
    """Run it, and see that the sheet says what the tournament says.

    lasts_s  how long people press
    scale    how much quicker than Google's minute the quota's window is, and all waiting with it
    columns  how many the organiser inserts
    """
    window_s = REAL_WINDOW_S / scale
    with SheetsService(quota=Quota(window_s=window_s)) as service:
        book = add_sheet(service)
        settings = {
            "quota_window_s": window_s,
            "flush_s": 3.0 / scale,
            "refresh_s": 10.0 / scale,
            "backoff_first_s": 1.0 / scale,
            "backoff_most_s": 32.0 / scale,
        }
        async with open_cup(service, directory, book, **settings) as cup:
            for when, chance in (("before", seed), ("after", seed + 1)):
                service.fail(503, share=FAULTS / 2, when=when, seed=chance)
            service.fail(503, when="after", kind="writes")  # one for certain
            began = time.monotonic()
            organiser = asyncio.create_task(
                _organise(cup, random.Random(seed), max(lasts_s / 100, HAND_S), 6.0 / scale + 1.0, columns)
            )
            await _press(cup, players, lasts_s)
            organiser.cancel()
            edited = (await asyncio.gather(organiser, return_exceptions=True))[0]
            if not isinstance(edited, asyncio.CancelledError):
                raise edited
            seconds = time.monotonic() - began
            await cup.agree(within_s=AGREES_WITHIN_S)
            await wait_for(lambda: _is_as_typed(cup), AGREES_WITHIN_S, lambda: f"not as typed: {cup.lost}")
            assert len(cup.rows()) == players
            assert len((await cup.state()).entrants) == players
            calls = [call for call in service.calls if call.reads or call.writes]
            return Soak(
                players,
                seconds,
                time.monotonic() - began - seconds,
                sum(call.reads for call in calls),
                sum(call.writes for call in calls),
                sum(call.status == 429 for call in calls),
                sum(call.status >= 500 for call in calls),
                cup.edits,
            )


async def _press(cup, players, lasts_s):
    """Everybody signs up in the first half, and checks in in the second; none waits for the sheet."""
    cup.met = set()
    began, presses = (
        time.monotonic(),
        [*((cup.sign_up, n) for n in range(players)), *((cup.check_in, n) for n in range(players))],
    )
    for at, (ask, number) in enumerate(presses):
        await ask(number)
        _look(cup)
        late_s = time.monotonic() - began - lasts_s * at / len(presses)
        await asyncio.sleep(max(0.0, -late_s))


def _look(cup):
    """The accounts that stand in the sheet now; whoever stood there once is met."""
    here = {one["Discord"] for one in cup.rows() if one["Discord"] and one["Riot ID"]}
    cup.met |= here
    return here


async def _organise(cup, chance, every_s, settle_s, most_columns):
    """Sort, take notes, correct pronouns, put a column and rows in between.

    settle_s  what they wait before and after they insert a column. What is typed and moved to another column both
              between one read of ours and the write that follows can be hit, and Google tells nobody what a write
              replaced: such a cell is listed as displaced, and what it said is gone
    """
    cup.edits, cup.typed, cup.notes = 0, {}, {}
    steps = ["sort", "sort", "note", "pronouns", "pronouns", "row", "column"]
    columns = 0
    while True:
        await asyncio.sleep(every_s)
        step = chance.choice(steps)
        with cup.service.lock:
            # A row that was being sorted while we wrote it may be half of one until it is put right.
            rows = [one for one in cup.rows() if one["Discord"] and one["Riot ID"]]
            here = _look(cup)
            # Whose row is gone stands under somebody else's name until we have put it back: what is typed beside that
            # name meanwhile is typed into the other's row, and nobody can tell for whom it was.
            astray = cup.met != here or len(here) != len(rows)
            if not rows or (astray and step in {"note", "pronouns"}):
                continue
            one = chance.choice(rows)
            number = int(one["Riot ID"].removeprefix("Player ").removesuffix("#EUW"))
            if step == "sort":
                cup.human.sort(
                    cup.place(number, chance.choice(["Riot ID", "Discord"]))[0], descending=chance.random() < 0.5
                )
            elif step == "note":
                cup.notes[number] = f"seen {cup.edits}"
                cup.human.type(cup.place(number, "My notes"), cup.notes[number])
            elif step == "pronouns":
                cup.typed[number] = chance.choice(["she/her", "he/him", "they/them"])
                cup.human.type(cup.place(number, "Pronouns"), cup.typed[number])
            elif step == "row":
                cup.human.insert_rows(chance.randrange(2, len(rows) + 2))
        if step == "column" and columns < most_columns:
            columns += 1
            await asyncio.sleep(settle_s)
            cup.human.insert_columns(chance.choice("BCD"))
            await asyncio.sleep(settle_s)
        cup.edits += 1


async def _is_as_typed(cup):
    """What the organiser typed is what the tournament knows, and their notes stand beside whom they are about."""
    known = {m.typed_name: m.pronouns for one in (await cup.state()).entrants.values() for m in one.members}
    found = [
        *((number, words, known[name(number)], cup.cell(number, "Pronouns")) for number, words in cup.typed.items()),
        *((number, words, words, cup.cell(number, "My notes")) for number, words in cup.notes.items()),
    ]
    cup.lost = [one for one in found if len({*one[1:]}) > 1]  # number, typed, known here, stands there
    cup.lost += [("stands in", one) for one in cup.rows() if one["My notes"] in {lost[1] for lost in cup.lost}]
    return not cup.lost
