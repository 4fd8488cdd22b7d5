"""
The Riot API.

Thinks  endpoints · reply · retry · breaker · key
Talks   wire (HTTP) · sender (one call: quota, hosts that are down) · caller (one question: tries, deadline, the key) ·
        client (what can be asked)
"""

from tiltyard_riot.client.client import RiotClient

__all__ = ["RiotClient"]
