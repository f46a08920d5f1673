"""Cost."""

from __future__ import annotations

from evals.metrics.metric import Better, Metric, Outcome, Score, Unit

_NO_MODEL = "extractive"


def _score(outcome: Outcome) -> Score | None:
    return Score(0.0, "no model was asked") if outcome.answer.model == _NO_MODEL else None


COST = Metric(
    "cost",
    "Cost",
    "What the answer cost at the model's provider. Not scored where that is not known.",
    "Tokens times list price; no method of its own.",
    _score,
    better=Better.LOWER,
    unit=Unit.DOLLARS,
    gated=False,
)
