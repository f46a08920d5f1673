"""The documents found for a case as a ranking, scored with ir-measures."""

from __future__ import annotations

from functools import partial
from typing import Any

from evals.metrics.metric import Metric, Outcome, Score


def ranked_documents(outcome: Outcome) -> list[str]:
    """The documents found, by their best passage's score."""
    best: dict[str, float] = {}
    for found in outcome.answer.retrieved:
        best[found.document_id] = max(found.score, best.get(found.document_id, found.score))
    return sorted(best, key=lambda document: -best[document])


def ranking_metric(measure: str, title: str, definition: str, reference: str) -> Metric:
    """A metric over the documents found, by the name ir-measures gives it."""
    return Metric(measure, title, definition, reference, partial(_score, measure))


def _score(measure: str, outcome: Outcome) -> Score | None:
    import ir_measures

    accepted = outcome.case.accepted()
    if not accepted:
        return None
    ranking = ranked_documents(outcome)
    judged = {"case": dict.fromkeys(accepted, 1)}
    run = {"case": {document: float(len(ranking) - place) for place, document in enumerate(ranking)}}
    scored: dict[Any, float] = ir_measures.calc_aggregate([ir_measures.parse_measure(measure)], judged, run)
    (value,) = scored.values() if ranking else (0.0,)
    return Score(float(value), _places(accepted, ranking))


def _places(accepted: tuple[str, ...], ranking: list[str]) -> str:
    return "; ".join(
        f"{document} found {_ordinal(ranking.index(document) + 1)}" if document in ranking else f"{document} not found"
        for document in accepted
    )


def _ordinal(place: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(place, f"in place {place}")
