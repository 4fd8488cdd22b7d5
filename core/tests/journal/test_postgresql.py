"""
A PostgreSQL server that refuses, fills up, goes away and comes back: said in words, and survived without a loss.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from postgresql import PASSWORD, Cluster

from tiltyard.clock import SystemClock
from tiltyard.errors import JournalAway, JournalError, JournalUncertain, JournalUnusable, SettingsError
from tiltyard.journal import Cause, EventDraft, Journal
from tiltyard.models import Actor

CAUSE = Cause(datetime(2026, 12, 5, 18, 0, tzinfo=UTC), Actor("staff", "s1", "Sam"), "c1", "because")
DRAFT = EventDraft("A", 1, {"n": 1}, None)


@pytest.fixture
def database():
    return "postgresql"


@pytest.fixture
async def journal(journal_url):
    journal = await Journal.open(journal_url, SystemClock())
    yield journal
    await journal.close()


async def opening(url):
    await (await Journal.open(url, SystemClock())).close()


async def types(journal, stream="s"):
    return [record.type for record in await journal.read(stream)]


def everything_said(error):
    said = []
    while error is not None:
        said += [str(error), repr(error), repr(vars(error))]
        error = error.__context__
    return "\n".join(said)


async def test_a_wrong_password_is_a_matter_of_settings_and_is_not_shown(cluster):
    url = cluster.url("postgres", password="open-sesame")

    with pytest.raises(
        JournalUnusable, match=r"does not accept the password: postgresql://tiltyard:\*\*\*@.*Mend"
    ) as raised:
        await opening(url)

    assert "open-sesame" not in everything_said(raised.value)


async def test_the_right_password_lets_us_in(cluster, template):
    name = cluster.create(template=template)
    journal = await Journal.open(cluster.url(name, password=PASSWORD), SystemClock())

    assert await journal.heads("") == []
    await journal.close()
    cluster.drop(name)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda url: url.replace("/postgres?", "/nope?"), "there is no such database.*createdb", id="db"),
        pytest.param(lambda url: url.replace("tiltyard@", "nobody@"), "does not know this user.*createuser", id="user"),
    ],
)
async def test_what_the_server_does_not_know_is_named(change, words, cluster):
    with pytest.raises(SettingsError, match=words):
        await opening(change(cluster.url("postgres")))


async def test_a_server_that_is_not_there_is_said_to_be_away_at_once(tmp_path):
    begun = time.monotonic()

    with pytest.raises(
        JournalAway, match=r"does not answer: postgresql://u:\*\*\*@127.0.0.1:1/x.*comes back"
    ) as raised:
        await opening("postgresql://u:open-sesame@127.0.0.1:1/x")

    assert time.monotonic() - begun < 4
    assert not isinstance(raised.value, SettingsError)
    assert "open-sesame" not in everything_said(raised.value)


async def test_a_driver_that_is_not_installed_is_named_with_what_installs_it(monkeypatch):
    monkeypatch.setattr("tiltyard.journal.on_postgresql.psycopg", None)

    with pytest.raises(SettingsError, match=r"not installed.*pip install 'tiltyard\[postgres\]'"):
        await opening("postgresql://u@127.0.0.1/x")


@pytest.mark.parametrize("url", ["postgresql+psycopg2://u:open-sesame@h/x", "postgresql+asyncpg://u@h/x"])
async def test_another_driver_is_not_asked_for(url):
    with pytest.raises(SettingsError, match=r"psycopg here.*postgresql://") as raised:
        await opening(url)

    assert "open-sesame" not in str(raised.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
async def test_a_url_may_begin_as_people_write_it(scheme, journal_url):
    journal = await Journal.open(journal_url.replace("postgresql", scheme, 1), SystemClock())

    assert await journal.heads("") == []
    await journal.close()


async def test_a_database_that_takes_no_writes_is_named(cluster, journal_url):
    name = journal_url.split("/")[3].split("?")[0]
    cluster.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")

    with pytest.raises(JournalUnusable, match=r"takes no writes.*primary"):
        await opening(journal_url)


async def test_a_role_that_may_not_make_tables_is_told_so(cluster):
    name = cluster.create()
    cluster.sql("CREATE ROLE guest LOGIN")
    with pytest.raises(JournalUnusable, match=r"does not let this role.*owner"):
        await opening(cluster.url(name).replace("tiltyard@", "guest@"))
    cluster.drop(name)
    cluster.sql("DROP ROLE guest")


async def test_a_database_of_another_program_is_left_alone(cluster):
    name = cluster.create()
    cluster.sql("CREATE TABLE bookmarks (url TEXT)", name)

    with pytest.raises(JournalError, match=r"that database is not a Tiltyard journal.*of its own"):
        await opening(cluster.url(name))

    assert cluster.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name) == [("bookmarks",)]
    cluster.drop(name)


async def test_a_database_that_cannot_hold_every_name_is_refused(cluster):
    cluster.sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")

    with pytest.raises(JournalUnusable, match=r"every name.*LATIN1.*UTF8"):
        await opening(cluster.url("latin"))
    cluster.drop("latin")


async def test_many_processes_may_begin_a_journal_at_once(cluster):
    name = cluster.create()

    journals = await asyncio.gather(*(Journal.open(cluster.url(name), SystemClock()) for _ in range(4)))

    assert len({one.seal("kind", "value") for one in journals}) == 1
    for one in journals:
        await one.close()
    cluster.drop(name)


async def test_every_wait_has_a_deadline(journal):
    def limits(connection):
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        return [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]

    assert await journal._read(limits) == ["15s", "10s", "5s"]


async def test_deadlines_of_the_url_win(journal_url):
    journal = await Journal.open(f"{journal_url}&options=-c%20statement_timeout%3D7s", SystemClock())

    assert await journal._read(lambda one: one.exec_driver_sql("SHOW statement_timeout").scalar()) == "7s"
    await journal.close()


def fails_with(state, times=10**6):
    left = iter(range(times))

    def work(connection):
        if next(left, None) is not None:
            connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")
        return "done"

    return work


async def test_a_full_disk_is_said_to_be_full(journal):
    with pytest.raises(JournalError, match=r"disk is full; nothing of this was kept.*Free some space"):
        await journal._writer.run(fails_with("53100"))

    assert await journal.append("s", 0, [DRAFT], CAUSE)


async def test_who_lost_a_deadlock_tries_again(journal):
    assert await journal._writer.run(fails_with("40P01", times=2)) == "done"


async def test_connections_that_the_server_ended_are_made_again(journal, cluster):
    await journal.append("s", 0, [DRAFT], CAUSE)
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tiltyard'")

    assert await types(journal) == ["A"]
    assert await journal.append("s", 1, [DRAFT], CAUSE)


async def test_who_listens_does_so_again_after_the_connection_broke(journal, journal_url, cluster):
    other = await Journal.open(journal_url, SystemClock())
    seen = await journal.news.wait(journal.news.count, 10)  # it listens, and says so
    cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")

    seen = await journal.news.wait(seen, 10)  # whatever was missed
    waiting = asyncio.create_task(journal.news.wait(seen, 10))
    await other.append("s", 0, [DRAFT], CAUSE)

    assert await waiting > seen
    await other.close()


async def test_news_of_another_process_comes_without_looking_for_it(journal, journal_url):
    other = await Journal.open(journal_url, SystemClock())
    seen = await journal.news.wait(journal.news.count, 10)
    took = []
    for number in range(20):
        waiting = asyncio.create_task(journal.news.wait(seen, 10))
        await asyncio.sleep(0)
        begun = time.perf_counter()
        await other.append("s", number, [DRAFT], CAUSE)
        seen = await waiting
        took.append(time.perf_counter() - begun)

    assert sorted(took)[10] < 0.1
    await other.close()


# ------------------------------------------------------------------------------------------------- a server that goes


@pytest.fixture(scope="module")
def own_cluster(cluster):
    """A server that a test may stop."""
    own = Cluster(durable=True)
    yield own
    own.remove()


async def test_commands_outlast_a_restart_of_the_server(own_cluster):
    name = own_cluster.create()
    journal = await Journal.open(own_cluster.url(name), SystemClock())
    await journal.append("s", 0, [DRAFT], CAUSE)

    own_cluster.stop(how=signal.SIGINT)
    appending = asyncio.create_task(journal.append("s", 1, [DRAFT], CAUSE))
    reading = asyncio.create_task(types(journal))
    await asyncio.sleep(0.3)
    own_cluster.start()

    assert await appending
    assert await reading == ["A"] or await reading == ["A", "A"]
    assert await types(journal) == ["A", "A"]
    await journal.close()


async def test_a_server_that_stays_away_is_said_to_be_away_and_is_found_again(own_cluster, monkeypatch):
    name = own_cluster.create()
    journal = await Journal.open(own_cluster.url(name), SystemClock())
    monkeypatch.setattr("tiltyard.journal.patience.PATIENCE_S", 0.2)
    own_cluster.stop()

    with pytest.raises(JournalAway, match="does not answer"):
        await journal.append("s", 0, [DRAFT], CAUSE)
    with pytest.raises(JournalAway, match="does not answer"):
        await journal.read("s")

    own_cluster.start()
    assert await journal.append("s", 0, [DRAFT], CAUSE)
    await journal.close()


class Cut:
    """A wire to the server that breaks at the next COMMIT: before it arrives, or before its answer does.

    silent  before it arrives, and the server does not learn that nobody is there any more
    """

    def __init__(self, port):
        self._server = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.breaks = ""
        self.away = False
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listening.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            if self.away:
                client.close()
                continue
            server = socket.create_connection(self._server)
            ends = (client, server)
            threading.Thread(target=self._carry, args=(client, server, ends), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, client, ends), daemon=True).start()

    def _carry(self, source, target, ends):
        breaks = ""
        try:
            while words := source.recv(65536):
                if self.breaks and b"COMMIT\0" in words:
                    breaks, self.breaks = self.breaks, ""
                    self.cuts += 1
                    if breaks == "after":
                        self._mute = target
                        target.sendall(words)
                        time.sleep(0.2)  # the server commits; nobody carries its answer
                    break
                if source is not getattr(self, "_mute", None):
                    target.sendall(words)
        except OSError:
            pass
        for end in ends if breaks != "silent" else [source]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def wire(cluster):
    wire = Cut(cluster.port)
    yield wire
    wire.close()


@pytest.fixture
async def wired(wire, cluster, journal_url):
    name = journal_url.split("/")[3].split("?")[0]
    journal = await Journal.open(
        f"postgresql://tiltyard:{PASSWORD}@127.0.0.1:{wire.port}/{name}?sslmode=disable&options=-c%20idle_in_transaction_session_timeout%3D1s",
        SystemClock(),
    )
    yield journal
    await journal.close()


@pytest.mark.parametrize("breaks", ["before", "after", "silent"])
async def test_an_append_whose_commit_was_cut_is_kept_once_and_acknowledged(breaks, wire, wired):
    await wired.append("s", 0, [DRAFT], CAUSE)
    wire.breaks = breaks

    written = await wired.append("s", 1, [DRAFT, DRAFT], CAUSE, key="press-1", answer={"seq": 3})

    assert wire.cuts == 1
    assert (await wired.read("s"))[1:] == written
    assert len(await wired.read("s")) == 3
    assert (await wired.answer("s", "press-1")).answer == {"seq": 3}


@pytest.mark.parametrize("breaks", ["before", "after"])
async def test_a_group_whose_commit_was_cut_is_kept_once_each(breaks, wire, wired):
    wire.breaks = breaks

    written = await asyncio.gather(*(wired.append(f"s{number}", 0, [DRAFT], CAUSE) for number in range(50)))

    assert wire.cuts == 1
    assert [await wired.read(f"s{number}") for number in range(50)] == written


async def test_nobody_is_told_that_a_kept_append_was_lost(wire, wired, journal_url, monkeypatch):
    monkeypatch.setattr("tiltyard.journal.writer.UNCERTAIN_PATIENCE_S", 0.5)
    wire.breaks, wire.away = "after", True

    with pytest.raises(JournalUncertain, match=r"may have been kept or not.*same key"):
        await wired.append("s", 0, [DRAFT], CAUSE)

    wire.away = False
    assert await types(wired) == ["A"]


async def test_a_change_that_may_have_been_made_is_not_made_twice(wire, wired):
    store = wired.store("host")
    await store.put("count", 1)
    wire.breaks = "after"

    with pytest.raises(JournalUncertain):
        await store.change("count", lambda count: count + 1)

    assert await store.get("count") == 2
