"""
What a host operator can set: `[plugins.dashboard]`.
"""

from __future__ import annotations

from attrs import frozen

from tiltyard.settings import setting


@frozen
class DashboardSettings:
    """Settings of the dashboard. Both services listen at 127.0.0.1 only."""

    api_port: int = setting(8000, "Port of the JSON API at 127.0.0.1.")
    web_port: int = setting(3000, "Port of the live page at 127.0.0.1.")
    public_url: str | None = setting(
        None,
        "Where people reach the page, such as https://cup.example.org, when a reverse proxy stands before it. Sign-in "
        "links begin with it, and Discord sends people back there.",
    )
    discord_client_id: str | None = setting(
        None, "Client id of the Discord application that staff sign in with. Without one they sign in by a link."
    )
    discord_client_secret: str | None = setting(
        None, "Client secret of that application, or file:/path of a file that holds it.", secret=True
    )
    discord_guild: str | None = setting(None, "Id of the Discord server whose roles count.")
    viewer_roles: tuple[str, ...] = setting((), "Ids of roles in it that see what staff see.")
    referee_roles: tuple[str, ...] = setting((), "Ids of roles that also act for single players, as helpers do.")
    organiser_roles: tuple[str, ...] = setting((), "Ids of roles that may do everything with tournaments.")
    admin_roles: tuple[str, ...] = setting((), "Ids of roles that also look after services, tokens and sessions.")
    discord_url: str = setting("https://discord.com", "Where Discord is. A stand-in may answer in its place.")
    orphan_grace_s: float = setting(
        600.0,
        "How many seconds the page and the API go on when the host is killed: the next host takes them over, and "
        "nobody's page goes away. 0 ends them with the host.",
    )
