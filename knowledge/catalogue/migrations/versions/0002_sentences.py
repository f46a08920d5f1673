"""The sentences of a chunk as the embedding model read them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; the next sync reads every document again and fills it."""
    op.add_column("chunks", sa.Column("sentences", sa.LargeBinary))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("chunks", "sentences")
