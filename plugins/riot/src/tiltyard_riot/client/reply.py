"""
What an answer means. Pure: status and bytes in, JSON or an error out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import Factory, frozen

from tiltyard_riot.client.endpoints import Call
from tiltyard_riot.errors import BadAnswer, ForeignPuuid, NotFound, RateLimited, ServiceDown

EXCERPT_CHARS = 80
_ALSO_DOWN = frozenset({408, 425})
_NEXT_AGAIN = "Nothing to do: it is asked again. https://status.riotgames.com tells about the game itself."


@frozen
class Reply:
    """What came back.

    status   None when nothing did
    whole    whether all of the body came
    trouble  why nothing came, or not all, in words
    late     whether nothing came because nobody waited any longer
    """

    status: int | None
    headers: Mapping[str, str] = Factory(dict)
    body: bytes = b""
    whole: bool = True
    trouble: str = ""
    late: bool = False


class KeyInDoubt(Exception):  # a question to whoever asked, and no error of the API
    """Riot may not know the key, or may not have the endpoint: the reply alone does not say."""


def read_reply(call: Call, reply: Reply) -> Any:
    """The JSON of an answer.

    raises  NotFound, ForeignPuuid, RateLimited, ServiceDown or BadAnswer; KeyInDoubt when the key must be looked at
    """
    status = reply.status
    if status is None:
        raise ServiceDown(f"Riot does not answer: {reply.trouble}", which=call.which, next_step=_NEXT_AGAIN)
    if status == 429:
        # A page of a proxy is no JSON, and a refusal all the same.
        raise RateLimited(
            f"Riot refuses more calls for the {call.what} just now",
            which=call.which,
            next_step="Nothing to do: it is asked again once Riot allows it.",
            retry_after_s=retry_after_s(reply.headers),
        )
    if status >= 500 or status in _ALSO_DOWN:
        raise ServiceDown(
            f"Riot has trouble of its own (HTTP {status})",
            which=call.which,
            next_step=_NEXT_AGAIN,
            retry_after_s=retry_after_s(reply.headers),
        )
    said = _json(call, reply)
    if status == 200:
        return said
    raise _refusal(call, reply, status, _message(said))


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """What Retry-After says, in seconds; None when it says nothing that is a number."""
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def _refusal(call: Call, reply: Reply, status: int, message: str) -> Exception:
    by_name = call.method.endswith("by-riot-id")
    match status:
        case 401 | 403:
            return KeyInDoubt(message)
        case 400 if "apikey" in message.lower():
            # Seen in an incident instead of 401: RiotGames/developer-relations #1054.
            return KeyInDoubt(message)
        case 400 if "decrypting" in message.lower():
            return ForeignPuuid(
                "this id of a player belongs to another application than the Riot API key",
                which=call.which,
                next_step="Look the player up by Riot ID; the id is another for each application.",
            )
        case 404:
            return NotFound(f"Riot knows no such {call.what}", which=call.which, next_step=_CHECK[by_name])
        case 400 | 414 if by_name:
            return NotFound("Riot does not take this for a Riot ID", which=call.which, next_step=_CHECK[by_name])
    return _bad(call, f"Riot answers HTTP {status} to what it should understand", reply)


_CHECK = {
    True: "Check the spelling and the tag after #, as they stand in the client.",
    False: "Look the player up by Riot ID; a game may come hours later.",
}


def _json(call: Call, reply: Reply) -> Any:
    if not reply.whole:
        raise _bad(call, f"Riot's answer broke off: {reply.trouble}", reply)
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError):
        raise _bad(
            call, f"Riot's answer (HTTP {reply.status}) is no JSON, but perhaps a page of a proxy", reply
        ) from None
    if reply.status != 200 and not isinstance(said, dict):
        # A refusal counts only in Riot's own words: anybody in between can say 404.
        raise _bad(call, f"HTTP {reply.status} does not come with Riot's own words", reply)
    return said


def _message(said: Mapping[str, Any]) -> str:
    status = said.get("status") if isinstance(said, dict) else None
    return str(status.get("message", "")) if isinstance(status, dict) else ""


def _bad(call: Call, what: str, reply: Reply) -> BadAnswer:
    return BadAnswer(
        what,
        which=call.which,
        next_step="Nothing was decided by it; it is asked again later. Look at proxies between here and Riot.",
        excerpt=reply.body[:EXCERPT_CHARS].decode("utf-8", "replace"),
    )
