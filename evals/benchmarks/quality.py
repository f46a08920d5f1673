"""Ranking beside the peers, on the same chunks and vectors: python -m evals.benchmarks.quality FOLDER --half 0|1.

nDCG@10 of this product's search, of its two searches alone, of plain convex fusion (both scores scaled between lowest
and highest, half and half) and of the peers' hybrid searches; with the difference from ours and the p-value of a paired
t-test over questions. Questions are split in halves as `evals.benchmarks.fusion` splits them.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from evals.beir import index_corpus, read_relevant
from evals.benchmarks.collection import Asked, Build, Collection
from evals.benchmarks.fusion import half_of
from evals.trec import Ranking, rank_documents, read_jsonl
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.opening import Library
from knowledge.reading import embedded_text
from knowledge.retrieval.retriever import Candidates, Retriever
from knowledge.vocabulary import PUBLIC

PEERS = ("langchain_peer", "llama_index_peer", "haystack_peer")
_DEPTH = 30


def main() -> None:
    """Index, search each way, compare question by question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1), default=0)
    parser.add_argument("--peers", nargs="*", default=PEERS, choices=PEERS)
    options = parser.parse_args()
    relevant = read_relevant(options.folder / "qrels" / "test.tsv")
    rows = read_jsonl(options.folder / "queries.jsonl")
    queries = {
        str(row["_id"]): str(row["text"])
        for row in rows
        if half_of(row) == options.half and str(row["_id"]) in relevant
    }
    with tempfile.TemporaryDirectory() as home:
        embedder = SentenceTransformerEmbedder()
        library = index_corpus(Path(home), options.folder / "corpus.jsonl", embedder)
        rankings = _own(library, queries) | _peers(library, queries, options.peers)
        library.indexes.vectors.close()
    print(f"{options.folder.name}, half {options.half}: {len(queries)} judged questions")
    report(rankings, {query: relevant[query] for query in queries})


def report(rankings: Mapping[str, Mapping[str, Ranking]], relevant: Mapping[str, Mapping[str, int]]) -> None:
    """A line for each method: nDCG@10, what the first method has more, and how likely chance alone gives as much."""
    from scipy.stats import ttest_rel

    scores = {name: _ndcg(ranking, relevant) for name, ranking in rankings.items()}
    first = next(iter(scores.values()))
    for name, values in scores.items():
        p = float(ttest_rel(first, values).pvalue) if values is not first else float("nan")
        print(f"{name:18} nDCG@10 {values.mean():.4f}  ours more by {(first - values).mean():+.4f}  p {p:.2g}")


def _own(library: Library, queries: Mapping[str, str]) -> dict[str, dict[str, Ranking]]:
    retriever = Retriever(library)
    found = {query: retriever.candidates(text, {PUBLIC}) for query, text in queries.items()}
    return {
        "ours": {
            query: rank_documents(retriever.search(text, {PUBLIC}, _DEPTH).chunks, _DEPTH)
            for query, text in queries.items()
        },
        "BM25": {query: _documents(some.keyword) for query, some in found.items()},
        "dense": {query: _documents(some.dense) for query, some in found.items()},
        "plain convex": {query: _documents(_plain_convex(some)) for query, some in found.items()},
    }


def _peers(library: Library, queries: Mapping[str, str], names: Sequence[str]) -> dict[str, dict[str, Ranking]]:
    entries = [
        entry for some in library.catalogue.entries(sorted(library.catalogue.searchable_ids(PUBLIC))) for entry in some
    ]
    collection = Collection(
        [entry.id for entry in entries],
        [embedded_text(entry.title, entry.headings, entry.text) for entry in entries],
        np.stack([entry.vector for entry in entries]),
        [entry.audience for entry in entries],
    )
    vectors = library.embedder.embed(list(queries.values()))
    asked = [Asked(text, vector) for text, vector in zip(queries.values(), vectors, strict=True)]
    rankings = {}
    for name in names:
        build: Build = importlib.import_module(f"evals.benchmarks.systems.{name}").build
        with tempfile.TemporaryDirectory() as folder:
            search = build(collection, Path(folder), asked)
            rankings[name] = {
                query: _in_order(search(question, _DEPTH, None)) for query, question in zip(queries, asked, strict=True)
            }
    return rankings


def _plain_convex(found: Candidates) -> dict[str, float]:
    near, words = _scaled(found.dense), _scaled(found.keyword)
    return {
        identifier: 0.5 * near.get(identifier, 0) + 0.5 * words.get(identifier, 0) for identifier in {*near, *words}
    }


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=1.0)
    return {identifier: (score - low) / ((high - low) or 1.0) for identifier, score in scores.items()}


def _documents(scores: Mapping[str, float]) -> Ranking:
    return _in_order(sorted(scores, key=lambda chunk: (-scores[chunk], chunk)))


def _in_order(chunks: Sequence[str]) -> Ranking:
    documents = list(dict.fromkeys(chunk.rsplit("@", 1)[0] for chunk in chunks))
    return [(document, 1.0 / place) for place, document in enumerate(documents, start=1)]


def _ndcg(rankings: Mapping[str, Ranking], relevant: Mapping[str, Mapping[str, int]]) -> np.ndarray:
    import ir_measures
    from ir_measures import nDCG

    judged = {query: dict(documents) for query, documents in relevant.items() if any(documents.values())}
    run = {query: dict(rankings[query]) for query in judged}
    found = {score.query_id: score.value for score in ir_measures.iter_calc([nDCG @ 10], judged, run)}
    return np.array([found.get(query, 0.0) for query in judged])


if __name__ == "__main__":
    main()
