"""Recall of documents."""

from __future__ import annotations

from evals.metrics.ranking import ranking_metric

RECALL = ranking_metric(
    "R@5",
    "Documents found (recall@5)",
    "Of the documents a case accepts, the share among the first five found.",
    "Cleverdon, The Cranfield Tests on Index Language Devices, 1967; computed by ir-measures.",
)
