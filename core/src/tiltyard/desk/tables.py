"""
Read a table through the plugins, settle which of its columns is what, remember what was seen in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from attrs import evolve, frozen

from tiltyard.desk.sealing import Seal
from tiltyard.desk.tombstones import Tombstones
from tiltyard.errors import AccessDenied, BadInput, SourceChanged, SourceNotFound, TiltyardError, Unavailable
from tiltyard.host import Host
from tiltyard.models import ColumnMapping, Link, LinkKind, PersonId, Role, RowSource, RowTable, TournamentId
from tiltyard.plugin import PluginStore
from tiltyard.rows.claims import RowClaim, RowRefusal, is_snowflake, read_claims
from tiltyard.rows.entries import Entry
from tiltyard.rows.keys import row_keys
from tiltyard.rows.mapping import SettledMapping, else_column, key_column, resolve_explicit, settle_mapping, standing
from tiltyard.rows.ours import without_ours
from tiltyard.rows.recall import Memory
from tiltyard.rows.suspicion import Hold
from tiltyard.tournament.codec import converter

MEMORY = "memory:"
"""How the key begins under which it is kept what a tournament remembers of a table; tournament and source follow."""


@frozen
class Naming:
    """Which column is which, as staff say it.

    columns  role to header text, or to ``#3`` for the third column
    refused  why that could not be taken over; blank while it was not tried
    """

    columns: Mapping[str, str]
    refused: str = ""


@frozen
class ReadTable:
    """A table and what its columns mean.

    table    as it stands, our columns included
    theirs   the same without what we wrote in it
    settled  what its columns mean
    saved    what was kept for it before; None when nothing was
    """

    table: RowTable
    theirs: RowTable
    settled: SettledMapping
    saved: ColumnMapping | None = None

    @property
    def mapping(self) -> ColumnMapping:
        """Which column is what."""
        return self.settled.mapping

    @property
    def header(self) -> list[str]:
        """The words of the header line, blank over our own columns; empty where there is none."""
        row = self.mapping.header_row
        return [str(cell) for cell in self.theirs.cells[row]] if 0 <= row < len(self.theirs.cells) else []

    @property
    def why(self) -> dict[str, dict[str, Any]]:
        """Role to how sure it is that its column plays it, why, and who said so."""
        settled = self.settled
        return {
            role.value: {
                "confidence": round(settled.confidence(role), 2),
                "reason": settled.reason(role),
                "source": settled.source(role),
            }
            for role in settled.mapping.columns
        }

    @property
    def is_news(self) -> bool:
        """The columns mean something else than what was kept."""
        return self.saved is None or _plain(self.mapping) != _plain(self.saved)

    @property
    def key_column(self) -> int:
        """The column by which its rows are found."""
        return key_column(self.mapping)

    @property
    def else_column(self) -> int | None:
        """The column by which a row is found whose key cell is blank."""
        return else_column(self.mapping)

    def keys(self) -> dict[int, str | None]:
        """Row number to the key by which that row is known again."""
        keys = row_keys(self.table.cells, self.mapping.header_row, self.key_column, self.else_column)
        return {row.row_number: keys[row.row_number - 1] for row in self.rows()}

    @property
    def has_rows(self) -> bool:
        """Somebody has signed up in it."""
        with suppress(BadInput):
            return bool(self.rows())
        return False

    def rows(self) -> list[RowClaim | RowRefusal]:
        """What its rows say.

        raises  BadInput when there is none
        """
        return self._rows

    @cached_property
    def _rows(self) -> list[RowClaim | RowRefusal]:
        return read_claims(self.theirs, self.mapping)


class TroubleKind(StrEnum):
    """What kind of trouble a table is in: this much may be told to everybody."""

    AWAY = "away"
    """It does not answer now; it is tried again."""
    ACCESS = "access"
    """We are not let in, or not let write."""
    MISSING = "missing"
    """It is not where it was."""
    UNUSABLE = "unusable"
    """What stands in it cannot be used."""
    OTHER = "other"


@frozen
class Trouble:
    """Why a table cannot be kept in line.

    since  when that was first found
    why    in words, with what to do; names addresses, accounts and what stands in the table, so it is for staff
    """

    since: datetime
    why: str
    kind: TroubleKind = TroubleKind.OTHER


_KINDS: Mapping[type[TiltyardError], TroubleKind] = {
    Unavailable: TroubleKind.AWAY,
    AccessDenied: TroubleKind.ACCESS,
    SourceNotFound: TroubleKind.MISSING,
    SourceChanged: TroubleKind.OTHER,
    BadInput: TroubleKind.UNUSABLE,  # the last: it is the base of two of them
}


def trouble_of(error: TiltyardError, at: datetime) -> Trouble:
    """The trouble that an error tells of."""
    kind = next((kind for of, kind in _KINDS.items() if isinstance(error, of)), TroubleKind.OTHER)
    return Trouble(at, str(error), kind)


class Tables:
    """Reads tables; remembers of each table that a tournament uses how it is read, and what was seen in it.

    A mapping is kept until the header line changes or somebody names columns.
    """

    def __init__(self, host: Host, saved: PluginStore, seal: Seal, tombstones: Tombstones | None = None) -> None:
        self._host = host
        self._saved = saved
        self._seal = seal
        self._tombstones = tombstones
        self._read: dict[str, tuple[Any, Memory]] = {}

    async def fetch(self, source: RowSource) -> RowTable:
        """The whole grid.

        raises  SourceNotFound when no plugin knows the scheme, and what the plugin raises
        """
        table = await self._host.hooks.fetch_rows(source)
        if table is None:
            raise SourceNotFound(
                "no installed plugin reads such a table",
                which=str(source),
                next_step="`tiltyard plugins list` shows which plugins answer fetch_rows.",
            )
        return table

    async def understand(
        self, table: RowTable, *, named: Mapping[str, str] | None = None, tournament: TournamentId | None = None
    ) -> ReadTable:
        """Settle the columns: what was named beats what is saved beats what plugins detect. Nothing is kept yet.

        named       role to header text, as the organiser typed it
        tournament  whose saved mapping counts, if any
        raises      BadInput when no column holds the players' names
        """
        theirs = without_ours(table)
        outcomes = await self._host.hooks.detect_columns(theirs)
        guesses = [(outcome.plugin, guess) for outcome in outcomes for guess in outcome.value or []]
        saved = await self.mapping(tournament, table.source) if tournament else None
        explicit = resolve_explicit(named, theirs, guesses) if named else None
        return ReadTable(table, theirs, settle_mapping(theirs, guesses, explicit=explicit, saved=saved), saved)

    async def keep(self, tournament: TournamentId, read: ReadTable) -> None:
        """From now on the tournament reads this table so. Its rows are known again by the keys they have then."""
        if not read.is_news:
            return
        source, keys = read.table.source, new_keys(read)
        await self.remember(tournament, source, lambda memory: memory.rekeyed(keys))
        await self.keep_mapping(tournament, read)

    async def keep_mapping(self, tournament: TournamentId, read: ReadTable) -> None:
        """From now on the tournament reads this table so; what was remembered of its rows has these keys already."""
        if read.is_news:
            kept = {**_plain(read.mapping), "header": read.header, "why": read.why}
            await self._saved.put(_mapping_key(tournament, read.table.source), kept)

    async def mapping(self, tournament: TournamentId, source: RowSource) -> ColumnMapping | None:
        """How the tournament reads a table; None while nothing is kept of that."""
        plain = await self._saved.get(_mapping_key(tournament, source))
        if plain is None:
            return None
        columns = {Role(role): index for role, index in plain["columns"].items()}
        return ColumnMapping(plain["header_row"], columns, plain["fingerprint"], "saved")

    async def told_of_columns(self, tournament: TournamentId, source: RowSource) -> dict[str, Any] | None:
        """For people: `header`, the words of the header line; `why`, role to how sure it is, why, and who said so.

        None while nothing is kept of that.
        """
        plain = await self._saved.get(_mapping_key(tournament, source))
        return {name: plain[name] for name in ("header", "why")} if plain and "header" in plain else None

    async def name_columns(self, tournament: TournamentId, source: RowSource, naming: Naming | None) -> None:
        """Staff say which column is which; whoever visits the table next goes by that. None: that was dealt with."""
        key = _naming_key(tournament, source)
        if naming is None:
            await self._saved.delete(key)
        else:
            await self._saved.put(key, {"columns": dict(naming.columns), "refused": naming.refused})

    async def naming(self, tournament: TournamentId, source: RowSource) -> Naming | None:
        """What staff have said of the columns and was not taken over yet, or could not be."""
        plain = await self._saved.get(_naming_key(tournament, source))
        return None if plain is None else Naming(plain["columns"], plain["refused"])

    async def listed(self, tournament: TournamentId, source: RowSource) -> tuple[Hold | None, tuple[Entry, ...]]:
        """Why a table is held, and what staff should know of it: what `recall` says of that, without its rows.

        A table of hundreds of rows is asked this every few seconds.
        """
        plain = await self._saved.get(_memory_key(tournament, source)) or {}
        held = plain.get("held")
        entries = converter.structure(plain.get("entries", ()), tuple[Entry, ...])
        return (None if held is None else converter.structure(held, Hold)), entries

    async def recall(self, tournament: TournamentId, source: RowSource) -> Memory:
        """What was last seen in a table."""
        key = _memory_key(tournament, source)
        return self._memory_from(key, await self._saved.get(key))

    async def remember(self, tournament: TournamentId, source: RowSource, change: Callable[[Memory], Memory]) -> Memory:
        """Keep what `change` makes of the memory, and return it; nothing is written when it stays the same."""
        known = await self.recall(tournament, source)
        if change(known) == known:
            return known

        key = _memory_key(tournament, source)

        def changed(plain: Any | None) -> Any:
            known = self._memory_from(key, plain)
            return memory_plain(evolve(change(known), looks=known.looks + 1))

        return self._memory_from(key, await self._saved.change(key, changed))

    async def remember_since(
        self, tournament: TournamentId, source: RowSource, known: Memory, memory: Memory
    ) -> Memory:
        """Keep a memory in place of the one it was made of.

        raises  Unavailable when somebody else has kept another one since: what staff said of it, or an erasure
        """

        def replaced(kept: Memory) -> Memory:
            if kept.looks != known.looks:
                raise Unavailable("somebody else worked on this table", which=str(source), retry_after_s=0.5)
            return evolve(memory, looks=kept.looks)

        return await self.remember(tournament, source, replaced)

    async def trouble(self, tournament: TournamentId, source: RowSource) -> Trouble | None:
        """Why the table could not be kept in line when it was last tried; None when it could."""
        plain = await self._saved.get(_trouble_key(tournament, source))
        return None if plain is None else converter.structure(plain, Trouble)

    async def note_trouble(self, tournament: TournamentId, source: RowSource, trouble: Trouble | None) -> None:
        """From now on there is this trouble, or none."""
        key = _trouble_key(tournament, source)
        before = await self.trouble(tournament, source)
        if trouble is None:
            if before is not None:
                await self._saved.delete(key)
        else:
            lasting = evolve(trouble, since=before.since) if before else trouble
            if lasting != before:
                await self._saved.put(key, converter.unstructure(lasting))

    async def erased(
        self, tournament: TournamentId, source: RowSource
    ) -> Callable[[RowClaim | RowRefusal, PersonId | None], bool]:
        """Says of a row, and of whose it is by what the tournament knows, whether it is of somebody who was erased."""
        if self._tombstones is None:
            return lambda _row, _person: False
        stones = self._tombstones
        buried = await stones.buried(tournament, source)
        return lambda row, person: buried.holds(_marks(row, stones), person)

    def occasion(self, source: RowSource, memory: Memory) -> str:
        """Names a look at a table: the same for as long as nothing new was remembered of it, and then never again.

        So what is found there is done once, also when the one who found it was killed before they could remember it;
        and the same found again is something new, also when the table says byte for byte what it once said.
        """
        return f"look:{self.digest(str(source))[:16]}:{memory.looks}"

    def digest(self, *words: str) -> str:
        """A mark of what somebody said in a table; it compares and does not say it."""
        return self._seal("table", "\0".join(words))

    def _memory_from(self, key: str, plain: Any | None) -> Memory:
        """A memory as it is kept, read; the same is not read twice in a row, as hundreds of rows take their time."""
        before = self._read.get(key)
        if before is None or before[0] != plain:
            before = self._read[key] = (plain, memory_from(plain))
        return before[1]


def link_of(row: RowClaim) -> Link:
    """How a row names its person: by the Discord account, otherwise by the row's own key."""
    return link_of_key(row.key)


def link_of_key(key: str) -> Link:
    """How the key of a claim names its person."""
    kind, _, account = key.partition(":")
    if kind != "discord":
        return Link(LinkKind.ROW, key, "import")
    return Link(LinkKind.DISCORD_ID if is_snowflake(account) else LinkKind.DISCORD_HANDLE, account, "import")


def _marks(row: RowClaim | RowRefusal, stones: Tombstones) -> list[str]:
    """All by which a row may be of somebody who was erased; what was refused says it by its key alone."""
    if isinstance(row, RowClaim):
        return [stones.mark_of_link(link_of(row)), stones.mark_of_name(row.typed_name)]
    name = (row.key or "").partition(":")[2]
    return [*(stones.mark_of_link(Link(kind, name, "import")) for kind in LinkKind), stones.mark_of_name(name)]


def new_keys(read: ReadTable) -> dict[str, str]:
    """What the key of each row was, to what it is: the same line of the same table, read by one mapping and another."""
    before = standing(read.saved, read.theirs) if read.saved else None
    if before is None:
        return {}
    with suppress(BadInput):  # read so, it had no rows
        old, new = evolve(read, settled=SettledMapping(before, {})).keys(), read.keys()
        return {key: now for row, key in old.items() if key and (now := new.get(row))}
    return {}


def _trouble_key(tournament: TournamentId, source: RowSource) -> str:
    return f"trouble:{tournament}:{source}"


def _mapping_key(tournament: TournamentId, source: RowSource) -> str:
    return f"mapping:{tournament}:{source}"


def _naming_key(tournament: TournamentId, source: RowSource) -> str:
    return f"naming:{tournament}:{source}"


def _memory_key(tournament: TournamentId, source: RowSource) -> str:
    return f"{MEMORY}{tournament}:{source}"


def memory_from(plain: Any | None) -> Memory:
    """A memory as it is kept, read."""
    return Memory() if plain is None else converter.structure(plain, Memory)


def memory_plain(memory: Memory) -> Any:
    """A memory as it is kept."""
    return converter.unstructure(memory)


def _plain(mapping: ColumnMapping) -> dict[str, object]:
    columns = {role.value: index for role, index in mapping.columns.items()}
    return {"header_row": mapping.header_row, "columns": columns, "fingerprint": mapping.fingerprint}
