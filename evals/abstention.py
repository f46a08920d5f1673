"""How well a confidence tells questions that the library answers from those it does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def auroc(positive: Sequence[bool] | np.ndarray, scores: Sequence[float] | np.ndarray) -> float:
    """The chance that a positive case scores above a negative one, ties counting half.

    Reference: Hanley and McNeil, "The meaning and use of the area under a ROC curve", Radiology 143, 1982.
    Not a number when either class is empty.
    """
    chosen = np.asarray(positive, dtype=bool)
    values = np.asarray(scores, dtype=float)
    high, low = values[chosen], values[~chosen]
    if not len(high) or not len(low):
        return float("nan")
    wins = (high[:, None] > low[None, :]).sum() + 0.5 * (high[:, None] == low[None, :]).sum()
    return float(wins / (len(high) * len(low)))


def abstention_figures(
    answerable: Sequence[bool], confidence: Sequence[float], answered: Sequence[bool]
) -> dict[str, float | int]:
    """Abstention recall (unanswerable questions declined), over-refusal (answerable ones declined) and AUROC."""
    declined_unanswerable = [not given for may, given in zip(answerable, answered, strict=True) if not may]
    declined_answerable = [not given for may, given in zip(answerable, answered, strict=True) if may]
    return {
        "abstention_recall": _share(declined_unanswerable),
        "over_refusal": _share(declined_answerable),
        "auroc": auroc(answerable, confidence),
    }


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else float("nan")
