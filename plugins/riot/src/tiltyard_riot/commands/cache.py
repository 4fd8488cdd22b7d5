"""
`tiltyard riot cache`: what is kept of Riot's answers.
"""

from __future__ import annotations

import attrs
import click

from tiltyard.cli import kit


@click.command("cache")
@click.option("--clear", is_flag=True, help="Forget it: everything is asked for again. Proofs of ownership stay.")
@kit.json_option
@kit.command
async def cache(*, clear: bool, as_json: bool) -> None:
    """Show how many answers are kept, or forget them with --clear."""
    async with kit.opened() as app:
        kept = kit.plugin(app, "riot").answers.cache
        cleared = await kept.clear() if clear else 0
        figures = await kept.figures()
    if as_json:
        kinds = {kind.value: attrs.asdict(one) for kind, one in figures.items()}
        kit.print_json({"cleared": cleared, "kept": kinds})
    elif clear:
        kit.say(f"{cleared} answers were forgotten.")
    else:
        kit.print_table(
            ("kept", "answers", "bytes"), [(kind.value, one.count, one.size_bytes) for kind, one in figures.items()]
        )
