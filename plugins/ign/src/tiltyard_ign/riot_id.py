"""
Read a Riot ID the way people type it.

Forgives what cannot change the meaning (stray spaces, a full-width or doubled #, invisible characters, quotation marks
round the whole) and never guesses a tag: what was probably meant is said to the player, who decides. Riot's support
pages give a game name 3 to 16 characters and a tag 3 to 5 (read 2026-11), yet accounts have been seen with names of up
to 23, tags of 2 to 8, and tags such as "100%" and "a#b". Only what no account has been seen with is wrong here; whether
the account exists is another check's question.
"""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen

from tiltyard.models import RiotId
from tiltyard_ign.cleaning import clean, shown, unprintable, unwrapped
from tiltyard_ign.meant import Meant, in_link, is_link, percent_decoded, without_words_around

NAME_MIN, NAME_MAX = 3, 23
TAG_MIN, TAG_MAX = 2, 8

SIGNED_TAG_MAX = 5
"""A tag with a # in it has been seen once, and it was short; a longer one is another Riot ID, or a remark."""

READ_MAX = 1000
"""Longer texts are not looked into: nobody types them, and composing Unicode has bad worst cases."""

_SIGNS = re.compile("[#＃﹟](?: ?[#＃﹟])*")  # noqa: RUF001 # people's keyboards have these, too
_SHARPS = re.compile("♯(?: ?♯)*")
_NAME_THEN_TAG = re.compile(rf"(.+?)(?: ?[/|\\@:~(\[-] ?| )(\w{{{TAG_MIN},{TAG_MAX}}})(?: ?[)\]])?")
_FIRST_WORD = re.compile(rf"\w{{{TAG_MIN},{TAG_MAX}}}(?!\w)")

_ASK_STAFF = "If that is how your name is written, nothing needs to be done: staff will look at it."
_HOW = "Give your Riot ID as Name#TAG, as the Riot client shows it."


@frozen
class Wrong:
    """Why text is no Riot ID.

    code    `riot_id_...`, see the table in the README
    reason  what is wrong with which text, for the player
    read    what it says if it is one after all; then it is not refused: staff should look
    """

    code: str
    reason: str
    next_step: str
    read: RiotId | None = None

    @property
    def hard(self) -> bool:
        """Whether nobody could have this name."""
        return self.read is None


def parse(text: str) -> RiotId | Wrong:
    """The Riot ID that somebody typed, or precisely what is wrong with it."""
    if len(text) > READ_MAX:
        return Wrong("riot_id_name_too_long", f"{shown(text)} has {len(text):,} characters: that is no name.", _HOW)
    cleaned = unwrapped(clean(text))
    if not cleaned:
        return Wrong("riot_id_empty", "There is no name that anybody can see.", _HOW)
    if strange := unprintable(cleaned):
        which = ", ".join(strange[:3])
        return Wrong(
            "riot_id_control_characters",
            f"{shown(cleaned)} contains {which}, which no name has.",
            "Type the name instead of pasting it.",
        )
    if is_link(cleaned):
        meant = in_link(cleaned)
        return Wrong("riot_id_link", f"{shown(cleaned)} is a link.", _perhaps(meant) if meant else _HOW)
    parts = _split(cleaned)
    if len(parts) == 1:
        return _no_sign(cleaned)
    if len(parts) > 2:
        return _several_signs(cleaned, parts)
    return _whole(*parts)


def _whole(name: str, tag: str) -> RiotId | Wrong:
    found = [wrong for wrong in (_wrong_name(name, tag), _wrong_tag(name, tag), _words_around(name, tag)) if wrong]
    return next((wrong for wrong in found if wrong.hard), found[0]) if found else RiotId(name, tag)


def _split(cleaned: str) -> list[str]:
    signed = _SIGNS.sub("#", cleaned)
    if "#" not in signed:
        # The sharp of music is a sign only where there is no better one: names may contain it.
        signed = _SHARPS.sub("#", cleaned)
    return [part.strip(" ") for part in signed.split("#")]


def _no_sign(cleaned: str) -> Wrong:
    meant = percent_decoded(cleaned) or _from_words(cleaned)
    return Wrong(
        "riot_id_no_tag",
        f"{shown(cleaned)} has no # and no tag.",
        _perhaps(meant) if meant else f"{_HOW} Your tag is the part behind the #.",
    )


def _from_words(cleaned: str) -> Meant | None:
    words = _NAME_THEN_TAG.fullmatch(cleaned)
    return Meant(*words.groups()) if words else None


def _several_signs(cleaned: str, parts: list[str]) -> Wrong:
    filled = [part for part in parts if part]
    reason = f"{shown(cleaned)} has {len(parts) - 1} # signs; a Riot ID has one."
    if len(filled) == 2:
        next_step = _perhaps(Meant(*filled))
    else:
        next_step = f"{_HOW} If these are several accounts, give the one you will play on."
    name, tag = parts[0], "#".join(parts[1:])
    if len(tag) <= SIGNED_TAG_MAX and isinstance(_whole(name, tag), RiotId):
        return Wrong("riot_id_two_signs", reason, f"{next_step} {_ASK_STAFF}", read=RiotId(name, tag))
    return Wrong("riot_id_two_signs", reason, next_step)


def _wrong_name(name: str, tag: str) -> Wrong | None:
    if not name:
        return Wrong("riot_id_no_name", f"There is nothing before the # of {shown('#' + tag)}.", _HOW)
    if len(name) < NAME_MIN:
        return Wrong(
            "riot_id_name_too_short",
            f"The name {shown(name)} has {_characters(name)}; names have {NAME_MIN} or more.",
            f"Correct it if a part is missing. {_ASK_STAFF}",
            read=RiotId(name, tag),
        )
    if len(name) > NAME_MAX:
        reason = f"The name {shown(name)} has {_characters(name)}; names have {NAME_MAX} at most."
        next_step = "Copy the name from your profile in the Riot client."
        if _without_marks(name) > NAME_MAX:
            return Wrong("riot_id_name_too_long", reason, next_step)
        return Wrong("riot_id_name_too_long", reason, f"{next_step} {_ASK_STAFF}", read=RiotId(name, tag))
    return None


def _wrong_tag(name: str, tag: str) -> Wrong | None:
    if not tag:
        return Wrong("riot_id_no_tag", f"There is nothing behind the # of {shown(name + '#')}.", _HOW)
    if TAG_MIN <= len(tag) <= TAG_MAX:
        return None
    reason = f"The tag {shown(tag)} has {_characters(tag)}; tags have {TAG_MIN} to {TAG_MAX}."
    if len(tag) > TAG_MAX >= _without_marks(tag):
        return Wrong("riot_id_tag_length", reason, _ASK_STAFF, read=RiotId(name, tag))
    word = _FIRST_WORD.match(tag)
    next_step = _perhaps(Meant(name, word.group())) if word else "Copy the tag from your profile in the Riot client."
    return Wrong("riot_id_tag_length", reason, next_step)


def _words_around(name: str, tag: str) -> Wrong | None:
    read = RiotId(name, tag)
    meant = without_words_around(read)
    if meant is None:
        return None
    next_step = f"If your Riot ID is {shown(f'{meant.name}#{meant.tag}')}, correct it. {_ASK_STAFF}"
    return Wrong("riot_id_words_around", f"{shown(str(read))} has more in it than a Riot ID.", next_step, read=read)


def _perhaps(meant: Meant) -> str:
    """What was probably meant, left to the player: a guessed tag is somebody else's account."""
    tag = shown(meant.tag)
    return f"If your tag is {tag}, write {meant.name}#{meant.tag}; otherwise look it up in the Riot client."


def _characters(text: str) -> str:
    return f"{len(text)} character{'' if len(text) == 1 else 's'}"


def _without_marks(text: str) -> int:
    """How many characters a reader counts: in many scripts a vowel or accent is a mark upon the letter before.

    How Riot counts them, nobody has said.
    """
    return sum(1 for character in text if not unicodedata.category(character).startswith("M"))
