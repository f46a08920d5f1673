"""Abstention recall."""

from __future__ import annotations

from evals.metrics.metric import Metric, Outcome, Score


def _score(outcome: Outcome) -> Score | None:
    if not outcome.case.must_be_declined:
        return None
    return Score(float(not outcome.given), "answered though not covered" if outcome.given else "declined")


ABSTENTION_RECALL = Metric(
    "abstention_recall",
    "Not covered, and said so",
    "Of the cases that can only be declined (not covered, out of scope), the share in which nothing was claimed.",
    "Recall of unanswerable questions: Rajpurkar et al., Know What You Don't Know (SQuAD 2.0), 2018.",
    _score,
)
