"""
What the other headers of a line say about one of them.

"Rank" beside points is where somebody came in, not how well they play. "Name" is the name in the game where nothing
better is asked for and the sheet is about playing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiltyard.models import Role
from tiltyard_sheets.columns.meaning import HeaderMeaning
from tiltyard_sheets.columns.vocabulary import Meaning
from tiltyard_sheets.columns.words import units

Scores = dict[Role, float]

_SIGN_UP = (Role.EMAIL, Role.REGISTERED, Role.CHECKIN, Role.TIMESTAMP, Role.REGION, Role.SEED, Role.DISCORD)
_ABOUT_PLAYING = (Role.CHECKIN, Role.RANK, Role.SEED, Role.ALT_IGN, Role.PRONOUNS)
_PLACE = frozenset(
    units(one) for one in ("rank", "ranking", "rang", "rango", "ranga", "ранг", "ранк", "classement", "#")
)
_NAME = frozenset({Meaning.NAME, Meaning.FILLER})
_USER = frozenset({Meaning.USER, Meaning.ACCOUNT})
_ACCOUNT = frozenset({Meaning.NAME, Meaning.USERNAME, Meaning.ACCOUNT, Meaning.PLAYER, Meaning.ID, Meaning.FILLER})
_TIER = frozenset({units("tier"), units("tiers")})
_TICKET = frozenset({"ticket", "tickets", "subscription", "subscriber", "plan"})
_TAG_LINE = frozenset(units(one) for one in ("tag line", "tagline", "riot tag", "game tag", "tag"))
_TIME = units("time")
_NAMED = 0.5
_BARE_NAME = 0.56
_HALF_A_RIOT_ID = 0.94
_SECOND_BEST = 0.55
_NAME_OF_GAME = 2
"""From so many unknown words before "name" on it is the name of a game; a single one may be anything."""

_SPEAKS_PORTUGUESE = ("ção", "ções", "ã", "õ", "nome", "jogador", "endereço", "inscri")


def in_context(headers: Sequence[str], meanings: Sequence[HeaderMeaning]) -> list[Scores]:
    """Role scores of each header, with its neighbours in mind."""
    scores = [dict(meaning.roles) for meaning in meanings]
    best = {role: max((one.get(role, 0.0) for one in scores), default=0.0) for role in Role}
    _rank_is_place(headers, meanings, scores, best)
    _game_name_has_tag(headers, meanings, scores)
    _league_is_not_rank(meanings, scores, best)
    _username_is_discord(meanings, scores)
    _tier_is_price(headers, meanings, scores)
    _club_is_employer(meanings, scores, best)
    _message_is_note(meanings, scores, best)
    _time_is_duration(meanings, scores)
    _account_is_ign(meanings, scores, best)
    _name_is_ign(meanings, scores)
    _time_is_team(headers, scores, best)
    return scores


def _rank_is_place(
    headers: Sequence[str], meanings: Sequence[HeaderMeaning], scores: list[Scores], best: Mapping[Role, float]
) -> None:
    results = sum(1 for meaning in meanings if Meaning.RESULT in meaning.means and not meaning.roles)
    signs_up = any(best[role] > _NAMED for role in _SIGN_UP)
    first_name = next((at for at, one in enumerate(scores) if one.get(Role.IGN, 0.0) > _NAMED), len(scores))
    first = next((at for at, header in enumerate(headers) if header), 0)
    for at, header in enumerate(headers):
        if Role.RANK not in scores[at] or units(header) not in _PLACE:
            continue
        if (at == first and len(headers) > 1) or (results and at < first_name < len(headers)):
            scores[at][Role.RANK] *= 0.3
        elif results and not signs_up:
            scores[at][Role.RANK] *= 0.7


def _game_name_has_tag(headers: Sequence[str], meanings: Sequence[HeaderMeaning], scores: list[Scores]) -> None:
    """Beside a column for the tag line, a game name is one half of a Riot ID, and not what is played."""
    if any(units(header) in _TAG_LINE for header in headers):
        for meaning, one in zip(meanings, scores, strict=True):
            if Meaning.GAME_TITLE in meaning.means and Role.IGN in one:
                one[Role.IGN] = max(one[Role.IGN], _HALF_A_RIOT_ID)


def _league_is_not_rank(meanings: Sequence[HeaderMeaning], scores: list[Scores], best: Mapping[Role, float]) -> None:
    """Where teams play and nobody asks for a name in the game, a division is a part of the competition."""
    if best[Role.TEAM] <= _NAMED or any(Meaning.GAME_NAME in meaning.means for meaning in meanings):
        return
    for meaning, one in zip(meanings, scores, strict=True):
        if Meaning.LEAGUE in meaning.means:
            one.pop(Role.RANK, None)


def _tier_is_price(headers: Sequence[str], meanings: Sequence[HeaderMeaning], scores: list[Scores]) -> None:
    """Beside tickets and payments, and where nobody plays, a tier is what somebody bought."""
    sold = any(
        Meaning.MONEY in meaning.means or set(units(text)) & _TICKET
        for text, meaning in zip(headers, meanings, strict=True)
    )
    if sold and _best_ign(scores) <= _NAMED:
        for at, header in enumerate(headers):
            if units(header) in _TIER:
                scores[at].pop(Role.RANK, None)


def _club_is_employer(meanings: Sequence[HeaderMeaning], scores: list[Scores], best: Mapping[Role, float]) -> None:
    """Where nothing is about playing, an organisation is where somebody works."""
    if any(best[role] > _NAMED for role in (Role.IGN, Role.DISCORD, Role.RANK, Role.SEED)):
        return
    for meaning, one in zip(meanings, scores, strict=True):
        if Meaning.CLUB in meaning.means:
            one.pop(Role.TEAM, None)


def _message_is_note(meanings: Sequence[HeaderMeaning], scores: list[Scores], best: Mapping[Role, float]) -> None:
    """A message counts where somebody signs up, and not in a log."""
    if any(best[role] > _NAMED for role in (Role.IGN, Role.DISCORD, Role.EMAIL)):
        return
    for meaning, one in zip(meanings, scores, strict=True):
        if Meaning.WEAK_NOTES in meaning.means:
            one.pop(Role.NOTES, None)


def _username_is_discord(meanings: Sequence[HeaderMeaning], scores: list[Scores]) -> None:
    """What a bot writes beside an account is how that account is called, where it writes no other name of it."""
    numbered = any(Meaning.DISCORD_ID in meaning.means for meaning in meanings)
    named = any(Meaning.DISCORD in meaning.means for meaning in meanings)
    for meaning, one in zip(meanings, scores, strict=True):
        shown = Meaning.USER in meaning.means and (numbered or named)
        if Role.IGN in one and (shown or (Meaning.USERNAME in meaning.means and numbered and not named)):
            one[Role.IGN] *= 0.65


def _account_is_ign(meanings: Sequence[HeaderMeaning], scores: list[Scores], best: Mapping[Role, float]) -> None:
    """The only account with some game or shop is the name they play under, where players are known by Discord."""
    if best[Role.DISCORD] <= _NAMED or _best_ign(scores) > _NAMED:
        return
    said = frozenset(each for meaning in meanings for each in meaning.means if Meaning.STORE not in meaning.means)
    if Meaning.PLATFORM in said:
        # Where people also give their social media, a handle is one of those.
        return
    games = not said & {Meaning.REAL_NAME, Meaning.PERSONAL, Meaning.EMAIL}
    found = [at for at, meaning in enumerate(meanings) if _is_account(meaning, games=games)]
    if len(found) == 1:
        scores[found[0]][Role.IGN] = _SECOND_BEST


def _is_account(meaning: HeaderMeaning, *, games: bool) -> bool:
    """An account at a shop, with something that we do not know, or, if it may be a game, a name in it."""
    if Meaning.STORE in meaning.means:
        return not meaning.unknown and meaning.means <= _ACCOUNT | {Meaning.STORE, Meaning.PLATFORM}
    somewhere = bool(meaning.unknown) and bool(meaning.means & {Meaning.USERNAME, Meaning.ACCOUNT})
    in_game = games and meaning.unknown >= _NAME_OF_GAME and Meaning.NAME in meaning.means
    return meaning.means <= _ACCOUNT and (somewhere or in_game or {Meaning.PLAYER, Meaning.ID} <= meaning.means)


def _best_ign(scores: Sequence[Scores]) -> float:
    return max((one.get(Role.IGN, 0.0) for one in scores), default=0.0)


def _name_is_ign(meanings: Sequence[HeaderMeaning], scores: list[Scores]) -> None:
    """A bare name counts only where no column asks for a better one, and none for the one in the passport."""
    best = {role: max((one.get(role, 0.0) for one in scores), default=0.0) for role in Role}
    if best[Role.IGN] > _NAMED:
        return
    personal = {Meaning.REAL_NAME, Meaning.PERSONAL}
    if best[Role.EMAIL] > _NAMED or any(meaning.means & personal for meaning in meanings):
        return
    playing = any(best[role] > _NAMED for role in _ABOUT_PLAYING)
    results = any(Meaning.RESULT in meaning.means and not meaning.unknown for meaning in meanings)
    if not playing and not results and best[Role.TEAM] <= _NAMED:
        return
    bare = [one for meaning, one in zip(meanings, scores, strict=True) if _is_bare(meaning, playing=playing)]
    likeliest = max((one.get(Role.IGN, 0.0) for one in bare), default=0.0)
    for one in bare:
        if likeliest and one.get(Role.IGN, 0.0) == likeliest:
            one[Role.IGN] = _BARE_NAME


def _is_bare(meaning: HeaderMeaning, *, playing: bool) -> bool:
    """A name of nothing in particular; also a user or an account where the sheet is about playing."""
    return meaning.means <= (_NAME | _USER if playing else _NAME) and not meaning.unknown


def _time_is_duration(meanings: Sequence[HeaderMeaning], scores: list[Scores]) -> None:
    """Beside scores, a time is how long it took."""
    if any(Meaning.RESULT in meaning.means for meaning in meanings):
        for meaning, one in zip(meanings, scores, strict=True):
            if Meaning.HOUR in meaning.means and meaning.means <= {Meaning.HOUR, Meaning.FILLER}:
                one.pop(Role.TIMESTAMP, None)


def _time_is_team(headers: Sequence[str], scores: list[Scores], best: Mapping[Role, float]) -> None:
    """The Portuguese word for a team looks like the English one for when."""
    portuguese = any(mark in header.casefold() for header in headers for mark in _SPEAKS_PORTUGUESE)
    if portuguese and best[Role.TEAM] < _NAMED:
        for at, header in enumerate(headers):
            if units(header) == _TIME:
                scores[at] = {Role.TEAM: 0.85}
