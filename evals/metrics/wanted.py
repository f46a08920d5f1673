"""When the content of an answer is to be scored."""

from __future__ import annotations

from evals.metrics.metric import Outcome


def content_is_due(outcome: Outcome) -> bool:
    """Whether the case wants something said: not where it leaves open to decline and that was done."""
    declined_rightly = not outcome.given and outcome.answer.status in outcome.case.expect
    return not (declined_rightly and outcome.case.answerable)
