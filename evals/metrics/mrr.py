"""Reciprocal rank."""

from __future__ import annotations

from evals.metrics.ranking import ranking_metric

MRR = ranking_metric(
    "RR",
    "First right document (MRR)",
    "One divided by the place of the first document found that the case accepts; 0 where none is. The mean over cases "
    "is the mean reciprocal rank.",
    "Voorhees, The TREC-8 Question Answering Track Report, 1999; computed by ir-measures.",
)
