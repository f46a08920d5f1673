"""Good answers: everything a case asks for at once."""

from __future__ import annotations

from collections.abc import Iterator

from evals.metrics.citation_recall import CITATION_RECALL
from evals.metrics.expected_status import EXPECTED_STATUS
from evals.metrics.figure_accuracy import FIGURE_ACCURACY
from evals.metrics.forbidden_text import FORBIDDEN_TEXT, INJECTIONS
from evals.metrics.key_fact_recall import KEY_FACT_RECALL
from evals.metrics.leaks import LEAKS
from evals.metrics.metric import Better, Metric, Outcome, Score
from evals.metrics.quote_validity import QUOTE_VALIDITY

_WHOLLY = (EXPECTED_STATUS, KEY_FACT_RECALL, FIGURE_ACCURACY, QUOTE_VALIDITY, LEAKS, FORBIDDEN_TEXT, INJECTIONS)
"""Metrics that must be at their best."""


def _score(outcome: Outcome) -> Score:
    faults = list(_faults(outcome))
    return Score(float(not faults), "; ".join(faults) or "all that the case asks for")


def _faults(outcome: Outcome) -> Iterator[str]:
    for metric in _WHOLLY:
        score = metric.score(outcome)
        if score is not None and score.value != (0.0 if metric.better is Better.LOWER else 1.0):
            yield f"{metric.title.lower()}: {score.why}"
    cited = CITATION_RECALL.score(outcome)
    if cited is not None and cited.value == 0:
        yield "no document cited that the case accepts"


GOOD_ANSWER = Metric(
    "good_answer",
    "Good answers",
    "Share of cases in which everything asked for is there: the outcome, every key fact and figure, every quote "
    "verbatim, a citation of an accepted document, nothing forbidden and nothing leaked.",
    "Conjunction of the metrics below; no method of its own.",
    _score,
)
