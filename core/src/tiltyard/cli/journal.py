"""
Look after the journal: what its followers have given up for now, and another attempt at it.
"""

from __future__ import annotations

from typing import Any

import click

from tiltyard.cli import context
from tiltyard.cli.options import json_option
from tiltyard.cli.output import print_json, print_table, say
from tiltyard.errors import BadInput


@click.group("journal")
def journal_command() -> None:
    """Look after the journal."""


@journal_command.command("dead-letters")
@json_option
@context.command
async def dead_letters(as_json: bool) -> None:
    """Show what followers have given up for now, and why.

    Each is tried again now and then, and by `tiltyard journal retry` at once; nothing else waits for it.
    """
    async with context.opened(plugins=False) as app:
        letters = await app.journal.dead_letters()
    if as_json:
        print_json({"dead_letters": [_plain(letter) for letter in letters]})
    elif not letters:
        say("Nothing has been given up.")
    else:
        rows = [
            (
                one.follower,
                one.stream,
                one.seq,
                f"{one.first_at:%F %T}",
                f"{one.last_at:%F %T}",
                one.attempts,
                one.reason,
            )
            for one in letters
        ]
        print_table(("follower", "stream", "event", "first (UTC)", "last (UTC)", "attempts", "reason"), rows)


@journal_command.command("retry")
@click.argument("follower")
@click.argument("stream", required=False)
@context.command
async def retry(follower: str, stream: str | None) -> None:
    """Try again what FOLLOWER has given up: for STREAM, or for every stream.

    A host that runs is told; otherwise it is tried here and now.
    """
    async with context.opened() as app:
        listed = await app.journal.dead_letters()
        if not any(one.follower == follower and stream in (None, one.stream) for one in listed):
            known = ", ".join(f"{one.follower} {one.stream}" for one in listed)
            raise BadInput(
                "nothing of that has been given up",
                which=" ".join(word for word in (follower, stream) if word),
                next_step=f"There is: {known}." if known else "The list is empty.",
            )
        count = await app.journal.take_up(follower, stream)
        say(f"{count} {'is' if count == 1 else 'are'} tried again.")
        await context.settle(app)


def _plain(letter: Any) -> dict[str, Any]:
    return {
        "follower": letter.follower,
        "stream": letter.stream,
        "seq": letter.seq,
        "first_at": letter.first_at.isoformat(),
        "last_at": letter.last_at.isoformat(),
        "attempts": letter.attempts,
        "reason": letter.reason,
    }
