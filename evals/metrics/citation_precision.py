"""Citation precision."""

from __future__ import annotations

from evals.metrics.metric import Metric, Outcome, Score, share


def _score(outcome: Outcome) -> Score | None:
    accepted, citations = outcome.case.accepted(), outcome.answer.citations
    if not accepted or not citations:
        return None
    wrong = list(dict.fromkeys(cited.document_id for cited in citations if cited.document_id not in accepted))
    right = sum(cited.document_id in accepted for cited in citations)
    return share(right, len(citations), f"also cited: {', '.join(wrong)}" if wrong else "")


CITATION_PRECISION = Metric(
    "citation_precision",
    "Citations that belong",
    "Of an answer's citations, the share that point at a document the case accepts. Not scored without citations, or "
    "where the case names no document.",
    "Citation precision: Gao et al., Enabling Large Language Models to Generate Text with Citations, 2023; here "
    "against documents named by people.",
    _score,
)
