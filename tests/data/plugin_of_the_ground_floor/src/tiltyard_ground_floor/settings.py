"""
What a host operator can set: `[plugins.ground_floor]`.
"""

from attrs import frozen
from tiltyard.settings import setting


@frozen
class GroundFloorSettings:
    """Every setting has a default and a sentence that says what it is for."""

    forbidden_word: str = setting(
        "admin", "No name may contain this word, in upper or lower case."
    )
