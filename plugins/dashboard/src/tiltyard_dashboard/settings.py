"""
What a host operator can set: `[plugins.dashboard]`.
"""

from __future__ import annotations

from attrs import frozen

from tiltyard.settings import setting


@frozen
class DashboardSettings:
    """Settings of the dashboard. Both services listen at 127.0.0.1 only."""

    api_port: int = setting(8000, "Port of the JSON API at 127.0.0.1.")
    web_port: int = setting(3000, "Port of the live page at 127.0.0.1.")
