"""The search an officer's question goes through: two searches over the permitted partitions, then one ranking."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from knowledge.embedding import TokenVectors
from knowledge.indexes.terms import terms
from knowledge.opening import Library
from knowledge.reading import embedded_text
from knowledge.reranking import Reranker
from knowledge.retrieval.fuse import Fused, fuse
from knowledge.retrieval.glossary import SpelledOut, spell_out
from knowledge.retrieval.in_reports_words import in_reports_words
from knowledge.retrieval.places import full_names
from knowledge.retrieval.spelling import put_right
from knowledge.retrieval.wishes import wishes
from knowledge.vocabulary import Audience, ScoredChunk

_BM25_MOST = 2.2
"""What one word can add to a BM25 score at most, times its rarity: k1 + 1 with tantivy's k1 of 1.2."""
_READ_AGAIN = 100
"""Chunks that a reranker reads: as many as one search finds."""
_POOL = 100
"""Chunks taken from each search before fusion."""
_SEARCHES_AT_ONCE = 8
"""By words, each beside the same question's search by meaning: neither needs Python's lock."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the two searches found for a query read once: cosine similarities and BM25 scores by chunk id.

    ``rarity`` gives the inverse document frequency of the query's stems, ``ceiling`` the highest BM25 score the query
    allows.
    """

    text: str
    read: TokenVectors
    dense: dict[str, float]
    keyword: dict[str, float]
    rarity: dict[str, float]
    ceiling: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first, with the reading of the query and the rarity of its stems."""

    query: str
    read: TokenVectors
    rarity: dict[str, float]
    chunks: tuple[ScoredChunk, ...]

    @property
    def nearest(self) -> float:
        """The highest cosine similarity of any chunk to the query."""
        return max((scored.dense or 0.0 for scored in self.chunks), default=0.0)

    @property
    def words_held(self) -> float:
        """The best chunk's BM25 score as a share of the most that the query allows: about a third is usual."""
        best = max((scored.keyword or 0.0 for scored in self.chunks), default=0.0)
        return best / _highest_score(self.rarity) if self.rarity else 0.0


class Retriever:
    """Finds chunks for a query among the audiences it is given."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._beside = ThreadPoolExecutor(_SEARCHES_AT_ONCE, "words")

    def search(
        self, query: str, audiences: Collection[Audience], limit: int, per_document: int | None = None
    ) -> SearchResult:
        """The best ``limit`` chunks, at most ``per_document`` of each document.

        Only the partitions of ``audiences`` are opened, and every hit is looked up in the catalogue again: a chunk
        withdrawn or reclassified a moment ago is not returned.
        """
        found = self.candidates(query, audiences)
        ranked = fuse(found.dense, found.keyword, found.ceiling)
        visible = self._visible(ranked, audiences, limit)
        if wished := wishes(query, dt.date.today()):
            visible = iter(wished.order(visible))
        if self._library.reranker is not None:
            visible = iter(_reranked(self._library.reranker, query, list(islice(visible, _READ_AGAIN))))
        return SearchResult(found.text, found.read, found.rarity, tuple(_diverse(visible, limit, per_document)))

    def candidates(self, query: str, audiences: Collection[Audience]) -> Candidates:
        """What each search finds by itself, best first; a chunk found by its words gets its similarity too."""
        permitted = sorted(set(audiences))
        with self._library.indexes.in_use() as indexes:
            asked = as_searched(query, self._library, permitted)
            (read,) = self._library.embedder.embed_tokens([asked.text])
            by_words = self._beside.submit(indexes.words.search, permitted, asked.text, _POOL, " ".join(asked.also))
            dense = dict(indexes.vectors.search(permitted, read.text, _POOL)[:_POOL])
            keyword = dict(by_words.result()[:_POOL])
            rarity = indexes.words.rarity(permitted, set(terms(asked.text)) - set(terms(" ".join(asked.short))))
        vectors = self._library.catalogue.vectors(keyword.keys() - dense.keys())
        dense |= {identifier: float(vector @ read.text) for identifier, vector in vectors.items()}
        return Candidates(asked.text, read, dense, keyword, rarity, _highest_score(rarity))

    def _visible(self, ranked: Sequence[Fused], audiences: Collection[Audience], at_once: int) -> Iterator[ScoredChunk]:
        """The chunks that may be shown, looked up ``at_once`` as far as they are asked for."""
        for start in range(0, len(ranked), at_once):
            some = ranked[start : start + at_once]
            chunks = self._library.catalogue.visible_chunks([found.id for found in some], audiences)
            for found in some:
                if found.id in chunks:
                    yield ScoredChunk(chunks[found.id], found.score, found.dense, found.keyword)


def as_searched(query: str, library: Library, audiences: Collection[Audience]) -> SpelledOut:
    """``query`` in the words it is searched by: names written out, slips put right, acronyms explained."""
    return spell_out(put_right(in_reports_words(full_names(query)).text, library, audiences))


def _highest_score(rarity: Mapping[str, float]) -> float:
    return _BM25_MOST * sum(rarity.values())


def _reranked(reranker: Reranker, query: str, found: Sequence[ScoredChunk]) -> list[ScoredChunk]:
    """The best of what was found, as the reranker orders them; the rest is left out."""
    texts = [embedded_text(scored.chunk.title, scored.chunk.headings, scored.chunk.text) for scored in found]
    scores = reranker.scores(query, texts).tolist() if found else []
    again = [replace(scored, score=score) for scored, score in zip(found, scores, strict=True)]
    return sorted(again, key=lambda scored: -scored.score)


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
