"""
How an overlay looks, as its address says it: `?theme=night&accent=63c899&delay_s=30`. Pure.

Colours end up in a style sheet, so nothing is let through but what is a colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from attrs import frozen

from tiltyard_dashboard.web.overlays.past import DELAY_MOST

COLOURS = ("ink", "soft", "accent", "card", "line")
"""Names of colours that an address may set; a theme sets them as `--ink` and so on."""

_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_THEME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SIZE_PERCENT = range(50, 201)


@frozen
class Look:
    """What is asked for.

    theme    name of a file of the operator's; blank for ours
    colours  name to hexadecimal digits
    size     of everything, in percent
    delay    how long ago the state is that is shown
    kiosk    for a screen in a room: nothing shines through
    """

    theme: str = ""
    colours: tuple[tuple[str, str], ...] = ()
    size: int = 100
    delay: timedelta = timedelta(0)
    kiosk: bool = False

    @property
    def address(self) -> str:
        """Where its style sheet is; blank when nothing differs from ours."""
        words = {"theme": self.theme, **dict(self.colours), "size": str(self.size) if self.size != 100 else ""}
        said = {name: value for name, value in words.items() if value}
        return f"/o/look.css?{urlencode(said)}" if said else ""


def parse(words: Mapping[str, str]) -> Look:
    """What an address asks. What makes no sense counts as not said: a stream is no place for errors."""
    theme, size, delay = (words.get(name, "") for name in ("theme", "size", "delay_s"))
    colours = {name: found[1].lower() for name in COLOURS if (found := _COLOUR.fullmatch(words.get(name, "")))}
    return Look(
        theme=theme if _THEME.fullmatch(theme) else "",
        colours=tuple(colours.items()),
        size=int(size) if re.fullmatch(r"[0-9]{2,3}", size) and int(size) in _SIZE_PERCENT else 100,
        delay=min(timedelta(seconds=int(delay)), DELAY_MOST) if re.fullmatch(r"[0-9]{1,6}", delay) else timedelta(0),
        kiosk="kiosk" in words,
    )


def style(look: Look, theme: str) -> str:
    """The style sheet: the operator's file, and then what the address says, which goes before it.

    theme  what stands in the file; blank when there is none
    """
    said = [f"--{name}: #{digits};" for name, digits in look.colours]
    if look.size != 100:
        said.append(f"--size: {look.size / 100:g};")
    return f"{theme}\n:root {{ {' '.join(said)} }}\n" if said else theme
