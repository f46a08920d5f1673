"""One ranking from two: a convex combination of normalised scores.

Method: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42(1), 2023.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DENSE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Fused:
    """A chunk id with its combined score (0 to 1) and the scores that went into it."""

    id: str
    score: float
    dense: float | None
    keyword: float | None


def fuse(dense: Mapping[str, float], keyword: Mapping[str, float], weight: float = DENSE_WEIGHT) -> list[Fused]:
    """Combine cosine similarities and BM25 scores, best first; ``weight`` is the share of the dense score.

    Each is scaled to 0..1 between its lowest and highest value in this search; a chunk that one search did not
    find counts as that search's lowest.
    """
    scaled_dense, scaled_keyword = _scale(dense), _scale(keyword)
    combined = [
        Fused(
            id=identifier,
            score=weight * scaled_dense.get(identifier, 0.0) + (1 - weight) * scaled_keyword.get(identifier, 0.0),
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
