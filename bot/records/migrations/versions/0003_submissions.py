"""Documents that consultants submit, and what answers cite, so that they can be corrected."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables; what earlier answers cite is filled in from them."""
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("thread_ts", sa.String(32)),
        sa.Column("message_ts", sa.String(32)),
        sa.Column("file_id", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("preview", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("second_team", sa.String(32)),
        sa.Column("second_user", sa.String(32)),
        sa.Column("second_channel", sa.String(32)),
        sa.Column("second_ts", sa.String(32)),
        sa.Column("submitted_at", sa.Float, nullable=False),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("owner", sa.String(96)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
    )
    op.create_index("submissions_by_state", "submissions", ["state", "due_at"])
    cited = op.create_table(
        "cited",
        sa.Column(
            "question_id", sa.String(32), sa.ForeignKey("answers.question_id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("document_id", sa.String(512), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sending_since", sa.Float),
        sa.Column("corrected_at", sa.Float),
    )
    op.create_index("cited_uncorrected", "cited", ["corrected_at", "document_id"])
    connection = op.get_bind()
    for question_id, content in connection.execute(sa.text("SELECT question_id, content FROM answers")).all():
        answer = json.loads(content) if isinstance(content, str) else content
        pairs = {(found["document_id"], found["version"]) for found in answer.get("citations", [])}
        for document_id, version in sorted(pairs):
            row = {"question_id": question_id, "document_id": document_id, "version": version}
            connection.execute(sa.insert(cited).values(**row))


def downgrade() -> None:
    """Drop them."""
    op.drop_table("cited")
    op.drop_table("submissions")
