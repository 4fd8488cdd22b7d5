"""
Decide what a command means for a tournament as it stands: events, or a refusal.

Pure: asks no plugin and takes no time. What is due by the clock at `now` happens first; then the command; then free
seats go to whoever is next. Each step sees the state the one before it left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from tiltyard.models import (
    CAPACITY_MAX,
    Actor,
    Entrant,
    EntrantStatus,
    Finding,
    Link,
    LinkKind,
    Mode,
    PersonId,
    Phase,
    Refusal,
    Tournament,
    Verdict,
    Windows,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament import windows as w
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.judge import Judgement, Outcome, judge
from tiltyard.tournament.roster import (
    CHECKING,
    IN_LINE,
    entrant_of,
    free_seats,
    holders,
    member_of,
    person_of,
    waiting,
    waitlist_position,
)
from tiltyard.tournament.text import (
    ALTERNATES_MAX,
    NAME_MAX,
    PRONOUNS_MAX,
    TITLE_MAX,
    has_control_characters,
    scope_and_slug,
    slugify,
)

Decision = list[e.Event] | Refusal

UNIQUE_KEYS = ("puuid", "name")
"""Comparison keys that only one player of a tournament may hold. Others, such as look-alike skeletons, inform."""


STAFF = ("staff", "cli")
"""Kinds of actors who act for the organisers. A table does not count: players may write in it."""


def decide(state: Tournament | None, command: c.Command, now: datetime) -> Decision:
    """What follows from a command.

    state    the tournament now; None when there is none
    command  sealed by the desk: links and keys carry their digests
    now      aware UTC
    returns  the events, possibly none when things are as asked already, or why not
    """
    if isinstance(command, c.CreateTournament):
        return _create(state, command)
    if state is None:
        return refusals.unknown_tournament(command.tournament)
    due = w.due(state, now)
    for event in due:
        state = evolve(state, event)
    decided = _decide(state, command, now)
    if isinstance(decided, Refusal):
        return decided
    for event in decided:
        state = evolve(state, event)
    return [*due, *decided, *_promotions(state)]


def _decide(state: Tournament, command: c.Command, now: datetime) -> Decision:
    match command:
        case c.OpenRegistration():
            return w.registration(state).open(now)
        case c.CloseRegistration():
            return w.registration(state).close()
        case c.OpenCheckIn():
            return w.check_in(state).open(now)
        case c.CloseCheckIn():
            return w.check_in(state).close()
        case _:
            return _DECIDE[type(command)](state, command)


def _promotions(state: Tournament) -> Iterator[e.Event]:
    """Free seats go down the line. Who is still being checked gets theirs too: order of receipt decides, not luck."""
    if free_seats(state) <= 0:
        return
    eligible = [one for one in waiting(state) if one.status is not EntrantStatus.PENDING or _pending_may_sit(state)]
    for entrant in eligible[: free_seats(state)]:
        yield e.PlayerPromoted(entrant.person, entrant.id, rule=state.rules.promotion.value)


def _pending_may_sit(state: Tournament) -> bool:
    return state.rules.pending_holds_seat


def _create(state: Tournament | None, command: c.CreateTournament) -> Decision:
    if state is not None:
        return refusals.tournament_exists(command.tournament)
    scope, slug = scope_and_slug(command.tournament)
    rules = command.rules
    proposal = slugify(slug) or slugify(command.title)
    if not proposal or len(command.title) > TITLE_MAX or has_control_characters(command.title):
        return refusals.bad_title(command.title)
    if slug != proposal:
        return refusals.bad_slug(slug, proposal)
    if not 1 <= rules.capacity <= CAPACITY_MAX:
        return refusals.bad_capacity(rules.capacity)
    if rules.mode is not Mode.SOLO:
        return refusals.mode_not_available(rules.mode.value)
    if wrong := _wrong_window(rules.windows):
        return refusals.bad_windows(wrong)
    return [e.TournamentCreated(scope, slug, command.title, rules)]


def _wrong_window(windows: Windows) -> str:
    for name, opens_at, closes_at in (
        ("registration", windows.registration_opens_at, windows.registration_closes_at),
        ("check-in", windows.check_in_opens_at, windows.check_in_closes_at),
    ):
        if opens_at and closes_at and closes_at <= opens_at:
            return f"{name}: opens {opens_at:%Y-%m-%d %H:%M}, closes {closes_at:%Y-%m-%d %H:%M} UTC"
    return ""


def _sign_up(state: Tournament, command: c.SignUp) -> Decision:
    known = {person for link in command.links if (person := person_of(state, link))}
    person = next(iter(known)) if len(known) == 1 else command.new_person
    entrant = entrant_of(state, person)
    if refusal := _line_closed_to(state, entrant, command.actor):
        return refusal
    if not command.links:
        return refusals.no_link()
    if refusal := _bad_words(command):
        return refusal
    if len(known) > 1:
        return refusals.identity_conflict(" and ".join(link.value or link.kind for link in command.links))
    if entrant and entrant.status in IN_LINE:
        return refusals.already_signed_up(entrant)
    if entrant and entrant.status is EntrantStatus.REJECTED:
        # The time that counts is when the person first pressed: a corrected name keeps its place in line.
        received: e.Event = _updated(state, entrant, person, command)
    else:
        received = e.SignUpReceived(
            person,
            entrant.id if entrant else command.new_entrant,
            order=state.next_order,
            seated=free_seats(state) > 0,
            platform=command.platform,
            typed_name=command.typed_name,
            alternates=command.alternates,
            pronouns=command.pronouns,
        )
    return [received, *_new_links(entrant, person, command.links)]


def _line_closed_to(state: Tournament, entrant: Entrant | None, actor: Actor) -> Refusal | None:
    """Why nobody can get in line now.

    Staff can take back who was rejected, at any time: a check that answered late must not cost a player the evening.
    """
    times = state.rules.windows
    taken_back = entrant is not None and entrant.status is EntrantStatus.REJECTED and actor.kind in STAFF
    if state.registration is Phase.NOT_YET:
        return refusals.registration_not_open(times.registration_opens_at)
    if state.registration is Phase.CLOSED and not taken_back:
        return refusals.registration_closed(times.registration_closes_at)
    return None


def _update_sign_up(state: Tournament, command: c.UpdateSignUp) -> Decision:
    entrant = entrant_of(state, command.person)
    if entrant is None:
        return refusals.unknown_player(command.person)
    if entrant.status is EntrantStatus.DROPPED:
        return refusals.not_in_tournament(entrant)
    if entrant.status is EntrantStatus.REJECTED and (refusal := _line_closed_to(state, entrant, command.actor)):
        return refusal
    return _bad_words(command) or [_updated(state, entrant, command.person, command)]


def _updated(state: Tournament, entrant: Entrant, person: PersonId, command: c.SignUp | c.UpdateSignUp) -> e.Event:
    return e.SignUpUpdated(
        person,
        entrant.id,
        seated=entrant.seated or free_seats(state) > 0,
        platform=command.platform,
        typed_name=command.typed_name,
        alternates=command.alternates,
        pronouns=command.pronouns,
    )


def _bad_words(command: c.SignUp | c.UpdateSignUp) -> Refusal | None:
    if not command.typed_name.strip():
        return refusals.name_missing()
    texts = [("name", command.typed_name, NAME_MAX), ("pronouns", command.pronouns or "", PRONOUNS_MAX)]
    texts += [("alternate name", alternate, NAME_MAX) for alternate in command.alternates]
    if len(command.alternates) > ALTERNATES_MAX:
        return refusals.text_too_long("alternate names", len(command.alternates), ALTERNATES_MAX)
    for field, text, limit in texts:
        if len(text) > limit:
            return refusals.text_too_long(field, len(text), limit)
        if has_control_characters(text):
            return refusals.control_characters(field)
    return None


def _new_links(entrant: Entrant | None, person: PersonId, links: tuple[Link, ...]) -> list[e.Event]:
    known = {(link.kind, link.key) for link in (member_of(entrant, person).links if entrant else ())}
    fresh = {(link.kind, link.key): link for link in links if (link.kind, link.key) not in known}
    return [e.IdentityLinked(person, link.kind, link.key, link.provenance, value=link.value) for link in fresh.values()]


def _link_identity(state: Tournament, command: c.LinkIdentity) -> Decision:
    entrant = entrant_of(state, command.person)
    if entrant is None:
        return refusals.unknown_player(command.person)
    holder = person_of(state, command.link)
    if holder not in (None, command.person):
        return refusals.identity_taken(command.link.value or command.link.kind)
    fresh = _new_links(entrant, command.person, (command.link,))
    return [*(_row_before(entrant, command) if fresh else []), *fresh]


def _row_before(entrant: Entrant, command: c.LinkIdentity) -> list[e.Event]:
    """A row's key is made of what stands in it: once that was corrected, the old key may be another player's."""
    if command.link.kind is not LinkKind.ROW:
        return []
    links = member_of(entrant, command.person).links
    return [e.IdentityUnlinked(command.person, one.kind, one.key) for one in links if one.kind is LinkKind.ROW]


def _record_findings(state: Tournament, command: c.RecordFindings) -> Decision:
    entrant = entrant_of(state, command.person)
    if entrant is None:
        return refusals.unknown_player(command.person)
    if entrant.status not in CHECKING or entrant.claim != command.claim:
        return []
    judgement = judge(command.findings, state.rules.identity)
    facts = tuple(e.FindingFact(one.source, one.code, one.verdict, one.evidence) for one in command.findings)
    if judgement.outcome is Outcome.REJECTED:
        return [
            e.PlayerRejected(
                command.person,
                entrant.id,
                judgement.code,
                facts,
                reason=judgement.reason,
                next_step=judgement.next_step,
            )
        ]
    if clash := _clash(state, command, entrant):
        return _lose_clash(state, command, entrant, clash, facts)
    if judgement.outcome is Outcome.PENDING:
        return _hold_pending(state, command, entrant, judgement, facts)
    event = e.PlayerRegistered if entrant.seated else e.PlayerWaitlisted
    seat = event(command.person, entrant.id, command.keys, facts, name=judgement.canonical)
    return [*_puuid_link(entrant, command), seat]


def _clash(state: Tournament, command: c.RecordFindings, entrant: Entrant) -> Entrant | None:
    """Who else holds a key that only one player may hold; the first in line, when there are several.

    Someone later in line who is still being checked is no holder yet: they will lose when their answer comes.
    """
    found = [
        holder
        for kind in UNIQUE_KEYS
        if (key := command.keys.get(kind))
        for holder in holders(state, kind, key, beside=command.person)
        if holder.order < entrant.order or holder.status not in CHECKING
    ]
    return min(found, key=lambda entrant: entrant.order, default=None)


def _lose_clash(
    state: Tournament,
    command: c.RecordFindings,
    entrant: Entrant,
    holder: Entrant,
    facts: tuple[e.FindingFact, ...],
) -> Decision:
    typed = member_of(entrant, command.person).typed_name
    reason = f"{typed} is already in this tournament, at place {holder.order} in line."
    if holder.order < entrant.order:
        next_step = "If that is you, nothing needs to be done; otherwise sign up with your own account, or ask staff."
        return [
            e.PlayerRejected(
                command.person, entrant.id, "identity_duplicate", facts, reason=reason, next_step=next_step
            )
        ]
    # This one was first in line but was answered later. Nobody loses a seat they were told of: staff decide.
    waits = Judgement(
        Outcome.PENDING,
        "identity_clash",
        reason,
        "Your place in line is kept; staff will decide whose account it is.",
        waits_for="staff",
    )
    return _hold_pending(state, command, entrant, waits, facts)


def _hold_pending(
    state: Tournament,
    command: c.RecordFindings,
    entrant: Entrant,
    judgement: Judgement,
    facts: tuple[e.FindingFact, ...],
) -> Decision:
    if entrant.status is EntrantStatus.PENDING and entrant.code == judgement.code:
        return []
    return [
        e.PlayerHeldPending(
            command.person,
            entrant.id,
            judgement.code,
            judgement.waits_for,
            seated=entrant.seated and _pending_may_sit(state),
            # A clash is about keys that somebody else holds; to claim them here as well would be a second holder.
            keys={} if judgement.code == "identity_clash" else command.keys,
            findings=facts,
            name=judgement.canonical,
            reason=judgement.reason,
            next_step=judgement.next_step,
        )
    ]


def _puuid_link(entrant: Entrant, command: c.RecordFindings) -> list[e.Event]:
    key = command.keys.get("puuid")
    value = next((_puuid(finding) for finding in command.findings if _puuid(finding)), None)
    if not key or value is None:
        return []
    return _new_links(entrant, command.person, (Link(LinkKind.PUUID, value, "riot", key),))


def _puuid(finding: Finding) -> str | None:
    return finding.keys.get("puuid") if finding.verdict is Verdict.VERIFIED else None


def _check_in(state: Tournament, command: c.CheckIn) -> Decision:
    windows = state.rules.windows
    entrant = entrant_of(state, command.person)
    if entrant is None:
        return refusals.unknown_player(command.person)
    if entrant.status not in IN_LINE:
        return refusals.not_in_tournament(entrant)
    if state.check_in is Phase.NOT_YET:
        return refusals.check_in_not_open(windows.check_in_opens_at)
    if state.check_in is Phase.CLOSED:
        return refusals.check_in_closed(windows.check_in_closes_at)
    if entrant.status in CHECKING:
        return refusals.still_pending(entrant)
    if not entrant.seated:
        return refusals.on_waitlist(entrant, waitlist_position(state, entrant))
    if member_of(entrant, command.person).checked_in:
        return refusals.already_checked_in(entrant)
    return [e.PlayerCheckedIn(command.person, entrant.id)]


def _check_out(state: Tournament, command: c.CheckOut) -> Decision:
    entrant = entrant_of(state, command.person)
    if entrant is None:
        return refusals.unknown_player(command.person)
    if not member_of(entrant, command.person).checked_in:
        return refusals.not_checked_in(entrant)
    if state.check_in is not Phase.OPEN:
        return refusals.check_in_closed(state.rules.windows.check_in_closes_at)
    return [e.PlayerCheckedOut(command.person, entrant.id)]


def _drop(state: Tournament, command: c.Drop) -> Decision:
    entrant = entrant_of(state, command.person)
    if entrant is None:
        return refusals.unknown_player(command.person)
    if entrant.status not in IN_LINE:
        return refusals.not_in_tournament(entrant)
    return [e.PlayerDropped(command.person, entrant.id, had_seat=entrant.seated)]


def _bind_rows(state: Tournament, command: c.BindRows) -> Decision:
    if state.binding == command.source and not command.columns:
        return refusals.already_bound(str(command.source))
    return [e.RowsBound(command.source, command.columns)]


def _unbind_rows(state: Tournament, _: c.UnbindRows) -> Decision:
    return [e.RowsUnbound(state.binding)] if state.binding else refusals.not_bound(state.id)


def _tick(_state: Tournament, _command: c.Tick) -> Decision:
    return []


_DECIDE: Mapping[type[c.Command], Callable[[Tournament, Any], Decision]] = {
    c.SignUp: _sign_up,
    c.UpdateSignUp: _update_sign_up,
    c.RecordFindings: _record_findings,
    c.LinkIdentity: _link_identity,
    c.CheckIn: _check_in,
    c.CheckOut: _check_out,
    c.Drop: _drop,
    c.BindRows: _bind_rows,
    c.UnbindRows: _unbind_rows,
    c.Tick: _tick,
}
