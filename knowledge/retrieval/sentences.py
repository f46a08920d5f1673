"""The sentences of found chunks, scored by how directly they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedding import Embedder
from knowledge.retrieval.late_interaction import least_match, token_matches, token_weights, weighted_match
from knowledge.retrieval.retriever import SearchResult
from knowledge.sentences import split_sentences
from knowledge.vocabulary import ScoredChunk

_FEWEST_WORDS = 5
"""A shorter piece (a label, a lone link) answers nothing."""
_MEANING, _MATCH, _CHUNK = 0.2, 0.4, 0.4
"""Shares of a score: nearness in meaning, parts of the question matched, the chunk's own score."""


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A verbatim sentence of a chunk.

    ``meaning`` is its cosine similarity to the query, ``match`` its late-interaction score, ``least`` the same for
    the parts of the query it matches least, ``score`` the mix it is ranked by.
    """

    text: str
    source: ScoredChunk
    position: int
    meaning: float
    match: float
    least: float
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
    query, *read = embedder.embed_tokens([result.query, *(text for text, _, _ in found)])
    weights = token_weights(result.query, query, result.rarity)
    matches = token_matches(query, read)
    match = weighted_match(matches, weights)
    meaning = np.stack([text.text for text in read]) @ query.text
    sentences = [
        ScoredSentence(
            text=text,
            source=scored,
            position=position,
            meaning=float(meaning[row]),
            match=float(match[row]),
            least=least_match(matches[row], weights),
            score=float(_MEANING * meaning[row] + _MATCH * match[row] + _CHUNK * scored.score),
            vector=read[row].text,
        )
        for row, (text, scored, position) in enumerate(found)
    ]
    return sorted(sentences, key=lambda sentence: -sentence.score)


def _sentences(scored: ScoredChunk) -> Sequence[str]:
    return [scored.chunk.text] if scored.chunk.quoted_whole else split_sentences(scored.chunk.text)
