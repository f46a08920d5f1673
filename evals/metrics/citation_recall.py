"""Citation recall."""

from __future__ import annotations

from evals.metrics.metric import Metric, Outcome, Score, share


def _score(outcome: Outcome) -> Score | None:
    accepted, claims = outcome.case.accepted(), outcome.answer.claims
    if not accepted or not claims:
        return None
    right = {cited.number for cited in outcome.answer.citations if cited.document_id in accepted}
    without = [claim.text for claim in claims if right.isdisjoint(claim.citations)]
    return share(len(claims) - len(without), len(claims), f"without: {without[0]}" if without else "")


CITATION_RECALL = Metric(
    "citation_recall",
    "Claims well cited",
    "Of an answer's claims, the share with at least one citation of a document the case accepts. Not scored where "
    "nothing is claimed, or where the case names no document.",
    "Citation recall: Gao et al., Enabling Large Language Models to Generate Text with Citations, 2023; here against "
    "documents named by people.",
    _score,
)
