"""The search an officer's question goes through: two searches over the permitted partitions, then one ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from knowledge.indexes.terms import terms
from knowledge.opening import Library
from knowledge.retrieval.fuse import Fused, fuse
from knowledge.vocabulary import Audience, ScoredChunk

_BM25_MOST = 2.2
"""What one word can add to a BM25 score at most, times its rarity: k1 + 1 with tantivy's k1 of 1.2."""
_POOL = 100
"""Chunks taken from each search and partition before fusion."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the two searches found: cosine similarities and BM25 scores by chunk id.

    ``rarity`` gives the inverse document frequency of the query's stems, ``ceiling`` the highest BM25 score the query
    allows.
    """

    vector: np.ndarray
    dense: dict[str, float]
    keyword: dict[str, float]
    rarity: dict[str, float]
    ceiling: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first, with the query's vector and the rarity of its stems."""

    query: str
    vector: np.ndarray
    rarity: dict[str, float]
    chunks: tuple[ScoredChunk, ...]


class Retriever:
    """Finds chunks for a query among the audiences it is given."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def search(
        self, query: str, audiences: Collection[Audience], limit: int, per_document: int | None = None
    ) -> SearchResult:
        """The best ``limit`` chunks, at most ``per_document`` of each document.

        Only the partitions of ``audiences`` are opened, and every hit is looked up in the catalogue again: a chunk
        withdrawn or reclassified a moment ago is not returned.
        """
        found = self.candidates(query, audiences)
        ranked = self._visible(fuse(found.dense, found.keyword, found.ceiling), audiences)
        return SearchResult(query, found.vector, found.rarity, tuple(_diverse(ranked, limit, per_document)))

    def candidates(self, query: str, audiences: Collection[Audience]) -> Candidates:
        """What each search finds by itself, best first; a chunk found by its words gets its similarity too."""
        indexes = self._library.indexes
        indexes.follow()
        permitted = sorted(set(audiences))
        vector = self._library.embedder.embed([query])[0]
        dense = dict(indexes.vectors.search(permitted, vector, _POOL)[:_POOL])
        keyword = dict(indexes.words.search(permitted, query, _POOL)[:_POOL])
        dense |= indexes.vectors.similarities(permitted, vector, keyword.keys() - dense.keys())
        rarity = indexes.words.rarity(permitted, set(terms(query)))
        return Candidates(vector, dense, keyword, rarity, _BM25_MOST * sum(rarity.values()))

    def _visible(self, ranked: list[Fused], audiences: Collection[Audience]) -> list[ScoredChunk]:
        chunks = self._library.catalogue.visible_chunks([found.id for found in ranked], audiences)
        return [
            ScoredChunk(chunks[found.id], found.score, found.dense, found.keyword)
            for found in ranked
            if found.id in chunks
        ]


def _diverse(ranked: Iterable[ScoredChunk], limit: int, per_document: int | None) -> Iterable[ScoredChunk]:
    taken: Counter[str] = Counter()
    for scored in ranked:
        document = scored.chunk.document_id
        if per_document is not None and taken[document] >= per_document:
            continue
        taken[document] += 1
        yield scored
        if taken.total() >= limit:
            return
