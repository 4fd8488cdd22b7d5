"""
A host with plugins that are handed in; nothing installed is discovered.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from packaging.version import Version

from tiltyard.clock import SystemClock
from tiltyard.host import FoundPlugin, Host, Surroundings
from tiltyard.settings import PluginsSettings


class NoStore:
    async def get(self, key):
        return None

    async def put(self, key, value, *, ttl_s=None): ...

    async def change(self, key, change, *, ttl_s=None):
        return change(None)

    async def change_at(self, key, change, *, ttl_s=None):
        return change(None, 0.0)

    async def delete(self, key): ...


@pytest.fixture
def open_host(tmp_path):
    @asynccontextmanager
    async def open_host(
        *,
        order=(),
        disabled=(),
        tables=None,
        safe_mode=False,
        found=None,
        requires=None,
        version="0.1",
        known_bad=None,
        **plugins,
    ):
        """`name=class`, or `name=function` that loads one."""
        found = found or [
            FoundPlugin(
                name,
                (lambda one=one: one) if isinstance(one, type) else one,
                f"tiltyard-{name}",
                "1.0",
                (requires or {}).get(name, ()),
            )
            for name, one in plugins.items()
        ]
        settings = PluginsSettings(
            order=tuple(order), disabled=tuple(disabled), tables=tables or {}, safe_mode=safe_mode
        )
        around = Surroundings(SystemClock(), lambda _name: NoStore(), tmp_path, "sqlite://", Version(version))
        host = Host(found, settings, around, known_bad=known_bad)
        before = asyncio.all_tasks()
        try:
            await host.start()
            yield host
        finally:
            await host.stop()
        assert asyncio.all_tasks() - before == set()

    return open_host
