"""The two derived indexes kept in step with the catalogue, across processes and after crashes.

A file, the mark, says which publication the indexes reflect and how large their files are. A writer deletes it before
its first change and writes it after its last one, so a crash in between, or files that went missing, are noticed by
whoever comes next, who makes both indexes anew from the catalogue: half-written index files cannot be trusted, and the
vectors are there. Readers hold the lock only while they load.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, ReadWriteLock, Timeout

from knowledge.catalogue.catalogue import Catalogue
from knowledge.catalogue.entries import IndexEntry
from knowledge.errors import IndexOutOfDate, LibraryBusy
from knowledge.indexes.clean_memory import clean_memory
from knowledge.indexes.keyword_index import KeywordIndex
from knowledge.indexes.shared_use import SharedUse
from knowledge.indexes.vector_store import VectorStore
from knowledge.vocabulary import Audience

_FORMAT = "1"
"""Goes up when the fields or settings of an index change: old indexes are then rebuilt."""


_PASSING = (".lock", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What one partition of an index lacks or has too much, compared with the catalogue."""

    index: str
    audience: Audience
    missing: frozenset[str]
    surplus: frozenset[str]


class IndexSet:
    """Vectors and words, followed by readers and changed by one writer at a time."""

    def __init__(
        self, folder: Path, catalogue: Catalogue, vectors: VectorStore, words: KeywordIndex, model: str
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.vectors = vectors
        self.words = words
        self._catalogue = catalogue
        self._folder = folder
        self._reflects = folder / "reflects"
        self._stamp = f"format {_FORMAT}, {model}"
        self._seen: tuple[int, str] | None = None
        self._reloading = threading.Lock()
        self._use = SharedUse()

    # -- reading -------------------------------------------------------------------------------------------

    @contextmanager
    def in_use(self) -> Iterator[IndexSet]:
        """For a search: the newest state, which no other thread reloads or wipes meanwhile."""
        self.follow()
        with self._use.together():
            yield self

    def follow(self) -> None:
        """Before a search: load what has been published or withdrawn since the last one, here or elsewhere.

        While a writer changes the files, a search goes on with what it loaded before: the catalogue says what is
        still visible.
        """
        if self._is_followed():
            return
        with self._reloading:
            if self._is_followed():
                return
            if not self._is_trusted():
                self._repair_if_nobody_writes()
            if self._seen != self._state():
                self._reload(wait=self._seen is None)

    def _is_followed(self) -> bool:
        """Whether the newest state is loaded. Without a mark somebody writes, or died writing: that is looked into."""
        publication, written = self._state()
        return bool(written) and self._seen == (publication, written)

    def _reload(self, wait: bool = True) -> None:
        state = self._state()
        try:
            with self._loading(wait), self._use.alone():
                self.vectors.reopen()
                self.words.reopen()
        except Timeout:
            return
        self._seen = state

    def _repair_if_nobody_writes(self) -> None:
        try:
            with self.writing(wait=0):
                pass
        except LibraryBusy:
            return

    # -- changing ------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, wait: float = 60, rebuild: bool = False) -> Iterator[None]:
        """Become the one writer, first putting right what an interrupted one left.

        Whoever is going to ``rebuild`` anyway skips that. Raises LibraryBusy after ``wait`` seconds, and
        IndexOutOfDate when the embedding model has changed.
        """
        lock = FileLock(self._folder / "writer.lock")
        try:
            lock.acquire(timeout=wait)
        except Timeout as error:
            raise LibraryBusy("another process is changing the library: try again when it has finished") from error
        try:
            self._catalogue.discard_staged()
            if not rebuild:
                self._repair()
            yield
            if not self._written().startswith(self._mark() + "\n"):
                self._write_mark()
        finally:
            lock.release()

    def add(self, entries: Sequence[IndexEntry]) -> None:
        """Add chunks of staged versions; nobody sees them until the catalogue publishes them."""
        with self._changing():
            for audience in {entry.audience for entry in entries}:
                self._add(audience, [entry for entry in entries if entry.audience == audience])

    def _add(self, audience: Audience, entries: Sequence[IndexEntry]) -> None:
        self.vectors.add(audience, [entry.id for entry in entries], [entry.vector for entry in entries])
        self.words.add(audience, entries)

    def delete(self, ids: Mapping[Audience, Sequence[str]]) -> None:
        """Delete chunks that left the search."""
        with self._changing():
            for audience, some in ids.items():
                self.vectors.delete(audience, some)
                self.words.delete(audience, some)

    def rebuild(self) -> None:
        """Make both indexes anew from the catalogue. Only for a writer."""
        with self._changing(), self._use.alone():
            self.vectors.wipe()
            self.words.wipe()
            for audience in self._catalogue.audiences():
                for entries in self._catalogue.entries(self._catalogue.searchable_ids(audience)):
                    self._add(audience, entries)

    def copy_to(self, folder: Path) -> None:
        """Copy the index files, as they are between two changes, for a copy of the catalogue.

        Where the copy reflects another publication than that of its catalogue, or vectors are served, whoever opens it
        makes its indexes anew.
        """
        with self._loading(wait=True):
            shutil.copytree(self._folder, folder, ignore=shutil.ignore_patterns("*.lock"))

    # -- agreement -----------------------------------------------------------------------------------------

    def disagreements(self) -> list[Disagreement]:
        """Where the indexes and the catalogue differ; empty when all is well."""
        audiences = {*self._catalogue.audiences(), *self.vectors.audiences(), *self.words.audiences()}
        found = []
        for audience in sorted(audiences):
            wanted = self._catalogue.searchable_ids(audience)
            for index in (self.vectors, self.words):
                held = index.ids(audience)
                if held != wanted:
                    name = type(index).__name__
                    found.append(Disagreement(name, audience, frozenset(wanted - held), frozenset(held - wanted)))
        return found

    def check_stamp(self) -> None:
        """Raises IndexOutOfDate when the indexes were built with another model or format."""
        stamp = self._written().partition("\n")[0]
        if stamp.startswith("format ") and stamp != self._stamp:
            raise IndexOutOfDate(
                f"the indexes were built with {stamp}, the settings say {self._stamp}: run `insights library rebuild`"
            )

    def _repair(self) -> None:
        self.check_stamp()
        if not self._is_trusted():
            self.rebuild()
            self._catalogue.erase_freed_space()
            self._write_mark()
        elif self._seen != self._state():
            self._reload()

    # -- marks and locks -----------------------------------------------------------------------------------

    def _state(self) -> tuple[int, str]:
        """What a reader compares: it changes with every publication and whenever somebody has written."""
        return self._catalogue.publication(), self._written()

    def _is_trusted(self) -> bool:
        """Whether the last writer finished; before anything is loaded also whether its files are still there."""
        written = self._written()
        if not written.startswith(self._mark() + "\n"):
            return False
        return self._seen is not None or written.endswith(self._file_sizes())

    def _mark(self) -> str:
        return f"{self._stamp}\npublication {self._catalogue.publication()}"

    def _file_sizes(self) -> str:
        """A digest of the names and sizes of the index files, but for those that opening them makes or changes."""
        sizes = [
            f"{path.relative_to(self._folder)} {path.stat().st_size}"
            for path in sorted(self._folder.glob("*/**/*"))
            if path.is_file() and not path.name.endswith(_PASSING)
        ]
        return hashlib.sha256("\n".join(sizes).encode()).hexdigest()

    def _written(self) -> str:
        try:
            return self._reflects.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def _write_mark(self) -> None:
        fresh = self._reflects.with_suffix(".new")
        fresh.write_text(f"{self._mark()}\nwriter {uuid.uuid4().hex}\n{self._file_sizes()}", encoding="utf-8")
        fresh.replace(self._reflects)
        self._seen = self._state()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Keep readers from loading half-written files, and what was deleted from being written again."""
        self._reflects.unlink(missing_ok=True)
        with ReadWriteLock(self._folder / "loading.lock", is_singleton=False).write_lock(), clean_memory():
            yield

    @contextmanager
    def _loading(self, wait: bool) -> Iterator[None]:
        """Keep writers from changing files while they are loaded. Raises Timeout at once unless told to ``wait``."""
        lock = ReadWriteLock(self._folder / "loading.lock", is_singleton=False)
        with lock.read_lock(timeout=-1 if wait else 0, blocking=wait):
            yield
