"""
A host with just the plugins that a test hands it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tiltyard.clock import Clock
from tiltyard.host import FoundPlugin, Host, Surroundings
from tiltyard.plugin import PluginStore
from tiltyard.settings import PluginsSettings
from tiltyard.testing.clock import FakeClock
from tiltyard.testing.leaks import no_leaks
from tiltyard.testing.store import MemoryStore

PluginHost = Callable[..., AbstractAsyncContextManager[Host]]
"""What the fixture `plugin_host` is: `open_host` on the test's own clock."""


@asynccontextmanager
async def open_host(
    *,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    clock: Clock | None = None,
    order: Sequence[str] = (),
    state_dir: Path | None = None,
    **plugins: Any,
) -> AsyncIterator[Host]:
    """A fresh host with these plugins and no others, started; stopped at the end, where nothing may be left behind.

    settings   plugin name to its table, as it would stand in the settings file
    clock      a FakeClock of its own when none is given
    state_dir  each plugin's own is below, under its name; when none is given they are gone at the end
    plugins    entry-point name to the plugin's class, or to an instance made beforehand
    raises    Leak
    """
    clock = clock or FakeClock()
    stores: dict[str, MemoryStore] = {}

    def store(namespace: str) -> PluginStore:
        return stores.setdefault(namespace, MemoryStore(clock))

    found = [
        FoundPlugin(name, _loader(plugin), f"tiltyard-{name}", "0", ("tiltyard>=0",))
        for name, plugin in plugins.items()
    ]
    chosen = PluginsSettings(order=tuple(order), tables=settings or {})
    with _directory(state_dir) as directory:
        host = Host(found, chosen, Surroundings(clock, store, directory, "sqlite://"), known_bad={})
        async with no_leaks():
            try:
                await host.start()
                yield host
            finally:
                await host.stop()


@contextmanager
def _directory(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with TemporaryDirectory(prefix="tiltyard-test-") as made:
        yield Path(made)


def _loader(plugin: Any) -> Any:
    """What an entry point would give: a class. An instance is given by a class that makes just this one."""
    if isinstance(plugin, type):
        return lambda: plugin
    kind = type(plugin)
    made = type(kind.__name__, (kind,), {"__new__": lambda _cls: plugin, "__init__": lambda _self: None})
    return lambda: made
