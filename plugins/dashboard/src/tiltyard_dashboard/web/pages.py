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
from tiltyard_dashboard.web.moments import next_moment
from tiltyard_dashboard.web.overlays.look import Look
from tiltyard_dashboard.web.palisade import palisade
from tiltyard_dashboard.web.query import Query, Status, found, pages, shown, traits
from tiltyard_dashboard.web.shapes import Chapter, Player, Roster, Summary
from tiltyard_dashboard.web.sheet import Html, Sheet
from tiltyard_dashboard.web.steps import Step, next_step

INDEX = ""
"""The topic of the list of tournaments; every other topic is a tournament's id."""

_ROWS_KEPT = 4096

_PARTS = (
    "headline", "steps", "schedule", "seats", "seated-count", "waiting-count", "changed", "table", "columns",
)  # fmt: skip

_NAMES_MOST = 8
"""So many names that fit are listed; then more has to be typed."""


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
            build=build, address=address, palisade=palisade, words=words, Phase=Phase, CHECKING=CHECKING,
            Step=Step, Status=Status, next_step=next_step, next_moment=next_moment, traits=traits,
        )  # fmt: skip
        # Most rows are as they were: only those of players who changed are rendered again.
        self._row = lru_cache(_ROWS_KEPT)(self._render_row)

    def tournament_sheet(self, roster: Roster) -> Sheet:
        """The pieces of a tournament's page."""
        seated = [player for player in roster.entrants if player.seated]
        waiting = [player for player in roster.entrants if not player.seated]
        return Sheet(
            parts={name: self._render(f"parts/{name}.html", roster=roster) for name in _PARTS},
            lists={
                "seated": {player.id: self._row_of(player, roster) for player in seated},
                "waiting": {player.id: self._row_of(player, roster) for player in waiting},
            },
        )

    def index_sheet(self, summaries: Sequence[Summary]) -> Sheet:
        """The pieces of the list of tournaments."""
        cards: dict[str, Html] = {one.id: self._render("card.html", roster=one) for one in summaries}
        return Sheet(lists={"tournaments": cards})

    def tournament_page(self, roster: Roster, sheet: Sheet, moment: Moment, query: Query, *, kiosk: bool) -> Html:
        """A tournament's page, for who asks about themselves or for a part of the players."""
        meant = found(roster.entrants, query.who)
        me = meant[0] if len(meant) == 1 else None
        seated = [player for player in roster.entrants if player.seated]
        waiting = [player for player in roster.entrants if not player.seated]
        visible = shown(seated, query) | shown(waiting, query)
        longest = max(_count(seated, query.status), _count(waiting, query.status))
        rows = {
            name: [
                _dressed(row, is_shown=key in visible, is_me=me is not None and key == me.id) for key, row in of.items()
            ]
            for name, of in sheet.lists.items()
        }
        return self._render(
            "tournament.html", roster=roster, sheet=sheet, rows=rows, moment=moment, topic=roster.id, query=query,
            me=me, meant=meant[:_NAMES_MOST], fits=len(meant), pages=pages(longest), kiosk=kiosk,
        )  # fmt: skip

    def player_page(self, roster: Roster, player: Player, story: Sequence[Chapter] | None, moment: Moment) -> Html:
        """All that is public of one entrant. `story` is None while it cannot be told."""
        return self._render("player.html", roster=roster, player=player, story=story, moment=moment, topic=roster.id)

    def overlay_page(self, view: str, roster: Roster | None, look: Look, as_of: datetime, moment: Moment) -> Html:
        """What a stream lays over its picture; nothing without a roster."""
        return self._render(
            f"overlays/{view}.html", view=view, roster=roster, look=look, as_of=as_of, moment=moment
        )  # fmt: skip

    def index_page(self, sheet: Sheet, moment: Moment) -> Html:
        """The list of tournaments."""
        return self._render("index.html", sheet=sheet, moment=moment, topic=INDEX)

    def message_page(self, title: str, message: str, moment: Moment) -> Html:
        """A page that only says something."""
        return self._render("message.html", title=title, message=message, moment=moment, topic="message")

    def _row_of(self, player: Player, roster: Roster) -> Html:
        return self._row(player, roster.check_in, words.about(player, roster), next_step(player, roster))

    def _render_row(self, player: Player, check_in: Phase, say: str, step: Step) -> Html:
        return self._render("row.html", player=player, check_in=check_in, say=say, step=step)

    def _render(self, template: str, **values: object) -> Html:
        return self._environment.get_template(template).render(**values).strip()


def _count(players: Sequence[Player], status: Status) -> int:
    return sum(status in traits(player) for player in players)


def _dressed(row: Html, *, is_shown: bool, is_me: bool) -> Html:
    """A row for one visitor: the one that is about them is always shown. Every row begins with its `<tr`."""
    if is_me:
        return row.replace("<tr", '<tr aria-current="true"', 1)
    return row if is_shown else row.replace("<tr", "<tr hidden", 1)


def address(tournament: TournamentId) -> str:
    """The path of a tournament's page."""
    return f"/t/{quote(tournament, safe='/:')}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%d %b, %H:%M UTC")
