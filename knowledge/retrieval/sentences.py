"""The sentences of found chunks, scored by how directly they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedding import Embedder
from knowledge.indexes.terms import terms
from knowledge.retrieval.retriever import SearchResult
from knowledge.sentences import split_sentences
from knowledge.vocabulary import ScoredChunk

_FEWEST_WORDS = 5
"""A shorter piece (a label, a lone link) answers nothing."""
_MEANING, _WORDS, _CHUNK = 0.6, 0.2, 0.2
"""Shares of a sentence's score: nearness in meaning, question words found, its chunk's rank score."""


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A verbatim sentence of a chunk. ``meaning`` is its cosine similarity to the query, ``score`` the mix."""

    text: str
    source: ScoredChunk
    position: int
    meaning: float
    score: float
    vector: np.ndarray


def score_sentences(result: SearchResult, embedder: Embedder, chunks: int) -> list[ScoredSentence]:
    """The sentences of the first ``chunks`` chunks, the most direct answer first."""
    found = [
        (text, scored, position)
        for scored in result.chunks[:chunks]
        for position, text in enumerate(_sentences(scored))
        if len(text.split()) >= _FEWEST_WORDS
    ]
    if not found:
        return []
    vectors = embedder.embed([text for text, _, _ in found])
    wanted = set(terms(result.query))
    sentences = [
        _score(text, scored, position, vector, result.vector, wanted)
        for (text, scored, position), vector in zip(found, vectors, strict=True)
    ]
    return sorted(sentences, key=lambda sentence: -sentence.score)


def _sentences(scored: ScoredChunk) -> Sequence[str]:
    return [scored.chunk.text] if scored.chunk.quoted_whole else split_sentences(scored.chunk.text)


def _score(
    text: str, scored: ScoredChunk, position: int, vector: np.ndarray, query: np.ndarray, wanted: set[str]
) -> ScoredSentence:
    meaning = float(vector @ query)
    found = len(wanted & set(terms(text))) / max(1, len(wanted))
    score = _MEANING * meaning + _WORDS * found + _CHUNK * scored.score
    return ScoredSentence(text, scored, position, meaning, score, vector)
