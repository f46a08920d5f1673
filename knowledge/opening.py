"""Opens a library: its catalogue, its indexes and the model they were made with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.database import CATALOGUE_FILE, connect
from knowledge.catalogue.history import History
from knowledge.catalogue.originals import Originals
from knowledge.embedding import Embedder
from knowledge.errors import InsightsError
from knowledge.indexes.index_set import IndexSet
from knowledge.indexes.keyword_index import KeywordIndex
from knowledge.indexes.vector_store import VectorStore, embedded, served
from knowledge.limits import DEFAULT_LIMITS, ReadingLimits
from knowledge.reranking import Reranker


@dataclass(frozen=True, slots=True)
class Library:
    """Documents, versions and chunks, their files, and what finds them; a reranker where set; what a file may cost."""

    home: Path
    catalogue: Catalogue
    history: History
    originals: Originals
    indexes: IndexSet
    embedder: Embedder
    reranker: Reranker | None = None
    limits: ReadingLimits = DEFAULT_LIMITS

    def close(self) -> None:
        """Let go of every file. What is asked of it afterwards opens them again."""
        self.catalogue.close()
        self.indexes.vectors.close()


def database_url(home: Path, url: str | None) -> str:
    """Where the catalogue is: ``url``, or a SQLite file in ``home``."""
    return url or f"sqlite:///{home / CATALOGUE_FILE}"


def ready_home(home: Path) -> Path:
    """The data directory, made when missing. Raises InsightsError when it cannot be."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InsightsError(f"INSIGHTS_HOME {home} cannot be used: {error.strerror}") from error
    return home


def open_library(
    home: Path,
    embedder: Embedder,
    url: str | None = None,
    chroma_url: str | None = None,
    reranker: Reranker | None = None,
    limits: ReadingLimits = DEFAULT_LIMITS,
) -> Library:
    """Open the library in ``home``. Raises InsightsError when its database has not been migrated."""
    engine, originals = connect(database_url(ready_home(home), url)), Originals(home / "originals")
    catalogue = Catalogue(engine, originals)
    folder = home / "indexes"
    files = folder / "vectors"
    vectors = VectorStore(served(chroma_url)) if chroma_url else VectorStore(embedded(files), files)
    words = KeywordIndex(folder / "words")
    indexes = IndexSet(folder, catalogue, vectors, words, embedder.name)
    return Library(home, catalogue, History(engine), originals, indexes, embedder, reranker, limits)
