"""
Whose a document is: one account reads the tables of many guilds, and none of them may bind another's.

A guild shows that a document is its own by putting a code in it that this host made up: only somebody who may edit it
can. A second guild needs the word of the first.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from tiltyard.models import Refusal, RowTable
from tiltyard.plugin import PluginStore
from tiltyard.rows.cells import text_of
from tiltyard.tournament import refusals

NAMESPACE = "claims"

LOCAL = "local"
"""The scope of whoever runs the host: what they bind is theirs to bind."""

CODE_LASTS_S = 86_400.0

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that look alike


@frozen
class Claim:
    """Whose a document is.

    owner   the scope that showed it
    shared  scopes that the owner lets bind it, too
    """

    owner: str
    shared: tuple[str, ...] = ()


class Claims:
    """Keeps whose each document is."""

    def __init__(self, store: PluginStore) -> None:
        self._store = store

    async def claim(self, document: str) -> Claim | None:
        """Whose a document is; None while nobody has shown that it is theirs."""
        return _read(await self._store.get(_claim_key(document)))

    async def may_bind(self, table: RowTable, scope: str) -> Refusal | None:
        """Why a scope may not bind a table; None when it may, from then on.

        The first time it says which code to put in the document; once the code is seen there, it is theirs.
        """
        document = table.document
        if document is None or scope == LOCAL:
            return None
        known = await self.claim(document)
        if known and scope in {known.owner, *known.shared}:
            return None
        if known:
            return refusals.table_of_another(document, scope)
        code = await self._store.get(_code_key(document, scope))
        if code is None or not _holds(table.cells, code):
            return refusals.table_unclaimed(document, await self._code(document, scope))
        return await self._take(document, scope)

    async def share(self, document: str, owner: str, guest: str) -> Refusal | None:
        """The owner lets another scope bind a document, too."""
        refusal: Refusal | None = None

        def shared(plain: Any | None) -> Any:
            nonlocal refusal
            known = _read(plain)
            if known is None or known.owner != owner:
                refusal = refusals.table_not_yours(document, owner)
                return plain
            refusal = None
            return _plain(evolve(known, shared=tuple(dict.fromkeys((*known.shared, guest)))))

        if await self.claim(document) is None:
            return refusals.table_not_yours(document, owner)
        await self._store.change(_claim_key(document), shared)
        return refusal

    async def release(self, document: str, owner: str) -> Refusal | None:
        """It is nobody's any more: whoever shows next that it is theirs has it."""
        known = await self.claim(document)
        if known is None or known.owner != owner:
            return refusals.table_not_yours(document, owner)
        await self._store.delete(_claim_key(document))
        return None

    async def _take(self, document: str, scope: str) -> Refusal | None:
        """It is theirs, unless another scope showed it in the same moment."""

        def taken(plain: Any | None) -> Any:
            return plain if plain is not None else _plain(Claim(scope))

        await self._store.change(_claim_key(document), taken)
        await self._store.delete(_code_key(document, scope))
        known = await self.claim(document)
        return None if known and known.owner == scope else refusals.table_of_another(document, scope)

    async def _code(self, document: str, scope: str) -> str:
        """The code that shows it; the same until it was used or a day has passed."""
        fresh = "TILTYARD-" + "".join(secrets.choice(_LETTERS) for _ in range(10))
        code: str = await self._store.change(
            _code_key(document, scope), lambda known: known or fresh, ttl_s=CODE_LASTS_S
        )
        return code


def _holds(cells: Sequence[Sequence[Any]], code: str) -> bool:
    return any(code in text_of(cell) for row in cells for cell in row)


def _read(plain: Any | None) -> Claim | None:
    return None if plain is None else Claim(plain["owner"], tuple(plain["shared"]))


def _plain(claim: Claim) -> dict[str, Any]:
    return {"owner": claim.owner, "shared": list(claim.shared)}


def _claim_key(document: str) -> str:
    return f"claim:{document}"


def _code_key(document: str, scope: str) -> str:
    return f"code:{document}:{scope}"
