"""A library as it would be with a document published, for one pair of eyes and for a moment."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.indexing.publish import PreparedDocument, publish_documents
from knowledge.opening import Library, open_library

_FOLDER = "rehearsals"
_IN_USE = "in-use.lock"


@contextmanager
def rehearsal(library: Library, documents: Sequence[PreparedDocument]) -> Iterator[Library]:
    """A copy of the library, in the data directory, in which ``documents`` are published; it is deleted afterwards.

    The library itself, and whoever asks it meanwhile, sees nothing of them.
    """
    sweep_rehearsals(library.home)
    folder = library.home / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=folder))
    in_use = FileLock(home / _IN_USE)
    with in_use:
        try:
            library.catalogue.copy_to(home)
            library.indexes.copy_to(home / "indexes")
            copy = replace(open_library(home, library.embedder), reranker=library.reranker)
            try:
                with copy.indexes.writing():
                    publish_documents(copy, [replace(document, original=None) for document in documents], "rehearsal")
                yield copy
            finally:
                copy.close()
        finally:
            shutil.rmtree(home, ignore_errors=True)


def sweep_rehearsals(home: Path) -> None:
    """Delete copies whose process died; those in use are left alone."""
    for left in (home / _FOLDER).glob("*"):
        try:
            with FileLock(left / _IN_USE, timeout=0):
                shutil.rmtree(left, ignore_errors=True)
        except (Timeout, OSError):
            continue
