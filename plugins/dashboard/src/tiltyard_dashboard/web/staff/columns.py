"""
Correcting how the columns of a sheet are understood: a choice for each role, sent as what is different.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tiltyard_dashboard.web.staff.desk import Desk

CHOICE = "column-"
"""How the fields of the form begin; a role follows."""


class Columns:
    """Takes the form of the sheet's page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """The addresses of this."""
        return [Route("/staff/t/{scope}/{slug}/columns", self.correct, methods=["POST"])]

    async def correct(self, request: Request) -> Response:
        """Say what is different; the host reads the sheet anew."""
        visitor, me = self._desk.visitor(request), await self._desk.me(request)
        if not me.ok:
            return await self._desk.refused(request, me, me)
        form = await self._desk.form(request, visitor.secret)
        if form is None:
            message = "That form did not come from this page, or is older than your session. Go back and reload."
            return await self._desk.page(request, "message.html", me, code=403, message=message)
        scope, slug = (quote(request.path_params[name], safe=":") for name in ("scope", "slug"))
        path, sheet = f"/v1/staff/tournaments/{scope}/{slug}/table", f"/staff/t/{scope}/{slug}/sheet"
        table = await self._desk.client.ask("GET", path, visitor)
        if not table.ok:
            return await self._desk.refused(request, me, table)
        said = different(form, (table.plain["table"] or {}).get("mapping") or {})
        if not said:
            return self._desk.back(sheet)
        asked = await self._desk.client.ask("POST", f"{path}/columns", visitor, body={"columns": said})
        if not asked.ok:
            return await self._desk.refused(request, me, asked)
        return self._desk.back(sheet, done="yes")


def different(form: Mapping[str, str], mapping: Mapping[str, Any]) -> dict[str, str]:
    """Role to ``#3`` where the form says another column than the mapping. Pure."""
    now = mapping.get("columns", {})
    chosen = {name.removeprefix(CHOICE): value for name, value in form.items() if name.startswith(CHOICE)}
    return {
        role: f"#{column}"
        for role, column in chosen.items()
        if column.isascii() and column.isdecimal() and int(column) != now.get(role)
    }
