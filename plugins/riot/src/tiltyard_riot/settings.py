"""
What a host operator can set: `[plugins.riot]`.
"""

from __future__ import annotations

from attrs import frozen

from tiltyard.settings import setting

_DEADLINES = ("call_deadline_s", "lobby_deadline_s", "timeout_s")
_TIMES = ("account_fresh_s", "account_kept_s", "names_fresh_s", "rank_kept_s")
_PROOFS = ("proof_limit_s", "proof_kept_s")


@frozen
class RiotSettings:
    """Settings of the Riot plugin. Without a key it abstains."""

    api_key: str | None = setting(
        None,
        "Riot API key, or file:/path of a file that holds it; such a file is read again when it changes. Without one "
        "no account is checked. A development key ends after a day and is not for public use: a personal key does the "
        "same for a tournament bot, does not end, and must be registered for TFT.",
        secret=True,
    )
    base_url: str = setting(
        "https://{host}.api.riotgames.com",
        "Where the Riot API is: {host} becomes a platform or a region, such as euw1 or europe. A proxy or a stand-in "
        "may answer in its place.",
    )
    call_deadline_s: float = setting(
        8.0, "Seconds that a question of the host to Riot may take, waiting for the quota and repeating included."
    )
    lobby_deadline_s: float = setting(25.0, "Seconds that looking for the game of a lobby may take likewise.")
    timeout_s: float = setting(5.0, "Seconds after which one request is given up and tried again.")
    account_fresh_s: float = setting(
        86_400.0, "Seconds for which it is not asked again which account has a Riot ID, and where an account plays."
    )
    account_kept_s: float = setting(
        604_800.0, "Seconds for which these answers are kept after that, for the time that Riot is away."
    )
    names_fresh_s: float = setting(
        900.0, "Seconds for which it is not asked again which Riot ID an account has that is known by its PUUID."
    )
    rank_kept_s: float = setting(900.0, "Seconds for which ranks are kept.")
    proof_limit_s: float = setting(
        900.0, "Seconds in which a player must show the icon that was named to prove that the account is theirs."
    )
    proof_kept_s: float = setting(2_592_000.0, "Seconds for which such a proof counts.")

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot work."""
        for name in (*_DEADLINES, *_TIMES, *_PROOFS):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0")
        if self.account_kept_s < max(self.account_fresh_s, self.names_fresh_s):
            raise ValueError("account_kept_s must be at least account_fresh_s and names_fresh_s")
        if not self.base_url.startswith(("https://", "http://")):
            raise ValueError("base_url must begin with https:// (or http:// for a stand-in)")
        if "{host}" not in self.base_url:
            raise ValueError("base_url must contain {host}: each region answers at its own address")
