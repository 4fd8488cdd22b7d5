"""
What every staff page begins with: who asks, whether they are signed in, and a page around what they asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tiltyard_dashboard.web.staff import words
from tiltyard_dashboard.web.staff.client import Asked, Client, Visitor
from tiltyard_dashboard.web.staff.session import Cookie, form_word, is_ours, own_path

FORM_BYTES = 64 << 10
FIELDS = 60

Form = Mapping[str, str]


class Desk:
    """Renders staff pages and asks the API for what is on them.

    build        mark of the static files
    public_url   where people reach the page
    """

    def __init__(self, client: Client, build: str, public_url: str) -> None:
        self.client = client
        self.cookie = Cookie(public_url)
        self.public_url = public_url.rstrip("/")
        self._behind_proxy = urlsplit(public_url).scheme == "https"
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(words.FILTERS)
        self._environment.globals.update(build=build, words=words)

    @property
    def origin(self) -> str:
        """Where people reach us."""
        url = urlsplit(self.public_url)
        return f"{url.scheme}://{url.netloc}"

    def visitor(self, request: Request) -> Visitor:
        """Who asks; nobody may be signed in."""
        address = request.client.host if request.client else "unknown"
        if self._behind_proxy:
            # The proxy's own entry is the last; what stands before it anybody may have written.
            address = request.headers.get("x-forwarded-for", address).rpartition(",")[2].strip() or address
        return Visitor(self.cookie.of(request), address)

    async def me(self, request: Request) -> Asked:
        """Who is signed in, as the API knows them."""
        visitor = self.visitor(request)
        if visitor.secret is None:
            return Asked(401, None)
        return await self.client.ask("GET", "/v1/me", visitor)

    async def page(self, request: Request, template: str, me: Asked, *, code: int = 200, **told: Any) -> Response:
        """A page for whoever is signed in."""
        secret = self.cookie.of(request)
        content = self._environment.get_template(f"staff/{template}").render(
            me=me.plain,
            scopes=frozenset(me.plain["scopes"]) if me.ok else frozenset(),
            word=form_word(secret) if secret and me.ok else "",
            here=_here(request),
            now=datetime.now(UTC),
            done=request.query_params.get("done", ""),
            **told,
        )
        # Our own forms say where they come from; nobody else is told which page somebody was on.
        return HTMLResponse(content, code, headers={"referrer-policy": "same-origin"})

    async def refused(self, request: Request, me: Asked, asked: Asked) -> Response:
        """The API said no, or nothing."""
        if asked.status == 401:
            return self.to_sign_in(request)
        return await self.page(request, "message.html", me, code=asked.status or 503, message=asked.problem)

    def to_sign_in(self, request: Request) -> Response:
        """Sign in first, then come back here."""
        return RedirectResponse(f"/sign-in?next={quote(_here(request), safe='')}", 303)

    async def form(self, request: Request, secret: str | None) -> Form | None:
        """What was sent, if it is a form that we gave to whoever sent it."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        length = request.headers.get("content-length", "")
        if kind != "application/x-www-form-urlencoded" or not length.isdecimal() or int(length) > FORM_BYTES:
            return None
        try:
            pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=FIELDS)
        except ValueError:
            return None
        form = dict(pairs)
        return form if is_ours(request, secret, form.get("word", ""), origin=self.origin) else None

    def back(self, path: str, **query: str) -> Response:
        """To a page of ours, after something was done."""
        path = own_path(path)
        if query:
            path += ("&" if "?" in path else "?") + "&".join(f"{name}={quote(value)}" for name, value in query.items())
        return RedirectResponse(path, 303)


def _here(request: Request) -> str:
    query = "&".join(f"{name}={quote(value)}" for name, value in request.query_params.items() if name != "done")
    return own_path(request.url.path + (f"?{query}" if query else ""))
