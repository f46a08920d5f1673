"""Expected status."""

from __future__ import annotations

from evals.metrics.metric import Metric, Outcome, Score


def _score(outcome: Outcome) -> Score:
    expected = " or ".join(outcome.case.expect)
    status = outcome.answer.status
    met = status in outcome.case.expect
    return Score(float(met), f"{status}, as expected" if met else f"{status} instead of {expected}")


EXPECTED_STATUS = Metric(
    "expected_status",
    "Expected outcome",
    "Share of cases whose answer has a status the case expects: answered, partly, not covered, asked back, stopped.",
    "Accuracy over outcomes; the statuses are those of bot/vocabulary.py.",
    _score,
)
