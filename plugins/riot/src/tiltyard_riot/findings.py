"""
What can be found out about a claim, in the words that players read. Pure; the table of all codes is in the README.
"""

from __future__ import annotations

from datetime import datetime

from tiltyard.models import Evidence, Finding, Rank, RankQueue, Tier, Verdict
from tiltyard_riot.models import Account
from tiltyard_riot.ranks import rank_words

KEPT = "Your place in line is kept; it is tried again by itself."

KEY_AGAIN_S = 300.0
"""A rejected key is somebody's to replace: it is not asked about every few seconds."""

PROOF_AGAIN_S = 15.0
"""How often it is looked whether the icon is shown, while somebody has it still to show."""

_QUEUE_WORDS = {RankQueue.SOLO: "ranked TFT", RankQueue.DOUBLE_UP: "ranked Double Up"}

NO_API_KEY = Finding(
    code="riot_no_api_key",
    verdict=Verdict.ABSTAIN,
    evidence=Evidence.ACCOUNT,
    hard=False,
    reason="No Riot API key is set, so accounts are not checked.",
    next_step="Nothing for players to do. The host can set [plugins.riot] api_key; docs/how-to/riot-key.md says how.",
)


# ------------------------------------------------------------------------------------------------------------- accounts


def account(found: Account, name: str, as_of: datetime) -> Finding:
    """It exists."""
    return _account("riot_account", found, name, as_of, f"{name} is a Riot account.")


def account_renamed(found: Account, name: str, as_of: datetime, *, before: str) -> Finding:
    """The account that was verified before has another name now."""
    return _account("riot_account_renamed", found, name, as_of, f"{before} is called {name} now: the same account.")


def rekeyed(found: Account, name: str, as_of: datetime) -> Finding:
    """What was known of it came from another application's key; it was found again by its name."""
    words = f"{name} was looked up anew, because the host's key for the Riot API has changed."
    return _account("riot_rekeyed", found, name, as_of, words)


def _account(code: str, found: Account, name: str, as_of: datetime, reason: str) -> Finding:
    return Finding(
        code=code,
        verdict=Verdict.VERIFIED,
        evidence=Evidence.ACCOUNT,
        reason=reason,
        keys={"puuid": found.puuid},
        canonical=name,
        as_of=as_of,
    )


def not_a_riot_id() -> Finding:
    """There is nothing to ask Riot for."""
    return _rejected(
        "riot_not_a_riot_id",
        "No account can be looked up: this is not a Riot ID.",
        "Give your Riot ID as Name#TAG, as the Riot client shows it.",
        hard=False,
    )


def not_found(name: str) -> Finding:
    """No account has this name."""
    return _rejected(
        "riot_account_not_found",
        f"Riot knows no account {name}.",
        "Copy your Riot ID from the Riot client, tag included, and sign up with it.",
    )


def account_gone(name: str) -> Finding:
    """Riot no longer knows the account that was verified before."""
    return _rejected(
        "riot_account_gone",
        f"Riot no longer knows the account that was verified as {name}.",
        "Staff will look at it; tell them if you moved to another account.",
        hard=False,
    )


# ---------------------------------------------------------------------------------------------------------- eligibility


def no_platform(name: str) -> Finding:
    """Where it plays cannot be told, because it does not play."""
    return _rejected(
        "riot_no_platform",
        f"{name} has played no TFT yet, so its region is not known.",
        "Play one game of TFT, then ask staff to check again.",
        hard=False,
    )


def wrong_platform(name: str, platform: str, allowed: frozenset[str]) -> Finding:
    """It plays where this tournament does not take players from."""
    return _rejected(
        "riot_wrong_platform",
        f"{name} plays on {platform.upper()}; this tournament takes {_or(sorted(one.upper() for one in allowed))}.",
        "Sign up with an account of that region, or ask staff.",
    )


def rank_too_low(name: str, rank: Rank, lowest: Tier) -> Finding:
    """Below what the tournament takes; so is who is unranked, whatever the lowest tier is."""
    return _rejected(
        "riot_rank_too_low",
        f"{name} is {rank_words(rank)} in {_QUEUE_WORDS[rank.queue]}; this tournament begins at "
        f"{lowest.value.capitalize()}.",
        "Sign up again once you have that rank, or ask staff.",
    )


def rank_too_high(name: str, rank: Rank, highest: Tier) -> Finding:
    """Above it."""
    return _rejected(
        "riot_rank_too_high",
        f"{name} is {rank_words(rank)} in {_QUEUE_WORDS[rank.queue]}; this tournament ends at "
        f"{highest.value.capitalize()}.",
        "Ask staff about a tournament for your rank.",
    )


# -------------------------------------------------------------------------------------------------------------- unknown


def unavailable(about: Evidence, retry_after_s: float | None) -> Finding:
    """Riot does not answer, or the quota is used up for now."""
    return _unknown(
        "riot_unavailable", about, "Riot does not answer now, so the account could not be checked.", retry_after_s
    )


def key_rejected(about: Evidence) -> Finding:
    """Only the host can mend that."""
    words = "Accounts cannot be checked now: Riot does not let this host ask. The host has been told."
    return _unknown("riot_key_rejected", about, words, KEY_AGAIN_S)


def bad_answer(about: Evidence) -> Finding:
    """Riot said something that is no answer."""
    return _unknown("riot_bad_answer", about, "Riot's answer about the account could not be read.")


def contradicted(about: Evidence, retry_after_s: float | None) -> Finding:
    """Two accounts claim one name at this moment."""
    words = "Riot contradicts itself about this account at the moment."
    return _unknown("riot_puuid_contradicted", about, words, retry_after_s)


# ------------------------------------------------------------------------------------------------------------ ownership


def icon_shown(name: str, shown_at: datetime) -> Finding:
    """They have shown that they can act as this account."""
    return Finding(
        code="riot_icon_shown",
        verdict=Verdict.VERIFIED,
        evidence=Evidence.OWNERSHIP,
        reason=f"{name} showed the icon that was asked for.",
        as_of=shown_at,
    )


def unproven(name: str) -> Finding:
    """Nobody has begun to prove it."""
    return _ownership(
        "riot_ownership_unproven",
        f"It is not shown yet that {name} is your account.",
        "Ask to prove it: you are told which profile icon to set for some minutes.",
    )


def icon_awaited(name: str, icon: int, until: datetime) -> Finding:
    """It was begun, and there is time left."""
    return _ownership(
        "riot_icon_awaited",
        f"{name} does not show icon {icon} yet.",
        f"Set it as your profile icon before {until:%H:%M} UTC; it is looked for by itself.",
        PROOF_AGAIN_S,
    )


def proof_of_another_account(name: str) -> Finding:
    """The icon was asked of an account that they no longer claim."""
    return _ownership(
        "riot_proof_other_account",
        f"You were asked to show an icon with another account than {name}.",
        "Ask to prove it anew, for the account that you play with.",
    )


def proof_expired(name: str) -> Finding:
    """The time is over."""
    return _rejected(
        "riot_proof_expired",
        f"{name} did not show the icon in time.",
        "Ask to prove it anew, or ask staff.",
        hard=False,
        evidence=Evidence.OWNERSHIP,
    )


def contested(name: str) -> Finding:
    """Somebody else has shown that it is theirs."""
    return _rejected(
        "riot_ownership_contested",
        f"Somebody else has shown that {name} is their account.",
        "If it is yours, prove it as well, and tell staff; otherwise sign up with your own account.",
        hard=False,
        evidence=Evidence.OWNERSHIP,
    )


# -------------------------------------------------------------------------------------------------------------- helpers


def _rejected(
    code: str, reason: str, next_step: str, *, hard: bool = True, evidence: Evidence = Evidence.ACCOUNT
) -> Finding:
    return Finding(
        code=code, verdict=Verdict.REJECTED, evidence=evidence, hard=hard, reason=reason, next_step=next_step
    )


def _unknown(
    code: str, about: Evidence, reason: str, retry_after_s: float | None = None, *, next_step: str = KEPT
) -> Finding:
    return Finding(
        code=code,
        verdict=Verdict.UNKNOWN,
        evidence=about,
        hard=False,
        reason=reason,
        next_step=next_step,
        retry_after_s=retry_after_s,
    )


def _ownership(code: str, reason: str, next_step: str, retry_after_s: float | None = None) -> Finding:
    return _unknown(code, Evidence.OWNERSHIP, reason, retry_after_s, next_step=next_step)


def _or(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
