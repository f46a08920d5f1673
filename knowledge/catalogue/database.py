"""Connections and migrations of the catalogue's database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, delete, event, insert, inspect, select
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from knowledge.catalogue.tables import Base
from knowledge.errors import InsightsError

ERASING_WAIT = 10.0
"""Seconds to wait for readers when a file is rewritten. Writers wait meanwhile, and are ready to for longer."""
CATALOGUE_FILE = "catalogue.sqlite"
_ROWS_AT_ONCE = 500
_MIGRATIONS = Path(__file__).parent / "migrations"


def connect(url: str) -> Engine:
    """An engine on ``url``. SQLite gets the settings that make concurrent readers and real deletion work."""
    try:
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise InsightsError(f"DATABASE_URL cannot be used: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Bring the catalogue's tables to the newest schema. Raises InsightsError when the database cannot be opened."""
    upgrade(engine, _MIGRATIONS, "alembic_version")


def upgrade(engine: Engine, scripts: Path, version_table: str) -> None:
    """Run the migrations in ``scripts`` that ``version_table`` has not seen.

    Raises InsightsError when the database cannot be opened.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    try:
        with engine.begin() as connection:
            config.attributes.update(connection=connection, version_table=version_table)
            command.upgrade(config, "head")
    except DatabaseError as error:
        raise InsightsError(f"the database cannot be opened (DATABASE_URL, INSIGHTS_HOME): {error.orig}") from error


def is_migrated(engine: Engine) -> bool:
    """Whether all tables exist with all their columns; `insights migrate` makes them."""
    try:
        found = inspect(engine)
        return all(
            found.has_table(table.name)
            and {column.name for column in table.columns}
            <= {column["name"] for column in found.get_columns(table.name)}
            for table in Base.metadata.sorted_tables
        )
    except DatabaseError as error:
        raise InsightsError(f"the database cannot be opened (DATABASE_URL, INSIGHTS_HOME): {error.orig}") from error


def copy_database(engine: Engine, home: Path) -> None:
    """Copy the catalogue, as it is at one moment, into the SQLite file of an empty data directory."""
    target = home / CATALOGUE_FILE
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
        return
    copy = connect(f"sqlite:///{target}")
    migrate(copy)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as source, copy.begin() as into:
        for table in Base.metadata.sorted_tables:
            into.execute(delete(table))
            rows = source.execute(select(table), execution_options={"yield_per": _ROWS_AT_ONCE}).mappings()
            for some in rows.partitions():
                into.execute(insert(table), [dict(row) for row in some])
    copy.dispose()


def erase_freed_space(engine: Engine) -> bool:
    """Rewrite a SQLite file so that no deleted byte stays in it or in its write-ahead log.

    False when somebody who was reading kept the log from being emptied.
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()
        connection.exec_driver_sql(f"PRAGMA busy_timeout={round(ERASING_WAIT * 1000)}")
        connection.exec_driver_sql("VACUUM")
        (was_kept, _, _) = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not was_kept
