"""Puts like questions together."""

from __future__ import annotations

import numpy as np

_NEIGHBOURS = 8
_LIKE = 0.3
"""Cosine similarity from which a question is another's neighbour."""
_APART = 0.5
"""Mean cosine distance at which groups stay apart. All three were chosen on evals/gaps, tune half."""


def group(vectors: np.ndarray) -> list[int]:
    """The number of each row's group, from 0; groups are numbered as they first appear.

    Each question first moves half-way to the mean of its nearest neighbours, which closes gaps between wordings; then
    average linkage joins groups (scikit-learn's agglomerative clustering).
    """
    if len(vectors) < 2:
        return [0] * len(vectors)
    from sklearn.cluster import AgglomerativeClustering

    joined = AgglomerativeClustering(
        n_clusters=None, distance_threshold=_APART, linkage="average", metric="cosine"
    ).fit_predict(_drawn_together(vectors))
    numbers: dict[int, int] = {}
    return [numbers.setdefault(int(label), len(numbers)) for label in joined]


def _drawn_together(vectors: np.ndarray) -> np.ndarray:
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -1.0)
    drawn = vectors.copy()
    for row, likes in enumerate(similarity):
        nearest = np.argsort(-likes, kind="stable")[:_NEIGHBOURS]
        nearest = nearest[likes[nearest] >= _LIKE]
        if len(nearest):
            drawn[row] += np.average(vectors[nearest], axis=0, weights=likes[nearest])
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))
