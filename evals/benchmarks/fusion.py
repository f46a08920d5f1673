"""Words, meaning and both together, side by side: python -m evals.benchmarks.fusion FOLDER [--half 0|1].

The queries of a BEIR folder are split in two by a hash of their `page` (or id): half 0 is for tuning, half 1 for
reporting. The corpus stays whole.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.settings import Settings
from evals.beir import index_corpus, ranking_figures, read_relevant
from evals.trec import Ranking, read_jsonl
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.retrieval.fuse import fuse
from knowledge.retrieval.retriever import Candidates, Retriever
from knowledge.vocabulary import PUBLIC

_POOL = 100


def main() -> None:
    """Index, search each way, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    options = parser.parse_args()
    queries = [row for row in read_jsonl(options.folder / "queries.jsonl") if half_of(row) == options.half]
    relevant = read_relevant(options.folder / "qrels" / "test.tsv")
    chosen = {str(row["_id"]): relevant[str(row["_id"])] for row in queries if str(row["_id"]) in relevant}
    with tempfile.TemporaryDirectory() as home:
        embedder = SentenceTransformerEmbedder(Settings().embedding_model)
        library = index_corpus(Path(home), options.folder / "corpus.jsonl", embedder)
        retriever = Retriever(library)
        found = {
            str(row["_id"]): retriever.candidates(str(row["text"]), {PUBLIC})
            for row in queries
            if str(row["_id"]) in chosen
        }
        library.indexes.vectors.close()
    print(f"{options.folder.name}, half {options.half}: {len(chosen)} judged questions")
    for name, rankings in rankings_by_method(found).items():
        figures = ranking_figures(rankings, chosen)
        print(f"{name:10}", "  ".join(f"{measure} {value:.4f}" for measure, value in figures.items()))


def half_of(query: Mapping[str, Any]) -> int:
    """0 or 1, the same for all questions about one page."""
    page = str(query.get("page", query["_id"]))
    return int(hashlib.sha256(page.encode()).hexdigest(), 16) % 2


def rankings_by_method(found: Mapping[str, Candidates]) -> dict[str, dict[str, Ranking]]:
    """The rankings of the keyword search alone, of the dense search alone, and of their fusion."""
    return {
        "BM25": {query: _documents(some.keyword) for query, some in found.items()},
        "dense": {query: _documents(some.dense) for query, some in found.items()},
        "fusion": {
            query: _documents({hit.id: hit.score for hit in fuse(some.dense, some.keyword, some.ceiling)})
            for query, some in found.items()
        },
    }


def _documents(scores: Mapping[str, float]) -> Ranking:
    best: dict[str, float] = {}
    for chunk, score in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])):
        best.setdefault(chunk.rsplit("@", 1)[0], score)
    return list(best.items())[:_POOL]


if __name__ == "__main__":
    main()
