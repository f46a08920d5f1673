"""Normalised discounted cumulative gain."""

from __future__ import annotations

from evals.metrics.ranking import ranking_metric

NDCG = ranking_metric(
    "nDCG@10",
    "Documents in the right order (nDCG@10)",
    "How near the first ten documents found are to the best order, in which those the case accepts come first. Later "
    "places count less, by the logarithm of the place.",
    "Järvelin and Kekäläinen, Cumulated Gain-Based Evaluation of IR Techniques, 2002; computed by ir-measures.",
)
