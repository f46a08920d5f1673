"""Vectors in Chroma: one collection for each audience, holding ids and vectors and nothing else."""

from __future__ import annotations

import logging
import shutil
import threading
import weakref
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import numpy as np
import tenacity

from knowledge.errors import InsightsError
from knowledge.indexes.partitions import partition_audience, partition_name
from knowledge.vocabulary import Audience

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_log = logging.getLogger(__name__)
_HNSW = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}}
_AT_ONCE = 5000
"""Vectors in one call: below Chroma's limit, which follows from SQLite's."""


_again = tenacity.Retrying(
    retry=tenacity.retry_if_exception(lambda error: type(error).__name__ == "InternalError"),
    stop=tenacity.stop_after_attempt(5),
    wait=tenacity.wait_fixed(0.5),
    reraise=True,
)
"""Chroma does not wait for a process that reads its files at that moment: it fails to apply its log, and can be asked
again. Every call made so may be made twice."""
_PARTITIONS_AT_ONCE = 4
"""Searched side by side: Chroma lets go of Python's lock while it searches."""


class Connect(Protocol):
    """Opens a Chroma client."""

    def __call__(self) -> ClientAPI: ...


def embedded(folder: Path) -> Connect:
    """Chroma in this process, on the newest generation of files in ``folder``."""

    def connect() -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        files = _newest(folder)
        files.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(files), settings=Settings(anonymized_telemetry=False))

    return connect


def _note_undeleted(function: object, path: str, error: object) -> None:
    """What some file system will not let go of yet is tried again after the next wiping."""
    _log.warning("a file of wiped vectors could not be deleted: %s", path)


def _newest(folder: Path) -> Path:
    """The newest generation. Another process may have older ones open: its SQLite, finding at its path the journal of
    a database made there later, would take it for its own and delete it.
    """
    numbers = [int(path.name) for path in folder.glob("*") if path.name.isdecimal()]
    return folder / str(max(numbers, default=0))


def served(url: str) -> Connect:
    """A Chroma server at ``url``."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InsightsError(f"CHROMA_URL {url!r} is not a URL such as http://chroma.example:8000")

    def connect() -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        try:
            return chromadb.HttpClient(
                host=str(parts.hostname),
                port=parts.port or (443 if parts.scheme == "https" else 8000),
                ssl=parts.scheme == "https",
                settings=Settings(anonymized_telemetry=False),
            )
        except ValueError as error:
            raise InsightsError(f"no Chroma server answers at CHROMA_URL {url}") from error

    return connect


class VectorStore:
    """Adds, deletes and finds vectors. An embedded Chroma does not see other processes' changes: reopen it.

    ``folder`` is where an embedded Chroma keeps its files; None for a served one.
    """

    def __init__(self, connect: Connect, folder: Path | None = None) -> None:
        self._connect = connect
        self._folder = folder
        self._opening = threading.RLock()
        self._client: ClientAPI | None = None
        self._release: weakref.finalize[[], VectorStore] | None = None
        self._collections: dict[Audience, Any] = {}
        self._side_by_side = ThreadPoolExecutor(_PARTITIONS_AT_ONCE, "vectors")

    def reopen(self) -> None:
        """Forget what is open and load every collection anew, so that no later query reads index files."""
        with self._opening:
            self.close()
            for audience in self.audiences():
                collection = self._collection(audience)
                dimension = len(collection.peek(1)["embeddings"][0]) if collection.count() else 0
                if dimension:
                    collection.query(query_embeddings=np.ones((1, dimension), np.float32), n_results=1)

    def close(self) -> None:
        """Let go of the files."""
        with self._opening:
            if self._release is not None:
                self._release()
            self._client = self._release = None
            self._collections = {}

    def wipe(self) -> None:
        """Begin again with no collection.

        When embedded, in new files: damaged ones need not be readable. The old ones stay until ``delete_wiped``.
        """
        with self._opening:
            self.close()
            if self._folder is not None:
                newest = _newest(self._folder)
                newest.with_name(str(int(newest.name) + 1)).mkdir(parents=True)
            else:
                for audience in self.audiences():
                    self._open().delete_collection(partition_name(audience))

    def delete_wiped(self) -> None:
        """Delete the files that ``wipe`` left to whoever still searches them."""
        if self._folder is not None:
            newest = _newest(self._folder)
            for path in self._folder.iterdir():
                if path.is_file():
                    path.unlink()
                elif path != newest:
                    shutil.rmtree(path, onerror=_note_undeleted)

    def audiences(self) -> list[Audience]:
        """The audiences that have a collection."""
        return sorted(partition_audience(found.name) for found in self._open().list_collections())

    def add(self, audience: Audience, ids: Sequence[str], vectors: Sequence[np.ndarray]) -> None:
        """Add vectors; one already there under its id is replaced."""
        collection = self._open().get_or_create_collection(
            partition_name(audience),
            embedding_function=None,
            configuration=_HNSW,  # type: ignore[arg-type, unused-ignore]
        )
        self._collections[audience] = collection
        for start in range(0, len(ids), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            _again(collection.upsert, ids=list(ids[part]), embeddings=np.stack(vectors[part]))

    def delete(self, audience: Audience, ids: Sequence[str]) -> None:
        """Delete vectors by id; unknown ids are fine."""
        collection = self._collection(audience)
        for start in range(0, len(ids) if collection else 0, _AT_ONCE):
            _again(collection.delete, ids=list(ids[start : start + _AT_ONCE]))

    def ids(self, audience: Audience) -> set[str]:
        """Every id in an audience's collection."""
        collection = self._collection(audience)
        return set(_again(collection.get, include=[])["ids"]) if collection else set()

    def search(self, audiences: Collection[Audience], vector: np.ndarray, limit: int) -> list[tuple[str, float]]:
        """The nearest ``limit`` ids of each audience with their cosine similarity, best first."""
        collections = [held for audience in audiences if (held := self._collection(audience)) is not None]
        results = self._side_by_side.map(
            lambda held: held.query(query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]),
            collections,
        )
        found = [
            (identifier, 1.0 - distance)
            for result in results
            for identifier, distance in zip(result["ids"][0], result["distances"][0], strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _open(self) -> ClientAPI:
        with self._opening:
            if self._client is None:
                self._client = self._connect()
                self._release = weakref.finalize(self, self._client.close)
            return self._client

    def _collection(self, audience: Audience) -> Any:
        """The audience's collection, or None when it has none."""
        from chromadb.errors import NotFoundError

        if audience not in self._collections:
            try:
                self._collections[audience] = self._open().get_collection(
                    partition_name(audience), embedding_function=None
                )
            except NotFoundError:
                return None
        return self._collections[audience]
