"""The search an officer's question goes through: two searches over the permitted partitions, then one ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from knowledge.opening import Library
from knowledge.retrieval.fuse import Fused, fuse
from knowledge.vocabulary import Audience, ScoredChunk

_POOL = 100
"""Chunks taken from each search and partition before fusion."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first, and the query's vector for whoever compares texts with it."""

    query: str
    vector: np.ndarray
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
        indexes = self._library.indexes
        indexes.follow()
        vector = self._library.embedder.embed([query])[0]
        permitted = sorted(set(audiences))
        dense = dict(indexes.vectors.search(permitted, vector, _POOL)[:_POOL])
        keyword = dict(indexes.words.search(permitted, query, _POOL)[:_POOL])
        dense |= indexes.vectors.similarities(permitted, vector, [found for found in keyword if found not in dense])
        ranked = self._visible(fuse(dense, keyword), permitted)
        return SearchResult(query, vector, tuple(_diverse(ranked, limit, per_document)))

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
