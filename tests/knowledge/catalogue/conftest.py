"""A catalogue of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.database import connect, migrate
from knowledge.opening import database_url


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A migrated SQLite file."""
    engine = connect(database_url(tmp_path, None))
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def catalogue(engine: Engine) -> Catalogue:
    """An empty catalogue."""
    return Catalogue(engine)
