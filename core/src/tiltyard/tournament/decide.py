"""
Decide what a command means for a tournament as it stands: events, or a refusal.

Pure: asks no plugin and takes no time. What is due by the clock at `now` happens first; then the command; then what
follows from both: free seats go to whoever is next. Each step sees the state the one before it left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from tiltyard.models import Guild, Refusal, Tournament
from tiltyard.tournament import commands as c
from tiltyard.tournament import events as e
from tiltyard.tournament import refusals, rights
from tiltyard.tournament import windows as w
from tiltyard.tournament.decisions import creation, people, presence, seats, settling, signing_up, teams, verdicts
from tiltyard.tournament.decisions.common import STAFF, UNIQUE_KEYS, Decision
from tiltyard.tournament.due import after_downtime, due
from tiltyard.tournament.evolve import evolve
from tiltyard.tournament.undo import undo

__all__ = ["STAFF", "UNIQUE_KEYS", "Decision", "decide"]


def decide(state: Tournament | None, command: c.Command, now: datetime, guild: Guild | None = None) -> Decision:
    """What follows from a command.

    state    the tournament now; None when there is none
    command  sealed by the desk: links and keys carry their digests
    now      aware UTC
    guild    what holds for all tournaments of its scope; None when nothing was ever said about that
    returns  the events, possibly none when things are as asked already, or why not
    """
    if refusal := rights.wrong(state, guild, command):
        return refusal
    course = _Course(state, now)
    if isinstance(command, c.CreateTournament):
        refusal = refusals.guild_frozen(guild.scope, guild.frozen_at) if guild and guild.frozen_at else None
        decided = refusal or creation.create(state, command, now)
    elif state is None:
        return refusals.unknown_tournament(command.tournament)
    else:
        if refusal := creation.shut(state, guild, command):
            return refusal
        if guild and guild.frozen_at:
            return _decide(state, command, now, guild)  # time stands still there, and no seat is given
        # Before anything runs out: it must not run out because nobody could reach us.
        course.take(after_downtime(state, command) if isinstance(command, c.RecordDowntime) else ())
        if ran_out := due(course.now_is, now):
            course.take(ran_out)
            # What that set free belongs to those who wait, not to whoever asks for something now.
            course.follow()
        decided = _decide(course.now_is, command, now, guild)
    if isinstance(decided, Refusal):
        return decided
    course.take(decided)
    course.follow()
    return course.events


class _Course:
    """What happens one after another, and the state that each step leaves."""

    def __init__(self, state: Tournament | None, now: datetime) -> None:
        self._state = state
        self._now = now
        self.events: list[e.Event] = []

    @property
    def now_is(self) -> Tournament:
        """The state at this point."""
        if self._state is None:
            raise LookupError("nothing has happened yet")
        return self._state

    def take(self, events: Iterable[e.Event]) -> None:
        """This happens."""
        for event in events:
            self._state = evolve(self._state, event)
            self.events.append(event)

    def follow(self) -> None:
        """And so does all that follows from it."""
        self.take(due(self.now_is, self._now))
        self.take(list(verdicts.clashes_over(self.now_is)))
        self.take(list(teams.invites_over(self.now_is)))
        if self.now_is.archived_at is None:
            self.take(list(seats.given(self.now_is, self._now)))


def _decide(state: Tournament, command: c.Command, now: datetime, guild: Guild | None) -> Decision:
    if isinstance(command, c.Correct):
        return _correct(state, command, now, guild)
    kind = type(command)
    if kind in _BY_CLOCK:
        return _BY_CLOCK[kind](state, command, now)
    if kind in _BY_GUILD:
        return _BY_GUILD[kind](state, command, guild)
    return _DECIDE[kind](state, command)


def _correct(state: Tournament, command: c.Correct, now: datetime, guild: Guild | None) -> Decision:
    if not command.reason:
        return refusals.reason_missing("Correcting what has happened")
    undone = undo(state, command.undo, guild)
    if isinstance(undone, Refusal):
        return undone
    course = _Course(state, now)
    course.take(undone)
    # The reason for the correction is the reason for what is done instead.
    instead = attrs.evolve(command.instead, actor=command.actor, reason=command.reason)
    if refusal := rights.wrong(course.now_is, guild, instead):
        return refusal
    decided = _decide(course.now_is, instead, now, guild)
    return decided if isinstance(decided, Refusal) else [*course.events, *decided]


def _nothing(_state: Tournament, _command: c.Command) -> Decision:
    return []


_BY_CLOCK: Mapping[type[c.Command], Callable[[Tournament, Any, datetime], Decision]] = {
    c.OpenRegistration: lambda state, _, now: w.open_registration(state, now),
    c.CloseRegistration: lambda state, _command, _now: w.close_registration(state),
    c.OpenCheckIn: lambda state, command, now: w.open_check_in(
        state, now, round_number=command.round, closes_at=command.closes_at
    ),
    c.CloseCheckIn: lambda state, _, now: w.close_check_in(state, now),
    c.ChangeRules: creation.change_rules,
    c.Archive: creation.archive,
    c.CheckIn: presence.check_in,
}
"""What depends on the time."""

_BY_GUILD: Mapping[type[c.Command], Callable[[Tournament, Any, Guild | None], Decision]] = {
    c.SignUp: signing_up.sign_up,
    c.Return: presence.come_back,
    c.RecordFindings: verdicts.record_findings,
    c.Undo: undo,
}
"""What depends on whom a guild lets play."""

_DECIDE: Mapping[type[c.Command], Callable[[Tournament, Any], Decision]] = {
    c.GrantStaff: creation.grant_staff,
    c.RevokeStaff: creation.revoke_staff,
    c.Pause: creation.pause,
    c.Resume: creation.resume,
    c.Unarchive: creation.unarchive,
    c.BindRows: creation.bind_rows,
    c.UnbindRows: creation.unbind_rows,
    c.UpdateSignUp: signing_up.update_sign_up,
    c.LinkIdentity: people.link_identity,
    c.MoveLink: people.move_link,
    c.MergePeople: people.merge,
    c.ErasePerson: people.erase,
    c.ChallengePlayer: settling.challenge,
    c.AcceptPlayer: settling.accept,
    c.RejectPlayer: settling.reject,
    c.Recheck: settling.recheck,
    c.CheckOut: presence.check_out,
    c.Drop: presence.drop,
    c.DropMany: presence.drop_many,
    c.ResetCheckIns: presence.reset_check_ins,
    c.Disqualify: presence.disqualify,
    c.MarkNoShow: presence.mark_no_show,
    c.ReleaseNoShows: presence.release_no_shows,
    c.TakeSeat: seats.take,
    c.DeclineSeat: seats.decline,
    c.NameTeam: teams.name,
    c.Invite: teams.invite,
    c.AcceptInvite: teams.accept,
    c.DeclineInvite: teams.decline,
    c.LeaveTeam: teams.leave,
    c.Substitute: teams.substitute,
    c.LockTeams: teams.lock,
    c.UnlockTeams: teams.unlock,
    c.BeFreeAgent: teams.be_free_agent,
    c.PairFreeAgents: teams.pair_free_agents,
    c.Tick: _nothing,
    c.RecordDowntime: _nothing,
}
