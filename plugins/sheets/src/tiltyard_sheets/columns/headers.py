"""
How well a header's words fit a role.
"""

from __future__ import annotations

from functools import lru_cache

from tiltyard.models import Role
from tiltyard_sheets.columns.vocabulary import AGAINST, NOTHING, PHRASES
from tiltyard_sheets.columns.words import read_header

Words = tuple[str, ...]

EXACT = 0.97
IN_HINT = 0.4
DOUBTED = 0.25
"""What is left of a score when a word speaks against the role."""

_SOFT_WORDS = frozenset(
    """
    your the a an please enter what is are whats my of in for current and or with tag full primary main
    preferred dein deine ihr ihre was ist wie lautet bitte votre ton quel est le la les tu su cual es el seu sua
    qual o optional required including include incl e g eg ex exact exactly example format wpisz podaj twoj
    twoja il tuo lutfen ваш ваша твой укажите какой 당신의 본인 入力 あなたの 请填写 您的 你的 if any applicable used use
    currently have you do player players name username id number
    """.split()
)
"""Words that change nothing about what a question asks for."""


@lru_cache(maxsize=8192)
def header_score(text: str, role: Role) -> float:
    """0 to 1; 0 says nothing either way."""
    header = read_header(text)
    if not header.main or (header.main in NOTHING and header.main not in PHRASES[role]):
        return 0.0
    best = max((_phrase_score(header.main, phrase) for phrase in PHRASES[role]), default=0.0)
    if best == 0.0 and header.hint:
        best = IN_HINT if any(_find(header.hint, phrase) >= 0 for phrase in PHRASES[role]) else 0.0
    return best


def _phrase_score(main: Words, phrase: Words) -> float:
    if main == phrase:
        return EXACT
    at = _find(main, phrase)
    if at < 0:
        return _within_word(main, phrase)
    rest = main[:at] + main[at + len(phrase) :]
    telling = [word for word in rest if word not in _SOFT_WORDS]
    score = 0.9 - 0.12 * len(telling) - 0.01 * (len(rest) - len(telling))
    return max(score, 0.3) * _doubt(rest, phrase)


def _within_word(main: Words, phrase: Words) -> float:
    """Languages that do not put spaces between words: the phrase stands inside one."""
    joined, wanted = "".join(main), "".join(phrase)
    if len(wanted) < 2 or wanted.isascii() or wanted not in joined:
        return 0.0
    return 0.5 + 0.42 * len(wanted) / len(joined)


def _doubt(rest: Words, phrase: Words) -> float:
    role = _role_of(phrase)
    against = any(_find(rest, doubt) >= 0 for one in role for doubt in AGAINST.get(one, ()))
    return DOUBTED if against else 1.0


@lru_cache(maxsize=4096)
def _role_of(phrase: Words) -> tuple[Role, ...]:
    return tuple(role for role, phrases in PHRASES.items() if phrase in phrases)


def _find(text: Words, phrase: Words) -> int:
    """Where the phrase begins in the text; -1 when it is not there."""
    length = len(phrase)
    return next((at for at in range(len(text) - length + 1) if text[at : at + length] == phrase), -1)
