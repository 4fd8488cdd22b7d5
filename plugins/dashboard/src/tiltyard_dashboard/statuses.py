"""
How services are, as plain data. Pure.
"""

from __future__ import annotations

from typing import Any

import attrs

from tiltyard.models import ServiceStatus


def status_plain(status: ServiceStatus) -> dict[str, Any]:
    """What is known of a service, as JSON takes it; what it uses as of the last look.

    Where its log lies on the host is left out: what stands in it is for admins, and they need no path for that.
    """
    leave_out = attrs.filters.exclude("log")
    plain: dict[str, Any] = attrs.asdict(status, filter=leave_out, value_serializer=_serialized)
    return {**plain, "rss_bytes": status.rss_bytes, "cpu_percent": status.cpu_percent}


def _serialized(_: Any, __: Any, value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
