"""The sentences of found chunks: verbatim, the most direct first."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.opening import Library
from knowledge.retrieval.retriever import Retriever, SearchResult
from knowledge.retrieval.sentences import ScoredSentence, score_sentences
from knowledge.vocabulary import PUBLIC
from tests.conftest import Write, sync


def _search(library: Library, query: str) -> SearchResult:
    return Retriever(library).search(query, [PUBLIC], 30)


def _sentences(library: Library, query: str, chunks: int = 30) -> list[ScoredSentence]:
    return score_sentences(_search(library, query), library.catalogue, chunks)


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    """Two documents of running text."""
    write("kent", "In Kent, e.g. in Dover, telecare cost £1.2bn. Falls did not go down in Kent. Short label.")
    write("cornwall", "Cornwall closed its falls clinic in 2014. Nobody there counted the falls that followed.")
    sync(library, folder)
    return library


def test_sentences_stand_verbatim_in_their_chunks(stocked: Library) -> None:
    found = _sentences(stocked, "falls in Kent")
    assert {sentence.text for sentence in found} == {
        "In Kent, e.g. in Dover, telecare cost £1.2bn.",
        "Falls did not go down in Kent.",
        "Cornwall closed its falls clinic in 2014.",
        "Nobody there counted the falls that followed.",
    }
    assert all(sentence.text in sentence.source.chunk.text for sentence in found)


def test_the_sentence_that_answers_comes_first(stocked: Library) -> None:
    found = _sentences(stocked, "did falls go down in Kent")
    assert found[0].text == "Falls did not go down in Kent."
    scores = [sentence.score for sentence in found]
    assert scores == sorted(scores, reverse=True)


def test_a_label_is_no_sentence_to_quote(stocked: Library) -> None:
    assert "Short label." not in {sentence.text for sentence in _sentences(stocked, "short label")}


def test_only_the_best_chunks_are_read(stocked: Library) -> None:
    best = _search(stocked, "falls in Kent").chunks[0].chunk
    assert {sentence.source.chunk.id for sentence in _sentences(stocked, "falls in Kent", 1)} == {best.id}


def test_positions_follow_the_text(stocked: Library) -> None:
    positions = {sentence.text: sentence.position for sentence in _sentences(stocked, "telecare falls Kent")}
    first, second = "In Kent, e.g. in Dover, telecare cost £1.2bn.", "Falls did not go down in Kent."
    assert positions[first] < positions[second]


def test_a_table_row_is_never_taken_apart(library: Library, write: Write, folder: Path) -> None:
    write("table", "| Council | Result |\n|---|---|\n| Kent | Falls went down. They went up again in 2014. |")
    sync(library, folder)
    (row,) = _sentences(library, "falls in Kent")
    assert row.text == "Council: Kent; Result: Falls went down. They went up again in 2014."


def test_nothing_found_gives_no_sentence(library: Library) -> None:
    assert _sentences(library, "falls in Kent") == []
