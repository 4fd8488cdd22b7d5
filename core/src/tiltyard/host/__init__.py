"""
The plugin host: finds, checks, loads, calls and reports on plugins. One broken plugin is named; the rest goes on.
"""

from tiltyard.host.discovery import FoundPlugin, discover
from tiltyard.host.host import Host, Surroundings
from tiltyard.host.record import PluginRecord, PluginStatus, Remedy, Step
from tiltyard.host.tally import Tallies, Tally

__all__ = [
    "FoundPlugin",
    "Host",
    "PluginRecord",
    "PluginStatus",
    "Remedy",
    "Step",
    "Surroundings",
    "Tallies",
    "Tally",
    "discover",
]
