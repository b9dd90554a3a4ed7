"""Frames that decisions rest on, kept for reviewers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of stills."""
    op.create_table(
        "stills",
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("region", sa.JSON(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["attempt"], ["attempts.id"], name="fk_stills_attempt"),
        sa.PrimaryKeyConstraint("attempt", "position", name="pk_stills"),
    )


def downgrade() -> None:
    """Refuse, as the first step does."""
    raise RuntimeError("the record is never thrown away; restore a copy of the database instead")
