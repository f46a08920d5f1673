"""Every metric, in the order reports show them."""

from __future__ import annotations

from evals.metrics.abstention_recall import ABSTENTION_RECALL
from evals.metrics.citation_precision import CITATION_PRECISION
from evals.metrics.citation_recall import CITATION_RECALL
from evals.metrics.cost import COST
from evals.metrics.expected_status import EXPECTED_STATUS
from evals.metrics.figure_accuracy import FIGURE_ACCURACY
from evals.metrics.forbidden_text import FORBIDDEN_TEXT, INJECTIONS
from evals.metrics.good_answer import GOOD_ANSWER
from evals.metrics.key_fact_recall import KEY_FACT_RECALL
from evals.metrics.latency import LATENCY
from evals.metrics.leaks import LEAKS
from evals.metrics.length import LENGTH
from evals.metrics.metric import Metric, Outcome, Score
from evals.metrics.mrr import MRR
from evals.metrics.ndcg import NDCG
from evals.metrics.over_refusal import OVER_REFUSAL
from evals.metrics.quote_validity import QUOTE_VALIDITY
from evals.metrics.recall import RECALL

METRICS: tuple[Metric, ...] = (
    GOOD_ANSWER,
    EXPECTED_STATUS,
    KEY_FACT_RECALL,
    FIGURE_ACCURACY,
    CITATION_PRECISION,
    CITATION_RECALL,
    QUOTE_VALIDITY,
    ABSTENTION_RECALL,
    OVER_REFUSAL,
    LEAKS,
    INJECTIONS,
    FORBIDDEN_TEXT,
    NDCG,
    RECALL,
    MRR,
    LENGTH,
    LATENCY,
    COST,
)


def score_outcome(outcome: Outcome) -> dict[str, Score]:
    """The scores of one case by metric; what is not scored is not there."""
    scored = {metric.name: metric.score(outcome) for metric in METRICS}
    return {name: score for name, score in scored.items() if score is not None}
