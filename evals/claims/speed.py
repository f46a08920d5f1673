"""How long the checker takes for a sentence: python -m evals.claims.speed"""

from __future__ import annotations

import time

import numpy as np

from bot.answering.checking.checker import ClaimChecker
from bot.settings import STARTER_LIBRARY
from evals.claims.alterations import HALVES
from evals.claims.paraphrases import paraphrases
from evals.claims.passages import library_passages
from knowledge.embedding import SentenceTransformerEmbedder

_PASSAGES = 3


def main() -> None:
    """Judge paraphrases against the passage they rest on and the two after it; print milliseconds."""
    embedder = SentenceTransformerEmbedder()
    checker = ClaimChecker(embedder)
    passages = list(library_passages(STARTER_LIBRARY, embedder))
    cases = paraphrases(passages, HALVES[0])
    checker.judge(cases[0].claim, [cases[0].passage.evidence])  # The first one loads the model.
    times = []
    for case in cases:
        first = passages.index(case.passage)
        evidence = [passages[(first + place) % len(passages)].evidence for place in range(_PASSAGES)]
        started = time.perf_counter(), time.process_time()
        checker.judge(case.claim, evidence)
        times.append((time.perf_counter() - started[0], time.process_time() - started[1]))
    for name, values in zip(("by the clock", "of the processor"), np.array(times).T * 1000, strict=True):
        median, most = np.percentile(values, [50, 95])
        print(f"{len(values)} sentences, milliseconds {name}: median {median:.0f}, 95th percentile {most:.0f}")


if __name__ == "__main__":
    main()
