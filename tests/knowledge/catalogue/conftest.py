"""A catalogue of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.database import connect
from knowledge.opening import database_url
from tests.databases import put_databases


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A migrated SQLite file."""
    engine = connect(database_url(put_databases(tmp_path), None))
    yield engine
    engine.dispose()


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    """An empty catalogue."""
    return Catalogue(engine)
