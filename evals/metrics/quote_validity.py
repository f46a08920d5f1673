"""Quote validity."""

from __future__ import annotations

from evals.metrics.metric import Metric, Outcome, Score, share


def _score(outcome: Outcome) -> Score | None:
    citations = outcome.answer.citations
    if not citations:
        return None
    invented = [
        cited.quote
        for cited in citations
        if not cited.quote.strip() or cited.quote not in outcome.passages.get(cited.chunk_id, "")
    ]
    why = f"not in its passage: {invented[0]}" if invented else ""
    return share(len(citations) - len(invented), len(citations), why)


QUOTE_VALIDITY = Metric(
    "quote_validity",
    "Quotes verbatim",
    "Of an answer's citations, the share whose quote occurs letter for letter in the passage cited, as the catalogue "
    "had it when the case was asked.",
    "Verified quotes: Menick et al., Teaching language models to support answers with verified quotes, 2022.",
    _score,
)
