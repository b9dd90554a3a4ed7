"""The tables, as SQLAlchemy Core metadata: what is kept, and what may be erased.

Personal text stands only in `texts`, `decisions.document`, `jobs.body` and `holds.note`, pictures
in `stills`; the rows of `entries` are never changed. `migrations/` must lead to exactly these tables.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)

REVISION = "0002"
"""The newest step in `migrations/versions`; a store opens only on this one."""


def moment_text(moment: datetime) -> str:
    """UTC with microseconds in a fixed width, so that texts sort as times do."""
    if moment.tzinfo is None:
        raise ValueError("the store needs timezone-aware times")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as ISO 8601 text in UTC: the same on every backend."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it in UTC."""
        del dialect
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it back, aware."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""An integer that both backends count up by themselves."""

jobs = Table(
    "jobs",
    metadata,
    Column("server", Text, primary_key=True),
    Column("job", Text, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("requester", Text, nullable=False, index=True),
    Column("attempt", Text, nullable=False, index=True),
    Column("action", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("circumstances", JSON, nullable=False),
    Column("suspicion", JSON, nullable=False),
    Column("review", JSON),
    Column("body", LargeBinary, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

announced = Table(
    "announced",
    metadata,
    Column("attempt", Text, primary_key=True),
    Column("server", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("requester", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("circumstances", JSON, nullable=False),
    Column("suspicion", JSON, nullable=False),
    Column("review", JSON),
    Index(None, "server", "created_at"),
)
"""Submissions that carry something, from before the server has them until their jobs are known."""

artefacts = Table(
    "artefacts",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("server", Text, nullable=False),
    Column("job", Text, nullable=False),
    Column("variant", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("attempt", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("judged_at", Moment, nullable=False),
    Column("tag", Text, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("made_by", Text, nullable=False),
    Index(None, "server", "job", "variant", "number"),
    Index(None, "server", "sha256", "number"),
)

leases = Table(
    "leases",
    metadata,
    Column("server", Text, primary_key=True),
    Column("job", Text, primary_key=True),
    Column("variant", Text, primary_key=True),
    Column("worker", Text, nullable=False),
    Column("attempt", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("taken_over", Text),
)

holds = Table(
    "holds",
    metadata,
    Column("number", _NUMBER, primary_key=True),
    Column("id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("on_timeout", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("resolved_at", Moment),
    Column("salt", LargeBinary),
    Index(None, "id", unique=True),
    Index(None, "subject", "number"),
    Index(None, "status", "number"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("stage", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("media", JSON, nullable=False),
    Column("retry_of", Text),
    Column("erased_worker", Text),
    Column("erased_seq", BigInteger),
    Index(
        "ix_attempts_standing",
        "at",
        sqlite_where=text("erased_seq IS NULL"),
        postgresql_where=text("erased_seq IS NULL"),
    ),
    sqlite_with_rowid=False,
)
"""Closed by a row in `decisions` or by another attempt whose `retry_of` names it; else open.
The erasure columns say which entry of the chain recorded that the documents are gone."""

texts = Table(
    "texts",
    metadata,
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("field", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("words", Text),
    sqlite_with_rowid=False,
)
"""`digest` is `KEY_VERSION:HMAC`; `words` is a JSON string, null unless the operator keeps text."""

decisions = Table(
    "decisions",
    metadata,
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("stage", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document", Text),
    Column("salt", LargeBinary),
)
"""`document` is the whole Decision as JSON; it and its salt are null once erased."""

stills = Table(
    "stills",
    metadata,
    Column("attempt", Text, ForeignKey("attempts.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("asset", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("at_s", Float, nullable=False),
    Column("region", JSON, nullable=False),
    Column("reference", Text, nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
)
"""Frames for reviewers; the decision itself says what it rests on, so they are not chained."""

chains = Table(
    "chains",
    metadata,
    Column("worker", Text, primary_key=True),
    Column("covered", BigInteger, nullable=False),
)
"""One chain for each worker that ever wrote; `covered` by a checkpoint of another chain."""

entries = Table(
    "entries",
    metadata,
    Column("worker", Text, ForeignKey("chains.worker"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Kept as the very strings that are hashed, so that nothing is lost in translation."""

pulses = Table(
    "pulses",
    metadata,
    Column("worker", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
"""When each worker last proved that it can write."""
