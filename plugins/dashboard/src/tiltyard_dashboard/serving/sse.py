"""
Server-sent events as bytes, both ways. Pure.

The format is https://html.spec.whatwg.org/multipage/server-sent-events.html; we write a subset of it and read what we
write: one `data` line an event, UTF-8, lines that end in a line feed.
"""

from __future__ import annotations

from attrs import define, field, frozen

KEEP_ALIVE = b": keep-alive\n\n"


@frozen
class ServerEvent:
    """One event.

    id    where the stream stands after it; blank when the event does not move it
    data  one line of text, for us always JSON
    """

    event: str
    id: str
    data: str


def encode(event: ServerEvent) -> bytes:
    """The event as it goes over the wire.

    raises  ValueError for a line break inside, which would forge another field
    """
    lines = [f"event: {event.event}", *([f"id: {event.id}"] if event.id else []), f"data: {event.data}"]
    if any("\n" in line or "\r" in line for line in lines):
        raise ValueError("an event's fields are single lines")
    return ("\n".join(lines) + "\n\n").encode()


@define
class Decoder:
    """Puts events together from lines; hand them in one by one."""

    _fields: dict[str, str] = field(init=False, factory=dict)

    def feed(self, line: bytes) -> ServerEvent | None:
        """Take one line, its line feed included or not; gives the event that it completes."""
        text = line.decode().rstrip("\n")
        if text:
            name, _, value = text.partition(":")
            self._fields[name] = value.removeprefix(" ")
            return None
        fields, self._fields = self._fields, {}
        if "data" not in fields:
            return None
        return ServerEvent(fields.get("event", "message"), fields.get("id", ""), fields["data"])
