"""What tests share: a fast honest embedder, a fresh library, and documents to put into it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from weakref import WeakSet

import numpy as np
import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine, event

from bot.records.database import migrate_records, records_engine
from knowledge.catalogue.database import connect, migrate
from knowledge.embedding import SentenceTransformerEmbedder, TokenVectors
from knowledge.indexing.sync import SyncReport, sync_folder
from knowledge.opening import Library, database_url, open_library

# A change is judged on the same examples every time; INSIGHTS_RANDOM_TESTS=1 looks for new ones.
settings.register_profile("repeatable", derandomize=True)
if not os.environ.get("INSIGHTS_RANDOM_TESTS"):
    settings.load_profile("repeatable")

DIMENSION = 256
_LONGEST = (
    "tests/bot/slack/matrix/test_matrix",
    "tests/bot/slack/matrix/test_broken_checks",
    "tests/bot/slack/end_to_end/test_kills",
    "tests/bot/slack/end_to_end/",
    "tests/bot/answering/injections/",
    "tests/knowledge/indexes/test_kills",
    "tests/knowledge/indexes/test_repair",
    "tests/bot/slack/test_",
    "tests/knowledge/indexing/test_life_kills",
    "tests/knowledge/prevention_map/test_load",
    "tests/bot/command_line/",
)
"""Begun first, in this order, so that no worker is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first; the order within a file stays."""

    def place(item: pytest.Item) -> int:
        return next((number for number, start in enumerate(_LONGEST) if item.nodeid.startswith(start)), len(_LONGEST))

    items.sort(key=place)


class WordEmbedder:
    """A real embedder of a simple kind: hashed words, so that texts sharing words are near each other."""

    name = "hashed-words"
    max_tokens = 256

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One token a word."""
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of hashed word counts."""
        self.embedded.extend(texts)
        return self._vectors(texts)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """One token a word."""
        return [
            TokenVectors(
                vector,
                self._vectors([found.group() for found in re.finditer(r"\w+", text)]),
                tuple(found.span() for found in re.finditer(r"\w+", text)),
            )
            for text, vector in zip(texts, self.embed(texts), strict=True)
        ]

    @staticmethod
    def _vectors(texts: Sequence[str]) -> np.ndarray:
        vectors = np.full((len(texts), DIMENSION), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, hashlib.md5(word.encode()).digest()[0]] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


_engines: WeakSet[Engine] = WeakSet()


@event.listens_for(Engine, "engine_connect")
def _note_engine(connection: Connection) -> None:
    _engines.add(connection.engine)


@pytest.fixture(autouse=True, scope="module")
def _files_are_let_go_of() -> Iterator[None]:
    """A whole run opens thousands of databases. One that is still asked connects again."""
    yield
    for engine in list(_engines):
        engine.dispose()


@pytest.fixture
def embedder() -> WordEmbedder:
    """The fast embedder; ``embedded`` lists the texts it was given."""
    return WordEmbedder()


@pytest.fixture(scope="session")
def real_embedder() -> SentenceTransformerEmbedder:
    """The embedding model that is shipped, loaded once."""
    return SentenceTransformerEmbedder()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data directory with a migrated catalogue and records."""
    folder = tmp_path / "home"
    folder.mkdir()
    migrate(connect(database_url(folder, None)))
    migrate_records(records_engine(folder, None))
    return folder


@pytest.fixture
def library(home: Path, embedder: WordEmbedder) -> Iterator[Library]:
    """An empty library."""
    found = open_library(home, embedder)
    yield found
    found.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for documents."""
    path = tmp_path / "documents"
    path.mkdir()
    return path


Write = Callable[..., Path]


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a Markdown document: ``write("reports/a", "Text.", audience="public", title="A")``."""

    def write_document(name: str, body: str, **metadata: object) -> Path:
        fields = {"title": name, "audience": "public", **metadata}
        lines = [f"{key}: {value}" for key, value in fields.items() if value is not None]
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\n" + "\n".join(lines) + "\n---\n" + body + "\n", encoding="utf-8")
        return path

    return write_document


def sync(library: Library, folder: Path) -> SyncReport:
    """Sync quietly."""
    return sync_folder(library, folder, "tester", lambda done, total, name: None)
