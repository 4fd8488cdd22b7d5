"""
Start, watch and stop services without harming anybody else.

Read in this order: `supervisor` (what happens when), `kept` and `keeper` (one service and the process that owns its
tree), `caretaker` and `restarts` (what becomes of what ends or hangs), `adoption` (what a killed host left), `ports`,
`probe`, `strays`, `lock`, `records`, `handover`, `system` (what the system tells us and what it lacks), then `steward`,
`door`, `holder` and `manager` (how a command in another terminal reaches whoever supervises).
"""

from tiltyard_dashboard.supervisor.errors import AlreadySupervised, ServiceFailed
from tiltyard_dashboard.supervisor.supervisor import Supervisor

__all__ = ["AlreadySupervised", "ServiceFailed", "Supervisor"]
