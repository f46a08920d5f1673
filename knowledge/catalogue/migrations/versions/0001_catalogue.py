"""The catalogue: documents, versions, chunks, publication number."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "documents",
        sa.Column("id", sa.String(512), primary_key=True),
        sa.Column("origin", sa.Text, nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("key", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document_id", sa.String(512), sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("source_path", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("pipeline", sa.String(256), nullable=False),
        sa.Column("added_by", sa.String(128), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("document_id", "number"),
    )
    op.create_index("versions_by_state", "versions", ["state", "audience"])
    op.create_table(
        "chunks",
        sa.Column("id", sa.String(640), primary_key=True),
        sa.Column("version_key", sa.Integer, sa.ForeignKey("versions.key", ondelete="CASCADE"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("locator", sa.Text, nullable=False),
        sa.Column("quoted_whole", sa.Boolean, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary),
    )
    op.create_index("chunks_by_version", "chunks", ["version_key"])
    op.create_index("chunks_by_fingerprint", "chunks", ["fingerprint"])
    publication = op.create_table(
        "publication",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.bulk_insert(publication, [{"id": 1, "number": 0}])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("publication", "chunks", "versions", "documents"):
        op.drop_table(table)
