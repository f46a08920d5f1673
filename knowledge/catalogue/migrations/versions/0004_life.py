"""The life of a document: original files, replacements by other documents, sketches, and who did what."""

import sqlalchemy as sa
from alembic import op

from knowledge.similarity import sketch

revision = "0004"
down_revision = "0003"

_versions = sa.table(
    "versions",
    sa.column("key", sa.Integer),
    sa.column("document_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("state", sa.String),
    sa.column("details", sa.JSON),
    sa.column("added_by", sa.String),
    sa.column("published_at", sa.DateTime(timezone=True)),
    sa.column("supersedes", sa.String),
    sa.column("sketch", sa.LargeBinary),
)
_chunks = sa.table(
    "chunks", sa.column("version_key", sa.Integer), sa.column("ordinal", sa.Integer), sa.column("text", sa.Text)
)


def upgrade() -> None:
    """Add columns and the history; what is known of published versions is filled in from what they hold."""
    op.add_column("versions", sa.Column("original", sa.String(64)))
    op.add_column("versions", sa.Column("supersedes", sa.String(512)))
    op.add_column("versions", sa.Column("sketch", sa.LargeBinary))
    op.create_index("versions_by_superseded", "versions", ["supersedes"])
    history = op.create_table(
        "history",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document_id", sa.String(512), nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("history_by_document", "history", ["document_id"])
    connection = op.get_bind()
    for row in connection.execute(sa.select(_versions).where(_versions.c.published_at.is_not(None))).all():
        texts = connection.scalars(
            sa.select(_chunks.c.text).where(_chunks.c.version_key == row.key).order_by(_chunks.c.ordinal)
        )
        known = {"supersedes": row.details.get("supersedes"), "sketch": sketch(texts)}
        connection.execute(sa.update(_versions).where(_versions.c.key == row.key).values(**known))
        told = {"document_id": row.document_id, "version": row.number, "at": row.published_at, "who": row.added_by}
        connection.execute(sa.insert(history).values(**told, what="published", note=""))


def downgrade() -> None:
    """Drop them."""
    op.drop_table("history")
    op.drop_index("versions_by_superseded", "versions")
    for column in ("sketch", "supersedes", "original"):
        op.drop_column("versions", column)
