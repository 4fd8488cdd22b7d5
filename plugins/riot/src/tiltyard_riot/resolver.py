"""
Which game a lobby has played, from the games that its members' histories name. Pure.

There is no tournament API for TFT, so a game is recognised by who was in it. `game_datetime` is a moment that Riot does
not describe further (its specification of 2026-04-15 says "Unix timestamp"); seen in practice it is close to the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Literal

from attrs import evolve, frozen

from tiltyard.models import Lobby, Mode, Placements, PlayerAccount
from tiltyard_riot.models import Match, Participant

MEMBERS_LEAST = 3
"""Fewer members of a lobby meet in one game by chance."""

SURE = 0.6
"""A single game below this is shown to staff and not taken."""

CLEAR = 0.25
"""How much better the best game must be than the next one, or people are asked."""

SHORT_MOST_S = 900.0
"""A game that people broke off to play again ended in its first quarter of an hour; a whole one takes twice that."""

# Queue ids: enums of the Riot API schema, 2026-04-15. What is not listed, custom games too, may be any mode.
QUEUES: Mapping[Mode, frozenset[int]] = {Mode.SOLO: frozenset({1090, 1100}), Mode.DOUBLE_UP: frozenset({1150, 1160})}
OTHER_QUEUES = frozenset({1110, 1130, 1210, 1220})
"""Tutorial, Hyper Roll, Choncc's Treasure and Tocker's Trials: no lobby plays a round there."""

ABORTED = "Abort"
"""How `endOfGameResult` begins of a game that did not count, such as `Abort_TooFewPlayers`."""

_Verdict = Literal["found", "ambiguous", "remake"]

_UNKNOWN_QUEUE, _BEGAN_BEFORE, _UNREAD = 0.85, 0.85, 0.9


@frozen
class _Candidate:
    match: Match
    present: tuple[PlayerAccount, ...]
    confidence: float
    reasons: tuple[str, ...]
    remake: bool = False


def resolve(lobby: Lobby, matches: Iterable[Match], *, unread: Sequence[str] = ()) -> list[Placements]:
    """The games that may be this lobby's, best first; games that were broken off come last.

    One game that is clearly better than all others has the verdict `found` and is the only one beside remakes. Where
    that cannot be said, every good game has the verdict `ambiguous`: people are to be asked.

    matches  in any order, from whatever history; twice does no harm
    unread   members, as they are shown, whose history could not be read now
    """
    known = {match.id: match for match in matches}
    found = [one for match in known.values() if (one := _candidate(lobby, match, unread))]
    # Games that count already are looked at, too: what was broken off before one of them is a remake all the same.
    checked = (_checked(one, found) for one in found if one.match.id not in lobby.used_match_ids)
    found = sorted(checked, key=lambda one: (-one.confidence, one.match.id))
    whole, remakes = [one for one in found if not one.remake], [one for one in found if one.remake]
    good = [one for one in whole if one.confidence > whole[0].confidence - CLEAR]
    verdict: _Verdict = "found" if len(good) == 1 and good[0].confidence >= SURE else "ambiguous"
    passed_over = len(whole) - len(good)
    if passed_over:
        words = f"{passed_over} other game{'s' if passed_over > 1 else ''} had clearly fewer of the lobby in it"
        good = [evolve(one, reasons=(*one.reasons, words)) for one in good]
    return [_placements(lobby, one, verdict) for one in good] + [_placements(lobby, one, "remake") for one in remakes]


def _candidate(lobby: Lobby, match: Match, unread: Sequence[str]) -> _Candidate | None:
    players = {one.puuid for one in match.participants}
    present = tuple(one for one in lobby.members if one.puuid in players)
    if not lobby.since <= match.game_at <= lobby.until:
        return None
    if len({one.puuid for one in present}) < MEMBERS_LEAST or _is_other_mode(match.queue_id, lobby.mode):
        return None
    if not _adds_up(match, lobby.mode):
        return None
    outsiders = len(match.participants) - len(present)
    confidence = len(present) / len(lobby.members) * (1 - outsiders / len(match.participants) / 2)
    reasons = [f"{len(present)} of the lobby's {len(lobby.members)} players are in it"]
    if outsiders:
        reasons.append(f"{outsiders} player{'s' if outsiders > 1 else ''} in it {_are(outsiders)} not of the lobby")
    if match.queue_id not in QUEUES[lobby.mode]:
        confidence *= _UNKNOWN_QUEUE
        reasons.append(f"its queue {match.queue_id} is none that is known, as in a custom game")
    if (match.created_at or match.game_at - timedelta(seconds=match.length_s)) < lobby.since:
        confidence *= _BEGAN_BEFORE
        reasons.append("it may have begun before the round")
    if unread:
        confidence *= _UNREAD
        reasons.append(f"the history of {', '.join(unread)} could not be read, so another game may be missing")
    if lobby.mode is Mode.DOUBLE_UP:
        reasons.append(_partners(match.participants))
    return _Candidate(match, present, confidence, tuple(reasons))


def _are(count: int) -> str:
    return "are" if count > 1 else "is"


def _is_other_mode(queue_id: int, mode: Mode) -> bool:
    others = {one for other, queues in QUEUES.items() if other is not mode for one in queues}
    return queue_id in OTHER_QUEUES or queue_id in others


def _adds_up(match: Match, mode: Mode) -> bool:
    """Whether its placements can be those of one game. Partners may share one; nobody else does."""
    places = [one.placement for one in match.participants]
    if any(not 1 <= place <= len(places) for place in places):
        return False
    return len(set(places)) == len(places) or (mode is Mode.DOUBLE_UP and max(map(places.count, places)) <= 2)


def _partners(participants: Sequence[Participant]) -> str:
    # Riot has told no partner_group_id since Set 18 (developer-relations #1185, 2026-08).
    if any(one.partner_group_id is None for one in participants):
        return "Riot does not tell who were partners in it"
    groups = [
        [one.placement for one in participants if one.partner_group_id == group] for group in _groups(participants)
    ]
    return "partners came " + ", ".join(" and ".join(map(str, sorted(group))) for group in sorted(groups, key=min))


def _groups(participants: Sequence[Participant]) -> set[int | None]:
    return {one.partner_group_id for one in participants}


def _checked(one: _Candidate, others: Sequence[_Candidate]) -> _Candidate:
    """The same, known for a remake if it is one."""
    if (one.match.end_of_game_result or "").startswith(ABORTED):
        why = f"it was broken off ({one.match.end_of_game_result})"
    elif one.match.length_s < SHORT_MOST_S and (again := _played_again(one, others)):
        why = f"it took {one.match.length_s / 60:.0f} minutes, and the same players then played {again.match.id}"
    else:
        return one
    return evolve(one, remake=True, reasons=(*one.reasons, why))


def _played_again(one: _Candidate, others: Sequence[_Candidate]) -> _Candidate | None:
    """A later game of the same members that took at least twice as long."""
    again = [
        other
        for other in others
        if other.match.game_at > one.match.game_at
        and other.match.length_s >= 2 * one.match.length_s
        and {member.puuid for member in other.present} >= {member.puuid for member in one.present}
    ]
    return min(again, key=lambda other: (other.match.game_at, other.match.id), default=None)


def _placements(lobby: Lobby, one: _Candidate, verdict: _Verdict) -> Placements:
    members = {member.puuid for member in one.present}
    in_game = {player.puuid: player.placement for player in one.match.participants}
    own = sorted(place for puuid, place in in_game.items() if puuid in members)
    return Placements(
        match_id=one.match.id,
        verdict=verdict,
        confidence=round(one.confidence, 3),
        placements={puuid: own.index(place) + 1 for puuid, place in in_game.items() if puuid in members},
        in_game=in_game,
        outsiders=tuple(sorted(puuid for puuid in in_game if puuid not in members)),
        missing=tuple(member.name for member in lobby.members if member.puuid not in members),
        ended_at=one.match.game_at,
        reasons=one.reasons,
    )
