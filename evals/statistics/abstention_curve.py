"""What would be answered rightly at every threshold of the confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """At ``threshold``: the share of covered questions declined, and of uncovered ones declined."""

    threshold: float
    over_refusal: float
    abstention_recall: float


def abstention_curve(answerable: Sequence[bool], confidence: Sequence[float]) -> list[CurvePoint]:
    """One point for every confidence that occurs, from declining nothing to declining all; none where a class is empty.

    It is the ROC curve of telling uncovered questions by their confidence: Fawcett, "An introduction to ROC analysis",
    Pattern Recognition Letters 27, 2006.
    """
    covered = np.asarray(answerable, dtype=bool)
    values = np.asarray(confidence, dtype=float)
    if covered.all() or not covered.any():
        return []
    thresholds = [*sorted({float(value) for value in values}), float("inf")]
    return [
        CurvePoint(
            threshold,
            float((values[covered] < threshold).mean()),
            float((values[~covered] < threshold).mean()),
        )
        for threshold in thresholds
    ]
