"""
Start, watch and stop services without harming anybody else.

Read in this order: `supervisor` (what happens when), `kept` and `keeper` (one service and the process that owns its
tree), `ports`, `probe`, `strays`, `lock`, `records` (what the system tells us), then `steward`, `door`, `holder` and
`manager` (how a command in another terminal reaches whoever supervises).

Linux is complete. On macOS there is no child subreaper: a descendant that makes its own session is not found, and the
port check may not learn who listens. On Windows nothing is started: `Supervisor.start` says so.
"""

from tiltyard_dashboard.supervisor.errors import AlreadySupervised, ServiceFailed
from tiltyard_dashboard.supervisor.supervisor import Supervisor

__all__ = ["AlreadySupervised", "ServiceFailed", "Supervisor"]
