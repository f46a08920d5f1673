"""Over-refusal."""

from __future__ import annotations

from evals.metrics.metric import Better, Metric, Outcome, Score


def _score(outcome: Outcome) -> Score | None:
    if not outcome.case.must_be_answered:
        return None
    return Score(float(not outcome.given), "answered" if outcome.given else f"{outcome.answer.status} though covered")


OVER_REFUSAL = Metric(
    "over_refusal",
    "Covered, yet declined",
    "Of the cases that can only be answered, the share in which nothing was claimed.",
    "Over-refusal: Röttger et al., XSTest, 2024; here of questions the library covers.",
    _score,
    better=Better.LOWER,
)
