"""Migrated databases without a row: the migrations run once in each test process, then their files are copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.records.database import migrate_records, records_engine
from knowledge.catalogue.database import connect, migrate
from knowledge.opening import database_url


def put_databases(home: Path) -> Path:
    """Write an empty catalogue and empty records, each of the newest schema, into a data directory; returns it."""
    for name, content in _migrated().items():
        (home / name).write_bytes(content)
    return home


@cache
def _migrated() -> dict[str, bytes]:
    """The content of the SQLite files by their name."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        catalogue, records = connect(database_url(home, None)), records_engine(home, None)
        migrate(catalogue)
        migrate_records(records)
        for engine in (catalogue, records):
            engine.dispose()  # the last connection to close empties the write-ahead log
        return {path.name: path.read_bytes() for path in home.iterdir()}
