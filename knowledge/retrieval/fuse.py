"""One ranking from two: a convex combination of normalised scores.

Method: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42(1), 2023. BM25 is
scaled by the most it could be for the query, so that words count for less where a long question shares few of them
with any chunk: on long scenario questions this gains what a fixed scale loses (docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KEYWORD_WEIGHT = 0.6
"""Of the keyword share in the score. The best chunk of a short question reaches about a third of BM25's ceiling."""


@dataclass(frozen=True, slots=True)
class Fused:
    """A chunk id with its combined score (0 to 1) and the scores that went into it."""

    id: str
    score: float
    dense: float | None
    keyword: float | None


def fuse(
    dense: Mapping[str, float], keyword: Mapping[str, float], ceiling: float, weight: float = KEYWORD_WEIGHT
) -> list[Fused]:
    """Combine cosine similarities and BM25 scores, best first.

    Similarities are scaled to 0..1 between the lowest and highest of this search, BM25 scores by ``ceiling``, the
    highest score the query allows. What one search did not find counts as 0 there.
    """
    near = _scale(dense)
    combined = [
        Fused(
            id=identifier,
            score=(1 - weight) * near.get(identifier, 0.0)
            + weight * min(1.0, keyword.get(identifier, 0.0) / ceiling if ceiling > 0 else 0.0),
            dense=dense.get(identifier),
            keyword=keyword.get(identifier),
        )
        for identifier in {*dense, *keyword}
    ]
    return sorted(combined, key=lambda found: (-found.score, found.id))


def _scale(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {identifier: (score - low) / (high - low) for identifier, score in scores.items()}
