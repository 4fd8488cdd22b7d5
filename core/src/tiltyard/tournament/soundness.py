"""
Whether rules can be those of a tournament at all, whenever that is and whoever is in it. Pure.
"""

from __future__ import annotations

from tiltyard.models import CAPACITY_MAX, PLATFORMS, Eligibility, Refusal, Rules, Windows
from tiltyard.tournament import refusals

WAIT_MAX_S = 7 * 24 * 3600
"""Longest offer and longest grace: more is a slip of the keyboard."""


def wrong_rules(rules: Rules) -> Refusal | None:
    """Why there cannot be a tournament with these rules; None when there can."""
    if not 1 <= rules.capacity <= CAPACITY_MAX:
        return refusals.bad_capacity(rules.capacity)
    if rules.seats < 1:
        return refusals.bad_capacity_for_teams(rules.capacity, rules.mode.team_size)
    for name, seconds in (("grace_s", rules.grace_s), ("offer_wait_s", rules.offer_wait_s)):
        if seconds is not None and not 0 <= seconds <= WAIT_MAX_S:
            return refusals.bad_wait(name, seconds)
    if wrong := _wrong_eligibility(rules.eligibility):
        return refusals.bad_eligibility(wrong)
    if wrong := _wrong_window(rules.windows):
        return refusals.bad_windows(wrong)
    return None


def _wrong_eligibility(eligibility: Eligibility) -> str:
    if unknown := sorted(eligibility.platforms - PLATFORMS):
        return f"platform {', '.join(unknown)}"
    lowest, highest = eligibility.lowest, eligibility.highest
    if lowest and highest and lowest.strength > highest.strength:
        return f"from {lowest} up to {highest}"
    return ""


def _wrong_window(windows: Windows) -> str:
    for name, opens_at, closes_at in (
        ("registration", windows.registration_opens_at, windows.registration_closes_at),
        ("check-in", windows.check_in_opens_at, windows.check_in_closes_at),
    ):
        if opens_at and closes_at and closes_at <= opens_at:
            return f"{name}: opens {opens_at:%Y-%m-%d %H:%M}, closes {closes_at:%Y-%m-%d %H:%M} UTC"
    return ""
