"""Questions handed to consultants, answers that they approved, and drafts that they read before they are sent."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "hand_offs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "question_id",
            sa.String(32),
            sa.ForeignKey("questions.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("audiences", sa.JSON, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("theme", sa.String(80)),
        sa.Column("text", sa.Text),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("handler_team", sa.String(32)),
        sa.Column("handler_user", sa.String(32)),
        sa.Column("reply", sa.Text),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("claimed_at", sa.Float),
        sa.Column("closed_at", sa.Float),
        sa.Column("card_ts", sa.String(32)),
        sa.Column("asker_channel", sa.String(32)),
        sa.Column("asker_thread", sa.String(32)),
        sa.Column("told_ts", sa.String(32)),
        sa.Column("reply_ts", sa.String(32)),
        *_shown(),
    )
    op.create_index("hand_offs_by_due", "hand_offs", ["due_at"])
    op.create_table(
        "approved_answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("hand_off_id", sa.String(32)),
        sa.Column("document_id", sa.String(512), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.Column("author_team", sa.String(32), nullable=False),
        sa.Column("author_user", sa.String(32), nullable=False),
        sa.Column("second_team", sa.String(32)),
        sa.Column("second_user", sa.String(32)),
        sa.Column("responsible", sa.Text, nullable=False),
        sa.Column("review_by", sa.String(10), nullable=False),
        sa.Column("rests_on", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("approved_at", sa.Float, nullable=False),
        sa.Column("changed_at", sa.Float, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("card_ts", sa.String(32)),
        *_shown(),
    )
    op.create_index("approved_answers_by_due", "approved_answers", ["due_at"])
    op.create_table(
        "reviews",
        sa.Column("question_id", sa.String(32), sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("audiences", sa.JSON, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("edited", sa.JSON),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("handler_team", sa.String(32)),
        sa.Column("handler_user", sa.String(32)),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("closed_at", sa.Float),
        sa.Column("card_ts", sa.String(32)),
        sa.Column("told_ts", sa.String(32)),
        *_shown(),
    )
    op.create_index("reviews_by_due", "reviews", ["due_at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("reviews", "approved_answers", "hand_offs"):
        op.drop_table(table)


def _shown() -> list[sa.Column[Any]]:
    return [
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("worker", sa.String(96)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("reminders", sa.Integer, nullable=False),
        sa.Column("remind_at", sa.Float),
    ]
