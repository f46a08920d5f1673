"""Gaps and their questions, who wants to hear of new documents, what was sent once, and what answers may use."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables."""
    op.add_column("answers", sa.Column("audiences", sa.JSON))
    op.create_table(
        "gaps",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("theme", sa.String(80), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("team", sa.String(32)),
        sa.Column("user", sa.String(32)),
        sa.Column("outcome", sa.String(16)),
        sa.Column("document_id", sa.String(512)),
        sa.Column("opened_at", sa.Float, nullable=False),
        sa.Column("changed_at", sa.Float, nullable=False),
    )
    op.create_table(
        "gap_questions",
        sa.Column("question_id", sa.String(32), sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("gap", sa.Integer, sa.ForeignKey("gaps.number", ondelete="CASCADE"), nullable=False, index=True),
    )
    op.create_table(
        "subscribers",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("user", sa.String(32), primary_key=True),
        sa.Column("told_until", sa.Float, nullable=False),
    )
    op.create_table(
        "sendings",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("about", sa.String(128), primary_key=True),
        sa.Column("period", sa.String(32), primary_key=True),
        sa.Column("begun_at", sa.Float, nullable=False),
        sa.Column("sent_at", sa.Float),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("sendings", "subscribers", "gap_questions", "gaps"):
        op.drop_table(table)
    op.drop_column("answers", "audiences")
