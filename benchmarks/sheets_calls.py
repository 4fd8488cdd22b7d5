"""
What Google counts: calls for a sign-up, a check-in, a drop, a refresh and a reset of 512 rows, and how many players a
minute that lets through, at 60 reads and 60 writes.

Beside ours, on the same stand-in in the same run: gspread as a bot commonly uses it (the sheet opened for each action,
a call for each cell), and gspread-asyncio, which remembers what it has opened, with a row in one call. Neither is given
a delay between calls, so that only what they ask for is compared.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
import gspread
import gspread_asyncio
import structlog
from google.oauth2.service_account import Credentials
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from sheet_cups import CUP, HEADER, account, add_sheet, open_cup, row

from tiltyard.testing.google_sheets import Quota, SheetsService
from tiltyard.tournament import commands as c

ROWS = 512
QUOTA = 60
RUSH_S = 15.0
QUIET_S = 3.0
"""After so long without a call nothing is under way any more, also on a busy machine."""
SCOPES = ["https://www.googleapis.com/auth/spreadsheets"]
GOOGLE = "https://sheets.googleapis.com"
ACTIONS = ("sign-up", "check-in", "drop", "refresh", "reset")
Costs = dict[str, tuple[float, float]]


class ToStandIn(HTTPAdapter):
    """Sends Google's addresses to the stand-in."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: PreparedRequest, *args: Any, **more: Any) -> Response:
        """One request."""
        request.url = str(request.url).replace(GOOGLE, self._url, 1)
        return super().send(request, *args, **more)


def credentials(service: SheetsService) -> Credentials:
    """The robot's."""
    return Credentials.from_service_account_info(service.service_account(), scopes=SCOPES)


def sheet(service: SheetsService) -> Any:
    """512 players, and room below."""
    return service.add("Cup", [HEADER, *(row(number) for number in range(ROWS))])


async def cost(service: SheetsService, action: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Reads and writes of one action."""
    before = service.count("reads"), service.count("writes")
    await action()
    return service.count("reads") - before[0], service.count("writes") - before[1]


async def plain(service: SheetsService) -> Costs:
    """gspread, opened for each action, cell by cell."""
    book = sheet(service)
    client = gspread.authorize(credentials(service))
    client.http_client.session.mount(GOOGLE, ToStandIn(service.url))

    def opened() -> gspread.Worksheet:
        return client.open_by_key(book.id).worksheet("Sheet1")

    def sign_up() -> None:
        tab = opened()
        at = len(tab.col_values(1)) + 1
        tab.acell(f"A{at}")
        for letter, value in zip("ABCDEF", row(ROWS), strict=True):
            tab.update_acell(f"{letter}{at}", value)

    def check_in() -> None:
        opened().update_acell("E2", True)

    def drop() -> None:
        tab = opened()
        tab.acell("A3")
        for letter in "ABCDEF":
            tab.update_acell(f"{letter}3", "")

    def refresh() -> None:
        opened().get(f"A1:F{ROWS + 1}")

    def reset() -> None:
        tab = opened()
        cells = tab.range(f"E2:E{ROWS + 1}")
        for cell in cells:
            cell.value = False
        tab.update_cells(cells)
        refresh()

    works = dict(zip(ACTIONS, (sign_up, check_in, drop, refresh, reset), strict=True))
    costs = {what: await cost(service, lambda work=work: asyncio.to_thread(work)) for what, work in works.items()}
    client.http_client.session.close()
    return costs


async def by_gspread_asyncio(service: SheetsService) -> Costs:
    """gspread-asyncio, which remembers the spreadsheet and the tab; the row is looked for by its account."""
    book = sheet(service)
    manager = gspread_asyncio.AsyncioGspreadClientManager(lambda: credentials(service), gspread_delay=0.0)
    client = await manager.authorize()
    client.gc.http_client.session.mount(GOOGLE, ToStandIn(service.url))

    async def tab() -> Any:
        return await (await (await manager.authorize()).open_by_key(book.id)).worksheet("Sheet1")

    async def place(number: int) -> int:
        return int((await (await tab()).col_values(1)).index(account(number)) + 1)

    async def sign_up() -> None:
        await (await tab()).col_values(1)  # is there a row of them already?
        await (await tab()).append_row(row(ROWS))

    async def check_in() -> None:
        await (await tab()).update_acell(f"E{await place(0)}", True)

    async def drop() -> None:
        at = await place(1)
        await (await tab()).batch_update([{"range": f"A{at}:F{at}", "values": [[""] * 6]}])

    async def refresh() -> None:
        await (await tab()).get_values()

    async def reset() -> None:
        await (await tab()).batch_update([{"range": f"E2:E{ROWS + 1}", "values": [[False]] * ROWS}])

    await tab()  # opened once, for the whole evening
    works = dict(zip(ACTIONS, (sign_up, check_in, drop, refresh, reset), strict=True))
    costs = {what: await cost(service, work) for what, work in works.items()}
    client.gc.http_client.session.close()
    return costs


async def ours(service: SheetsService, directory: Path) -> Costs:
    """A host of Tiltyard; one action at a time, which is what costs it most."""
    async with open_cup(service, directory, add_sheet(service), refresh_s=3600.0) as cup:
        async with cup.paused():
            for number in range(ROWS):
                await cup.sign_up(number)
        await cup.agree()
        await cup.quiet(for_s=QUIET_S)
        mirror = next(one for one in cup.app.runner.followers if one.name == "rows")

        async def till_quiet(asked: Awaitable[object]) -> None:
            await asked
            await cup.agree()
            await cup.quiet(for_s=QUIET_S)

        async def reset() -> None:
            await till_quiet(cup.do(c.ResetCheckIns, reason="once more"))

        costs = {
            "sign-up": await cost(service, lambda: till_quiet(cup.sign_up(ROWS))),
            "check-in": await cost(service, lambda: till_quiet(cup.check_in(0))),
            "drop": await cost(service, lambda: till_quiet(cup.drop(1))),
            "refresh": await cost(service, lambda: mirror.act(CUP)),
        }
        async with cup.paused():
            for number in range(2, ROWS):
                await cup.check_in(number)
        await till_quiet(asyncio.sleep(0))
        return {**costs, "reset": await cost(service, reset)}


async def rush(service: SheetsService, directory: Path) -> tuple[float, float, float]:
    """Players a minute under Google's own quota and our own pauses, and reads and writes a minute for them."""
    service.quota = Quota()
    async with open_cup(service, directory, add_sheet(service), refresh_s=600.0, flush_s=3.0) as cup:
        await cup.quiet()
        before, began, players = cup.calls(), time.monotonic(), 0
        while time.monotonic() - began < RUSH_S:
            await cup.sign_up(players)
            players += 1
        await cup.agree(within_s=300.0)
        minutes = (time.monotonic() - began) / 60.0
        reads, writes = (now - then for now, then in zip(cup.calls(), before, strict=True))
    return players / minutes, reads / minutes, writes / minutes


def show(who: str, costs: Costs) -> None:
    """One line: reads and writes of each action, and what the quota lets through."""
    words = "   ".join(f"{what} {reads:.0f}R {writes:.0f}W" for what, (reads, writes) in costs.items())
    least = {what: QUOTA / max(*costs[what], 1) for what in ("sign-up", "check-in")}
    print(f"{who:<16} {words}   a minute: {least['sign-up']:.0f} sign-ups or {least['check-in']:.0f} check-ins")


async def main() -> None:
    """Count, one after the other."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with SheetsService() as service, tempfile.TemporaryDirectory() as directory:
        all_costs = {
            "gspread": await plain(service),
            "gspread-asyncio": await by_gspread_asyncio(service),
            "one at a time": await ours(service, Path(directory) / "one"),
        }
        for who, costs in all_costs.items():
            show(who, costs)
        players, reads, writes = await rush(service, Path(directory) / "rush")
    theirs = {who: QUOTA / max(costs["sign-up"]) for who, costs in all_costs.items() if who != "one at a time"}
    beside = ", ".join(f"{players / most:.0f} times {who}" for who, most in theirs.items())
    print(
        f"in a rush: {players:.0f} sign-ups a minute in the sheet, with {reads:.0f} reads and {writes:.0f} writes a "
        f"minute; {beside}"
    )


if __name__ == "__main__":
    asyncio.run(main())
