"""Rebuilding: the indexes made anew from the catalogue alone, with the model now set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import IndexOutOfDate
from knowledge.indexing.rebuild import rebuild_library
from knowledge.opening import Library, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC
from tests.conftest import WordEmbedder, Write, sync


class OtherEmbedder(WordEmbedder):
    """Another model: its vectors are of another length and point elsewhere."""

    name = "other-words"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """The first half of the vectors, turned round."""
        return np.ascontiguousarray(super().embed(texts)[:, 127::-1])


@pytest.fixture
def filled(library: Library, folder: Path, write: Write) -> Library:
    """A library of two audiences, with one passage that is not searched."""
    write("a", "Hubs help.\n\n## Costs\n\nHubs cost.\n\n## Sources\n\nSmith.")
    write("b", "Hubs grow.", audience="internal")
    sync(library, folder)
    return library


def found(library: Library, query: str) -> set[str]:
    """The ids of what a search gives."""
    result = Retriever(library).search(query, [PUBLIC, INTERNAL], limit=10)
    return {scored.chunk.id for scored in result.chunks}


EVERYTHING = {"a@1#1", "a@1#2", "b@1#1"}


def test_lost_indexes_are_made_anew_without_embedding(filled: Library, embedder: WordEmbedder) -> None:
    filled.indexes.vectors.wipe()
    filled.indexes.words.wipe()
    embedder.embedded.clear()
    assert rebuild_library(filled) == 3
    assert embedder.embedded == []
    assert filled.indexes.disagreements() == []
    assert found(filled, "hubs") == EVERYTHING


def test_what_does_not_belong_in_the_indexes_is_thrown_out(filled: Library) -> None:
    filled.catalogue.withdraw(["b"], "tester")
    assert filled.indexes.disagreements()
    assert rebuild_library(filled) == 2
    assert filled.indexes.disagreements() == []
    assert found(filled, "hubs") == EVERYTHING - {"b@1#1"}


def test_an_empty_library_can_be_rebuilt(library: Library) -> None:
    assert rebuild_library(library) == 0
    assert library.indexes.disagreements() == []


def test_another_model_is_refused_until_the_library_is_rebuilt(filled: Library, home: Path, folder: Path) -> None:
    filled.indexes.vectors.close()
    other = open_library(home, OtherEmbedder())
    for use in (lambda: found(other, "hubs"), lambda: sync(other, folder)):
        with pytest.raises(IndexOutOfDate, match="insights library rebuild"):
            use()
    rebuild_library(other)
    assert found(other, "hubs") == EVERYTHING
    assert other.indexes.disagreements() == []


def test_a_rebuild_with_another_model_embeds_every_searched_passage_once(filled: Library, home: Path) -> None:
    filled.indexes.vectors.close()
    embedder = OtherEmbedder()
    other = open_library(home, embedder)
    assert rebuild_library(other) == 3
    assert sorted(embedder.embedded) == ["a\nCosts\nHubs cost.", "a\nHubs help.", "b\nHubs grow."]
    best = Retriever(other).search("b hubs grow", [PUBLIC, INTERNAL], limit=1).chunks[0]
    assert best.chunk.id == "b@1#1"
    assert best.dense == pytest.approx(1, abs=0.01)


def test_after_a_rebuild_unchanged_files_are_unchanged(filled: Library, home: Path, folder: Path) -> None:
    filled.indexes.vectors.close()
    other = open_library(home, OtherEmbedder())
    rebuild_library(other)
    report = sync(other, folder)
    assert (report.unchanged, report.changed) == (["a", "b"], [])


def test_a_rebuild_that_was_interrupted_can_be_done_again(
    filled: Library, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    filled.indexes.vectors.close()
    other = open_library(home, OtherEmbedder())
    with monkeypatch.context() as patch:
        patch.setattr(other.indexes.words, "add", power_cut)
        with pytest.raises(KeyboardInterrupt):
            rebuild_library(other)
    other.indexes.vectors.close()
    again = open_library(home, OtherEmbedder())
    rebuild_library(again)
    assert found(again, "hubs") == EVERYTHING
    assert again.indexes.disagreements() == []


def test_a_rebuild_does_not_hide_that_files_have_to_be_split_anew(
    filled: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release with a better splitter: rebuilding embeds the old passages, only a sync makes the new ones."""
    monkeypatch.setattr("knowledge.indexing.publish.SPLITTER", "split of the next release")
    rebuild_library(filled)
    assert sync(filled, folder).changed == ["a", "b"]


def test_a_new_splitter_makes_a_sync_read_every_file_again(
    filled: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.indexing.publish.SPLITTER", "split of the next release")
    assert sync(filled, folder).changed == ["a", "b"]
    assert sync(filled, folder).unchanged == ["a", "b"]
