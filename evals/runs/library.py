"""The libraries that suites are asked of."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.assembly import embedder_from, library_from, migrate_database
from bot.settings import Settings
from evals.suite import Suite
from knowledge.errors import InsightsError
from knowledge.indexing.sync import sync_folder
from knowledge.opening import Library

INSTALLED = "the installed library"
FRESH = "the library folder, indexed anew"


def library_name(suite: Suite, fresh: bool) -> str:
    """Names the library a suite is asked of."""
    if suite.library is not None:
        return f"{FRESH}, with {suite.library.name}"
    return FRESH if fresh else INSTALLED


class Libraries:
    """Opens each library once, all with one embedder; temporary ones are gone when ``stack`` ends.

    The library folder is indexed once, and copied for suites that bring documents of their own.
    """

    def __init__(self, settings: Settings, stack: ExitStack) -> None:
        self._settings = settings
        self._stack = stack
        self._embedder = embedder_from(settings)
        self._opened: dict[str, Library] = {}
        self._indexed: Path | None = None

    def open_for(self, suite: Suite, fresh: bool) -> Library:
        """The library of a suite. Raises InsightsError while it is empty, or when a file in it cannot be read."""
        name = library_name(suite, fresh)
        if name not in self._opened:
            self._opened[name] = self._installed() if name == INSTALLED else self._fresh(suite.library)
        return self._opened[name]

    def _installed(self) -> Library:
        library = library_from(self._settings, self._embedder)
        if not library.catalogue.audiences():
            raise InsightsError("the library is empty: run `insights library sync`")
        return library

    def _fresh(self, own: Path | None) -> Library:
        if self._indexed is None:
            self._indexed = Path(self._stack.enter_context(tempfile.TemporaryDirectory())) / "home"
            with self._holding(self._indexed, self._settings.insights_library):
                pass
        copy = Path(self._stack.enter_context(tempfile.TemporaryDirectory())) / "home"
        shutil.copytree(self._indexed, copy)
        return self._stack.enter_context(self._holding(copy, *([own] if own else [])))

    @contextmanager
    def _holding(self, home: Path, *folders: Path) -> Iterator[Library]:
        """The library in ``home`` after taking in what ``folders`` hold."""
        alone = self._settings.model_copy(update={"insights_home": home, "database_url": None, "chroma_url": None})
        migrate_database(alone)
        library = library_from(alone, self._embedder)
        try:
            for folder in folders:
                report = sync_folder(library, folder, "evals", lambda done, total, name: None)
                for name, reason in report.unreadable:
                    raise InsightsError(f"{name}: {reason}")
            yield library
        finally:
            library.indexes.vectors.close()
