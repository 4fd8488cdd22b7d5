"""
How cells of a role look, in whatever language the header was.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from tiltyard.models import Cell, Role

SAMPLE = 200
"""Cells looked at per column; more would change no verdict."""

_MOST_WEIGHT = 2.2
"""As how many independent witnesses a whole column counts: its cells are alike for one reason, not for many."""

_RIOT_ID = re.compile(r"^[^#\n]{2,30}?\s*#+\s*[^\s#]{2,8}$")
_FORMAT = re.compile(r"#\s*(?:tag\w*|hashtag|number|numbers|0000|1234|x{2,5})\W*$|\)$", re.IGNORECASE)
"""A header that shows how to write a name, and is none."""

_OLD_TAG = re.compile(r"^@?.{2,32}#(?:\d{4}|0)$")
_SNOWFLAKE = re.compile(r"^(?:<@!?)?\d{17,20}>?$")
_HANDLE = re.compile(r"^@?(?=.*[a-z_])[a-z0-9_.]{2,32}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.\w{2,}$")
_DATE = re.compile(
    r"^(?:\w{2,9}\.?,? )?\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}\.?(?:[ T,]+(?:(?:\w{2} )?\d{1,2}[:.]\d{2}.*))?$"
    r"|^\d{4}年\d{1,2}月\d{1,2}日.*$|^\d{1,2}\.? [^\W\d]{3,9}\.? \d{4}.*$|^[^\W\d]{3,9}\.? \d{1,2},? \d{4}.*$"
)
_TIER = (
    r"iron|bronze|silver|gold|plat(?:in(?:um|a|e|o)?)?|emerald|smaragd|[eé]meraude|esmeralda|smeraldo|dia(?:m(?:ond|ant|ante|ant[eé])?)?"
    r"|master|meister|ma[iî]tre|maestro|mestre|grand\s?master|gro(?:ss|ß)meister|gm|chall(?:enger)?|unranked|eisen|silber|fer|argent|or|hierro|plata|oro"
    r"|ferro|bronzo|argento|prata|ouro|bronce|diament|złoto|srebro|br[aą]z|szmaragd|elmas|alt[iı]n|g[uü]m[uü][sş]|бронза|серебро|золото|платина|изумруд"
    r"|алмаз|мастер|грандмастер|претендент|железо|아이언|브론즈|실버|골드|플래티넘|에메랄드|다이아(?:몬드)?|플레|플래|에메|마스터|그랜드마스터|챌린저"
    r"|アイアン|ブロンズ|シルバー|ゴールド|プラチナ|エメラルド|ダイヤ(?:モンド)?|マスター|グランドマスター|チャレンジャー"
    r"|黑铁|青铜|白银|黄金|铂金|翡翠|钻石|大师|宗师|王者|最强王者|傲世宗师|超凡大师|璀璨钻石|流光翡翠|华贵铂金|荣耀黄金|鐵牌|銅牌|銀牌|金牌|白金|翡翠|鑽石|大師|宗師|菁英"
)
_RANK = re.compile(
    rf"^(?:(?:{_TIER})(?![^\W\d_]{{3,}}).{{0,20}}|[ibsgped][1-4](?:\s.*)?|\d{{1,4}}\s?lp)$", re.IGNORECASE
)
_PRONOUN = re.compile(
    r"^(?:she|he|they|it|any|all|ask|er|sie|dey|elle|il|iel|ella|él|elle|ela|ele|elu|lui|lei|ona|on|oni|zij|hij|hen|hon|han|hän|xe|ze|fae"
    r"|она|он|они|вона|він|вони|αυτή|αυτός)\b(?:\s*[/,|]\s*.*| pronouns?)?$",
    re.IGNORECASE,
)
_REGIONS = frozenset(
    """
    euw euw1 eune eun eun1 na na1 br br1 lan la1 las la2 oce oc1 kr jp jp1 tr tr1 ru ru1 me me1 sg sg2 th th2 tw tw2 ph
    ph2 vn vn2 sea eu emea amer americas apac latam 한국 北米 日本
    """.split()
) | {"north america", "europe west", "eu west", "eu nordic & east"}
_TICKS = frozenset(
    """
    true false yes no y n x o ja nein j oui non si sí sim não nao tak nie evet hayır da nu да нет так ні ναι όχι
    نعم لا 예 네 아니요 아니오 はい いいえ 済 是 否 已 未 có không ใช่ ไม่ ya tidak
    wahr falsch vrai faux verdadero falso
    verdadeiro vero истина ложь prawda fałsz ✓ ✔ ✔️ ✗ ✘ ☑ ☐ ✅ ❌ ⬜
    """.split()
)
_NUMBER = re.compile(r"^#?\d{1,4}(?:\.0)?\.?$")


@frozen
class Shape:
    """How a role's cells look, and how telling that is.

    looks      whether one cell looks like it
    called     what such cells are called, in the plural
    if_so      share of cells that look like it in columns of that role
    if_not     the same in other columns
    unlabelled probability that a column whose header says nothing is that role, before its cells were seen
    """

    looks: Callable[[str], bool]
    called: str
    if_so: float
    if_not: float
    unlabelled: float = 0.0


def _riot_id(text: str) -> bool:
    return bool(_RIOT_ID.match(text))


def _is_account(text: str) -> bool:
    return (
        bool(_SNOWFLAKE.match(text) or _OLD_TAG.match(text) or _HANDLE.match(text))
        and not _tick(text)
        and not _rank(text)
    )


def _rank(text: str) -> bool:
    return bool(_RANK.match(text))


def _tick(text: str) -> bool:
    return text.casefold() in _TICKS


def _alternates(text: str) -> bool:
    return _riot_id(re.split(r"[,;/\n]| and | & ", text)[0].strip())


SHAPES: Mapping[Role, Shape] = {
    Role.DISCORD: Shape(_is_account, "Discord accounts", 0.75, 0.25),
    Role.IGN: Shape(_riot_id, "Riot IDs", 0.6, 0.05, 0.1),
    Role.ALT_IGN: Shape(_alternates, "Riot IDs", 0.5, 0.08),
    Role.PRONOUNS: Shape(lambda text: bool(_PRONOUN.match(text)), "pronouns", 0.8, 0.03, 0.1),
    Role.REGISTERED: Shape(_tick, "yes or no", 0.65, 0.1),
    Role.CHECKIN: Shape(_tick, "yes or no", 0.65, 0.1),
    Role.RANK: Shape(_rank, "ranks", 0.7, 0.05, 0.08),
    Role.REGION: Shape(lambda text: text.casefold() in _REGIONS, "servers", 0.7, 0.04, 0.08),
    Role.EMAIL: Shape(lambda text: bool(_EMAIL.match(text)), "e-mail addresses", 0.9, 0.02, 0.15),
    Role.TIMESTAMP: Shape(lambda text: bool(_DATE.match(text)), "dates", 0.85, 0.04, 0.08),
    Role.SEED: Shape(lambda text: bool(_NUMBER.match(text)), "numbers", 0.85, 0.2),
}
"""Roles whose cells can be told by their looks; names of teams and notes cannot."""

_SNOWFLAKES = Shape(lambda text: bool(_SNOWFLAKE.match(text)), "Discord ids", 0.9, 0.01, 0.15)
_OLD_TAGS = Shape(lambda text: bool(_OLD_TAG.match(text)), "Discord tags", 0.8, 0.06, 0.05)


@frozen
class Look:
    """How many of a column's cells look like a role, and what that makes of a prior belief."""

    shape: Shape
    alike: int
    of: int

    def revise(self, said: float | None) -> float:
        """The probability after the cells were seen.

        said  what the header made of it; None when it says nothing at all
        """
        prior = self.shape.unlabelled if said is None else min(said, 0.99)
        if prior <= 0.0 or not self.of:
            return said or 0.0
        weight = _MOST_WEIGHT * self.of / (self.of + 2)
        share = self.alike / self.of
        like = math.log(self.shape.if_so / self.shape.if_not)
        unlike = math.log((1 - self.shape.if_so) / (1 - self.shape.if_not))
        odds = math.log(prior / (1 - prior)) + weight * (share * like + (1 - share) * unlike)
        return 1 / (1 + math.exp(-odds))


def look_of(texts: Sequence[str], role: Role) -> Look | None:
    """How these cells look for a role; None when looks cannot tell, or there are no cells."""
    shape = SHAPES.get(role)
    if shape is None or not texts:
        return None
    look = _look(shape, texts)
    if role is Role.DISCORD:
        for sharper in (_SNOWFLAKES, _OLD_TAGS):
            one = _look(sharper, texts)
            if one.alike * 2 > one.of:
                return one
    return look


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """The first cells that are not blank, as text; a Discord id that became a number keeps its digits."""
    texts = []
    for cell in cells:
        whole = isinstance(cell, float) and cell.is_integer()
        text = unicodedata.normalize("NFKC", str(int(cell) if whole else cell)).strip()
        if text:
            texts.append(text)
        if len(texts) == SAMPLE:
            break
    return texts


def is_data(cell: Cell) -> bool:
    """A cell that stands below a header and can be none."""
    if isinstance(cell, bool):
        return True
    return any(
        (_RIOT_ID.match(text) and not _FORMAT.search(text))
        or _EMAIL.match(text)
        or _DATE.match(text)
        or _SNOWFLAKE.match(text)
        or (_tick(text) and len(text) > 1)
        for text in texts_of([cell])
    )


def is_number(cell: Cell) -> bool:
    """A cell that is rarely a header."""
    return not isinstance(cell, bool) and any(_NUMBER.match(text) for text in texts_of([cell]))


def _look(shape: Shape, texts: Sequence[str]) -> Look:
    return Look(shape, sum(1 for text in texts if shape.looks(text)), len(texts))
