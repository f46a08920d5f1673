"""Indexing against the embedding model alone on the same texts: python -m evals.benchmarks.indexing FOLDER.

Prints passages a second of both, their ratio, and the most memory the process held.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from bot.settings import Settings
from evals.beir import index_corpus
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.indexing.split import embedded_text
from knowledge.vocabulary import PUBLIC

_AT_ONCE = 500


def main() -> None:
    """Index a BEIR corpus, then embed the very same texts with nothing around."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    embedder = SentenceTransformerEmbedder(Settings().embedding_model)
    embedder.embed(["warm up"])
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        library = index_corpus(Path(home), options.folder / "corpus.jsonl", embedder)
        indexing = time.perf_counter() - started
        ids = library.catalogue.searchable_ids(PUBLIC)
        texts = [
            embedded_text(entry.title, entry.headings, entry.text)
            for entries in library.catalogue.entries(sorted(ids))
            for entry in entries
        ]
        library.indexes.vectors.close()
    started = time.perf_counter()
    for start in range(0, len(texts), _AT_ONCE):
        embedder.embed(texts[start : start + _AT_ONCE])
    alone = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(texts)} passages: indexing {len(texts) / indexing:.1f}/s, the model alone {len(texts) / alone:.1f}/s, "
        f"ratio {alone / indexing:.2f}; at most {memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
