"""
Alembic's entry: migrate over the connection that `tiltyard.journal.upgrade` hands in.
"""

from alembic import context

from tiltyard.journal.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter columns in place
)
with context.begin_transaction():
    context.run_migrations()
