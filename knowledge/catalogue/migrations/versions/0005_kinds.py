"""Every version's kind in a column of its own: maps are looked for at every question."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_AT_ONCE = 500
_versions = sa.table(
    "versions", sa.column("key", sa.Integer), sa.column("kind", sa.String), sa.column("details", sa.JSON)
)


def upgrade() -> None:
    """Add the column, filled in from the metadata, and its index; what an interrupted run left is gone on with."""
    connection = op.get_bind()
    if "kind" not in {column["name"] for column in sa.inspect(connection).get_columns("versions")}:
        op.add_column("versions", sa.Column("kind", sa.String(32), nullable=False, server_default=""))
    of_kind: dict[str, list[int]] = defaultdict(list)
    for key, details in connection.execute(sa.select(_versions.c.key, _versions.c.details)).all():
        of_kind[details["kind"]].append(key)
    for kind, keys in of_kind.items():
        for start in range(0, len(keys), _AT_ONCE):
            some = _versions.c.key.in_(keys[start : start + _AT_ONCE])
            connection.execute(sa.update(_versions).where(some).values(kind=kind))
    op.create_index("versions_by_kind", "versions", ["state", "kind", "audience"], if_not_exists=True)


def downgrade() -> None:
    """Drop both."""
    op.drop_index("versions_by_kind", "versions")
    op.drop_column("versions", "kind")
