"""
What core's tests share: both databases.
"""

from databases import cluster, database, journal_url, journal_urls, template

__all__ = ["cluster", "database", "journal_url", "journal_urls", "template"]
