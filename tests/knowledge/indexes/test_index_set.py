"""Catalogue, vectors and words kept in step: one writer, and what the writer changed is what a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.catalogue.entries import IndexEntry
from knowledge.embedding import Embedder
from knowledge.errors import IndexOutOfDate, LibraryBusy
from knowledge.indexes.index_set import Disagreement
from knowledge.indexing.rebuild import rebuild_library
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience, chunk_id
from tests.conftest import WordEmbedder, sync
from tests.knowledge.indexes.conftest import WriteSections
from tests.knowledge.indexes.finding import faults, texts_by_document, unfindable
from tests.knowledge.indexes.other_process import BackwardWordEmbedder


class ShortEmbedder(WordEmbedder):
    """Another model, whose vectors are shorter."""

    name = "hashed-words-short"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """The first half of WordEmbedder's vectors."""
        vectors = super().embed(texts)[:, :128]
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def found(library: Library, query: str, *audiences: Audience) -> list[str]:
    result = Retriever(library).search(query, audiences or [PUBLIC], 5)
    return [scored.chunk.text for scored in result.chunks]


def entry(identifier: str, audience: Audience = PUBLIC) -> IndexEntry:
    return IndexEntry(identifier, audience, "Title", (), "A passage.", np.ones(256, np.float32))


# -- one process -------------------------------------------------------------------------------------------------


def test_what_is_published_changed_and_withdrawn_is_what_is_found(
    library: Library, folder: Path, write_sections: WriteSections
) -> None:
    kept, old = write_sections("kept", "kept"), write_sections("changed", "old")
    gone = write_sections("gone", "gone", audience="internal")
    sync(library, folder)
    assert [found(library, texts[1], PUBLIC, INTERNAL)[0] for texts in (kept, old, gone)] == [
        kept[1],
        old[1],
        gone[1],
    ]

    new = write_sections("changed", "new", passages=2)
    (folder / "gone.md").unlink()
    sync(library, folder)

    assert texts_by_document(library) == {"kept": kept, "changed": new}
    assert library.indexes.disagreements() == []
    assert unfindable(library) == []
    assert not {*old, *gone} & set(found(library, " ".join(old + gone), PUBLIC, INTERNAL))


def test_nothing_of_another_audience_is_found(library: Library, folder: Path, write_sections: WriteSections) -> None:
    texts = {
        audience: write_sections(f"for-{number}", f"mark{number}", audience=audience)
        for number, audience in enumerate(("public", "subscribers", "internal", "client:a", "client:a-b"))
    }
    sync(library, folder)
    everything = " ".join(text for some in texts.values() for text in some)

    for audience, own in texts.items():
        assert set(found(library, everything, Audience(audience))) == set(own)


def test_a_reclassified_document_is_found_by_its_new_audience_only(
    library: Library, folder: Path, write_sections: WriteSections
) -> None:
    texts = write_sections("report", "secret", audience="public")
    sync(library, folder)
    write_sections("report", "secret", audience="client:a")
    sync(library, folder)

    assert found(library, texts[0], PUBLIC) == []
    assert library.indexes.vectors.ids(PUBLIC) == library.indexes.words.ids(PUBLIC) == set()
    assert found(library, texts[0], Audience("client:a"))[0] == texts[0]


def test_added_chunks_are_not_found_before_they_are_published(
    library: Library, folder: Path, write_sections: WriteSections
) -> None:
    write_sections("report", "published")
    sync(library, folder)
    with library.indexes.writing():
        library.indexes.add([entry("staged@1#1")])

        assert found(library, "A passage.") == found(library, "passage")
        assert all("published" in text for text in found(library, "A passage."))


def test_texts_are_not_embedded_again_when_only_another_document_changes(
    library: Library, embedder: WordEmbedder, folder: Path, write_sections: WriteSections
) -> None:
    write_sections("one", "one")
    write_sections("two", "two")
    sync(library, folder)
    embedder.embedded.clear()

    texts = write_sections("one", "one", passages=4)
    sync(library, folder)

    assert [text.splitlines()[-1] for text in embedder.embedded] == [texts[3]]
    assert unfindable(library) == []


def test_a_sync_that_fails_while_embedding_changes_nothing(
    home: Path, folder: Path, write_sections: WriteSections
) -> None:
    class Failing(WordEmbedder):
        def embed(self, texts: Sequence[str]) -> np.ndarray:
            if any("poison" in text for text in texts):
                raise MemoryError
            return super().embed(texts)

    library = open_library(home, Failing())
    old = write_sections("report", "old")
    sync(library, folder)
    write_sections("report", "poison")

    with pytest.raises(MemoryError):
        sync(library, folder)

    assert texts_by_document(library) == {"report": old}
    assert faults(library) == []
    new = write_sections("report", "new")
    sync(library, folder)
    assert found(library, new[1])[0] == new[1]


# -- one writer --------------------------------------------------------------------------------------------------


def test_a_second_writer_in_the_same_process_is_told_that_the_library_is_busy(library: Library) -> None:
    with (
        library.indexes.writing(),
        pytest.raises(LibraryBusy, match="another process is changing the library"),
        library.indexes.writing(wait=0),
    ):
        pytest.fail("two writers at once")


def test_the_next_writer_gets_in_after_one_that_failed(library: Library) -> None:
    with pytest.raises(ZeroDivisionError), library.indexes.writing():
        _ = 1 / 0

    with library.indexes.writing(wait=0):
        pass


# -- agreement ---------------------------------------------------------------------------------------------------


def test_an_empty_library_agrees_with_its_indexes(library: Library) -> None:
    assert library.indexes.disagreements() == []
    assert found(library, "anything") == []


def test_a_disagreement_names_the_index_the_audience_and_the_chunks(
    library: Library, folder: Path, write_sections: WriteSections
) -> None:
    write_sections("report", "text", passages=2)
    sync(library, folder)
    first, second = (chunk_id("report", 1, number) for number in (1, 2))

    library.indexes.vectors.delete(PUBLIC, [first])
    library.indexes.words.delete(PUBLIC, [second])
    library.indexes.words.add(INTERNAL, [entry("nobody's", INTERNAL)])

    assert library.indexes.disagreements() == [
        Disagreement("KeywordIndex", INTERNAL, frozenset(), frozenset({"nobody's"})),
        Disagreement("VectorStore", PUBLIC, frozenset({first}), frozenset()),
        Disagreement("KeywordIndex", PUBLIC, frozenset({second}), frozenset()),
    ]


# -- another embedding model -------------------------------------------------------------------------------------


@pytest.fixture(params=[BackwardWordEmbedder, ShortEmbedder])
def other_model(request: pytest.FixtureRequest) -> WordEmbedder:
    """Models whose vectors have the same length, and another one."""
    model: WordEmbedder = request.param()
    return model


def test_another_embedding_model_is_noticed_by_whoever_searches_or_changes(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other_model: Embedder
) -> None:
    texts = write_sections("report", "text")
    sync(library, folder)
    library.indexes.vectors.close()
    changed = open_library(home, other_model)

    for use in (lambda: found(changed, texts[0]), lambda: sync(changed, folder), changed.indexes.check_stamp):
        with pytest.raises(IndexOutOfDate, match="insights library rebuild"):
            use()

    assert texts_by_document(changed) == {"report": texts}
    assert found(open_library(home, WordEmbedder()), texts[0])[0] == texts[0], "the old model still works"


def test_rebuilding_makes_another_embedding_model_usable(
    library: Library, home: Path, folder: Path, write_sections: WriteSections, other_model: WordEmbedder
) -> None:
    texts = {
        "report": write_sections("report", "text"),
        "note": write_sections("note", "word", audience="internal"),
    }
    sync(library, folder)
    library.indexes.vectors.close()
    changed = open_library(home, other_model)

    assert rebuild_library(changed) == 6

    assert texts_by_document(changed) == texts
    assert faults(changed) == []
    other_model.embedded.clear()
    assert sync(changed, folder).unchanged == ["note", "report"]
    assert other_model.embedded == [], "nothing is embedded again after a rebuild"
    changed.indexes.vectors.close()
    with pytest.raises(IndexOutOfDate, match="insights library rebuild"):
        found(open_library(home, WordEmbedder()), "text")


def test_rebuilding_with_the_same_model_embeds_nothing(
    library: Library, embedder: WordEmbedder, folder: Path, write_sections: WriteSections
) -> None:
    write_sections("report", "text")
    sync(library, folder)
    embedder.embedded.clear()

    rebuild_library(library)

    assert embedder.embedded == []
    assert faults(library) == []


def test_rebuilding_takes_out_what_does_not_belong(
    library: Library, folder: Path, write_sections: WriteSections
) -> None:
    write_sections("report", "text")
    sync(library, folder)
    library.indexes.vectors.add(INTERNAL, ["nobody's"], [np.ones(256, np.float32)])
    library.indexes.words.add(INTERNAL, [entry("nobody's", INTERNAL)])

    rebuild_library(library)

    assert library.indexes.disagreements() == []
