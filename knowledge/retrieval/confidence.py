"""The probability that the library answers a question: a logistic model over retrieval signals.

Coefficients are in confidence.yaml, written by `python -m evals.calibrate`, which also says from what.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from knowledge.retrieval.retriever import SearchResult
from knowledge.retrieval.sentences import ScoredSentence

COEFFICIENTS = Path(__file__).parent / "confidence.yaml"
_QUOTED = 2
"""Sentences in which the figure that a question asks for should stand."""
_FIGURES = (
    (r"\bcosts?\b|how much|price|salary|spen[dt]|£", r"£|\bmillion|\bbn\b|\bcost"),
    (r"per ?cent|proportion|what share|%|\brate\b|odds", r"%|per 10,000|per cent|out of|odds|third|quarter|half"),
    (r"how many|how long|total|number", r"\d"),
)
"""What a question that asks for a figure looks like, and what a sentence that holds such a figure does."""

Signals = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """Weights over signals, and the probability below which a question counts as not covered."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, signals: Signals) -> float:
        """The probability that the library answers. Raises KeyError for a missing signal."""
        total = self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-total))


def load_confidence() -> ConfidenceModel:
    """The calibrated model that comes with the installation."""
    import yaml

    fields = yaml.safe_load(COEFFICIENTS.read_text(encoding="utf-8"))
    return ConfidenceModel(fields["intercept"], fields["weights"], fields["threshold"])


def confidence_signals(
    result: SearchResult, sentences: Sequence[ScoredSentence], found: Sequence[ScoredSentence]
) -> dict[str, float]:
    """What speaks for the library holding the answer; each roughly between 0 and 1.

    ``sentences`` may be quoted; ``found`` are all those of the best passages.

    A margin is the distance of the best from the middle of what was found: a question that is near to everything
    (or far from everything, as chatty ones are) is answered by nothing in particular.
    """
    dense = [scored.dense or 0.0 for scored in result.chunks] or [0.0]
    meaning = [sentence.meaning for sentence in sentences] or [0.0]
    match = [sentence.match for sentence in sentences] or [0.0]
    matches = [sentence.match for sentence in found] or [0.0]
    return {
        "chunk_margin": max(dense) - median(dense),
        "sentence_meaning": max(meaning),
        "match_margin": max(match) - median(matches),
        "least_match": sentences[0].least if sentences else 0.0,
        "figure_given": float(bool(sentences) and _gives_figure(result.query, sentences)),
    }


def _gives_figure(question: str, sentences: Sequence[ScoredSentence]) -> bool:
    """Whether every kind of figure asked for stands in the best sentences; also where none is asked for."""
    quoted = " ".join(sentence.text for sentence in sentences[:_QUOTED])
    asked = [form for words, form in _FIGURES if re.search(words, question, re.IGNORECASE)]
    return all(re.search(form, quoted) for form in asked)
