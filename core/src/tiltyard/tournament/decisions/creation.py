"""
Beginning a tournament, changing its rules and its staff, pausing it and putting it away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

from tiltyard.models import (
    CheckState,
    Entrant,
    Guild,
    PromotionRule,
    Refusal,
    Rules,
    Tournament,
    Windows,
)
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals
from tiltyard.tournament import windows as w
from tiltyard.tournament.decisions.common import Decision
from tiltyard.tournament.decisions.seats import barred
from tiltyard.tournament.judge import STRENGTH
from tiltyard.tournament.roster import seated, standing
from tiltyard.tournament.schedule import check, resolve
from tiltyard.tournament.soundness import wrong_rules
from tiltyard.tournament.text import TITLE_MAX, has_control_characters, scope_and_slug, slugify


def create(state: Tournament | None, command: c.CreateTournament, now: datetime) -> Decision:
    """Begin."""
    if state is not None:
        return refusals.tournament_exists(command.tournament)
    scope, slug = scope_and_slug(command.tournament)
    proposal = slugify(slug) or slugify(command.title)
    if not proposal or len(command.title) > TITLE_MAX or has_control_characters(command.title):
        return refusals.bad_title(command.title)
    if slug != proposal:
        return refusals.bad_slug(slug, proposal)
    rules = _with_last_rung(command.rules)
    if rules.schedule:
        if refusal := check(rules.schedule, now):
            return refusal
        rules = _resolved(rules)
    if wrong := wrong_rules(rules) or _closed_before_it_opens(Windows(), rules.windows, now):
        return wrong
    return [e.TournamentCreated(scope, slug, command.title, rules, command.staff, command.cloned_from)]


def _closed_before_it_opens(before: Windows, after: Windows, now: datetime) -> Refusal | None:
    """A closing time that is set and has passed closes at once what nobody could use: a slip."""
    for name in ("registration_closes_at", "check_in_closes_at"):
        moment = getattr(after, name)
        if moment and moment <= now and moment != getattr(before, name):
            return w.has_passed(name.replace("_at", "").replace("_", " "), moment, now)
    return None


def _with_last_rung(rules: Rules) -> Rules:
    ladder = tuple(rule for rule in dict.fromkeys(rules.promotion) if rule is not PromotionRule.ORDER_OF_RECEIPT)
    return attrs.evolve(rules, promotion=(*ladder, PromotionRule.ORDER_OF_RECEIPT))


def _resolved(rules: Rules) -> Rules:
    """What the schedule comes to today is what counts; the zone database may say something else tomorrow."""
    if rules.schedule is None:
        return rules
    resolved = resolve(rules.schedule)
    return attrs.evolve(rules, windows=resolved.windows, starts_at=resolved.starts_at)


def change_rules(state: Tournament, command: c.ChangeRules, now: datetime) -> Decision:
    """Other rules; where they take seats, only when that is confirmed."""
    if unknown := sorted(set(command.changes) - {field.name for field in attrs.fields(Rules)}):
        return refusals.unknown_rule(", ".join(unknown))
    rules = _with_last_rung(attrs.evolve(state.rules, **command.changes))
    if rules.schedule and rules.schedule != state.rules.schedule:
        if refusal := check(rules.schedule, now, before=state.rules.schedule):
            return refusal
        rules = _resolved(rules)
    elif "windows" in command.changes:
        rules = attrs.evolve(rules, schedule=None)  # moments were given; what was said before does not hold
    if wrong := wrong_rules(rules) or _closed_before_it_opens(state.rules.windows, rules.windows, now):
        return wrong
    if rules.mode is not state.rules.mode and state.entrants:
        return refusals.mode_fixed(len(state.entrants))
    losing = _losing(state, rules)
    if losing and not command.confirm:
        return refusals.capacity_below_seated(rules.capacity, [entrant.name or "somebody" for entrant in losing])
    if losing and not command.reason:
        return refusals.reason_missing("Taking seats from players")
    if rules == state.rules:
        return []
    renewed = tuple(_renewed(state, rules))
    unseated = [e.PlayerUnseated(one.person, one.id, "capacity") for one in losing]
    return [e.RulesChanged(rules, renewed), *unseated, *_asked_again(state, rules)]


def _asked_again(state: Tournament, rules: Rules) -> Iterator[e.Event]:
    """Whom it concerns that names need other evidence, or that other accounts may play.

    Who has passed more than is asked now stays in. Whom a check has rejected may be one of those who may play now; what
    staff decided, and whose account is somebody else's, stays.
    """
    others_may_play = rules.eligibility != state.rules.eligibility
    if not others_may_play and rules.needs is state.rules.needs:
        return
    more = others_may_play or STRENGTH[rules.needs] > STRENGTH[state.rules.needs]
    for entrant in state.entrants.values():
        for member in entrant.members if entrant.out is None else ():
            decided = member.check is CheckState.REJECTED and member.code in _NOT_BY_RULES
            if member.check is CheckState.RECEIVED or member.pseudonym or decided:
                continue
            if more or member.check is not CheckState.VERIFIED:
                yield e.RecheckRequested(member.person, entrant.id, "rules")


_NOT_BY_RULES = ("by_staff", "identity_duplicate", "blocked")


def _losing(state: Tournament, rules: Rules) -> list[Entrant]:
    """Who would lose the seat: whoever a free one would go to last."""

    def place(entrant: Entrant) -> list[int]:
        return [int(barred(state, entrant) is not None), *(standing(state, entrant, one) for one in rules.promotion)]

    return sorted(seated(state), key=place)[rules.seats :]


_TIMES: Mapping[str, tuple[str, str]] = {
    "registration": ("registration_opens", "registration_closes"),
    "check_in": ("check_in_opens", "check_in_closes"),
}


def _renewed(state: Tournament, rules: Rules) -> Iterator[str]:
    """Windows that follow their new times, whatever was done to them before.

    Whoever says a time anew means it. A start that moves takes the times along that are counted from it, and leaves a
    window that somebody has opened or closed by hand as they left it.
    """
    said_before, said_now = state.rules.schedule, rules.schedule
    for window, times in _TIMES.items():
        moved = any(getattr(state.rules.windows, f"{one}_at") != getattr(rules.windows, f"{one}_at") for one in times)
        said = (
            said_before is None
            or said_now is None
            or any(getattr(said_before, one) != getattr(said_now, one) for one in times)
        )
        if moved and (said or not getattr(state, f"{window}_by_hand")):
            yield window


def grant_staff(state: Tournament, command: c.GrantStaff) -> Decision:
    """One more who acts for the organisers, or in another role."""
    return [] if state.staff.get(command.who) is command.role else [e.StaffGranted(command.who, command.role)]


def revoke_staff(state: Tournament, command: c.RevokeStaff) -> Decision:
    """One less."""
    return [e.StaffRevoked(command.who)] if command.who in state.staff else refusals.no_such_staff(command.who)


def pause(state: Tournament, _: c.Pause) -> Decision:
    """Hold everything outside."""
    return refusals.already_paused(state.id) if state.paused else [e.OutsidePaused()]


def resume(state: Tournament, _: c.Resume) -> Decision:
    """Let it catch up."""
    return [e.OutsideResumed()] if state.paused else refusals.not_paused(state.id)


def archive(_state: Tournament, _: c.Archive, now: datetime) -> Decision:
    """Put away; that it is not already is seen to before anything is decided."""
    return [e.TournamentArchived(now)]


def unarchive(state: Tournament, _: c.Unarchive) -> Decision:
    """Take out again."""
    return [e.TournamentUnarchived()] if state.archived_at else refusals.not_archived(state.id)


def bind_rows(state: Tournament, command: c.BindRows) -> Decision:
    """Mirror it in a table."""
    if state.binding == command.source and not command.columns:
        return refusals.already_bound(str(command.source))
    return [e.RowsBound(command.source, command.columns)]


def unbind_rows(state: Tournament, _: c.UnbindRows) -> Decision:
    """Mirror it in no table."""
    return [e.RowsUnbound(state.binding)] if state.binding else refusals.not_bound(state.id)


def shut(state: Tournament, guild: Guild | None, command: c.Command) -> Refusal | None:
    """Why nothing at all may change here now."""
    if guild and guild.frozen_at and not isinstance(command, c.ErasePerson):
        return refusals.guild_frozen(guild.scope, guild.frozen_at)
    if state.archived_at and not isinstance(command, c.Unarchive | c.ErasePerson):
        return refusals.tournament_archived(state.id, state.archived_at)
    return None
