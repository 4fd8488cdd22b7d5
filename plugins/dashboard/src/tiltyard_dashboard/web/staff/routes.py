"""
All addresses of staff pages, put together.
"""

from __future__ import annotations

from starlette.routing import Route

from tiltyard_dashboard.web.staff.acting import Acting
from tiltyard_dashboard.web.staff.client import Client
from tiltyard_dashboard.web.staff.columns import Columns
from tiltyard_dashboard.web.staff.desk import Desk
from tiltyard_dashboard.web.staff.pages import Pages
from tiltyard_dashboard.web.staff.sign_in import SignIn


def staff_routes(client: Client, *, build: str, public_url: str) -> list[Route]:
    """What the public page's application also serves.

    build       mark of the static files
    public_url  where people reach the page
    """
    desk = Desk(client, build, public_url)
    return [*SignIn(desk).routes(), *Acting(desk).routes(), *Columns(desk).routes(), *Pages(desk).routes()]
