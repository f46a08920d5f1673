"""The sentences of found chunks, scored by how directly they answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.catalogue.catalogue import Catalogue
from knowledge.reading import ReadSentence, unpack_sentences
from knowledge.retrieval.late_interaction import least_match, token_matches, token_weights, weighted_match
from knowledge.retrieval.retriever import SearchResult
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


def score_sentences(result: SearchResult, catalogue: Catalogue, chunks: int) -> list[ScoredSentence]:
    """The sentences of the first ``chunks`` chunks, the most direct answer first."""
    found = list(_sentences(result.chunks[:chunks], catalogue))
    if not found:
        return []
    weights = token_weights(result.query, result.read, result.rarity)
    matches = token_matches(result.read.tokens, [read.tokens for _, _, read in found])
    match = weighted_match(matches, weights)
    meaning = np.stack([read.vector for _, _, read in found]) @ result.read.text
    sentences = [
        ScoredSentence(
            text=scored.chunk.text[read.start : read.end],
            source=scored,
            position=position,
            meaning=float(meaning[row]),
            match=float(match[row]),
            least=least_match(matches[row], weights),
            score=float(_MEANING * meaning[row] + _MATCH * match[row] + _CHUNK * scored.score),
            vector=read.vector,
        )
        for row, (scored, position, read) in enumerate(found)
    ]
    return sorted(sentences, key=lambda sentence: -sentence.score)


def _sentences(chunks: Sequence[ScoredChunk], catalogue: Catalogue) -> Iterator[tuple[ScoredChunk, int, ReadSentence]]:
    packed = catalogue.sentences([scored.chunk.id for scored in chunks])
    for scored in chunks:
        kept = unpack_sentences(packed[scored.chunk.id]) if scored.chunk.id in packed else []
        for position, read in enumerate(kept):
            if len(scored.chunk.text[read.start : read.end].split()) >= _FEWEST_WORDS:
                yield scored, position, read
