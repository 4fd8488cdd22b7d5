"""
A host with plugins that are handed in; nothing installed is discovered.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from tiltyard.clock import SystemClock
from tiltyard.host import FoundPlugin, Host, Surroundings
from tiltyard.settings import PluginsSettings


class NoStore:
    async def get(self, key):
        return None

    async def put(self, key, value, *, ttl_s=None): ...

    async def delete(self, key): ...


@pytest.fixture
def open_host(tmp_path):
    @asynccontextmanager
    async def open_host(*, order=(), disabled=(), tables=None, **plugins):
        """`name=class`, or `name=function` that loads one."""
        found = [
            FoundPlugin(name, (lambda one=one: one) if isinstance(one, type) else one, f"tiltyard-{name}", "1.0")
            for name, one in plugins.items()
        ]
        settings = PluginsSettings(order=tuple(order), disabled=tuple(disabled), tables=tables or {})
        host = Host(found, settings, Surroundings(SystemClock(), lambda _name: NoStore(), tmp_path, "sqlite://"))
        before = asyncio.all_tasks()
        try:
            await host.start()
            yield host
        finally:
            await host.stop()
        assert asyncio.all_tasks() - before == set()

    return open_host
