"""How much of indexing is the embedding model's own time: python -m evals.benchmarks.indexing FOLDER.

Prints passages a second, the rate the model alone would have had on the same texts in the same run, their ratio, and
the most memory the process held. One run, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings
from evals.beir import index_corpus
from knowledge.embedding import SentenceTransformerEmbedder, TokenVectors


class TimedEmbedder(SentenceTransformerEmbedder):
    """The embedder, counting the texts it embeds and the seconds that takes."""

    texts = 0
    seconds = 0.0

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """As the embedder does."""
        started = time.perf_counter()
        read = super().embed_tokens(texts)
        self.seconds += time.perf_counter() - started
        self.texts += len(texts)
        return read


def main() -> None:
    """Index a BEIR corpus in a temporary home."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    embedder = TimedEmbedder(Settings().embedding_model)
    with tempfile.TemporaryDirectory() as home:
        warm_up = Path(home) / "corpus.jsonl"
        warm_up.write_text('{"_id": "1", "text": "Loads every library once."}\n', encoding="utf-8")
        index_corpus(Path(home), warm_up, embedder).indexes.vectors.close()
    embedder.texts, embedder.seconds = 0, 0.0
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        index_corpus(Path(home), options.folder / "corpus.jsonl", embedder).indexes.vectors.close()
        whole = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{embedder.texts} passages: indexing {embedder.texts / whole:.1f}/s, "
        f"the model alone {embedder.texts / embedder.seconds:.1f}/s, "
        f"ratio {embedder.seconds / whole:.2f}; at most {memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
