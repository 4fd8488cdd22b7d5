"""
What an error says.
"""

from __future__ import annotations

from tiltyard.errors import Unavailable


def test_a_sentence_that_somebody_else_said_ends_in_one_full_stop():
    error = Unavailable("Google has trouble", which="The service is down.", next_step="It is tried again.")

    assert str(error) == "Google has trouble: The service is down. It is tried again."
