"""
Tables in Google Sheets: a read is one request, a write is one, and one more where people moved rows meanwhile.

A write finds no lock in Google Sheets: somebody may sort between our read and our write. So every write brings back the
tab as it stands after it, and what went astray is put right by the next request, three times at most. What is owed
outlives the process, see `debts`.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from attrs import frozen
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock
from tiltyard.errors import AccessDenied, BadPayload, SourceChanged, Unavailable
from tiltyard.models import Displaced, RowChanges, RowSource, RowTable, Unwritten, WriteResult
from tiltyard.plugin import PluginStore
from tiltyard_sheets.address import canonical, parse_address
from tiltyard_sheets.aftermath import look_after, look_later
from tiltyard_sheets.debts import Debts, Place, Request, this_process
from tiltyard_sheets.errors import ProtectedRange, RequestRefused, SheetNotFound
from tiltyard_sheets.grid import FIELDS, Snapshot, snapshot_of
from tiltyard_sheets.writing import Draft, body_of, draft_write

ROUNDS = 3
"""Requests that put right what a write missed. Who sorts faster than that is told what is left."""

REMEMBERED = 32
"""Snapshots that are kept for the write that follows a read; each is some hundred kilobytes for 512 rows."""

OTHERS_WITHIN_S = 5.0
"""How long a visit waits for another process to end its own."""

LOOK_AGAIN_FOR_OTHERS_S = 0.25

ANSWER_FIELDS = f"updatedSpreadsheet({FIELDS})"
"""What a write brings back."""


class Calls(Protocol):
    """What this needs of `tiltyard_sheets.client.SheetsClient`."""

    async def resolve(self, which: str) -> str:
        """URL, id or title to the id."""

    async def metadata(self, spreadsheet_id: str, *, fresh: bool = False) -> Mapping[str, Any]:
        """Title, zone and tabs; as remembered, unless `fresh`."""

    async def get_by_filter(
        self, spreadsheet_id: str, filters: Sequence[Mapping[str, Any]], fields: str
    ) -> Mapping[str, Any]:
        """One read."""

    async def batch_update(
        self, spreadsheet_id: str, body: Mapping[str, Any], *, fields: str | None = None
    ) -> Mapping[str, Any]:
        """One write."""


class GoogleTables:
    """Reads and writes tabs.

    store         where it is kept what writes owe
    look_again_s  how often the reader shall look for people's edits
    rest_s        how long it shall leave a sheet alone after each visit
    """

    def __init__(
        self,
        client: Calls,
        *,
        clock: Clock,
        log: FilteringBoundLogger,
        store: PluginStore,
        look_again_s: float | None,
        rest_s: float,
    ) -> None:
        self._client = client
        self._clock = clock
        self._log = log
        self._look_again_s = look_again_s
        self._rest_s = rest_s
        self._remembered: OrderedDict[tuple[str, int, str], Snapshot] = OrderedDict()
        self._writing: dict[str, asyncio.Lock] = {}
        self._debts = Debts(store, this_process())
        self._owed: dict[Place, Request] = {}

    async def fetch(self, source: RowSource) -> RowTable:
        """The whole tab.

        raises  BadInput, SourceNotFound, Unavailable, AccessDenied
        """
        spreadsheet_id, tab = await self._locate(source)
        await self._take_over((spreadsheet_id, tab))
        if (spreadsheet_id, tab) in self._owed:
            async with self._alone(spreadsheet_id):
                snapshot = await self._pay(spreadsheet_id, tab)
        else:
            snapshot = await self._read(spreadsheet_id, tab)
        self._remember(snapshot)
        return snapshot.table(self._clock.now(), look_again_s=self._look_again_s, rest_s=self._rest_s)

    async def write(self, source: RowSource, changes: RowChanges) -> WriteResult:
        """Apply changes of rows, and put right what missed its row.

        raises  SourceChanged (nothing was written, or all of it was put back), SourceNotFound, AccessDenied;
                Unavailable (it may have been written: read, and decide anew)
        """
        spreadsheet_id, tab = await self._locate(source)
        await self._take_over((spreadsheet_id, tab))
        async with self._alone(spreadsheet_id):
            if (spreadsheet_id, tab) in self._owed:
                self._remember(await self._pay(spreadsheet_id, tab))
            # Taken out of memory: whatever comes of the write, this is not how the sheet stands after it.
            snapshot = self._remembered.pop((spreadsheet_id, tab, changes.revision), None)
            if snapshot is None:
                snapshot = await self._read(spreadsheet_id, tab)
            if snapshot.revision != changes.revision:
                raise _changed(snapshot)
            return await self._write(snapshot, changes)

    async def _write(self, snapshot: Snapshot, changes: RowChanges, *, again: bool = True) -> WriteResult:
        request = Request(snapshot, await asyncio.to_thread(draft_write, snapshot, changes), changes)
        if body_of(snapshot, request.draft) is None:
            self._remember(snapshot)
            return _result(snapshot, changes, request.draft.unwritten, ())
        await self._owe(request)  # until its answer has been looked at
        try:
            after = await self._send(request)
        except (ProtectedRange, RequestRefused, SheetNotFound):  # nothing was written, for what we did not know
            await self._strike(request.place)
            fresh = await self._read(snapshot.spreadsheet_id, snapshot.tab)
            if fresh.cells != snapshot.cells or fresh.marks != snapshot.marks:
                raise _changed(fresh) from None
            if not again or (fresh.revision == snapshot.revision and fresh.title == snapshot.title):
                raise
            # Under the new rules, or by the tab's new name, the same changes can be written.
            return await self._write(fresh, changes, again=False)
        settled = await self._settle(request, after)
        # What was put back since the last write is told with this one: a read tells nobody.
        displaced = await self._debts.tell(request.place, settled.displaced)
        self._owed.pop(request.place, None)
        return _result(settled.after, settled.changes, settled.unwritten, displaced)

    async def _owe(self, request: Request, displaced: Sequence[Displaced] = ()) -> None:
        await self._debts.note(request, displaced)
        self._owed[request.place] = request

    async def _strike(self, place: Place, displaced: Sequence[Displaced] = ()) -> None:
        await self._debts.strike(place, displaced)
        self._owed.pop(place, None)

    async def _take_over(self, place: Place) -> None:
        """Owe what a process owed that is gone.

        raises  Unavailable while it may still be at it
        """
        if place in self._owed:
            return
        wait_until = self._clock.monotonic() + OTHERS_WITHIN_S
        while isinstance(found := await self._debts.take_over(place), float):
            if self._clock.monotonic() >= wait_until:
                raise Unavailable(
                    "another process has written this sheet, and has not looked yet at what came of it",
                    which=str(canonical(*place)),
                    next_step="If it is gone, what it left is put right by itself.",
                    retry_after_s=found,
                )
            await self._clock.sleep(LOOK_AGAIN_FOR_OTHERS_S)
        if found is not None:
            self._owed[place] = found

    async def _settle(self, request: Request, after: Snapshot) -> _Settled:
        """Put right what missed, until nothing does.

        raises  Unavailable or AccessDenied when that cannot be done now; it is owed, and done before the next visit
        """
        displaced: list[Displaced] = []
        unwritten = list(request.draft.unwritten)
        key_gone = False
        for left in range(ROUNDS, -1, -1):
            found = await asyncio.to_thread(look_after, request.before, request.draft, request.changes, after)
            displaced += found.displaced
            unwritten += found.unwritten
            key_gone = key_gone or found.key_gone
            request = Request(after, found.repair or Draft(()), found.changes)
            if body_of(after, request.draft) is None:
                break
            await self._owe(request, found.displaced)
            if not left:
                raise Unavailable("people move the rows of the sheet while it is written", which=after.title)
            after = await self._send(request)
        self._remember(after)
        if displaced:
            self._log.warning("sheet_rows_moved_meanwhile", tab=after.tab, cells_put_back=len(displaced))
        if key_gone:
            await self._strike(request.place, displaced)
            raise _changed(after)
        return _Settled(after, request.changes, tuple(unwritten), tuple(displaced))

    async def _pay(self, spreadsheet_id: str, tab: int) -> Snapshot:
        """Put back what an earlier write may have hit, if its answer was lost, and say how the tab stands then."""
        snapshot = await self._read(spreadsheet_id, tab)
        request = self._owed.get((spreadsheet_id, tab))
        if request is None:  # paid while we waited for our turn
            return snapshot
        later = await asyncio.to_thread(look_later, request.before, request.draft, request.changes, snapshot)
        if later.repair is None:
            await self._strike(request.place)
            return snapshot
        request = Request(snapshot, later.repair, later.changes)
        await self._owe(request, later.displaced)
        try:
            settled = await self._settle(request, await self._send(request))
        except SourceChanged:
            return await self._read(spreadsheet_id, tab)
        except (AccessDenied, RequestRefused):
            # Its owner closed those cells meanwhile. What stands in them is theirs to mend, and the rest goes on.
            self._log.warning("sheet_cells_not_put_back", tab=tab, cells=len(request.draft.cells))
            await self._strike(request.place)
            return snapshot
        await self._strike(request.place, settled.displaced)
        return settled.after

    async def _send(self, request: Request) -> Snapshot:
        body = body_of(request.before, request.draft)
        answer = await self._client.batch_update(request.before.spreadsheet_id, body or {}, fields=ANSWER_FIELDS)
        after = await _understood(answer.get("updatedSpreadsheet") or {}, request.before.tab)
        if after is None:
            raise BadPayload(
                "Google Sheets wrote, but did not show the tab as it stands after it", which=request.before.title
            )
        return after

    async def _read(self, spreadsheet_id: str, tab: int) -> Snapshot:
        filters = [{"gridRange": {"sheetId": tab}}]
        try:
            answer = await self._client.get_by_filter(spreadsheet_id, filters, FIELDS)
            if (snapshot := await _understood(answer, tab)) is not None:
                return snapshot
        except SheetNotFound as error:
            raise await self._no_tab(spreadsheet_id, tab) from error
        raise await self._no_tab(spreadsheet_id, tab)

    async def _locate(self, source: RowSource) -> tuple[str, int]:
        place = parse_address(source)
        spreadsheet_id = place.spreadsheet_id or await self._client.resolve(place.title or "")
        if place.sheet_id is not None:
            return spreadsheet_id, place.sheet_id
        shown = [one for one in await self._tabs(spreadsheet_id) if not one.get("hidden")]
        if not shown:
            raise SheetNotFound("the spreadsheet has no tab with cells that is not hidden", which=str(source))
        return spreadsheet_id, int(shown[0].get("sheetId", 0))

    async def _tabs(self, spreadsheet_id: str, *, fresh: bool = False) -> list[Mapping[str, Any]]:
        """Properties of the tabs that have cells, from left to right."""
        told = await self._client.metadata(spreadsheet_id, fresh=fresh)
        tabs = [one["properties"] for one in told.get("sheets", ())]
        grids = [one for one in tabs if one.get("sheetType", "GRID") == "GRID"]
        return sorted(grids, key=lambda one: one.get("index", 0))

    async def _no_tab(self, spreadsheet_id: str, tab: int) -> SheetNotFound:
        """What to say when there is no such tab; raises SheetNotFound itself when the spreadsheet is not there."""
        tabs = await self._tabs(spreadsheet_id, fresh=True)
        there = ", ".join(f"{one.get('title', '')} ({one.get('sheetId', 0)})" for one in tabs) or "none"
        return SheetNotFound(
            "the spreadsheet has no such tab",
            which=str(canonical(spreadsheet_id, tab)),
            next_step=f"It may have been deleted. There is: {there}. Bind one of them.",
        )

    def _alone(self, spreadsheet_id: str) -> asyncio.Lock:
        """One writes a spreadsheet at a time: an answer would else show what another write is about to mend."""
        return self._writing.setdefault(spreadsheet_id, asyncio.Lock())

    def _remember(self, snapshot: Snapshot) -> None:
        key = (snapshot.spreadsheet_id, snapshot.tab, snapshot.revision)
        self._remembered[key] = snapshot
        self._remembered.move_to_end(key)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)


@frozen
class _Settled:
    """How the tab stands when a write is over."""

    after: Snapshot
    changes: RowChanges
    unwritten: tuple[Unwritten, ...]
    displaced: tuple[Displaced, ...]


async def _understood(answer: Mapping[str, Any], tab: int) -> Snapshot | None:
    """Thought over in a thread, as everything here that takes longer than the event loop may wait: a tab of thousands
    of rows takes tenths of a second.
    """
    snapshot = await asyncio.to_thread(snapshot_of, answer, tab)
    if snapshot is not None:
        await asyncio.to_thread(lambda: snapshot.revision)
    return snapshot


def _result(
    snapshot: Snapshot, changes: RowChanges, unwritten: tuple[Unwritten, ...], displaced: tuple[Displaced, ...]
) -> WriteResult:
    key_column = tuple(snapshot.cell(row, changes.key_column) for row in range(len(snapshot.cells)))
    return WriteResult(snapshot.revision, key_column, unwritten, displaced)


def _changed(snapshot: Snapshot) -> SourceChanged:
    return SourceChanged(
        "the sheet is not what it was when the changes were decided; nothing was written",
        which=f'tab "{snapshot.title}"',
        next_step="It will be read again and decided anew.",
    )
