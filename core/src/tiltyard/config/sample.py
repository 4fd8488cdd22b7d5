"""
Write a settings file in which everything that can be set is described, and nothing is set. Pure.

What a person may take the `#` from has no blank behind it; words have one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import NOTHING

from tiltyard.config.declared import Declared, fields_of, settings_of
from tiltyard.config.kinds import Choice, Kind, Many, Maybe, describe
from tiltyard.config.secrecy import plain, redact_url
from tiltyard.config.toml import toml_key, toml_value

WIDTH = 100

HEAD = """\
Settings of Tiltyard. As it is, this file changes nothing: every line is a comment.
To set something, take away the sign in front of its key and of the [table] above it.
`tiltyard config check` says whether all is well."""


def sample(core: type[Any] | None, plugins: Mapping[str, type[Any] | None], *, head: str = HEAD) -> str:
    """The whole file.

    core     None leaves the settings of the core out
    plugins  plugin name to its settings class; None for a plugin without settings
    """
    lines = [*_words(head)]
    if core:
        lines += _table(core, ())
    for name, settings_class in plugins.items():
        lines += _table(settings_class, ("plugins", name)) if settings_class else []
    bare = [name for name, settings_class in plugins.items() if settings_class is None]
    if bare:
        lines += ["", *_words(f"Plugins without settings: {', '.join(bare)}.")]
    return "\n".join(lines) + "\n"


def uncommented(text: str) -> str:
    """A sample with every setting in it set."""
    lines = text.removesuffix("\n").split("\n")
    return "\n".join(line[1:] if line.startswith("#") and line[1:2].strip() else line for line in lines) + "\n"


def _table(settings_class: type[Any], path: tuple[str, ...], base: Any = None) -> Iterator[str]:
    fields = [one for one in fields_of(settings_class, base) if not one.tables]
    inner = [one for one in fields if one.group and isinstance(one.default, one.group)]
    own = [one for one in fields if one not in inner]
    if path and (own or not inner):
        yield from ("", f"#[{toml_key(*path)}]")
    for one in own:
        yield from ("", *_setting(one))
    for one in inner:
        if one.group:
            yield from _table(one.group, (*path, one.key), one.default)


def _setting(one: Declared) -> Iterator[str]:
    yield from _words(one.help)
    if options := _options(one.kind):
        yield from _words(f"One of: {', '.join(options)}.")
    if one.secret:
        yield from _words("Secret: write file:/path or env:NAME to keep it elsewhere.")
    elif one.password_in_url:
        yield from _words("A password in it is secret: write file:/path or env:NAME to keep all of it elsewhere.")
    rows = one.group or _row_class(one.kind)
    if rows:
        yield from _words(f"{'A table' if one.group else 'A list of tables'} with:")
        for key, each in settings_of(rows):
            yield from _words(f"    {key}: {each.help or describe(each.kind)}")
    yield _line(one)


def _line(one: Declared) -> str:
    """The key and its default, ready to be uncommented; only words where a default cannot be written or told."""
    key = toml_key(one.key)
    if one.default is NOTHING:
        return f"# {key} must be set: {describe(one.kind)}."
    hidden = (one.secret and one.default not in (None, "")) or (
        one.password_in_url and isinstance(one.default, str) and redact_url(one.default) != one.default
    )
    if hidden:
        return f"# {key} has a default, which is not shown because it is secret."
    if one.default is None:
        return f'#{key} = ""'
    try:
        return f"#{key} = {toml_value(plain(one.default))}"
    except TypeError:  # a plugin's own type
        return f"# {key} has the default {' '.join(str(one.default).split())}."


def _options(kind: Kind) -> list[str]:
    kind = kind.kind if isinstance(kind, Maybe) else kind
    return [toml_value(option) for option in kind.options] if isinstance(kind, Choice) else []


def _row_class(kind: Kind) -> type[Any] | None:
    kind = kind.kind if isinstance(kind, Maybe) else kind
    return Declared("", "", kind.item, NOTHING).group if isinstance(kind, Many) else None


def _words(text: str) -> Iterator[str]:
    """Text as comment lines that stay comments; characters that TOML does not allow there are left out."""
    for paragraph in text.splitlines():
        said = "".join(one for one in paragraph if one.isprintable())
        lead = " " * (len(said) - len(said.lstrip()))
        wrapped = textwrap.wrap(said, WIDTH, break_long_words=False, break_on_hyphens=False, subsequent_indent=lead)
        yield from (f"# {line}" for line in wrapped)
