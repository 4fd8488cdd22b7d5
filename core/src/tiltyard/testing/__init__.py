"""
What plugin authors test with: a host of their own, fakes, faults, leak checks and the conformance suite.

Install it with `pip install 'tiltyard[testing]'`; its fixtures are then there in every pytest run.
"""

from tiltyard.testing.clock import FakeClock
from tiltyard.testing.conformance.suite import Conformance
from tiltyard.testing.faults import Misbehaviour, misbehaving
from tiltyard.testing.hosts import PluginHost, open_host
from tiltyard.testing.leaks import Leak, no_leaks
from tiltyard.testing.rows import MemoryRows, SharedMemoryRows
from tiltyard.testing.store import MemoryStore

__all__ = [
    "Conformance",
    "FakeClock",
    "Leak",
    "MemoryRows",
    "MemoryStore",
    "Misbehaviour",
    "PluginHost",
    "SharedMemoryRows",
    "misbehaving",
    "no_leaks",
    "open_host",
]
