"""The first tables: jobs, artefacts, leases, holds, the record and its chains."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them all."""
    _make_jobs()
    _make_record()
    _make_chains()


def downgrade() -> None:
    """Refuse: going back would throw the record away."""
    raise RuntimeError("the record is never thrown away; restore a copy of the database instead")


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("circumstances", sa.JSON(), nullable=False),
        sa.Column("suspicion", sa.JSON(), nullable=False),
        sa.Column("review", sa.JSON(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("server", "job", name="pk_jobs"),
    )
    op.create_index("ix_jobs_attempt", "jobs", ["attempt"])
    op.create_index("ix_jobs_requester", "jobs", ["requester"])
    op.create_table(
        "announced",
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("circumstances", sa.JSON(), nullable=False),
        sa.Column("suspicion", sa.JSON(), nullable=False),
        sa.Column("review", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("attempt", name="pk_announced"),
    )
    op.create_index("ix_announced_server_created_at", "announced", ["server", "created_at"])
    op.create_table(
        "artefacts",
        sa.Column("number", _number(), nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_artefacts"),
    )
    op.create_index(
        "ix_artefacts_server_sha256_number", "artefacts", ["server", "sha256", "number"]
    )
    op.create_index(
        "ix_artefacts_server_job_variant_number",
        "artefacts",
        ["server", "job", "variant", "number"],
    )
    op.create_table(
        "leases",
        sa.Column("server", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("taken_over", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("server", "job", "variant", name="pk_leases"),
    )
    op.create_table(
        "holds",
        sa.Column("number", _number(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("on_timeout", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_holds"),
    )
    op.create_index("ix_holds_id", "holds", ["id"], unique=True)
    op.create_index("ix_holds_status_number", "holds", ["status", "number"])
    op.create_index("ix_holds_subject_number", "holds", ["subject", "number"])
    op.create_table(
        "pulses",
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_pulses"),
    )


def _make_record() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("media", sa.JSON(), nullable=False),
        sa.Column("retry_of", sa.Text(), nullable=True),
        sa.Column("erased_worker", sa.Text(), nullable=True),
        sa.Column("erased_seq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_attempts_standing",
        "attempts",
        ["at"],
        sqlite_where=sa.text("erased_seq IS NULL"),
        postgresql_where=sa.text("erased_seq IS NULL"),
    )
    op.create_table(
        "texts",
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_texts_attempt"),
        sa.PrimaryKeyConstraint("attempt", "position", name="pk_texts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decisions",
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_decisions_attempt"),
        sa.PrimaryKeyConstraint("attempt", name="pk_decisions"),
    )
    op.create_index("ix_decisions_at", "decisions", ["at"])


def _make_chains() -> None:
    op.create_table(
        "chains",
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("covered", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_chains"),
    )
    op.create_table(
        "entries",
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["worker"], ["chains.worker"], name="fk_entries_worker"),
        sa.PrimaryKeyConstraint("worker", "seq", name="pk_entries"),
        sqlite_with_rowid=False,
    )
