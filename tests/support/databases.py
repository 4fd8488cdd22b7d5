"""
Fixtures for tests that run on both databases: import them in a conftest.

`journal_url` is the URL of an empty place for a journal. With PostgreSQL that is a fresh copy of a database that was
brought up to date once, in a server that all tests of this process share.
"""

from __future__ import annotations

import asyncio

import postgresql
import pytest

DATABASES = [pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql")]


@pytest.fixture(scope="session")
def cluster():
    """A server of our own, or a skip that says why there is none."""
    if reason := postgresql.why_not():
        pytest.skip(reason)
    cluster = postgresql.Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def template(cluster):
    """A database with the journal's tables and nothing in them."""
    from tiltyard.clock import SystemClock
    from tiltyard.journal import Journal

    async def prepare():
        await (await Journal.open(cluster.url(name), SystemClock())).close()

    name = cluster.create()
    asyncio.run(prepare())
    cluster.sql("DELETE FROM secrets", name)
    return name


@pytest.fixture(params=DATABASES)
def database(request):
    """The kind of database a test runs on."""
    return request.param


@pytest.fixture
def journal_urls(request, database, tmp_path):
    """Makes places for journals, as many as are asked for."""
    made = []

    def journal_url():
        if database == "sqlite":
            made.append("")
            return f"sqlite:///{tmp_path}/journal{'' if len(made) == 1 else len(made)}.sqlite3"
        cluster, template = request.getfixturevalue("cluster"), request.getfixturevalue("template")
        made.append(cluster.create(template=template))
        return cluster.url(made[-1])

    yield journal_url
    if database == "postgresql":
        for name in made:
            request.getfixturevalue("cluster").drop(name)


@pytest.fixture
def journal_url(journal_urls):
    """Where the journal of this test is kept."""
    return journal_urls()
