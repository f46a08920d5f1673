"""The typed rows of prevention maps."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column, and have the next sync read the maps again, which fills it."""
    op.add_column("chunks", sa.Column("record", sa.JSON))
    op.execute(
        "UPDATE versions SET pipeline = 'before rows were typed' "
        'WHERE CAST(details AS TEXT) LIKE \'%"kind": "prevention_map"%\''
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("chunks", "record")
