"""The audit, pseudonyms, what is switched off, and the team of whoever gave feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables; the chain begins with nothing."""
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": ""}])
    op.create_table(
        "pseudonyms",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("user", sa.String(64), primary_key=True),
        sa.Column("pseudonym", sa.String(32), nullable=False, unique=True),
    )
    op.create_table(
        "switched_off",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("since", sa.Float, nullable=False),
    )
    op.add_column("feedback", sa.Column("team", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("feedback", "team")
    for table in ("switched_off", "pseudonyms", "audit_head", "audit"):
        op.drop_table(table)
