"""
The plugin host: finds, checks, loads, calls and reports on plugins. One broken plugin is named; the rest goes on.
"""

from tiltyard.host.discovery import FoundPlugin, discover
from tiltyard.host.host import Host, Surroundings
from tiltyard.host.outcome import Fault, Outcome
from tiltyard.host.record import PluginRecord, PluginStatus

__all__ = ["Fault", "FoundPlugin", "Host", "Outcome", "PluginRecord", "PluginStatus", "Surroundings", "discover"]
