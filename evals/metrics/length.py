"""Length."""

from __future__ import annotations

from evals.metrics.metric import Better, Metric, Outcome, Score, Unit


def _score(outcome: Outcome) -> Score | None:
    if not outcome.given:
        return None
    words = sum(len(claim.text.split()) for claim in outcome.answer.claims)
    return Score(float(words), f"{words} words in {len(outcome.answer.claims)} sentences")


LENGTH = Metric(
    "length",
    "Length",
    "Words in the claims of an answer. Not scored where nothing is claimed.",
    "Counted at white space; no method of its own.",
    _score,
    better=Better.NEITHER,
    unit=Unit.WORDS,
    gated=False,
)
