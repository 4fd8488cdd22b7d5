"""
Read a Riot ID the way people type it.

Forgives what cannot change the meaning (stray spaces, a full-width or doubled #, invisible characters) and never
guesses a tag: what was probably meant is said to the player, who decides. Riot's support pages give a game name 3 to 16
characters and a tag 3 to 5 (read 2026-11), yet accounts have been seen with names of up to 23, tags of 2 to 8, and tags
such as "100%". Only what no account has been seen with is wrong here; whether the account exists is another check's
question.
"""

from __future__ import annotations

import re

from attrs import frozen

from tiltyard.models import RiotId
from tiltyard_ign.cleaning import clean, shown, unprintable

NAME_MIN, NAME_MAX = 3, 23
TAG_MIN, TAG_MAX = 2, 8

READ_MAX = 1000
"""Longer texts are not looked into: nobody types them, and composing Unicode has bad worst cases."""

_SIGNS = re.compile("[#＃﹟](?: ?[#＃﹟])*")  # noqa: RUF001 # people's keyboards have these, too
_SHARPS = re.compile("♯(?: ?♯)*")
_NAME_THEN_TAG = re.compile(rf"(.+?)(?: ?[/|\\@:~-] ?| )(\w{{{TAG_MIN},{TAG_MAX}}})")
_FIRST_WORD = re.compile(rf"\w{{{TAG_MIN},{TAG_MAX}}}(?!\w)")

_HOW = "Give your Riot ID as Name#TAG, as the Riot client shows it."


@frozen
class Wrong:
    """Why text is no Riot ID.

    code    `riot_id_...`, see the table in the README
    reason  what is wrong with which text, for the player
    hard    False: no such account has been seen, but nothing forbids one; staff should look
    """

    code: str
    reason: str
    next_step: str
    hard: bool = True


def parse(text: str) -> RiotId | Wrong:
    """The Riot ID that somebody typed, or precisely what is wrong with it."""
    if len(text) > READ_MAX:
        return Wrong("riot_id_name_too_long", f"{shown(text)} has {len(text):,} characters: that is no name.", _HOW)
    cleaned = clean(text)
    if not cleaned:
        return Wrong("riot_id_empty", "There is no name that anybody can see.", _HOW)
    if strange := unprintable(cleaned):
        which = ", ".join(strange[:3])
        return Wrong(
            "riot_id_control_characters",
            f"{shown(cleaned)} contains {which}, which no name has.",
            "Type the name instead of pasting it.",
        )
    parts = _split(cleaned)
    if len(parts) == 1:
        return _no_sign(cleaned)
    if len(parts) > 2:
        return _several_signs(cleaned, parts)
    name, tag = parts
    return _wrong_name(name, tag) or _wrong_tag(name, tag) or RiotId(name, tag)


def _split(cleaned: str) -> list[str]:
    signed = _SIGNS.sub("#", cleaned)
    if "#" not in signed:
        # The sharp of music is a sign only where there is no better one: names may contain it.
        signed = _SHARPS.sub("#", cleaned)
    return [part.strip(" ") for part in signed.split("#")]


def _no_sign(cleaned: str) -> Wrong:
    meant = _NAME_THEN_TAG.fullmatch(cleaned)
    return Wrong(
        "riot_id_no_tag",
        f"{shown(cleaned)} has no # and no tag.",
        _perhaps(*meant.groups()) if meant else f"{_HOW} Your tag is the part behind the #.",
    )


def _several_signs(cleaned: str, parts: list[str]) -> Wrong:
    filled = [part for part in parts if part]
    return Wrong(
        "riot_id_two_signs",
        f"{shown(cleaned)} has {len(parts) - 1} # signs; a Riot ID has one.",
        _perhaps(*filled)
        if len(filled) == 2
        else f"{_HOW} If these are several accounts, give the one you will play on.",
    )


def _wrong_name(name: str, tag: str) -> Wrong | None:
    if not name:
        return Wrong("riot_id_no_name", f"There is nothing before the # of {shown('#' + tag)}.", _HOW)
    if len(name) < NAME_MIN:
        return Wrong(
            "riot_id_name_too_short",
            f"The name {shown(name)} has {_characters(name)}; names have {NAME_MIN} or more.",
            "Correct it if a part is missing. If that is your name, staff will look at it.",
            hard=False,
        )
    if len(name) > NAME_MAX:
        return Wrong(
            "riot_id_name_too_long",
            f"The name {shown(name)} has {_characters(name)}; names have {NAME_MAX} at most.",
            "Copy the name from your profile in the Riot client.",
        )
    return None


def _wrong_tag(name: str, tag: str) -> Wrong | None:
    if not tag:
        return Wrong("riot_id_no_tag", f"There is nothing behind the # of {shown(name + '#')}.", _HOW)
    if not TAG_MIN <= len(tag) <= TAG_MAX:
        meant = _FIRST_WORD.match(tag)
        return Wrong(
            "riot_id_tag_length",
            f"The tag {shown(tag)} has {_characters(tag)}; tags have {TAG_MIN} to {TAG_MAX}.",
            _perhaps(name, meant.group()) if meant else "Copy the tag from your profile in the Riot client.",
        )
    return None


def _perhaps(name: str, tag: str) -> str:
    """What was probably meant, left to the player: a guessed tag is somebody else's account."""
    return f"If your tag is {shown(tag)}, write {name}#{tag}; otherwise look it up in the Riot client."


def _characters(text: str) -> str:
    return f"{len(text)} character{'' if len(text) == 1 else 's'}"
