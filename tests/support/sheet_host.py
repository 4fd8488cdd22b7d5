"""
A host that can be killed: it signs players up and checks them in, while its followers write a Google sheet.

    python sheet_host.py SETTINGS FIRST LAST

SETTINGS is a JSON object: data directory and the table of the plugin for sheets. The tournament is there already. When
all commands are answered it says `done`, and goes on as a host until it is ended.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from sheet_cups import Cup, open_host

from tiltyard.desk.mirror import Mirror
from tiltyard.settings import PluginsSettings, Settings

# Whoever takes over from a killed leader waits for its lease to end. Half a minute of that proves nothing more.
LEASE_S = 1.0


async def main(said, first, last):
    Mirror.lease_s = LEASE_S
    plugins = PluginsSettings(tables={"sheets": said["sheets"]})
    settings = Settings(data_dir=Path(said["data_dir"]), plugins=plugins)
    async with open_host(settings) as app:
        cup = Cup(app)
        for number in range(int(first), int(last)):
            await cup.sign_up(number, key=f"press-{number}")
            await cup.check_in(number, key=f"here-{number}")
        print("done", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1]), *sys.argv[2:]))
