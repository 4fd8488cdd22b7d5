"""
What a header's words say about its column.

The phrases that were found are weighed against each other: "Discord username" is a Discord account, "Did you join our
Discord?" is not, and "Riot ID of your duo partner" is somebody else's. Numbers here are probabilities, judged by how
often organisers mean what the rule says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

from attrs import evolve, frozen

from tiltyard.models import Role
from tiltyard_sheets.columns.lexicon import Lexicon
from tiltyard_sheets.columns.vocabulary import PHRASES, Meaning
from tiltyard_sheets.columns.words import HeaderText, Units, is_unspaced, read_header

M = Meaning
LEXICON = Lexicon(PHRASES)

QUALIFIERS = frozenset({M.ALT, M.OTHER, M.PARTNER, M.DUO_PARTNER, M.CAPTAIN, M.PEAK, M.LINK})
"""What a bracket may add to the words before it."""

IMPLIED: Mapping[Meaning, Meaning] = {
    M.RIOT_ID: M.GAME_NAME,
    M.GAME_TITLE: M.GAME_NAME,
    M.SECOND: M.OTHER,
    M.STORE: M.PLATFORM,
    M.TAG: M.NAME,
    M.CLUB: M.TEAM,
}
"""What is true as well of what is more special."""

SILENT = frozenset({M.FILLER, M.AND, M.GAME})
SOMEONE_ELSE = frozenset({M.PARTNER, M.DUO_PARTNER, M.CAPTAIN})
NOT_A_NAME = frozenset({M.LINK, M.COUNT, M.PLATFORM, M.CONSENT, M.MONEY, M.BY, M.PERSONAL})
NOT_A_STATE = frozenset({M.LINK, M.COUNT, M.BY, M.MONEY, M.CONSENT}) | SOMEONE_ELSE
NAMES = frozenset({M.PLAYER, M.USERNAME, M.USER, M.NAME, M.TAG, M.ACCOUNT})
ABOUT_NAMES = frozenset({M.RANK, M.REGION, M.PRONOUNS, M.EMAIL, M.SEED, M.CHECKIN})
"""What is said *of* a player: "Riot account region" is a region."""

_BY_UNKNOWN_WORD: Mapping[Role, float] = {
    Role.TEAM: 0.35,
    Role.REGISTERED: 0.3,
    Role.SEED: 0.3,
    Role.REGION: 0.5,
    Role.CHECKIN: 0.25,
    Role.TIMESTAMP: 0.25,
    Role.RANK: 0.48,
    Role.NOTES: 0.15,
}
_BY_UNKNOWN_WORD_ELSE = 0.12
_IN_A_QUESTION = 0.25
_LETTER_WEIGHT = 0.35
_HINTED = 0.92
_SHORT_HINT = 3
_NUMBER_WORDS: Mapping[str, int] = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@frozen
class HeaderMeaning:
    """What one header says.

    roles    role to probability; roles that are not named have none
    means    everything that was found in it
    unknown  weight of the words that mean nothing to us
    """

    roles: Mapping[Role, float]
    means: frozenset[Meaning]
    unknown: float


@frozen
class _Read:
    """The phrases of one text."""

    means: frozenset[Meaning]
    order: tuple[Meaning, ...]
    number: int | None
    unknown: float

    def has(self, *any_of: Meaning) -> bool:
        return not self.means.isdisjoint(any_of)

    def any(self, any_of: AbstractSet[Meaning]) -> bool:
        return not self.means.isdisjoint(any_of)

    @property
    def telling(self) -> frozenset[Meaning]:
        return self.means - SILENT

    def only(self, *allowed: Meaning) -> bool:
        return self.telling <= set(allowed) and not self.unknown

    def first(self, one: Meaning, others: frozenset[Meaning]) -> bool:
        """Whether `one` stands before all of the others that are there."""
        return next((each for each in self.order if each is one or each in others), None) is one


@lru_cache(maxsize=8192)
def header_meaning(text: str) -> HeaderMeaning:
    """What a header cell says; nothing for a blank one."""
    header = read_header(text)
    main = _qualified(_read(header.main), header)
    roles = _weigh(main, question=header.question)
    if header.hints and _is_open(main, roles):
        hinted = _weigh(_with_hints(main, _read(header.hints)), question=False)
        for role, one in hinted.items():
            roles[role] = max(roles.get(role, 0.0), one * _HINTED)
    return HeaderMeaning({role: round(one, 4) for role, one in roles.items() if one > 0}, main.means, main.unknown)


def _read(text: Units) -> _Read:
    mentions, rest = LEXICON.find(text)
    numbers = [number for unit in rest if (number := _number(unit)) is not None]
    words = [unit for unit in rest if not unit.isdigit() and _number(unit) is None]
    unknown = sum(_LETTER_WEIGHT if is_unspaced(word[0]) else 1.0 for word in words)
    order = tuple(IMPLIED.get(mention.meaning, mention.meaning) for mention in mentions)
    means = frozenset(order) | {mention.meaning for mention in mentions}
    return _Read(means, order, numbers[0] if numbers else None, unknown)


def _number(unit: str) -> int | None:
    if unit.isascii() and unit.isdigit() and len(unit) < 4:  # no year
        return int(unit)
    return _NUMBER_WORDS.get(unit)


def _qualified(main: _Read, header: HeaderText) -> _Read:
    """With a short bracket that says whose it is: "IGN (alt)", "Discord (partner)"."""
    if not header.hints or len(header.hints) > _SHORT_HINT:
        return main
    hint = _read(header.hints)
    return _Read(main.means | (hint.means & QUALIFIERS), main.order, main.number, main.unknown)


def _is_open(main: _Read, roles: Mapping[Role, float]) -> bool:
    """Whether brackets may say what the main words leave open: "Contact (Discord)", "Name (IGN)"."""
    vague = NAMES | {M.ID, M.PART, M.STATUS} | SILENT
    return main.unknown <= 1 and main.means <= vague and max(roles.values(), default=0.0) < 0.9  # sure enough without


def _with_hints(main: _Read, hints: _Read) -> _Read:
    means = (main.means - {M.PLAYER, M.PART}) | hints.means
    return _Read(means, main.order + hints.order, main.number, main.unknown)


def _weigh(read: _Read, *, question: bool) -> dict[Role, float]:
    roles: dict[Role, float] = {}
    if not read.means:
        return roles
    if question and not read.has(M.PLAYER):  # "with the 4 digits"
        read = evolve(read, number=None)
    for role, rule in _RULES.items():
        one = rule(read)
        if one:
            by_word = _BY_UNKNOWN_WORD.get(role, _BY_UNKNOWN_WORD_ELSE) * (_IN_A_QUESTION if question else 1.0)
            roles[role] = one * max(0.4, 1.0 - by_word * read.unknown)
    return roles


def _discord(read: _Read) -> float:
    if not read.has(M.DISCORD, M.DISCORD_ID) or read.any(SOMEONE_ELSE | NOT_A_NAME | {M.ALT, M.DUO, M.AVAILABLE}):
        return 0.0
    if read.has(M.MEMBERSHIP, M.REGION) and not read.any(NAMES):
        return 0.0
    if read.has(M.REAL_NAME):
        return 0.6
    if read.has(M.PART, M.STATUS, M.RESULT, M.CHECKIN, M.REGISTERED) and not read.any(NAMES):
        return 0.3
    base = 0.965 if read.has(M.DISCORD_ID) else 0.96
    if read.any(ABOUT_NAMES) and not read.any(NAMES):
        base = 0.4
    return _numbered(read, base if not read.has(M.GAME_NAME) else base * 0.75)


def _ign(read: _Read) -> float:
    barred = SOMEONE_ELSE | NOT_A_NAME | {M.ALT, M.DISCORD, M.DISCORD_ID, M.DUO, M.REAL_NAME}
    if read.has(M.STORE) and read.has(M.GAME_NAME):
        barred = barred - {M.PLATFORM}
    if read.any(barred) or (read.has(M.OTHER) and not read.has(M.TEAM)) or _owned(read):
        return _ign_with_discord(read)
    if read.has(M.GAME_NAME):
        base = 0.96 if read.has(M.RIOT_ID) else 0.8 if read.has(M.GAME_TITLE) else 0.95
        return _numbered(read, base if not read.has(M.RESULT, M.TEAM) else 0.45)
    if read.has(
        M.TEAM, M.RESULT, M.PART, M.REGISTERED, M.DATE, M.HOUR, M.TIMESTAMP, M.AVAILABLE, M.MEMBERSHIP, M.NOTES
    ):
        return 0.0
    if read.has(M.PLAYER):
        base = 0.88 if not read.has(M.ID) else 0.45
        return 0.0 if read.number is not None else base * max(0.3, 1.0 - 0.4 * read.unknown)
    if read.has(M.GAME) and read.any(NAMES | {M.ID}) and read.telling <= NAMES | {M.ID}:
        return _numbered(read, 0.92)
    if read.has(M.USERNAME) and read.only(M.USERNAME, M.NAME, M.TAG):
        return 0.72
    if read.has(M.USER) and read.only(M.USER, M.NAME):
        return 0.48
    if read.has(M.ACCOUNT) and read.only(M.ACCOUNT, M.NAME):
        return 0.25
    return 0.3 if read.has(M.NAME) and read.only(M.NAME, M.ID) else 0.0


def _ign_with_discord(read: _Read) -> float:
    """One answer for two roles, as to "Riot ID and Discord", belongs to the one that is asked first."""
    both = read.has(M.GAME_NAME) and read.has(M.DISCORD, M.DISCORD_ID) and read.has(M.AND)
    if both and read.first(M.GAME_NAME, frozenset({M.DISCORD, M.DISCORD_ID})):
        return 0.0 if read.any(SOMEONE_ELSE | NOT_A_NAME | {M.ALT, M.DUO}) else 0.8
    return 0.0


def _owned(read: _Read) -> bool:
    """Something that is said of a name, and not the name itself."""
    said = read.means & ABOUT_NAMES
    return bool(said) and not (read.has(M.AND) and read.first(M.GAME_NAME, frozenset(said)))


def _numbered(read: _Read, base: float) -> float:
    """The first player of a team stands for it; the second is somebody else."""
    if read.number is None:
        return base
    return base * (0.75 if read.number == 1 else 0.0)


def _alt(read: _Read) -> float:
    if read.any(
        SOMEONE_ELSE
        | (NOT_A_NAME - {M.CONSENT})
        | {M.DISCORD, M.DISCORD_ID, M.EMAIL, M.RANK, M.REGION, M.TEAM, M.REAL_NAME}
    ):
        return 0.0
    if read.has(M.CONSENT) and not read.has(M.ALT):
        return 0.0
    if read.has(M.ALT):
        return 0.95
    if read.has(M.OTHER) and read.has(M.GAME_NAME, M.ACCOUNT):
        return 0.92
    if read.has(M.OTHER) and read.has(M.PLAYER) and not read.has(M.RESULT, M.PART):
        return 0.7
    alone = read.telling <= {M.RIOT_ID, M.GAME_TITLE, M.GAME_NAME, M.ID, M.NAME, M.TAG}
    return 0.6 if read.has(M.GAME_NAME) and read.number == 2 and alone else 0.0  # "IGN 2"


def _pronouns(read: _Read) -> float:
    return 0.97 if read.has(M.PRONOUNS) and not read.any(SOMEONE_ELSE | {M.DUO, M.LINK}) else 0.0


def _registered(read: _Read) -> float:
    if read.has(M.WEAK_REGISTERED) and read.only(M.WEAK_REGISTERED, M.REGISTERED, M.STATUS):
        return 0.85
    if not read.has(M.REGISTERED):
        return 0.0
    if read.any(
        NOT_A_STATE | {M.DATE, M.HOUR, M.TIMESTAMP, M.EMAIL, M.DISCORD, M.DISCORD_ID, M.GAME_NAME, M.NAME, M.ID, M.ALT}
    ):
        return 0.0
    if read.has(M.RANK, M.REGION, M.RESULT, M.REAL_NAME, M.PLATFORM, M.NOTES, M.PERSONAL, M.MEMBERSHIP, M.PART):
        return 0.0
    if read.has(M.AVAILABLE) and read.order[0] is not M.REGISTERED:  # "Registered for the cup", but not "Why register?"
        return 0.0
    return 0.94 if not read.has(M.CHECKIN, M.TEAM, M.DUO) else 0.55


def _checkin(read: _Read) -> float:
    if read.has(M.WEAK_CHECKIN) and read.only(M.WEAK_CHECKIN, M.WEAK_REGISTERED):
        return 0.85
    if not read.has(M.CHECKIN) or read.any(NOT_A_STATE | {M.DATE, M.HOUR, M.TIMESTAMP, M.NOTES, M.AVAILABLE, M.EMAIL}):
        return 0.0
    return 0.95 if not read.has(M.RESULT, M.ID) else 0.7


def _team(read: _Read) -> float:
    attributes = {
        M.RANK,
        M.REGION,
        M.EMAIL,
        M.SEED,
        M.DISCORD,
        M.DISCORD_ID,
        M.GAME_NAME,
        M.PRONOUNS,
        M.ALT,
        M.ID,
        M.CHECKIN,
    }
    barred = (
        (NOT_A_NAME - {M.CONSENT})
        | {M.RESULT, M.PART, M.CAPTAIN, M.CONSENT, M.AVAILABLE, M.MEMBERSHIP, M.OTHER, M.LEAGUE}
        | attributes
    )
    if read.any(frozenset(barred)) or read.number is not None:
        return 0.0
    if read.has(M.TEAM):
        return 0.0 if read.has(M.PARTNER, M.PLAYER) else 0.95
    if read.has(M.DUO):
        return 0.85 if read.only(M.DUO, M.NAME, M.TAG) else 0.6
    return 0.45 if read.has(M.DUO_PARTNER) and read.only(M.DUO_PARTNER, M.NAME) else 0.0


def _rank(read: _Read) -> float:
    if read.any(SOMEONE_ELSE | NOT_A_NAME | {M.DISCORD, M.NOTES, M.SEED, M.MEMBERSHIP}):
        return 0.0
    if read.number is not None and not read.has(M.PEAK, M.AVAILABLE):
        return 0.0
    if read.has(M.RANK):
        base = 0.95
    elif read.has(M.WEAK_RANK, M.LEAGUE) and read.only(M.WEAK_RANK, M.LEAGUE, M.PEAK, M.NAME):
        base = 0.62
    else:
        return 0.55 if read.has(M.PEAK) and read.only(M.PEAK) else 0.0
    if read.has(M.RESULT):
        return 0.3
    if read.has(M.TEAM, M.DUO) and not read.has(M.GAME_NAME):
        base *= 0.7
    if (
        read.has(M.REGION, M.GAME_NAME)
        and read.has(M.AND)
        and not read.first(M.RANK, frozenset({M.REGION, M.GAME_NAME}))
    ):
        base *= 0.4
    return base * (0.9 if read.has(M.PEAK) else 1.0)


def _region(read: _Read) -> float:
    if not read.has(M.REGION) or read.any(SOMEONE_ELSE | (NOT_A_NAME - {M.PERSONAL})):
        return 0.0
    if read.has(M.DISCORD, M.DISCORD_ID, M.MEMBERSHIP, M.RESULT, M.NOTES, M.EMAIL, M.AVAILABLE, M.DATE, M.HOUR):
        return 0.0
    base = 0.95 if not read.has(M.PERSONAL, M.PART) else 0.6
    if read.has(M.RANK, M.GAME_NAME) and read.has(M.AND) and not read.first(M.REGION, frozenset({M.RANK, M.GAME_NAME})):
        base *= 0.4
    return base


def _email(read: _Read) -> float:
    barred = SOMEONE_ELSE | {M.CONSENT, M.OTHER, M.ALT, M.MEMBERSHIP, M.COUNT, M.MONEY, M.PLATFORM, M.BY}
    return _numbered(read, 0.97) if read.has(M.EMAIL) and not read.any(frozenset(barred)) else 0.0


def _timestamp(read: _Read) -> float:
    if read.any((NOT_A_STATE - {M.LINK}) | {M.PERSONAL, M.AVAILABLE, M.RESULT, M.CHECKIN, M.PLATFORM}):
        return 0.0
    if read.has(M.LINK):
        return 0.6 if read.order[-1] is M.TIMESTAMP else 0.0
    if read.has(M.TIMESTAMP):
        return 0.96 if not read.has(M.PART) else 0.45
    if read.has(M.DATE, M.HOUR) and read.has(M.REGISTERED):
        return 0.92
    if read.has(M.DATE) and read.only(M.DATE, M.HOUR):
        return 0.72
    return 0.62 if read.has(M.HOUR) and read.only(M.HOUR) else 0.0


def _seed(read: _Read) -> float:
    barred = {M.GAME_NAME, M.DISCORD, M.COUNT, M.LINK, M.MONEY} | SOMEONE_ELSE
    if not read.has(M.SEED) or read.any(frozenset(barred)) or read.number is not None:
        return 0.0
    return 0.95 if not read.has(M.RESULT) else 0.45


def _notes(read: _Read) -> float:
    if read.has(M.NOTES) and not read.any(SOMEONE_ELSE | {M.CONSENT, M.LINK, M.MONEY, M.COUNT}):
        other = {M.DISCORD, M.GAME_NAME, M.RANK, M.REGION, M.EMAIL}
        return 0.45 if read.has(M.RESULT) else 0.7 if read.any(frozenset(other)) else 0.96
    if read.only(M.OTHER) and read.has(M.OTHER):
        return 0.55
    return 0.62 if read.has(M.WEAK_NOTES) and read.only(M.WEAK_NOTES, M.CAPTAIN) else 0.0


_RULES: Mapping[Role, Callable[[_Read], float]] = {
    Role.DISCORD: _discord,
    Role.IGN: _ign,
    Role.ALT_IGN: _alt,
    Role.PRONOUNS: _pronouns,
    Role.REGISTERED: _registered,
    Role.CHECKIN: _checkin,
    Role.TEAM: _team,
    Role.RANK: _rank,
    Role.REGION: _region,
    Role.EMAIL: _email,
    Role.TIMESTAMP: _timestamp,
    Role.SEED: _seed,
    Role.NOTES: _notes,
}
