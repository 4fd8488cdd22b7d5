"""
The Riot API.

Thinks  endpoints · reply · retry · breaker · key
Talks   wire (HTTP) · caller (one call: quota, tries, deadline) · client (what can be asked)
"""

from tiltyard_riot.client.client import RiotClient

__all__ = ["RiotClient"]
