"""
From what the API told to HTML: whole pages, and the pieces that change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from attrs import frozen
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tiltyard.models import Phase, TournamentId
from tiltyard.tournament.roster import CHECKING
from tiltyard_dashboard.web import words
from tiltyard_dashboard.web.palisade import palisade
from tiltyard_dashboard.web.shapes import Player, Roster, Summary
from tiltyard_dashboard.web.sheet import Html, Sheet

INDEX = ""
"""The topic of the list of tournaments; every other topic is a tournament's id."""

_ROWS_KEPT = 4096


@frozen
class Moment:
    """What a page says about itself.

    position  of the event stream, from which the page wants to hear
    api_up    the API answers
    as_of     when the API last answered; None when it never did
    """

    position: str
    now: datetime
    api_up: bool
    as_of: datetime | None


class Pages:
    """Renders. `build` is the mark of the static files that the pages ask for."""

    def __init__(self, build: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(iso=_iso, utc=_utc, name_and_tag=words.name_and_tag)
        self._environment.globals.update(
            build=build, address=address, palisade=palisade, words=words, Phase=Phase, CHECKING=CHECKING
        )
        # Most rows are as they were: only those of players who changed are rendered again.
        self._row = lru_cache(_ROWS_KEPT)(self._render_row)

    def tournament_sheet(self, roster: Roster) -> Sheet:
        """The pieces of a tournament's page."""
        seated = [player for player in roster.entrants if player.seated]
        waiting = [player for player in roster.entrants if not player.seated]
        return Sheet(
            parts={
                name: self._render(f"parts/{name}.html", roster=roster)
                for name in (
                    "headline",
                    "schedule",
                    "seats",
                    "seated-count",
                    "waiting-count",
                    "changed",
                    "table",
                    "columns",
                )
            },
            lists={
                "seated": {player.id: self._row(player, roster.check_in) for player in seated},
                "waiting": {player.id: self._row(player, roster.check_in) for player in waiting},
            },
        )

    def index_sheet(self, summaries: Sequence[Summary]) -> Sheet:
        """The pieces of the list of tournaments."""
        cards: dict[str, Html] = {one.id: self._render("card.html", roster=one) for one in summaries}
        return Sheet(lists={"tournaments": cards})

    def tournament_page(self, roster: Roster, sheet: Sheet, moment: Moment) -> Html:
        """A tournament's page."""
        return self._render("tournament.html", roster=roster, sheet=sheet, moment=moment, topic=roster.id)

    def index_page(self, sheet: Sheet, moment: Moment) -> Html:
        """The list of tournaments."""
        return self._render("index.html", sheet=sheet, moment=moment, topic=INDEX)

    def message_page(self, title: str, message: str, moment: Moment) -> Html:
        """A page that only says something."""
        return self._render("message.html", title=title, message=message, moment=moment, topic="message")

    def _render_row(self, player: Player, check_in: Phase) -> Html:
        return self._render("row.html", player=player, check_in=check_in)

    def _render(self, template: str, **values: object) -> Html:
        return self._environment.get_template(template).render(**values).strip()


def address(tournament: TournamentId) -> str:
    """The path of a tournament's page."""
    return f"/t/{quote(tournament, safe='/:')}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%d %b, %H:%M UTC")
