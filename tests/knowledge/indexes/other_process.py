"""Another process at the same library, for tests of what happens between processes.

A test starts it with ``OtherProcess`` and tells it what to do. At a step of its work, such as 'before
Catalogue.publish' or 'after IndexSet.add', it can be made to stop until it is told to go on, or to fail as on a full
disk; and it can be killed. It embeds with the words of the texts, as the tests do.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from knowledge.catalogue import catalogue
from knowledge.catalogue.catalogue import Catalogue
from knowledge.indexes import vector_store
from knowledge.indexes.index_set import IndexSet
from knowledge.indexes.keyword_index import KeywordIndex
from knowledge.indexes.vector_store import VectorStore
from knowledge.indexing.add import add_files
from knowledge.indexing.rebuild import rebuild_library
from knowledge.indexing.remove import remove_document, retire_document
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import Audience
from tests.conftest import WordEmbedder, sync
from tests.knowledge.indexes.finding import texts_by_document, unfindable

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__, "chromadb", "tantivy", "alembic"])
"""New processes are forked from one that has imported all this and done nothing yet: starting one takes no time."""

GRAPH_AFTER = 100
"""Changes after which Chroma writes its graph to files in another process; after the thousand that are usual each test
would take ten times as long."""
GRAPH_SOON = {"sync_threshold": GRAPH_AFTER, "batch_size": GRAPH_AFTER // 2}

Message = dict[str, Any]
Line = Connection


class BackwardWordEmbedder(WordEmbedder):
    """Another model: its vectors have the same length as WordEmbedder's and nothing else in common."""

    name = "hashed-backward-words"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of hashed words, each read backwards."""
        return super().embed([text[::-1] for text in texts])


class OtherProcess:
    """The test's end. Use it in a ``with`` statement: the process ends with it.

    Without ``graph_soon`` its Chroma writes as it is shipped.
    """

    def __init__(self, graph_soon: bool = True) -> None:
        self._line, far_end = _processes.Pipe()
        self._process = _processes.Process(target=_serve, args=(far_end, graph_soon), daemon=True)
        self._process.start()
        far_end.close()
        self.at_work = False
        """Between an order and its end: it can be told nothing else."""

    def __enter__(self) -> OtherProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def do(self, action: str, home: Path, **details: object) -> Any:
        """Do something from beginning to end and return its result."""
        answer = self.start(action, home, **details)
        assert "result" in answer, f"the other process was told to {action}: {answer}"
        return answer["result"]

    def start(self, action: str, home: Path, **details: object) -> Message:
        """Begin something; returns at its first stop or its end: {"at"}, {"result"}, {"error"} or {"died"}."""
        self.tell(action, home, **details)
        return self.hear()

    def go_on(self) -> Message:
        """Leave the step it stopped at; returns at the next stop or the end."""
        self._line.send({})
        return self.hear()

    def tell(self, action: str, home: Path, **details: object) -> None:
        """Begin something and do not wait for it. ``stop`` and ``fail`` list steps."""
        self.at_work = True
        self._line.send({"action": action, "home": home, **details})

    def has_spoken(self) -> bool:
        """Whether there is something to hear at once, its death too."""
        return self._line.poll()

    def hear(self) -> Message:
        """The next thing it says, waiting for it; {"died": exit code} when it is dead."""
        try:
            message: Message = self._line.recv()
        except (EOFError, ConnectionError):
            self._process.join()
            message = {"died": self._process.exitcode}
        self.at_work = "at" in message or "died" in message
        return message

    def kill(self) -> None:
        """SIGKILL. What it has said before can still be heard."""
        self._process.kill()
        self._process.join()


# -- the other end -----------------------------------------------------------------------------------------------

_PARTS: dict[str, Any] = {
    **{part.__name__: part for part in (Catalogue, IndexSet, VectorStore, KeywordIndex)},
    "catalogue": catalogue,
}


class DiskFull(Exception):
    """What a step made to fail raises."""


class _Steps:
    """Where this process stops or fails while it obeys one order."""

    def __init__(self, order: Message, line: Line) -> None:
        self._order = order
        self._line = line
        self._patched: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> _Steps:
        steps = {step for what in ("stop", "fail") for step in self._order.get(what, [])}
        for name in {step.partition(" ")[2] for step in steps}:
            part, _, attribute = name.partition(".")
            if hasattr(_PARTS[part], attribute):
                self._watch(_PARTS[part], attribute, name)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part, attribute, original in self._patched:
            setattr(part, attribute, original)

    def _watch(self, part: Any, attribute: str, name: str) -> None:
        original = getattr(part, attribute)
        self._patched.append((part, attribute, original))

        def watched(*given: Any, **named: Any) -> Any:
            self._reach(f"before {name}")
            result = original(*given, **named)
            self._reach(f"after {name}")
            return result

        setattr(part, attribute, watched)

    def _reach(self, step: str) -> None:
        if step in self._order.get("fail", []):
            raise DiskFull(step)
        if step in self._order.get("stop", []):
            self._line.send({"at": step})
            self._line.recv()


def _sync(library: Library, order: Message) -> object:
    report = sync(library, order["folder"])
    return {"added": report.added, "changed": report.changed, "removed": report.removed}


def _add(library: Library, order: Message) -> object:
    report = add_files(library, [order["path"]], {}, "tester", lambda done, total, name: None)
    return {"added": report.added, "changed": report.changed, "unreadable": report.unreadable}


def _search(library: Library, order: Message) -> object:
    audiences = [Audience(name) for name in order.get("audiences", ["public"])]
    return [found.chunk.text for found in Retriever(library).search(order["query"], audiences, 5).chunks]


def _examine(library: Library, order: Message) -> object:
    """As a process that has just been started and searches for the first time."""
    library.indexes.follow()
    return {
        "disagreements": [repr(found) for found in library.indexes.disagreements()],
        "unfindable": unfindable(library, order.get("at_most", 100)),
        "texts": texts_by_document(library),
    }


def _write_nothing(library: Library, order: Message) -> object:
    with library.indexes.writing(wait=0):
        return None


_ACTIONS: dict[str, Callable[[Library, Message], object]] = {
    "sync": _sync,
    "search": _search,
    "examine": _examine,
    "write nothing": _write_nothing,
    "remove": lambda library, order: remove_document(library, order["document"], "tester"),
    "retire": lambda library, order: retire_document(library, order["document"], "tester"),
    "add": _add,
    "rebuild": lambda library, order: rebuild_library(library),
}
_MODELS = {model.name: model for model in (WordEmbedder, BackwardWordEmbedder)}


def _obey(order: Message, line: Line) -> Message:
    try:
        library = open_library(order["home"], _MODELS[order.get("model", WordEmbedder.name)]())
        try:
            with _Steps(order, line):
                return {"result": _ACTIONS[order["action"]](library, order)}
        finally:
            library.indexes.vectors.close()
    except Exception as fault:
        return {"error": type(fault).__name__, "message": str(fault)}


def _serve(line: Line, graph_soon: bool) -> None:
    """Obey until the other end hangs up."""
    if graph_soon:
        vector_store._HNSW["hnsw"] |= GRAPH_SOON
    while True:
        try:
            order = line.recv()
        except EOFError:
            return
        line.send(_obey(order, line))
