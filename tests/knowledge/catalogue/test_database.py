"""Connections and migrations."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.database import connect, is_migrated, migrate
from knowledge.catalogue.tables import Base
from knowledge.errors import InsightsError
from knowledge.opening import database_url
from tests.knowledge.catalogue.drafts import draft, published


@pytest.mark.parametrize("url", ["nonsense", "nosuchdatabase://host/name", "oracle+nosuchdriver://host/name"])
def test_an_unusable_url_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(InsightsError, match="DATABASE_URL"):
        connect(url)


def test_a_database_without_tables_says_which_command_makes_them(tmp_path: Path) -> None:
    engine = connect(database_url(tmp_path, None))

    assert not is_migrated(engine)
    with pytest.raises(InsightsError, match="insights migrate"):
        Catalogue(engine)


def test_migrating_twice_keeps_what_is_there(catalogue: Catalogue, engine: Engine) -> None:
    published(catalogue, draft("report", ["Text."]))

    migrate(engine)

    assert is_migrated(engine)
    assert [document.id for document in catalogue.documents()] == ["report"]


def test_the_migrations_make_the_tables_that_the_catalogue_uses(engine: Engine) -> None:
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_a_database_in_a_missing_folder_is_a_fault_with_a_sentence(tmp_path: Path) -> None:
    engine = connect(database_url(tmp_path / "missing", None))

    with pytest.raises(InsightsError, match="the database cannot be opened"):
        migrate(engine)
    with pytest.raises(InsightsError, match="the database cannot be opened"):
        is_migrated(engine)


def test_a_file_that_is_no_database_is_a_fault_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"This is not a database. " * 100)
    engine = connect(database_url(tmp_path, None))

    with pytest.raises(InsightsError, match="the database cannot be opened"):
        migrate(engine)
    with pytest.raises(InsightsError, match="the database cannot be opened"):
        Catalogue(engine)


def test_the_catalogue_is_read_while_somebody_is_writing(catalogue: Catalogue, engine: Engine, tmp_path: Path) -> None:
    published(catalogue, draft("report", ["Text."]))
    reader = Catalogue(connect(database_url(tmp_path, None)))

    with engine.connect() as writer:
        writer.exec_driver_sql("BEGIN IMMEDIATE")
        writer.exec_driver_sql("UPDATE versions SET state = 'withdrawn'")
        during = [document.id for document in reader.documents()]
        writer.exec_driver_sql("ROLLBACK")

    assert during == ["report"]


def test_versions_and_chunks_go_with_their_document(catalogue: Catalogue, engine: Engine) -> None:
    published(catalogue, draft("report", ["Text."]))
    catalogue.remove("report", "tester")

    with engine.connect() as connection:
        rows = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("documents", "versions", "chunks")
        ]
    assert rows == [0, 0, 0]
