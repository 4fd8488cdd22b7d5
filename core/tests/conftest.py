"""
What core's tests share: both databases, and a log that no command has set up.
"""

import pytest
import structlog
from databases import cluster, database, journal_url, journal_urls, template

__all__ = ["cluster", "database", "journal_url", "journal_urls", "template"]


@pytest.fixture(autouse=True)
def log_as_it_was():
    """A command that a test runs in this process sets the log up for the rest of it."""
    yield
    structlog.reset_defaults()
