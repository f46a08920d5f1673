"""Cost."""

from __future__ import annotations

from evals.metrics.metric import Better, Metric, Outcome, Score, Unit


def _score(outcome: Outcome) -> Score | None:
    usage = outcome.answer.usage
    if usage is None:
        return Score(0.0, "no model was asked")
    if usage.cost_usd is None:
        return None
    return Score(usage.cost_usd, f"{usage.input_tokens} tokens in, {usage.output_tokens} out")


COST = Metric(
    "cost",
    "Cost",
    "What the answer cost at the model's provider. Not scored where the price is not known.",
    "Tokens times list price; no method of its own.",
    _score,
    better=Better.LOWER,
    unit=Unit.DOLLARS,
    gated=False,
)
