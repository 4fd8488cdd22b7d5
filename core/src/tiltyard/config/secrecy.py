"""
Take secrets out of what is shown, and list them for the log to scrub. Pure.

What is secret stands in the metadata of its field: the whole value, or the password in a URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from pathlib import PurePath
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import attrs

from tiltyard.config.declared import PASSWORD_IN_URL, SECRET

HIDDEN = "***"

# To the last @: a password with an unescaped @ or / in it must not show its tail.
_PASSWORD = re.compile(r"^(?P<before>[^:/?#]+://[^:/?#@]*:)(?P<secret>.*)(?=@)", re.DOTALL)
_PARAMETER = re.compile(
    r"(?P<before>[?&;](?:\w*pass(?:word|wd)?|pwd|\w*token|\w*secret|\w*api_?key)=)(?P<secret>[^&;#]*)", re.IGNORECASE
)


def redact_url(url: str) -> str:
    """A URL that can be shown: what stands where a password would is `***`."""
    for pattern in (_PASSWORD, _PARAMETER):
        url = pattern.sub(lambda match: f"{match['before']}{HIDDEN}" if match["secret"] else match[0], url)
    return url


def passwords_in(url: str) -> Iterator[str]:
    """The passwords in a URL, as they are written there."""
    for pattern in (_PASSWORD, _PARAMETER):
        yield from (match["secret"] for match in pattern.finditer(url) if match["secret"])


def plain(value: Any) -> Any:
    """A setting's value as data that can be shown and written as JSON, with its secrets taken out."""
    if attrs.has(type(value)):
        return {one.name: shown(getattr(value, one.name), one.metadata) for one in attrs.fields(type(value))}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((plain(one) for one in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, PurePath) else value


def shown(value: Any, marks: Mapping[str, Any]) -> Any:
    """The value of a field with these marks, as `plain` has it."""
    if marks.get(SECRET):
        return HIDDEN if value else plain(value)
    if marks.get(PASSWORD_IN_URL) and isinstance(value, str):
        return redact_url(value)
    return plain(value)


def secret_values(settings: Any) -> Iterator[str]:
    """The secrets in a settings object, also in tables and lists in it, in every form they may be written in."""
    seen: set[str] = set()
    for secret in _secrets_in(settings):
        for form in _forms(secret):
            if form not in seen:
                seen.add(form)
                yield form


def _secrets_in(value: Any) -> Iterator[str]:
    if attrs.has(type(value)):
        for one in attrs.fields(type(value)):
            inner = getattr(value, one.name)
            if one.metadata.get(SECRET):
                yield from _texts_in(inner)
            elif one.metadata.get(PASSWORD_IN_URL) and isinstance(inner, str):
                yield from _as_meant(inner)
            else:
                yield from _secrets_in(inner)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _secrets_in(one)
    elif isinstance(value, list | tuple | AbstractSet):
        for one in value:
            yield from _secrets_in(one)


def _texts_in(value: Any) -> Iterator[str]:
    if attrs.has(type(value)):
        yield from _texts_in([getattr(value, one.name) for one in attrs.fields(type(value))])
    elif isinstance(value, Mapping):
        yield from _texts_in(list(value.values()))
    elif isinstance(value, list | tuple | AbstractSet):
        for one in value:
            yield from _texts_in(one)
    elif value is not None and not isinstance(value, bool) and str(value):
        yield str(value)


def _as_meant(url: str) -> Iterator[str]:
    """A password as it stands in the URL, and as the database is told it."""
    for written in passwords_in(url):
        yield from (written, unquote(written), unquote_plus(written))


def _forms(secret: str) -> Iterator[str]:
    """As it is, as it stands in a URL, and as it stands between quotes in a message."""
    yield secret
    yield quote(secret, safe="")
    yield quote(secret, safe=" +")
    yield quote_plus(secret)
    yield repr(secret)[1:-1]
