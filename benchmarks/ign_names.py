"""
What a check of a name costs beside 10,000 registered ones: `tiltyard_ign` and three other ways of looking for its like.

Half of the names that are checked are new; the others are registered ones with a slip or in disguise: a letter swapped,
left out or doubled, digits or letters of another alphabet in place of letters, spaces, accents. How many of those each
way finds, and how many new ones it takes for somebody's, is printed beside what it costs. The other ways are rapidfuzz
with the same distance over all names, rapidfuzz as its manual begins (`process.extractOne`), and difflib, which is
asked about fewer names because it takes so long. None of these says whether a name is a Riot ID, or makes keys.

    python benchmarks/ign_names.py
"""

from __future__ import annotations

import asyncio
import difflib
import random
import statistics
import time
from collections.abc import Callable, Sequence

from attrs import frozen
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tiltyard.clock import SystemClock
from tiltyard.models import Finding, PersonId, PlayerClaim, RiotId, Verdict
from tiltyard_ign.names import Names
from tiltyard_ign.reading import read_name
from tiltyard_ign.riot_id import READ_MAX, parse
from tiltyard_ign.settings import IgnSettings

REGISTERED = 10_000
CHECKED = 400
ROUNDS = 5
DIFFLIB_EVERY = 20
"""Of the names that are checked, one in so many is looked for by difflib."""

_SYLLABLES = "ka to ri ne lo mi sa ver dan el zor fix qu ash bel tor win drae nox ly gar pum zed hul yst orb".split()
_HANGUL = "가나도라마바사아자차카타파하민수지영"
_LIKE = str.maketrans("aeopcxy", "аеорсху")  # noqa: RUF001 # Cyrillic, which is the point
_DIGITS = str.maketrans("eoast", "30457")
_ACCENTS = str.maketrans("aeou", "àéöû")


@frozen
class Asked:
    """A name that is checked, and the registered one that it is like; None for a new one."""

    name: str
    like: str | None


Finder = Callable[[str], bool]
"""Whether a name is like a registered one."""


def main() -> None:
    """Measure in turn and print the ratios."""
    rng = random.Random(6)  # noqa: S311 # the same names in every run
    registered = new_names(rng, REGISTERED, frozenset())
    rounds = [asked_in_a_round(rng, registered) for _ in range(ROUNDS)]
    asyncio.run(compare(registered, rounds))
    longest()


def asked_in_a_round(rng: random.Random, registered: Sequence[str]) -> list[Asked]:
    """Names that no round before has had, so that none is remembered."""
    asked = [disguised(rng, registered) for _ in range(CHECKED // 2)]
    asked += [Asked(name, None) for name in new_names(rng, CHECKED // 2, frozenset(registered))]
    rng.shuffle(asked)
    return asked


async def compare(registered: Sequence[str], rounds: Sequence[Sequence[Asked]]) -> None:
    """Every way on the same names."""
    roster = frozenset(registered)
    held = {kind: {read_name(name).keys.get(kind) for name in registered} for kind in ("name", "skeleton", "near")}
    names = Names(IgnSettings(), SystemClock())
    begun_s = time.process_time()
    await names.findings(PlayerClaim(PersonId("first"), "First One#EUW", roster_keys={"name": roster}))
    print(f"{REGISTERED:,} names read and put in order, once: {time.process_time() - begun_s:.2f} s, in a thread")

    lower = [name.lower() for name in registered]
    others: dict[str, tuple[Finder, int]] = {
        "rapidfuzz, same distance": (
            lambda name: bool(process.extractOne(name.lower(), lower, scorer=OSA.distance, score_cutoff=1)),
            1,
        ),
        "rapidfuzz, extractOne": (lambda name: bool(process.extractOne(name.lower(), lower, score_cutoff=90)), 1),
        "difflib": (lambda name: bool(difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.9)), DIFFLIB_EVERY),
    }
    ours_s: list[float] = []
    asked: Sequence[Asked] = ()
    hits: list[bool] = []
    for asked in rounds:
        fresh = [PlayerClaim(PersonId("p"), one.name, roster_keys={"name": roster}) for one in asked]
        begun_s = time.process_time()
        found = [await names.findings(claim) for claim in fresh]
        ours_s.append((time.process_time() - begun_s) / len(asked))
        hits = [_is_like(one, held) for one in found]
    mine_s = statistics.median(ours_s)
    _print("tiltyard-ign", mine_s, mine_s, asked, hits)
    for title, (finder, every) in others.items():
        some = asked[::every]
        begun_s = time.process_time()
        hits = [finder(one.name) for one in some]
        _print(title, (time.process_time() - begun_s) / len(some), mine_s, some, hits)


def _is_like(findings: Sequence[Finding], held: dict[str, set[str | None]]) -> bool:
    """By a key that the rules compare, or by a finding of its own."""
    keys = {kind: key for one in findings if one.verdict is Verdict.VERIFIED for kind, key in one.keys.items()}
    return any(key in held[kind] for kind, key in keys.items()) or any(
        one.code == "riot_id_near_equal" for one in findings
    )


def _print(title: str, each_s: float, ours_s: float, asked: Sequence[Asked], hits: Sequence[bool]) -> None:
    like = [hit for one, hit in zip(asked, hits, strict=True) if one.like]
    new = [hit for one, hit in zip(asked, hits, strict=True) if not one.like]
    print(
        f"{title:26} {1 / each_s:9,.0f} checks/s   {each_s * 1e3:7.2f} ms   {each_s / ours_s:6.1f} of ours   "
        f"finds {sum(like) / len(like):3.0%} of slips and disguises, takes {sum(new) / len(new):5.1%} of new ones"
    )


def new_names(rng: random.Random, count: int, but: frozenset[str]) -> list[str]:
    """Names as people have them, none twice: syllables, some with a number, a space, a capital, or in Hangul."""
    names: dict[str, None] = {}
    while len(names) < count:
        if rng.random() < 0.1:
            name = "".join(rng.choice(_HANGUL) for _ in range(rng.randint(3, 6)))
        else:
            parts = [
                "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 3))) for _ in range(rng.randint(1, 2))
            ]
            name = rng.choice(["", " "]).join(parts)[:16].title().strip() + rng.choice(
                ["", "", str(rng.randint(1, 99))]
            )
        tag = rng.choice(["EUW", "EUW", "EUNE", "NA1", str(rng.randint(1000, 9999))])
        if f"{name}#{tag}" not in but and isinstance(parse(f"{name}#{tag}"), RiotId):
            names[f"{name}#{tag}"] = None
    return list(names)


def disguised(rng: random.Random, registered: Sequence[str]) -> Asked:
    """A registered name with a slip, or made to be taken for it."""
    while True:
        like = rng.choice(registered)
        name, _, tag = like.partition("#")
        at = rng.randrange(1, len(name) - 1)
        other = rng.choice(
            [
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
                name[:at] + name[at + 1 :],
                name[:at] + name[at] * 3 + name[at:],
                name.translate(_DIGITS),
                name.translate(_LIKE),
                name.translate(_ACCENTS),
                " ".join(name),
                name.replace("m", "rn").replace("l", "I"),
            ]
        )
        letters = sum(character.isascii() and character.isalpha() for character in name)
        if other.casefold() != name.casefold() and letters > 5 and isinstance(parse(f"{other}#{tag}"), RiotId):
            return Asked(f"{other}#{tag}", like)


def longest() -> None:
    """What the longest text that is looked into costs: the worst of several that would be slow to look at."""
    worst_s = 0.0
    for piece in ("#", "# ", "a#", "\u0301\u0316", '"', "a.", "a-", "%23", "\u200b", "\ufdfa", "a b"):
        text = (piece * READ_MAX)[:READ_MAX]
        begun_s = time.process_time()
        read_name(text)
        worst_s = max(worst_s, time.process_time() - begun_s)
    print(f"the longest text that is looked into takes {worst_s * 1e3:.1f} ms at most")


if __name__ == "__main__":
    main()
