"""
Who somebody is on Discord, asked with the code that it sent their browser back with.

OAuth 2.0 with PKCE, scopes `identify guilds.members.read`: https://discord.com/developers/docs/topics/oauth2 and
https://discord.com/developers/docs/resources/user#get-current-user-guild-member, both read 2026-11. Nothing of
Discord's is kept: the access token is forgotten as soon as the member was read, and their roles are looked at again at
each sign-in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from attrs import frozen

from tiltyard.errors import AccessDenied, BadInput, BadPayload, Unavailable
from tiltyard_dashboard.api.scopes import Role

WITHIN_S = 8.0
ANSWER_BYTES = 256 << 10


@frozen
class DiscordSettings:
    """How people sign in with Discord.

    url     where Discord's API and its authorize page are
    guild   the server whose roles count
    roles   role id to what it lets people be; of several the greatest counts
    """

    client_id: str
    client_secret: str
    guild: str
    roles: Mapping[str, Role]
    url: str = "https://discord.com"


@frozen
class Member:
    """Somebody in the guild."""

    id: str
    display: str
    roles: frozenset[str]


class _User(msgspec.Struct):
    id: str
    username: str
    global_name: str | None = None


class _Member(msgspec.Struct):
    user: _User
    roles: list[str]
    nick: str | None = None


class _Token(msgspec.Struct):
    access_token: str
    token_type: str


class Discord:
    """Asks Discord."""

    def __init__(self, settings: DiscordSettings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session

    @property
    def client_id(self) -> str:
        """Public; part of the address that people are sent to."""
        return self._settings.client_id

    @property
    def authorize_url(self) -> str:
        """Where people say that they let us know who they are."""
        return f"{self._settings.url}/oauth2/authorize"

    def role_of(self, member: Member) -> Role | None:
        """What their roles in the guild make them here; None when nothing."""
        found = {self._settings.roles[role] for role in member.roles if role in self._settings.roles}
        return max(found, key=list(Role).index, default=None)

    async def member(self, code: str, verifier: str, redirect_uri: str) -> Member:
        """Who that is.

        raises  BadInput (the code is spent or was not made for us), AccessDenied (our client id or secret is wrong, or
                they are not in the guild), Unavailable, BadPayload
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret,
        }
        status, content = await self._ask("POST", "/api/v10/oauth2/token", data=form)
        if status == 400:
            raise BadInput("Discord does not know this sign-in any more", next_step="Sign in again.")
        if status in {401, 403}:
            raise AccessDenied(
                "Discord does not accept our client id and secret",
                which="[plugins.dashboard] discord_client_id",
                next_step="Look them up in Discord's developer portal.",
            )
        token = _understood(status, content, _Token)
        headers = {"authorization": f"Bearer {token.access_token}"}
        path = f"/api/v10/users/@me/guilds/{self._settings.guild}/member"
        status, content = await self._ask("GET", path, headers=headers)
        if status in {403, 404}:
            raise AccessDenied("you are not in this Discord server", next_step="Join it, then sign in again.")
        member = _understood(status, content, _Member)
        display = member.nick or member.user.global_name or member.user.username
        return Member(member.user.id, display, frozenset(member.roles))

    async def _ask(self, method: str, path: str, **options: Any) -> tuple[int, bytes]:
        url = self._settings.url + path
        try:
            async with asyncio.timeout(WITHIN_S), self._session.request(method, url, **options) as answer:
                content = bytearray()
                async for chunk in answer.content.iter_any():
                    content += chunk
                    if len(content) > ANSWER_BYTES:
                        raise BadPayload("Discord's answer does not end", which=f"over {ANSWER_BYTES} bytes")
                return answer.status, bytes(content)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise Unavailable(
                "Discord does not answer", which=type(error).__name__, next_step="Sign in again in a moment."
            ) from error


def _understood(status: int, content: bytes, kind: type[Any]) -> Any:
    if status == 429 or status >= 500:
        raise Unavailable("Discord does not answer now", which=f"status {status}", next_step="Sign in in a moment.")
    if status != 200:
        raise BadPayload("Discord answered with something else", which=f"status {status}")
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadPayload("Discord's answer cannot be understood", which=str(error)) from error
