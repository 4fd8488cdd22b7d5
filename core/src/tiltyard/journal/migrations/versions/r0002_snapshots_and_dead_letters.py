"""
Snapshots, so that a long stream is quickly read; and the list of what followers have given up for now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

PlainJson = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Add two tables."""
    op.create_table(
        "snapshots",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("mark", sa.String, nullable=False),
        sa.Column("state", PlainJson),
    )
    op.create_table(
        "dead_letters",
        sa.Column("follower", sa.String, primary_key=True),
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("first_at_us", sa.BigInteger, nullable=False),
        sa.Column("last_at_us", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
    )
