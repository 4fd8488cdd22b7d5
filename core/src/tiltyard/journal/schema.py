"""
The journal's tables.

Times are microseconds since 1970 UTC in integers: exact, sortable and the same in every database. `head_seq` makes an
append a compare-and-set on one row; (stream, seq) as primary key makes a gap or a double impossible.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, MetaData, String, Table

metadata = MetaData()

# Not JSONB on PostgreSQL: it puts keys into an order of its own and refuses the character that ends a C string.
PlainJson = JSON(none_as_null=True)

streams = Table(
    "streams",
    metadata,
    Column("stream", String, primary_key=True),
    Column("head_seq", BigInteger, nullable=False),
    Column("begun_at_us", BigInteger, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("stream", String, ForeignKey("streams.stream"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("actor_kind", String, nullable=False),
    Column("actor_id", String, nullable=False),
    Column("actor_display", String),
    Column("command_id", String, nullable=False),
    Column("reason", String),
    Column("facts", PlainJson, nullable=False),
    Column("personal", PlainJson),
)

answers = Table(
    "answers",
    metadata,
    Column("stream", String, ForeignKey("streams.stream"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("command_id", String, nullable=False),
    Column("answer", PlainJson, nullable=False),
    Column("at_us", BigInteger, nullable=False),
)
"""What an occasion was answered, so that the same occasion is answered the same again."""

cursors = Table(
    "cursors",
    metadata,
    Column("follower", String, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("due_at_us", BigInteger),
)
"""How far a follower is in a stream, and when it wants to come back without news, whoever leads it then."""

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("expires_at_us", BigInteger, nullable=False),
)

store = Table(
    "store",
    metadata,
    Column("namespace", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", PlainJson, nullable=False),
    Column("expires_at_us", BigInteger),
)
"""Small values of plugins and followers."""

secrets = Table(
    "secrets",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""Keys that belong to this journal and leave with it, such as the one that seals links."""

snapshots = Table(
    "snapshots",
    metadata,
    Column("stream", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("mark", String, nullable=False),
    Column("state", PlainJson),
)
"""What a stream's events came to, so that they need not all be read; never needed, and forgotten when somebody is
erased: a row without a state refuses every state that is not newer."""

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("follower", String, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("first_at_us", BigInteger, nullable=False),
    Column("last_at_us", BigInteger, nullable=False),
    Column("attempts", BigInteger, nullable=False),
    Column("reason", String, nullable=False),
)
"""What a follower could not do again and again, or can never do as things stand."""
