"""
What a bearer may do, and which role may do what. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tiltyard.models import StaffRole


class Scope(StrEnum):
    """A part of what the API lets people do."""

    READ = "read"
    """See what staff see."""
    ACT = "act"
    """What concerns one player: what helpers may."""
    ORGANISE = "organise"
    """What touches many, the rules, the table."""
    ADMIN = "admin"
    """Services, tokens, overlays, sign-in links, and who is signed in."""


class Role(StrEnum):
    """What somebody is on the dashboard."""

    VIEWER = "viewer"
    REFEREE = "referee"
    ORGANISER = "organiser"
    ADMIN = "admin"


SCOPES: Mapping[Role, frozenset[Scope]] = {
    Role.VIEWER: frozenset({Scope.READ}),
    Role.REFEREE: frozenset({Scope.READ, Scope.ACT}),
    Role.ORGANISER: frozenset({Scope.READ, Scope.ACT, Scope.ORGANISE}),
    Role.ADMIN: frozenset(Scope),
}

STAFF_ROLES: Mapping[Role, StaffRole] = {
    Role.REFEREE: StaffRole.HELPER,
    Role.ORGANISER: StaffRole.ORGANISER,
    Role.ADMIN: StaffRole.ORGANISER,
}
"""As what the rules know them; a viewer asks for nothing."""
