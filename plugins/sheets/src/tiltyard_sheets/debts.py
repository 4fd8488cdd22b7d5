"""
What writes still owe their tabs, kept in the plugin's store: a process that is killed between a write and its repair is
succeeded by one that puts right what that write hit by mistake.

A request is noted before it is sent and struck out once its answer was looked at, so a crash leaves at most one a tab.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from tiltyard.models import CellChange, Displaced, NewRow, RowChanges
from tiltyard.plugin import PluginStore
from tiltyard_sheets.grid import Mark, Position, Snapshot
from tiltyard_sheets.writing import Aim, Draft

Place = tuple[str, int]
"""A spreadsheet's id and the sheetId of the tab."""

UNDER_WAY_S = 35.0
"""How long after it was noted a request of another process may still be under way: `write_rows` has 30 s. One of this
machine that has ended is not waited for.
"""


@frozen
class Request:
    """A request that was sent, or is about to be.

    before   the tab that it was drafted on
    changes  as they are numbered there
    """

    before: Snapshot
    draft: Draft
    changes: RowChanges

    @property
    def place(self) -> Place:
        """Which tab it is for."""
        return self.before.spreadsheet_id, self.before.tab


class Debts:
    """Notes requests, and takes over those of processes that are gone.

    me  names this process among all that share the store
    """

    def __init__(self, store: PluginStore, me: str) -> None:
        self._store = store
        self._me = me
        self._nothing_untold: set[Place] = set()

    async def note(self, request: Request, displaced: Sequence[Displaced] = ()) -> None:
        """Keep a request that is about to be sent, and what an earlier one hit and this one puts back."""
        said = {"by": self._me, **plain(request)}
        noted = await self._store.change_at(
            _key(request.place),
            lambda kept, now_s: {**said, "at": now_s, "untold": _added(self._untold(kept), displaced)},
        )
        (self._nothing_untold.discard if noted["untold"] else self._nothing_untold.add)(request.place)

    async def strike(self, place: Place, displaced: Sequence[Displaced] = ()) -> None:
        """Nothing is owed any more. What was put back is kept until it can be told."""
        await self._leave(place, displaced, telling=False)

    async def tell(self, place: Place, displaced: Sequence[Displaced] = ()) -> tuple[Displaced, ...]:
        """Nothing is owed any more, and somebody is about to be told of everything that was put back.

        That is kept all the same until the next request: they may never hear it, should this process end now.
        """
        return tuple(Displaced(*one) for one in await self._leave(place, displaced, telling=True))

    async def _leave(self, place: Place, displaced: Sequence[Displaced], *, telling: bool) -> list[Any]:
        def left(kept: Any | None) -> Any:
            untold = _added(self._untold(kept), displaced)
            return {"by": self._me, "telling": telling, "untold": untold}

        nothing_untold = place in self._nothing_untold and not displaced
        self._nothing_untold.discard(place)
        untold = [] if nothing_untold else list((await self._store.change(_key(place), left))["untold"])
        if not untold:
            await self._store.delete(_key(place))
        return untold

    async def take_over(self, place: Place) -> Request | float | None:
        """What another process left behind.

        returns  its request, which is ours from now on; or the seconds for which it may still be under way there; None
                 when nothing is owed
        """
        kept = await self._store.get(_key(place))
        if kept is None or "draft" not in kept or kept["by"] == self._me:
            return None
        left_s = 0.0
        gone = kept["by"] if has_gone(kept["by"]) else None

        def taken(now: Any | None, now_s: float) -> Any:
            nonlocal left_s
            if now is None or "draft" not in now:
                return now
            left_s = 0.0 if now["by"] == gone else max(0.0, now["at"] + UNDER_WAY_S - now_s)
            return now if left_s else {**now, "by": self._me, "at": now_s}

        kept = await self._store.change_at(_key(place), taken)
        if kept is None:
            await self._store.delete(_key(place))  # struck out meanwhile; nothing may stay in its stead
            return None
        if "draft" not in kept:
            return None
        return left_s or request_from(kept)

    def _untold(self, kept: Any | None) -> list[Any]:
        """What was told with our own last write has arrived: there would be no next one otherwise."""
        if kept is None or (kept.get("telling") and kept["by"] == self._me):
            return []
        return list(kept["untold"])


def this_process() -> str:
    """A name for this process that no other one has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"


def has_gone(process: str) -> bool:
    """Whether it has surely ended: it was one of this machine, and nobody has its number now.

    Of one on another machine, and where a number may be somebody else's by now, that cannot be known: it is waited for.
    """
    host, _, rest = process.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdecimal() or sys.platform == "win32":
        return False
    try:
        os.kill(int(number), 0)  # asks, and sends nothing
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def plain(request: Request) -> dict[str, Any]:
    """A request as JSON: of the tab only what tells where its rows and columns have gone."""
    before, draft, changes = request.before, request.draft, request.changes
    return {
        "before": {
            "spreadsheet_id": before.spreadsheet_id,
            "tab": before.tab,
            "title": before.title,
            "cells": [list(row) for row in before.cells],
            "entered": [list(row) for row in before.entered],
            "marks": [[one.id, one.key, one.value, one.at] for one in before.marks],
            "height": before.height,
            "width": before.width,
        },
        "draft": {
            "aims": [[list(one.at), one.row_key, one.column, one.value, dict(one.entered)] for one in draft.aims],
            "put_back": [[list(at), dict(entered)] for at, entered in draft.put_back.items()],
            "added": sorted(draft.added),
            "marks": dict(draft.marks),
            "header": draft.header,
        },
        "changes": {
            "revision": changes.revision,
            "header_row": changes.header_row,
            "key_column": changes.key_column,
            "else_column": changes.else_column,
            "changes": [[one.row_key, one.column, one.base, one.value] for one in changes.changes],
            "new_rows": [[one.row_key, [list(cell) for cell in one.cells.items()]] for one in changes.new_rows],
            "marks": dict(changes.marks),
        },
    }


def request_from(kept: Mapping[str, Any]) -> Request:
    """What `plain` made."""
    before, draft, changes = kept["before"], kept["draft"], kept["changes"]
    return Request(
        Snapshot(
            before["spreadsheet_id"],
            before["tab"],
            before["title"],
            locale="",
            zone="",
            cells=before["cells"],
            entered=before["entered"],
            spilled=frozenset(),
            rules={},
            flags={},
            merges=(),
            protections=(),
            marks=tuple(Mark(*one) for one in before["marks"]),
            height=before["height"],
            width=before["width"],
        ),
        Draft(
            tuple(Aim(_position(at), *rest) for at, *rest in draft["aims"]),
            {_position(at): entered for at, entered in draft["put_back"]},
            frozenset(draft["added"]),
            draft["marks"],
            draft["header"],
        ),
        RowChanges(
            changes["revision"],
            changes["header_row"],
            changes["key_column"],
            tuple(CellChange(*one) for one in changes["changes"]),
            tuple(NewRow(key, dict(cells)) for key, cells in changes["new_rows"]),
            changes["marks"],
            changes["else_column"],
        ),
    )


def _position(at: Sequence[int]) -> Position:
    return at[0], at[1]


def _added(untold: Sequence[Any], displaced: Sequence[Displaced]) -> list[Any]:
    """Each once: who puts right again what a lost request would have put right finds the same."""
    fresh = [[one.row_key, one.column, one.value, one.hit] for one in displaced]
    return [*untold, *(one for place, one in enumerate(fresh) if one not in untold and one not in fresh[:place])]


def _key(place: Place) -> str:
    return f"owed:{place[0]}:{place[1]}"
