"""The libraries that suites are asked of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.assembly import library_from, migrate_database
from bot.settings import Settings
from knowledge.errors import InsightsError
from knowledge.indexing.sync import sync_folder
from knowledge.opening import Library


@contextmanager
def installed_library(settings: Settings) -> Iterator[Library]:
    """The library of the installation. Raises InsightsError while it is empty."""
    library = library_from(settings)
    if not library.catalogue.audiences():
        raise InsightsError("the library is empty: run `insights library sync`")
    yield library


@contextmanager
def fresh_library(settings: Settings, *folders: Path) -> Iterator[Library]:
    """A library in a temporary home that holds exactly what ``folders`` hold.

    Raises InsightsError when a file of theirs cannot be read.
    """
    with tempfile.TemporaryDirectory() as home:
        alone = settings.model_copy(update={"insights_home": Path(home), "database_url": None, "chroma_url": None})
        migrate_database(alone)
        library = library_from(alone)
        for folder in folders:
            report = sync_folder(library, folder, "evals", lambda done, total, name: None)
            for name, reason in report.unreadable:
                raise InsightsError(f"{name}: {reason}")
        try:
            yield library
        finally:
            library.indexes.vectors.close()
