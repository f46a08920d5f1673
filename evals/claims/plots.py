"""Plots of how claims were judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.vocabulary import Verdict
from evals.claims.measure import JudgedClaim
from evals.reports.plots import roc_plot, scores_plot


def write_plots(judged: Sequence[JudgedClaim], folder: Path) -> list[Path]:
    """Write roc.svg and scores.svg of the labelled claims; nothing unless some are supported and some are not."""
    labelled = [claim for claim in judged if claim.labelled.label]
    truth = np.array([claim.labelled.label is Verdict.SUPPORTED for claim in labelled], dtype=bool)
    if not truth.any() or truth.all():
        return []
    scores = {
        "checker": np.array([claim.judgement.score for claim in labelled]),
        "word overlap": np.array([claim.word_overlap for claim in labelled]),
        "embedding similarity": np.array([claim.embedding_similarity for claim in labelled]),
    }
    own = scores["checker"]
    plots = {
        "roc.svg": roc_plot([(name, roc(truth, values)) for name, values in scores.items()], "Claims passed by score"),
        "scores.svg": scores_plot(
            [("supported", own[truth]), ("not or partly supported", own[~truth])], "Scores of claims by their label"
        ),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, plot in plots.items():
        (folder / name).write_text(plot, encoding="utf-8")
    return [folder / name for name in plots]


def roc(truth: np.ndarray, scores: np.ndarray) -> list[tuple[float, float]]:
    """The shares of false and of true cases that score at least as much, for every score from the highest down."""
    steps = sorted(set(scores.tolist()), reverse=True)
    return [
        (0.0, 0.0),
        *((float((scores[~truth] >= step).mean()), float((scores[truth] >= step).mean())) for step in steps),
    ]
