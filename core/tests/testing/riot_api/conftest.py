"""
A bare client: status, headers and JSON of one call.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tiltyard.testing.riot_api import KEY

aiohttp = pytest.importorskip("aiohttp")

PATIENCE = aiohttp.ClientTimeout(total=20)


@pytest.fixture
async def ask(riot_api):
    """`await ask("euw1", "/tft/status/v1/platform-data")`: as the good key unless told."""
    from yarl import URL

    async with aiohttp.ClientSession(timeout=PATIENCE) as session:

        async def ask(host, path, *, key=KEY, **query):
            asked = "&".join(f"{name}={value}" for name, value in query.items())
            url = riot_api.base_url.format(host=host) + path + (f"?{asked}" if asked else "")
            headers = {"X-Riot-Token": key} if key else {}
            async with session.get(URL(url, encoded=True), headers=headers) as answer:
                return SimpleNamespace(status=answer.status, headers=answer.headers, json=await answer.json())

        yield ask
