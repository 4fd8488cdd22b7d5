"""
Streams, events, answers, cursors, leases, the store and the journal's own secrets.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

PlainJson = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Begin."""
    op.create_table(
        "streams",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("head_seq", sa.BigInteger, nullable=False),
        sa.Column("begun_at_us", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("stream", sa.String, sa.ForeignKey("streams.stream"), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("actor_kind", sa.String, nullable=False),
        sa.Column("actor_id", sa.String, nullable=False),
        sa.Column("actor_display", sa.String),
        sa.Column("command_id", sa.String, nullable=False),
        sa.Column("reason", sa.String),
        sa.Column("facts", PlainJson, nullable=False),
        sa.Column("personal", PlainJson),
    )
    op.create_table(
        "answers",
        sa.Column("stream", sa.String, sa.ForeignKey("streams.stream"), primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("command_id", sa.String, nullable=False),
        sa.Column("answer", PlainJson, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "cursors",
        sa.Column("follower", sa.String, primary_key=True),
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("due_at_us", sa.BigInteger),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("expires_at_us", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "store",
        sa.Column("namespace", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", PlainJson, nullable=False),
        sa.Column("expires_at_us", sa.BigInteger),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
