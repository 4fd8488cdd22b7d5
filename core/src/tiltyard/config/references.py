"""
Secrets that are kept elsewhere: `file:/run/secrets/riot` and `env:RIOT_KEY`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

FILE = "file:"
ENV = "env:"


class Followed(str):
    """A secret that was read elsewhere. It knows where, so that it can be read again after it was replaced there.

    reference  what stood in the settings
    """

    __slots__ = ("reference",)

    reference: str

    def __new__(cls, secret: str, reference: str) -> Self:
        """The secret, as if it had stood in the settings."""
        made = super().__new__(cls, secret)
        made.reference = reference
        return made


def is_reference(value: Any) -> bool:
    """Whether a value says where a secret is, instead of being one."""
    return isinstance(value, str) and value.startswith((FILE, ENV))


def follow(value: Any, environ: Mapping[str, str]) -> Any:
    """The secret that a value refers to; a value that refers to nothing as it is. Lists and tables are gone through.

    raises  ValueError, naming the file or the variable in words that follow the setting's name
    """
    if isinstance(value, Mapping):
        return {key: follow(one, environ) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [follow(one, environ) for one in value]
    if not is_reference(value):
        return value
    secret = _from_file(value.removeprefix(FILE)) if value.startswith(FILE) else _from_environment(value, environ)
    return Followed(secret, value)


def read_again(value: str, environ: Mapping[str, str]) -> str:
    """What a secret setting is now, where it stands elsewhere; a secret that stands in the settings itself as it is.

    raises  ValueError, as `follow` does
    """
    return str(follow(value.reference, environ)) if isinstance(value, Followed) else value


def _from_file(name: str) -> str:
    path = Path(name).expanduser()
    try:
        secret = path.read_text("utf-8-sig").strip()
    except OSError as error:
        raise ValueError(f"names the file {path}, which cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, ValueError) as error:
        # Neither may be quoted: what could not be decoded is a piece of the secret.
        raise ValueError(f"names the file {path}, which cannot be read as UTF-8 text") from error
    if not secret:
        raise ValueError(f"names the file {path}, which is empty")
    return secret


def _from_environment(value: str, environ: Mapping[str, str]) -> str:
    name = value.removeprefix(ENV)
    secret = environ.get(name, "").strip()
    if not secret:
        raise ValueError(f"names the variable {name}, which is {'empty' if name in environ else 'not set'}")
    return secret
