"""
The composition root: the only place that knows the order of things.

Settings, log, journal, host, desk, followers are opened in this order and closed in reverse.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from attrs import frozen

from tiltyard.clock import Clock, SystemClock
from tiltyard.desk.claims import NAMESPACE as CLAIMS
from tiltyard.desk.claims import Claims
from tiltyard.desk.desk import Desk, IdSource
from tiltyard.desk.erasers import AnswersEraser, DeadLettersEraser, Eraser, EventsEraser, StoresEraser, TablesEraser
from tiltyard.desk.follower import Follower, Runner
from tiltyard.desk.front import Front
from tiltyard.desk.mirror import Mirror
from tiltyard.desk.notices import Notices, listeners
from tiltyard.desk.privacy import Privacy
from tiltyard.desk.refresher import Refresher
from tiltyard.desk.retention import Policy, Retention
from tiltyard.desk.tables import Tables
from tiltyard.desk.ticker import Ticker
from tiltyard.desk.tombstones import NAMESPACE as TOMBSTONES
from tiltyard.desk.tombstones import Tombstones
from tiltyard.desk.verifier import NAMESPACE as VERIFIER
from tiltyard.desk.verifier import Schedule, Verifier
from tiltyard.host import FoundPlugin, Host, Surroundings, discover
from tiltyard.journal import Journal
from tiltyard.log import keep_secret
from tiltyard.settings import Settings, secret_values


@frozen
class App:
    """An open Tiltyard."""

    settings: Settings
    clock: Clock
    journal: Journal
    host: Host
    desk: Desk
    tables: Tables
    privacy: Privacy
    runner: Runner
    mirror: Mirror
    notices: tuple[Notices, ...]
    claims: Claims
    schedule: Schedule
    front: Front


def random_id() -> str:
    """80 random bits, readable: enough that two processes never meet."""
    return secrets.token_hex(10)


def erasers(journal: Journal) -> list[Eraser]:
    """Every place in which something personal is kept. Whoever adds such a place adds its eraser, before the events."""
    return [
        TablesEraser(journal),
        StoresEraser(journal),
        AnswersEraser(journal),
        DeadLettersEraser(journal),
        EventsEraser(journal),
    ]


def _by_date(settings: Settings, desk: Desk, privacy: Privacy, clock: Clock) -> Iterator[Follower]:
    """Who erases by date, if anything is to be."""
    archive, leaving = (
        None if days is None else timedelta(days=days)
        for days in (settings.privacy.erase_after_days, settings.privacy.erase_after_leaving_days)
    )
    if archive is not None or leaving is not None:
        yield Retention(desk, privacy, clock, Policy(archive, leaving))


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    plugins: Sequence[FoundPlugin] | None = None,
    clock: Clock | None = None,
    new_id: IdSource = random_id,
) -> AsyncIterator[App]:
    """Open everything, and close it in reverse.

    plugins  None discovers what is installed; a sequence uses just these; an empty one is a process that only decides
             and appends, such as the dashboard's API
    raises   SettingsError, JournalError; never for a broken plugin
    """
    clock = clock or SystemClock()
    keep_secret(secret_values(settings))
    async with AsyncExitStack() as stack:
        journal = await Journal.open(settings.journal_url, clock, backups=settings.backups_dir)
        stack.push_async_callback(journal.close)
        host = Host(
            discover() if plugins is None else plugins,
            settings.plugins,
            Surroundings(clock, journal.store, settings.state_dir, settings.journal_url),
        )
        stack.push_async_callback(host.stop)
        await host.start()
        desk = Desk(journal, clock, new_id)
        stack.push_async_callback(desk.close)
        tombstones = Tombstones(journal.store(TOMBSTONES), journal.seal)
        tables = Tables(host, journal.store("tables"), journal.seal, tombstones)
        privacy = Privacy(desk, journal, tombstones, erasers(journal), clock)
        holder = f"{socket.gethostname()}:{random_id()}"
        mirror, saved = (
            Mirror(desk, host, tables, clock, timedelta(seconds=settings.tables.grace_s)),
            journal.store("notices"),
        )
        notices = tuple(Notices(plugin, host, desk, journal, saved, clock, holder) for plugin in listeners(host))
        for one in notices:
            await one.arrive()
        schedule = Schedule(journal.store(VERIFIER))
        followers: list[Follower] = [
            Ticker(desk, clock, journal.store("ticker")),
            Verifier(desk, host, clock, schedule),
            Refresher(desk, host, clock, journal.store(VERIFIER)),
            mirror,
            *_by_date(settings, desk, privacy, clock),
            *notices,
        ]
        claims = Claims(journal.store(CLAIMS))
        runner = Runner(followers, journal, clock, holder)
        front = Front(desk, host)
        yield App(
            settings, clock, journal, host, desk, tables, privacy, runner, mirror, notices, claims, schedule, front
        )
