"""
What can be said about an account without asking Riot: that nobody asked.
"""

from __future__ import annotations

from tiltyard.models import Evidence, Finding, Verdict

NO_API_KEY = Finding(
    code="riot_no_api_key",
    verdict=Verdict.ABSTAIN,
    evidence=Evidence.ACCOUNT,
    hard=False,
    reason="No Riot API key is set, so accounts are not checked.",
    next_step="Nothing for players to do. The host can set [plugins.riot] api_key once a release checks accounts.",
)
NOT_YET = Finding(
    code="riot_not_yet",
    verdict=Verdict.ABSTAIN,
    evidence=Evidence.ACCOUNT,
    hard=False,
    reason="A Riot API key is set, but this release does not ask Riot yet, so accounts are not checked.",
    next_step="Nothing to do: a later release will use the key.",
)


def findings_without_asking(api_key: str | None) -> list[Finding]:
    """Abstain with or without a key: it must never look as if an account had been checked."""
    return [NOT_YET if api_key else NO_API_KEY]
