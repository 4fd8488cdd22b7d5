"""
The rule itself. Pure: no host, no clock, no network, so its tests need none either.
"""

from tiltyard.models import Evidence, Finding, Verdict


def findings_about(typed_name: str, forbidden_word: str) -> list[Finding]:
    """What the rules of the house say about a name.

    forbidden_word  in any case; blank forbids nothing
    returns         a rejection, or nothing: a name that breaks no rule is no proof of
                    anything, so this check never says `verified`
    """
    word = forbidden_word.strip().casefold()
    if not word or word not in typed_name.casefold():
        return []
    return [
        Finding(
            code="ground_floor_forbidden_word",
            verdict=Verdict.REJECTED,
            evidence=Evidence.SHAPE,
            reason=f'Names with "{word}" in them are not allowed here.',
            next_step="Sign up with another account, or ask the organisers.",
        )
    ]
