"""
Every question the host asks its plugins.

Implement any of them in a class, mark it with `tiltyard.hookimpl`, and name the class in the entry-point group
`tiltyard`. An implementation may be `async def`, or plain `def`, which then runs in a bounded thread pool and never
on the event loop. Each call is isolated and has a deadline: raising, hanging or answering the wrong type is reported
with your plugin's name and hurts nobody else. Errors from `tiltyard.errors` are answers, not faults: raise
`Unavailable` when your vendor is down.

Arguments are passed by name; take the ones you want, without defaults.
"""

from __future__ import annotations

import click

from tiltyard.front import FrontDesk
from tiltyard.markers import hookspec
from tiltyard.models import (
    Challenge,
    ColumnGuess,
    EventRecord,
    Finding,
    Lobby,
    Placements,
    PlayerAccount,
    PlayerClaim,
    Rank,
    RankQueue,
    RowChanges,
    RowSource,
    RowTable,
    ServiceRequest,
    ServiceSpec,
    ServiceStatus,
    WriteResult,
)


@hookspec(mode="first", deadline_s=30.0, source="source")
async def fetch_rows(source: RowSource) -> RowTable | None:
    """Read this table, the whole grid with title lines and header.

    When it fires: on `import`, `columns` and `bind`, and whenever the follower of a bound table looks for edits.
    Nothing is committed by it; a slow plugin delays only the tournament bound to this source.

    source   where the table lives; answer None when the scheme is not yours
    returns  the grid, rows padded to one width
    raises   SourceNotFound, BadInput (unusable content), Unavailable, AccessDenied
    """


@hookspec(mode="first", deadline_s=30.0, exclusive=True, source="source")
async def write_rows(source: RowSource, changes: RowChanges) -> WriteResult | None:
    """Apply these changes, all or nothing, and say how the key column stands after it.

    A cell that its owner lets nobody write holds back none of the others: it is told in `unwritten`.

    When it fires: after the events it mirrors are committed. A slow plugin delays the mirror, never a player.
    After a failure no other plugin is asked, because the write may have happened.

    source   where the table lives; answer None when the scheme is not yours
    changes  cells by row key and column, and rows to add; nothing else may change
    returns  the new revision and the key column as it stands after the write
    raises   SourceChanged (not the revision the changes were decided on; nothing written), SourceNotFound,
             Unavailable, AccessDenied
    """


@hookspec(mode="collect", deadline_s=5.0, source="table.source")
async def detect_columns(table: RowTable) -> list[ColumnGuess]:
    """Where is the header line, which column plays which role, how sure, and why.

    When it fires: when a table is read for the first time, when its header line changed, or when someone asks.
    Answers of several plugins are weighed by confidence; say nothing rather than guess.

    table    the grid as read
    returns  at most one guess for a role and for a column, all with the same `header_row`
    """


@hookspec(mode="collect", deadline_s=10.0)
async def verify_player(claim: PlayerClaim) -> list[Finding]:
    """What do you know about this person's claim to this name?

    When it fires: after the sign-up is committed and acknowledged, from the verifier; again for as long as the answer
    is `unknown`. A slow plugin delays the verdict of this player; their place in line is already kept.

    Where `claim.eligibility` asks for something, nobody is let in until a `verified` finding of `account` evidence says
    that the account is `eligible`; one that is not is rejected. Where `claim.wants` is `ownership`, a further finding
    speaks about that: `verified`, `unknown` with what the player can do and a `retry_after_s` (small while a challenge
    is open), or `rejected`, soft, when the time is over.

    claim    who says what
    returns  findings; none when you have nothing to say. `abstain` when your check is not set up
    raises   Unavailable (counts as `unknown`, is asked again)
    """


@hookspec(mode="first", deadline_s=10.0)
async def challenge_player(claim: PlayerClaim) -> Challenge | None:
    """What shall this person do to prove that the account is theirs?

    When it fires: when somebody asks for it, by `tiltyard prove` or a front end. From then on `verify_player` is asked
    about them again by itself, and finds out whether it was done. Whoever was challenged before and asks again is told
    the same until that is over.

    claim    who says what
    returns  what to do, and until when; None when you know of no way, or of no such account
    raises   BadInput (nobody can have such a name), Unavailable, AccessDenied
    """


@hookspec(mode="first", deadline_s=10.0)
async def fetch_rank(player: PlayerAccount, queue: RankQueue) -> Rank | None:
    """How strong is this player now?

    When it fires: for seeding and balance, and when somebody asks. Nothing is committed by it.

    player   whose account
    queue    whose ladder
    returns  the rank, with whose word it is and from when; `unranked` for who has none. None when you do not know the
             account
    raises   Unavailable, AccessDenied
    """


@hookspec(mode="collect", deadline_s=30.0)
async def fetch_placements(lobby: Lobby) -> list[Placements]:
    """Which game was that, and who came where?

    When it fires: when the result of a lobby is wanted, again until there is one. It is evidence: whether it counts is
    decided by people and rules.

    lobby    who should have played, how, and when
    returns  the best first; none when no game fits. Several that fit equally well are all `ambiguous`
    raises   Unavailable (asked again), AccessDenied
    """


@hookspec(mode="collect", deadline_s=5.0)
async def list_services() -> list[ServiceSpec]:
    """Which services do you bring?

    When it fires: before services are started, stopped or shown. Names are unique among all plugins.

    returns  specs; none when you bring none
    """


@hookspec(mode="first", deadline_s=None, exclusive=True)
async def manage_service(request: ServiceRequest) -> list[ServiceStatus] | None:
    """Start, stop, restart or report these services.

    When it fires: on `tiltyard run`, `demo` and `services ...`. All named services were listed by one plugin; answer
    None when they are not yours. The request carries its own deadline.

    request  what to do with which services
    returns  the status of each named service afterwards
    raises   PortInUse, Unavailable (did not become ready; everything begun was undone)
    """


@hookspec(mode="serve", deadline_s=None)
async def run_front_end(desk: FrontDesk) -> None:
    """Serve people, until you are cancelled.

    When it fires: once `tiltyard run` has opened the desk and before it says so; in no one-shot command. It must be
    `async def`, and runs in a task that the host owns. Return when there is nothing more to serve. Raise, and you are
    begun again, later and later while that goes on; after `AccessDenied` or `SettingsError` you wait for a human. When
    the host ends you are cancelled, and have ten seconds: what you were told is durable, so nothing has to be saved.

    desk     commands and questions; see `tiltyard.front`
    returns  nothing
    raises   Unavailable (begun again, not sooner than its `retry_after_s`), AccessDenied, SettingsError
    """


@hookspec(mode="notify", deadline_s=10.0, source="event.stream")
async def on_event(event: EventRecord) -> None:
    """This has happened.

    When it fires: after the event is committed, once for each event, in the order of its stream. Each plugin has a
    place of its own in each stream: a slow one delays only itself, and what happened while the host was down is told
    when it is back. A plugin that is new is told from then on, not the past. Who raises or misses the deadline is told
    again, and so is everybody after a crash, so an event may come twice: `(event.stream, event.seq)` names it. What
    could not be told for an hour is news no more: it is passed over, and the log says so.

    event    what was journalled; `personal` is None once a person was erased
    returns  nothing
    raises   Unavailable (told again, not sooner than its `retry_after_s`)
    """


@hookspec(mode="register", deadline_s=5.0)
async def register_commands(cli: click.Group) -> None:
    """Which commands do you add to `tiltyard`?

    When it fires: before a command begins, if its name is none of core's; for the list in `tiltyard --help`; for
    completion; for `tiltyard plugins doctor`. Nothing is committed by it; a slow plugin delays whoever typed that. Your
    settings were checked, but you are not started: `tiltyard.cli.kit` gives a command the started plugin once it runs.
    Nobody can take a name of core's, and of two plugins that add one name the first in order has it.

    cli      an empty group of your own to add commands to, with `cli.add_command(...)` or `@cli.command(...)`
    returns  nothing
    """
