"""Publishing: a new version is seen whole or not at all, and no text is embedded twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.indexing.publish import PreparedDocument, publish_documents
from knowledge.metadata import DocumentMetadata
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience, Passage
from tests.conftest import WordEmbedder, Write, sync


class PowerCut(Exception):
    """Stands for a process that ends without notice."""


def prepared(identifier: str, *texts: str, audience: Audience = PUBLIC, title: str = "T") -> PreparedDocument:
    """A document of one passage for each text."""
    passages = [Passage(text, (), f"paragraph {number}") for number, text in enumerate(texts, start=1)]
    metadata = DocumentMetadata(title=title, audience=audience)
    return PreparedDocument(identifier, "origin", f"{identifier}.md", "sha", metadata, passages)


def publish(library: Library, *documents: PreparedDocument) -> None:
    """Publish documents together."""
    with library.indexes.writing():
        publish_documents(library, documents, "tester")


def found(library: Library, query: str) -> set[str]:
    """The ids of what a search gives."""
    result = Retriever(library).search(query, [PUBLIC, INTERNAL], limit=10)
    return {scored.chunk.id for scored in result.chunks}


def test_a_chunk_is_published_with_its_place_in_the_document(library: Library) -> None:
    publish(library, prepared("a", "One.", "Two."))
    chunks = library.catalogue.chunks_of("a")
    assert [(chunk.id, chunk.ordinal, chunk.version, chunk.locator) for chunk in chunks] == [
        ("a@1#1", 1, 1, "paragraph 1"),
        ("a@1#2", 2, 1, "paragraph 2"),
    ]


def test_documents_published_together_go_each_to_its_own_audience(library: Library) -> None:
    publish(library, prepared("a", "Hubs."), prepared("b", "Hubs.", audience=INTERNAL))
    for index in (library.indexes.vectors, library.indexes.words):
        assert index.ids(PUBLIC) == {"a@1#1"}
        assert index.ids(INTERNAL) == {"b@1#1"}


def test_a_text_is_embedded_once_however_often_it_occurs(library: Library, embedder: WordEmbedder) -> None:
    publish(library, prepared("a", "Same.", "Same."), prepared("b", "Same.", "Own."))
    assert sorted(embedder.embedded) == ["T\nOwn.", "T\nSame."]
    assert found(library, "same") == {"a@1#1", "a@1#2", "b@1#1", "b@1#2"}


def test_a_text_that_the_library_holds_is_not_embedded_again_for_another_document(
    library: Library, embedder: WordEmbedder
) -> None:
    publish(library, prepared("a", "Same."))
    publish(library, prepared("b", "Same."))
    assert embedder.embedded == ["T\nSame."]
    first, second = (entry.vector for some in library.catalogue.entries(["a@1#1", "b@1#1"]) for entry in some)
    assert (first == second).all()


def test_a_new_title_changes_what_stands_for_a_passage(library: Library, embedder: WordEmbedder) -> None:
    publish(library, prepared("a", "Same.", title="Fostering"))
    publish(library, prepared("a", "Same.", title="Telecare"))
    assert embedder.embedded == ["Fostering\nSame.", "Telecare\nSame."]


def test_a_document_whose_passages_are_never_searched_can_be_published(
    library: Library, embedder: WordEmbedder
) -> None:
    unsearched = [Passage("Smith (2014).", ("Sources",), "paragraph 1", searched=False)]
    publish(library, replace(prepared("a"), passages=unsearched), prepared("b", "Two."))
    assert embedder.embedded == ["T\nTwo."]
    assert [chunk.text for chunk in library.catalogue.chunks_of("a")] == ["Smith (2014)."]
    assert library.indexes.disagreements() == []


def then_power_cut(step: Callable[..., object]) -> Callable[..., object]:
    """The step, done in full, and then the end."""

    def done(*arguments: object) -> object:
        step(*arguments)
        raise PowerCut

    return done


def cut(library: Library, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end right after a step of publishing."""
    owner = library.catalogue if step in ("stage", "publish") else library.indexes
    monkeypatch.setattr(owner, step, then_power_cut(getattr(owner, step)))


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        ("stage", {"a@1#1", "a@1#2"}),
        ("add", {"a@1#1", "a@1#2"}),
        ("publish", {"a@2#1", "b@1#1"}),
        ("delete", {"a@2#1", "b@1#1"}),
    ],
)
def test_after_a_power_cut_either_all_old_or_all_new_versions_are_seen(
    library: Library,
    home: Path,
    embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    seen: set[str],
) -> None:
    publish(library, prepared("a", "Hubs help.", "Hubs cost."))
    with monkeypatch.context() as patch:
        cut(library, step, patch)
        with pytest.raises(PowerCut):
            publish(library, prepared("a", "Hubs work."), prepared("b", "Hubs grow."))
    library.indexes.vectors.close()

    # Whoever comes next, be it only to ask, finds one whole state and leaves the indexes in order.
    reopened = open_library(home, embedder)
    assert found(reopened, "hubs") == seen
    assert reopened.indexes.disagreements() == []


@pytest.mark.parametrize("step", ["stage", "add", "publish", "delete"])
def test_a_sync_after_a_power_cut_finishes_the_work(
    library: Library,
    home: Path,
    folder: Path,
    write: Write,
    embedder: WordEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    write("a", "Hubs help.")
    sync(library, folder)
    write("a", "Hubs work.")
    write("b", "Hubs grow.")
    with monkeypatch.context() as patch:
        cut(library, step, patch)
        with pytest.raises(PowerCut):
            sync(library, folder)
    library.indexes.vectors.close()

    reopened = open_library(home, embedder)
    report = sync(reopened, folder)
    assert report.unreadable == []
    assert {document.id: document.version for document in reopened.catalogue.documents()} == {"a": 2, "b": 1}
    assert found(reopened, "hubs") == {"a@2#1", "b@1#1"}
    assert reopened.indexes.disagreements() == []


def test_a_failure_of_the_model_leaves_the_old_version_and_the_next_sync_goes_on(
    library: Library, folder: Path, write: Write, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a", "Hubs help.")
    sync(library, folder)
    write("a", "Hubs work.")
    with monkeypatch.context() as patch:
        patch.setattr(embedder, "embed", then_power_cut(embedder.embed))
        with pytest.raises(PowerCut):
            sync(library, folder)
    assert found(library, "hubs") == {"a@1#1"}
    assert sync(library, folder).changed == ["a"]
    assert found(library, "hubs") == {"a@2#1"}
