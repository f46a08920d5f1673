"""The records: events seen, questions, answers, feedback, threads."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "seen_events",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("seen_at", sa.Float, nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("surface", sa.String(16), nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("asked_in", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("thread_ts", sa.String(32)),
        sa.Column("message_ts", sa.String(32)),
        sa.Column("response_url", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("edited_ts", sa.String(32)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("owner", sa.String(96)),
        sa.Column("leased_until", sa.Float, nullable=False),
        sa.Column("answer_ts", sa.String(32)),
        sa.Column("sending", sa.Boolean, nullable=False),
        sa.Column("tidied", sa.Boolean, nullable=False),
        sa.UniqueConstraint("asked_in", "message_ts"),
    )
    op.create_index("questions_by_state", "questions", ["state", "due_at"])
    op.create_index("questions_by_thread", "questions", ["channel", "thread_ts"])
    op.create_index("questions_by_person", "questions", ["user", "asked_at"])
    question = sa.ForeignKey("questions.id", ondelete="CASCADE")
    op.create_table(
        "answers",
        sa.Column("question_id", sa.String(32), question, primary_key=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("answered_at", sa.Float, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("question_id", sa.String(32), sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user", sa.String(32), primary_key=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("given_at", sa.Float, nullable=False),
    )
    op.create_table(
        "threads",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("thread_ts", sa.String(32), primary_key=True),
        sa.Column("last_speaker", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("threads", "feedback", "answers", "questions", "seen_events"):
        op.drop_table(table)
