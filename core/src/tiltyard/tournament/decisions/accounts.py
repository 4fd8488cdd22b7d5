"""
Which account a player plays on: found, known by another id, contradicted, proven to be theirs.

A PUUID is who an account is, whatever it is called. It is given by one application at a time, so that the same account
may come back under another one; and one answer that says otherwise does not make somebody another player.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from tiltyard.models import Entrant, Evidence, Finding, Link, LinkKind, Member, Proof, Tournament, Verdict
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament.decisions.people import new_links, unlinked
from tiltyard.tournament.judge import Judgement, Outcome
from tiltyard.tournament.roster import person_of

PUUID = "puuid"

REKEYED = "_rekeyed"
"""How the code of a finding ends that knows the same account under another application's PUUID."""

CONTRADICTED = "account_contradicted"


def found_account(
    state: Tournament, entrant: Entrant, member: Member, command: c.RecordFindings, *, blocked: bool = False
) -> list[e.Event]:
    """The PUUID becomes a link, and nobody else's; where it takes the place of another application's, that is said.

    blocked  whether a guild lets an account of theirs not play: it is known by the old one, which stays then
    """
    key = command.keys.get(PUUID)
    value = next((one for finding in command.findings if (one := _puuid(finding))), None)
    if not key or value is None:
        return []
    rekeyed: list[e.Event] = []
    if _differs(member, command.keys) and is_rekeyed(member, command):
        rekeyed = [e.AccountRekeyed(member.person, entrant.id, {**member.keys, PUUID: key}, name=member.name)]
        old = [one for one in member.links if (one.kind, one.key) == (LinkKind.PUUID, member.keys[PUUID])]
        rekeyed += [unlinked(member.person, one) for one in old if not blocked]
    link = Link(LinkKind.PUUID, value, "riot", key)
    # Whoever played on it before is out, or plays on another one: a rival who holds it has been seen to by now.
    before = person_of(state, link)
    strayed = [unlinked(before, link)] if before and before != member.person else []
    return [*rekeyed, *strayed, *new_links(entrant, member.person, (link,))]


def is_rekeyed(member: Member, command: c.RecordFindings) -> bool:
    """Whether a check says that this is the same account under another PUUID, and it has the same name."""
    return any(
        finding.verdict is Verdict.VERIFIED
        and finding.code.endswith(REKEYED)
        and _same_name(member, finding, command.keys)
        for finding in command.findings
    )


def is_contradicted(member: Member, command: c.RecordFindings) -> bool:
    """Whether a check found another account than the one that was found under this claim before."""
    return _differs(member, command.keys) and not is_rekeyed(member, command)


def contradiction(member: Member) -> Judgement:
    """Asked once more by itself; said twice, staff look at it."""
    again = member.code == CONTRADICTED
    return Judgement(
        Outcome.PENDING,
        CONTRADICTED,
        f"A check found another account under {member.shown or 'this name'} than the one that was found before.",
        "Your place in line is kept; "
        + ("staff will look at it." if again else "it is asked again by itself before anything is believed."),
        waits_for="staff" if again else "retry",
        canonical=member.name,
    )


def with_proof(member: Member, command: c.RecordFindings) -> tuple[Finding, ...]:
    """The findings, with what was proven about this account before: nobody has to prove it twice."""
    proof = member.proof
    if proof is None or not proof.account or _account_as_known(member, command) != proof.account:
        return command.findings
    others = tuple(one for one in command.findings if not _is_unproven(one))
    known = Finding(proof.code, Verdict.VERIFIED, Evidence.OWNERSHIP, source=proof.source, as_of=proof.as_of)
    return (*others, known)


def _account_as_known(member: Member, command: c.RecordFindings) -> str | None:
    """The account that was found, by the PUUID under which it is known so far."""
    return (member.keys if is_rekeyed(member, command) else command.keys).get(PUUID)


def proven(entrant: Entrant, member: Member, command: c.RecordFindings) -> list[e.Event]:
    """That the account is theirs, the first time that a check says so."""
    account = command.keys.get(PUUID, "")
    for finding in command.findings:
        if finding.verdict is Verdict.VERIFIED and finding.evidence is Evidence.OWNERSHIP:
            if _known(member.proof, account):
                return []
            strength = member.challenge.strength if member.challenge else ""
            said = (finding.code, finding.source, account, finding.as_of, strength)
            return [e.OwnershipProven(member.person, entrant.id, *said)]
    return []


def _is_unproven(finding: Finding) -> bool:
    """It is not known whose the account is; a hard no is something else."""
    if finding.evidence is not Evidence.OWNERSHIP or finding.verdict is Verdict.VERIFIED:
        return False
    return finding.verdict is not Verdict.REJECTED or not finding.hard


def _known(proof: Proof | None, account: str) -> bool:
    return proof is not None and proof.account == account


def _differs(member: Member, keys: Mapping[str, str]) -> bool:
    before, now = member.keys.get(PUUID), keys.get(PUUID)
    return before is not None and now is not None and before != now


def _same_name(member: Member, finding: Finding, keys: Mapping[str, str]) -> bool:
    if finding.canonical and member.name:
        return finding.canonical.casefold() == member.name.casefold()
    return "name" in keys and keys["name"] == member.keys.get("name")


def _puuid(finding: Finding) -> str | None:
    return finding.keys.get(PUUID) if finding.verdict is Verdict.VERIFIED else None


def as_before(command: c.RecordFindings, member: Member) -> c.RecordFindings:
    """The findings without the account that they found, where staff say that the one from before counts."""
    return attrs.evolve(command, keys={**command.keys, PUUID: member.keys[PUUID]})
