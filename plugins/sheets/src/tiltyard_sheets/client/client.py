"""
Speaks with Google Sheets for everybody in this plugin.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from attrs import define, field, frozen
from structlog.typing import FilteringBoundLogger

from tiltyard.clock import Clock
from tiltyard.deadline import time_left_s
from tiltyard.errors import TiltyardError
from tiltyard.models import Cell
from tiltyard.plugin import PluginStore
from tiltyard_sheets.client.cells import same_key, shown_value, to_cell
from tiltyard_sheets.client.credentials import Credential, CredentialSource
from tiltyard_sheets.client.faults import Asked, Fault, NoAnswer, NotSent, WireFault, error_of
from tiltyard_sheets.client.figures import DAYS_KEPT, Stats, Tally, add_day, stats_of
from tiltyard_sheets.client.place import only_one, read_place, title_query
from tiltyard_sheets.client.quota import Quota
from tiltyard_sheets.client.retry import backoff_s, may_repeat, share_s
from tiltyard_sheets.client.slots import GivenUp, NoSlot, Slot, Slots
from tiltyard_sheets.errors import AccessMissing, AuthenticationError, QuotaExhausted, SheetNotFound, SheetsDown
from tiltyard_sheets.settings import SheetsSettings

if TYPE_CHECKING:
    from tiltyard_sheets.client.wire import Wire

Kind = Literal["read", "write", "other"]

THREADS: Mapping[Kind, int] = {"read": 3, "write": 3, "other": 1}
"""Requests at once. The quota is one a second, and Google answers in less than that."""

CLOSE_S = 2.0
"""How long what goes on may take to end when the client is closed; its thread does not keep the process."""

STATS_WITHIN_S = 5.0
"""How long reading the credentials may take, to tell what is left of their quota."""

STATS_EVERY_S = 1.0
"""Figures are added to the kept ones this often at most."""

_ANSWER_SHARE = 0.95
"""Of what our caller has left: the rest is for saying what came of it."""

_STATS = "stats"
_DRIVE_FILES = "https://www.googleapis.com/drive/v3/files"
_SPREADSHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
_METADATA = (
    "spreadsheetId,spreadsheetUrl,properties(title,locale,timeZone),"
    "sheets(properties(sheetId,title,index,sheetType,hidden,gridProperties),"
    "protectedRanges(protectedRangeId,range,description,warningOnly,requestingUserCanEdit))"
)
_CELLS_ONLY = {"updateCells", "appendCells", "repeatCell"}
"""Requests of a batch that leave the metadata as it is, but for the number of rows."""


@frozen
class _Method:
    """A method of Google's.

    kind      which bucket it is taken from
    harmless  may be asked twice even if the first may have been applied
    """

    name: str
    kind: Kind
    harmless: bool


_GET = _Method("get", "read", harmless=True)
_FILTER = _Method("getByDataFilter", "read", harmless=True)
_BATCH = _Method("batchUpdate", "write", harmless=False)
_PUT = _Method("values.batchUpdate", "write", harmless=True)
_CREATE = _Method("create", "write", harmless=False)
_FILES = _Method("files.list", "other", harmless=True)
_SHARE = _Method("permissions.create", "other", harmless=True)


@frozen
class Appended:
    """Rows that stand in the sheet now.

    added  how many of them this call added, as far as Google said so
    found  how many were found there after an answer was lost
    """

    added: int
    found: int


@define
class _Metadata:
    """What is known about one spreadsheet, and who asks for it just now."""

    value: Mapping[str, Any] | None = None
    read_at_s: float = 0.0
    asking: asyncio.Lock = field(factory=asyncio.Lock)


class SheetsClient:
    """Speaks with Google Sheets: off the event loop, within the quota, with a deadline for everything.

    All of it raises the errors of `tiltyard_sheets.errors`.
    """

    def __init__(
        self,
        settings: SheetsSettings,
        *,
        clock: Clock,
        store: PluginStore,
        log: FilteringBoundLogger,
        environ: Mapping[str, str] | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._store = store
        self._log = log
        self._chance = chance or random.Random()  # noqa: S311 # spreads repetitions, guards nothing
        self._source = CredentialSource(settings, os.environ if environ is None else environ)
        self._quota = Quota(settings, clock=clock, store=store)
        # Apart, so that reads which wait for the quota hold back no writes.
        self._slots: dict[Kind, Slots] = {kind: Slots(most) for kind, most in THREADS.items()}
        self._wire: Wire | None = None
        self._wiring = threading.Lock()
        self._metadata: dict[str, _Metadata] = {}
        self._tally = Tally()
        self._kept_at_s = -STATS_EVERY_S
        self._keeping: asyncio.Task[None] | None = None
        self._told_broken: str | None = None
        self._down_since_s: float | None = None
        self._closed = False

    # ------------------------------------------------------------------------------------------------------ questions

    async def resolve(self, which: str) -> str:
        """The id of the spreadsheet that an address, a key or a title names.

        A title is looked up in Drive; for the others nobody is asked, so that the sheet may still turn out to be gone.
        """
        place = read_place(which)
        if place.spreadsheet_id:
            return place.spreadsheet_id
        title = place.title or ""
        params = {
            "q": title_query(title),
            "fields": "files(id,name)",
            "pageSize": 10,
            "supportsAllDrives": "true",
            "includeItemsFromAllDrives": "true",
        }
        answer = await self._call(_FILES, "GET", _DRIVE_FILES, which=title, params=params)
        files = [(str(one.get("id")), str(one.get("name"))) for one in answer.get("files", ())]
        return only_one(title, files, self.robot_address())

    async def metadata(self, spreadsheet_id: str, *, fresh: bool = False) -> Mapping[str, Any]:
        """Title, locale, time zone, and of each tab its properties and protected ranges, as Google has them.

        Kept for as long as `refresh_s` says, and until a tab is added, renamed or the like from here; `fresh` asks
        anyway. Not to be changed.
        """
        known = self._metadata.setdefault(spreadsheet_id, _Metadata())
        asked_at_s = self._clock.monotonic()
        async with known.asking:
            # Who waited for somebody else's question gets its answer, also if it was to be fresh.
            oldest_s = asked_at_s if fresh else asked_at_s - self._settings.refresh_s
            if known.value is not None and known.read_at_s > oldest_s:
                self._tally.cached(hit=True)
                self._keep_soon()
                return known.value
            self._tally.cached(hit=False)
            url, params = f"{_SPREADSHEETS}/{spreadsheet_id}", {"fields": _METADATA}
            value = await self._call(_GET, "GET", url, which=spreadsheet_id, params=params)
            known.value, known.read_at_s = value, self._clock.monotonic()
            return known.value

    async def get_by_filter(
        self, spreadsheet_id: str, filters: Sequence[Mapping[str, Any]], fields: str
    ) -> Mapping[str, Any]:
        """`spreadsheets.getByDataFilter`: one read, whatever it brings.

        filters  `DataFilter` objects
        fields   the field mask of what is wanted; with `data` in it, cells come along
        """
        url = f"{_SPREADSHEETS}/{spreadsheet_id}:getByDataFilter"
        # Without includeGridData: Google ignores it when there is a field mask.
        body = {"dataFilters": list(filters)}
        return await self._call(_FILTER, "POST", url, which=spreadsheet_id, params={"fields": fields}, json=body)

    # -------------------------------------------------------------------------------------------------------- changes

    async def batch_update(
        self, spreadsheet_id: str, body: Mapping[str, Any], *, fields: str | None = None
    ) -> Mapping[str, Any]:
        """`spreadsheets.batchUpdate`: one write, all of it or nothing.

        fields  the field mask of what is wanted of the answer; all of it when it is not told
        raises  SheetsDown with `may_have_happened` when the answer was lost: it is not repeated, look first
        """
        if any(kind not in _CELLS_ONLY for request in body.get("requests", ()) for kind in request):
            self._metadata.pop(spreadsheet_id, None)
        url = f"{_SPREADSHEETS}/{spreadsheet_id}:batchUpdate"
        params = {"fields": fields} if fields else {}
        return await self._call(_BATCH, "POST", url, which=spreadsheet_id, params=params, json=body)

    async def put_values(
        self, spreadsheet_id: str, ranges: Mapping[str, Sequence[Sequence[Cell]]]
    ) -> Mapping[str, Any]:
        """`values.batchUpdate`, raw: one write of values to fixed ranges in A1 notation.

        Putting the same values twice changes nothing, so it is repeated also when an answer was lost.
        """
        data = [{"range": name, "values": [list(row) for row in rows]} for name, rows in ranges.items()]
        url = f"{_SPREADSHEETS}/{spreadsheet_id}/values:batchUpdate"
        body = {"valueInputOption": "RAW", "data": data}
        return await self._call(_PUT, "POST", url, which=spreadsheet_id, json=body)

    async def append_rows(
        self, spreadsheet_id: str, sheet_id: int, rows: Sequence[Sequence[Cell]], *, key_column: int
    ) -> Appended:
        """Add rows below the last one that holds anything, each exactly once.

        When an answer is lost, the key column is read, and only what is missing there is added again.

        rows        keys in them are not blank, differ from each other and from those in the sheet
        key_column  0-based
        """
        missing, added, found = list(rows), 0, 0
        for attempt in range(1, self._settings.attempts + 1):
            cells = [{"values": [to_cell(value) for value in row]} for row in missing]
            append = {"appendCells": {"sheetId": sheet_id, "rows": cells, "fields": "userEnteredValue"}}
            try:
                await self.batch_update(spreadsheet_id, {"requests": [append]})
            except SheetsDown as error:
                if not error.may_have_happened:
                    raise
                keys = await self._column(spreadsheet_id, sheet_id, key_column)
                left = [row for row in missing if not any(same_key(row[key_column], key) for key in keys)]
                found += len(missing) - len(left)
                missing = left
                if missing and attempt == self._settings.attempts:
                    raise
            else:
                added += len(missing)
                missing = []
            if not missing:
                break
        return Appended(added, found)

    async def create(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """`spreadsheets.create`: a new spreadsheet, which belongs to the account of the credentials.

        raises  SheetsDown with `may_have_happened` when the answer was lost: there may be a sheet that nobody knows
        """
        return await self._call(_CREATE, "POST", _SPREADSHEETS, which="a new sheet", json=body)

    async def share(self, spreadsheet_id: str, address: str) -> None:
        """Let somebody edit a spreadsheet that was made with these credentials; Google writes them an e-mail.

        source  https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions/create (2026-11)
        """
        url = f"{_DRIVE_FILES}/{spreadsheet_id}/permissions"
        body = {"role": "writer", "type": "user", "emailAddress": address}
        await self._call(_SHARE, "POST", url, which=spreadsheet_id, params={"supportsAllDrives": "true"}, json=body)

    # ----------------------------------------------------------------------------------------------------- about itself

    def robot_address(self) -> str | None:
        """The address that sheets are shared with; None for a user's own credentials, and when none are usable."""
        if self._source.known is None:
            try:
                return self._source.read().robot
            except AuthenticationError:
                return None
        return self._source.known.robot

    async def stats(self) -> Stats:
        """What all calls cost, over all processes of this journal."""
        await self._keep()
        today = self._clock.now().date()
        days = [(today - timedelta(days=back)).isoformat() for back in range(DAYS_KEPT)]
        left: tuple[int | None, int | None] = (None, None)
        with contextlib.suppress(AuthenticationError, SheetsDown):
            async with self._slot("other", STATS_WITHIN_S) as slot:
                account = (await slot.run(self._source.read, within_s=STATS_WITHIN_S)).account
            left = (await self._quota.left(account, "read"), await self._quota.left(account, "write"))
        quota = (self._settings.reads_per_minute, self._settings.writes_per_minute)
        return stats_of(await self._store.get(_STATS), days, left=left, quota=quota)

    async def close(self) -> None:
        """Keep the figures and end; what goes on is waited for, but not for long."""
        self._closed = True
        if self._keeping:
            self._keeping.cancel()
            await asyncio.wait({self._keeping})
        await asyncio.gather(*(slots.close(CLOSE_S) for slots in self._slots.values()))
        if self._wire:
            self._wire.close()
        with contextlib.suppress(TiltyardError):
            await self._keep()

    # ------------------------------------------------------------------------------------------------------- one call

    async def _column(self, spreadsheet_id: str, sheet_id: int, column: int) -> list[Cell]:
        """The values of one column, from wherever Google begins on; blanks left out."""
        area = {"sheetId": sheet_id, "startColumnIndex": column, "endColumnIndex": column + 1}
        fields = "sheets(data(rowData(values(userEnteredValue,effectiveValue))))"
        answer = await self.get_by_filter(spreadsheet_id, [{"gridRange": area}], fields)
        cells = (
            cell
            for sheet in answer.get("sheets", ())
            for data in sheet.get("data", ())
            for row in data.get("rowData", ())
            for cell in row.get("values", ())
        )
        return [value for value in map(shown_value, cells) if value != ""]

    async def _call(self, method: _Method, verb: str, url: str, *, which: str, **content: Any) -> dict[str, Any]:
        """The JSON of an answer; repeats what may be repeated, as long as there is time."""
        if self._closed:
            raise SheetsDown("the sheets client is closed", next_step="Tiltyard is stopping.")
        ends_at_s = self._clock.monotonic() + self._whole_s()
        failed = 0
        try:
            while True:
                left_s = ends_at_s - self._clock.monotonic()
                share = share_s(left_s, harmless=method.harmless, attempts_left=self._settings.attempts - failed)
                try:
                    answer = await self._attempt(method, verb, url, which, content, left_s, share, again=failed > 0)
                except TiltyardError as error:
                    failed += 1
                    if failed >= self._settings.attempts or not may_repeat(error, harmless=method.harmless):
                        raise
                    first_s, most_s = self._settings.backoff_first_s, self._settings.backoff_most_s
                    wait_s = backoff_s(failed, first_s=first_s, most_s=most_s, chance=self._chance)
                    wait_s = max(wait_s, getattr(error, "retry_after_s", None) or 0.0)
                    if self._clock.monotonic() + wait_s >= ends_at_s:
                        raise
                    await self._clock.sleep(wait_s)
                else:
                    self._tell_back()
                    return answer
        except TiltyardError as error:
            self._tally.ended_in(type(error).__name__)
            self._tell_down(error)
            if isinstance(error, SheetNotFound | AccessMissing):
                self._metadata.pop(which, None)
            raise
        finally:
            self._keep_soon()

    async def _attempt(
        self,
        method: _Method,
        verb: str,
        url: str,
        which: str,
        content: Mapping[str, Any],
        left_s: float,
        share: float,
        *,
        again: bool,
    ) -> dict[str, Any]:
        ends_at_s = self._clock.monotonic() + left_s
        writes = method.kind == "write"
        async with self._slot(method.kind, left_s) as slot:
            # Before the quota: a request has to leave when its token says, and not after imports and sign-ins.
            credential, wire = await self._ready(slot, url, ends_at_s - self._clock.monotonic())
            if method.kind != "other":
                await self._quota.take(credential.account, method.kind, within_s=ends_at_s - self._clock.monotonic())
            sent_at_s = self._clock.monotonic()
            within_s = min(share, ends_at_s - sent_at_s)
            answer: dict[str, Any] = {}
            fault: Fault | None = None
            ok = False
            try:
                answer = await slot.run(lambda: wire.answer_within(within_s, verb, url, **content), within_s=within_s)
                ok = True
            except GivenUp as given_up:
                fault = NoAnswer(str(given_up))
            except WireFault as wrong:
                fault = wrong.fault
            finally:
                took_s = self._clock.monotonic() - sent_at_s
                self._tally.request(method.name, method.kind, took_s, ok=ok, again=again)
        if fault is None:
            return answer
        error = error_of(fault, Asked(which, credential.robot, writes=writes), window_s=self._settings.quota_window_s)
        if isinstance(error, QuotaExhausted) and method.kind != "other":
            self._log.warning("sheets_quota_exhausted", kind=method.kind, retry_after_s=error.retry_after_s)
            await self._quota.shut(credential.account, method.kind, for_s=error.retry_after_s or 0.0)
        raise error

    @contextlib.asynccontextmanager
    async def _slot(self, kind: Kind, within_s: float) -> AsyncIterator[Slot]:
        """The right to a thread, for what is asked now."""
        try:
            async with self._slots[kind].take(within_s=within_s) as slot:
                yield slot
        except NoSlot as error:
            known = self._source.known
            if known and kind != "other" and not await self._quota.left(known.account, kind):
                # They wait for the quota, and whoever wanted a thread would have waited behind them.
                await self._quota.take(known.account, kind, within_s=0.0)
            raise error_of(NotSent(str(error)), Asked(""), window_s=0.0) from error

    async def _ready(self, slot: Slot, url: str, within_s: float) -> tuple[Credential, Wire]:
        """The credentials as they are now, and a wire on which they are signed in."""

        def work() -> tuple[Credential, Wire]:
            credential = self._source.read()
            wire = self._wire_of(credential)
            wire.ready(within_s, url)
            return credential, wire

        try:
            ready = await slot.run(work, within_s=within_s)
        except GivenUp as error:
            raise error_of(NotSent(f"no access token: {error}"), Asked(""), window_s=0.0) from error
        except WireFault as error:
            robot = self._source.known.robot if self._source.known else None
            raise error_of(error.fault, Asked("", robot), window_s=0.0) from error
        self._tell_broken()
        return ready

    def _wire_of(self, credential: Credential) -> Wire:
        """In a thread."""
        # Heavy: a command that asks Google nothing must not wait for it.
        from tiltyard_sheets.client.wire import Endpoints, Wire  # noqa: PLC0415

        settings = self._settings
        with self._wiring:
            old = self._wire
            if old is not None and old.credential.mark == credential.mark:
                return old
            endpoints = Endpoints(settings.api_url.rstrip("/"), settings.drive_url.rstrip("/"), settings.token_url)
            self._wire = Wire(credential, endpoints)
            if old is not None:
                old.close()
            return self._wire

    def _tell_broken(self) -> None:
        """Say once that new credentials are of no use, and once that they are."""
        if self._source.broken != self._told_broken:
            self._told_broken = self._source.broken
            if self._told_broken:
                self._log.warning("sheets_credentials_not_replaced", why=self._told_broken)
            else:
                self._log.warning("sheets_credentials_usable_again")

    def _tell_down(self, error: TiltyardError) -> None:
        """Say it once, however many calls find out."""
        if isinstance(error, SheetsDown | AuthenticationError) and self._down_since_s is None:
            self._down_since_s = self._clock.monotonic()
            self._log.warning("sheets_down", error=str(error))

    def _tell_back(self) -> None:
        if self._down_since_s is not None:
            self._log.warning("sheets_back", after_s=round(self._clock.monotonic() - self._down_since_s, 1))
            self._down_since_s = None

    def _whole_s(self) -> float:
        left_s = time_left_s()
        most_s = self._settings.call_deadline_s
        return most_s if left_s is None else min(most_s, left_s * _ANSWER_SHARE)

    # -------------------------------------------------------------------------------------------------------- figures

    def _keep_soon(self) -> None:
        """Add the figures to the kept ones, but not more often than promised."""
        if not self._closed and (self._keeping is None or self._keeping.done()):
            self._keeping = asyncio.get_running_loop().create_task(self._keep_later(), name="sheets-stats")

    async def _keep_later(self) -> None:
        await self._clock.sleep(self._kept_at_s + STATS_EVERY_S - self._clock.monotonic())
        try:
            await self._keep()
        except TiltyardError as error:
            self._log.warning("sheets_stats_not_kept", error=str(error))

    async def _keep(self) -> None:
        counts = self._tally.take()
        if not counts:
            return
        self._kept_at_s = self._clock.monotonic()
        day = self._clock.now().date().isoformat()
        try:
            await self._store.change(_STATS, lambda kept: add_day(kept, day, counts))
        except BaseException:
            self._tally.counts.update(counts)
            raise
