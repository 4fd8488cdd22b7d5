"""
Signing in: by a one-time link from the host's terminal, or with Discord.
"""

from __future__ import annotations

from tiltyard.models import Actor, Refusal
from tiltyard_dashboard.api.bearers import Bearer, BearerKind, Bearers
from tiltyard_dashboard.api.discord import Discord, Member
from tiltyard_dashboard.api.endpoint import Call, Endpoint, Problem
from tiltyard_dashboard.api.scopes import SCOPES, STAFF_ROLES, Role, Scope
from tiltyard_dashboard.api.shapes import Discord as DiscordShape
from tiltyard_dashboard.api.shapes import DiscordCode, LinkCode, Me, Settled, SignedIn

LINK_LASTS_S = 15 * 60.0
SESSION_LASTS_S = 7 * 24 * 3600.0
SESSION_IDLE_S = 12 * 3600.0
SCOPE = "identify guilds.members.read"


async def new_link(bearers: Bearers) -> str:
    """The code of a new one-time link; whoever signs in by it may do everything."""
    secret, _ = await bearers.issue(BearerKind.LINK, name="operator", scopes=Scope, lasts_s=LINK_LASTS_S)
    return secret


class SignIn:
    """Begins and ends sessions."""

    def __init__(self, bearers: Bearers, discord: Discord | None) -> None:
        self._bearers = bearers
        self._discord = discord

    def endpoints(self) -> list[Endpoint]:
        """The addresses of this."""
        return [
            Endpoint(
                "POST",
                "/v1/sign-in/link",
                self.by_link,
                "Sign in by the code of a one-time link",
                SignedIn,
                takes=LinkCode,
                careful=True,
            ),
            Endpoint("GET", "/v1/sign-in/discord", self.with_discord, "How people sign in with Discord", DiscordShape),
            Endpoint(
                "POST",
                "/v1/sign-in/discord",
                self.from_discord,
                "Sign in with what Discord sent the browser back with",
                SignedIn,
                takes=DiscordCode,
                careful=True,
            ),
            Endpoint("GET", "/v1/me", self.me, "Who is asking, and what they may do", Me, signed=True),
            Endpoint("DELETE", "/v1/session", self.sign_out, "End the session that asks", Settled, signed=True),
        ]

    async def by_link(self, call: Call) -> SignedIn:
        """Spend the link."""
        code = call.body.code
        link = await self._bearers.spend(code) if code.startswith(BearerKind.LINK) else None
        if link is None or link.kind is not BearerKind.LINK:
            raise Problem(
                401,
                Refusal(
                    "link_spent",
                    "This sign-in link is not good any more",
                    "it was used, or is older than 15 minutes",
                    "`tiltyard dashboard link` makes another.",
                ),
            )
        return await self._begin(Role.ADMIN, Actor("web", "operator", "operator"))

    async def with_discord(self, _: Call) -> DiscordShape:
        """Where to send people."""
        discord = self._discord
        return DiscordShape(
            discord is not None,
            discord.authorize_url if discord else None,
            discord.client_id if discord else None,
            SCOPE,
        )

    async def from_discord(self, call: Call) -> SignedIn:
        """Ask Discord who that is, and what they are in the guild."""
        if self._discord is None:
            raise Problem(
                404,
                Refusal(
                    "no_discord",
                    "Nobody signs in with Discord here",
                    "[plugins.dashboard] discord_client_id is not set",
                    "Sign in by a link: `tiltyard dashboard link`.",
                ),
            )
        member: Member = await self._discord.member(call.body.code, call.body.verifier, call.body.redirect_uri)
        role = self._discord.role_of(member)
        if role is None:
            raise Problem(
                403,
                Refusal(
                    "no_role",
                    "None of your roles in the server lets you in here",
                    member.display,
                    "Ask an organiser for one.",
                ),
            )
        return await self._begin(role, Actor("staff", member.id, member.display, STAFF_ROLES.get(role)))

    async def me(self, call: Call) -> Me:
        """Who that is."""
        bearer = _of(call)
        role = bearer.detail.get("role")
        return Me(bearer.kind.name.lower(), bearer.id, bearer.name, role, sorted(bearer.scopes), bearer.ends_at())

    async def sign_out(self, call: Call) -> Settled:
        """End it; a token is revoked by whoever made it."""
        bearer = _of(call)
        if bearer.kind is not BearerKind.SESSION:
            raise Problem(
                409,
                Refusal("no_session", "This is a token, not a session", bearer.name, "Revoke it where it was made."),
            )
        return Settled(int(await self._bearers.revoke(BearerKind.SESSION, bearer.id)))

    async def _begin(self, role: Role, actor: Actor) -> SignedIn:
        secret, bearer = await self._bearers.issue(
            BearerKind.SESSION,
            name=actor.display,
            scopes=SCOPES[role],
            actor=actor,
            lasts_s=SESSION_LASTS_S,
            idle_s=SESSION_IDLE_S,
            detail={"role": role.value},
        )
        return SignedIn(secret, bearer.name, role, bearer.expires_at)


def _of(call: Call) -> Bearer:
    if call.bearer is None:
        raise LookupError("this is only for those who are let in")
    return call.bearer
