"""Alembic's scripts; run by `tiltyard.journal.upgrade`."""
