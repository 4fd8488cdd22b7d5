"""
One form for every action: first its effects, then it is done, then it can be undone.

A button posts which address of the API it means and what it sends there. That is no more than whoever pressed it may
ask of the API themselves: it is asked with their own session, and only addresses that staff pages have buttons for are
passed on.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tiltyard_dashboard.web.staff.client import Asked
from tiltyard_dashboard.web.staff.desk import Desk, Form
from tiltyard_dashboard.web.staff.session import own_path

OWN = "own-"
"""How the names of a form's own fields begin."""

_NAME = r"[^/?#\s%]{1,120}"
ADDRESSES = re.compile(
    rf"/v1/(staff/tournaments/{_NAME}/{_NAME}/(commands|undo|schedule|table/(accept|restore|settle|seen))"
    rf"|services/{_NAME}/(start|stop|restart)|(tokens|overlays|sessions)(/{_NAME})?)"
)
DRY_RUN = re.compile(r".*/(commands|undo|schedule)")
TAKES_REASON = re.compile(r".*/(commands|undo)")


class Acting:
    """Does what buttons ask for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """The addresses of this."""
        return [Route("/staff/do", self.do, methods=["POST"])]

    async def do(self, request: Request) -> Response:
        """Show what it would do, or do it."""
        visitor = self._desk.visitor(request)
        me = await self._desk.me(request)
        if not me.ok:
            return await self._desk.refused(request, me, me)
        form = await self._desk.form(request, visitor.secret)
        wanted = _wanted(form) if form is not None else None
        if form is None or wanted is None:
            message = "That form did not come from this page, or is older than your session. Go back and reload."
            return await self._desk.page(request, "message.html", me, code=403, message=message)
        method, path, body = wanted
        # A form may have fields of its own, such as times: they go into the body by their names.
        body |= {name.removeprefix(OWN): text.strip() for name, text in form.items() if name.startswith(OWN) and text}
        if reason := form.get("reason", "").strip():
            body = {**body, "reason": reason}
        back = own_path(form.get("back", ""))
        if form.get("step", "") != "do":
            return await self._first(request, me, form, path, body)
        sent = body if method == "POST" and (body or DRY_RUN.fullmatch(path)) else None
        asked = await self._desk.client.ask(method, path, visitor, body=sent)
        if not asked.ok:
            return await self._again(request, me, form, body, asked)
        if isinstance(asked.plain, dict) and "secret" in asked.plain:
            return await self._desk.page(request, "secret.html", me, made=asked.plain, back=back)
        command_id = asked.plain.get("command_id") if isinstance(asked.plain, dict) else None
        return self._desk.back(back, done=command_id or "yes")

    async def _first(self, request: Request, me: Asked, form: Form, path: str, body: dict[str, Any]) -> Response:
        """What it would do."""
        foretold = None
        # What needs a reason is foretold with one in its place: the effects are the same.
        if DRY_RUN.fullmatch(path):
            told = {"reason": body.get("reason") or "(to be given)"} if TAKES_REASON.fullmatch(path) else {}
            said = {**body, **told}
            foretold = await self._desk.client.ask(
                "POST", path, self._desk.visitor(request), body=said, params={"dry_run": "true"}
            )
            if not foretold.ok:
                return await self._again(request, me, form, body, foretold)
        return await self._confirm(request, me, form, body, effects=foretold.plain["effects"] if foretold else None)

    async def _again(self, request: Request, me: Asked, form: Form, body: dict[str, Any], asked: Asked) -> Response:
        if asked.status == 401:
            return self._desk.to_sign_in(request)
        status = asked.status or 503
        return await self._confirm(request, me, form, body, effects=None, wrong=asked.problem, status=status)

    async def _confirm(
        self,
        request: Request,
        me: Asked,
        form: Form,
        body: dict[str, Any],
        *,
        effects: Any,
        wrong: str = "",
        status: int = 200,
    ) -> Response:
        return await self._desk.page(
            request,
            "confirm.html",
            me,
            code=status,
            label=form.get("label", "")[:120] or "Do it",
            method=form.get("method", "") or "POST",
            path=form.get("path", ""),
            body={name: value for name, value in body.items() if name != "reason"},
            reason=body.get("reason", ""),
            needs_reason=form.get("needs_reason", "") == "yes",
            takes_reason=bool(TAKES_REASON.fullmatch(form.get("path", ""))),
            back=own_path(form.get("back", "")),
            effects=effects,
            wrong=wrong,
        )


def _wanted(form: Form) -> tuple[str, str, dict[str, Any]] | None:
    """Method, address and body; None for what no button of ours asks for."""
    path, method = form.get("path", ""), form.get("method", "") or "POST"
    if method not in {"POST", "DELETE"} or not ADDRESSES.fullmatch(path) or ".." in path:
        return None
    try:
        body = msgspec.json.decode(form.get("body", "") or "{}", type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    return method, path, body
