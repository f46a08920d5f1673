"""Every version's kind in a column of its own: maps are looked for at every question."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_versions = sa.table(
    "versions", sa.column("key", sa.Integer), sa.column("kind", sa.String), sa.column("details", sa.JSON)
)


def upgrade() -> None:
    """Add the column, filled in from the metadata, and its index."""
    op.add_column("versions", sa.Column("kind", sa.String(32), nullable=False, server_default=""))
    connection = op.get_bind()
    for key, details in connection.execute(sa.select(_versions.c.key, _versions.c.details)).all():
        filled = sa.update(_versions).where(_versions.c.key == key).values(kind=details["kind"])
        connection.execute(filled)
    op.create_index("versions_by_kind", "versions", ["state", "kind", "audience"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("versions_by_kind", "versions")
    op.drop_column("versions", "kind")
