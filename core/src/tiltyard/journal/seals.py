"""
The key that belongs to a journal, and the keyed digests it makes.
"""

from __future__ import annotations

import hashlib
import hmac

from attrs import field, frozen
from sqlalchemy import Connection, select

from tiltyard.journal import schema

SEAL = "seal"


@frozen
class Seals:
    """Makes digests of personal values: comparable within one journal, not to be turned back into the value."""

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, connection: Connection) -> Seals:
        """The journal's own."""
        query = select(schema.secrets.c.value).where(schema.secrets.c.name == SEAL)
        return cls(bytes.fromhex(connection.execute(query).scalar_one()))

    def __call__(self, kind: str, value: str) -> str:
        """The digest of a value."""
        return hmac.new(self.key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]
