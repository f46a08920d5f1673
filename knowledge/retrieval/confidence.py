"""The probability that the library answers a question: a logistic model over retrieval signals.

Coefficients are in confidence.yaml, written by `python -m evals.calibrate_confidence`, which also says from what.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from knowledge.indexes.terms import terms
from knowledge.retrieval.retriever import SearchResult
from knowledge.retrieval.sentences import ScoredSentence

_COEFFICIENTS = Path(__file__).parent / "confidence.yaml"
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_FIRST = 3
"""Chunks whose words count as what was found."""

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

    fields = yaml.safe_load(_COEFFICIENTS.read_text(encoding="utf-8"))
    return ConfidenceModel(fields["intercept"], fields["weights"], fields["threshold"])


def confidence_signals(
    result: SearchResult, sentences: Sequence[ScoredSentence], rarity: Mapping[str, float]
) -> dict[str, float]:
    """What speaks for and against the library holding the answer; each roughly between 0 and 1.

    ``rarity`` gives the inverse document frequency of the question's stems.
    """
    dense = sorted((scored.dense or 0.0 for scored in result.chunks), reverse=True)
    first = " ".join(
        f"{scored.chunk.title} {scored.chunk.heading} {scored.chunk.text}" for scored in result.chunks[:_FIRST]
    )
    best = sentences[0] if sentences else None
    rarest = max(rarity.values(), default=0.0)
    in_first = set(terms(first))
    return {
        "chunk_meaning": dense[0] if dense else 0.0,
        "margin": dense[0] - median(dense) if dense else 0.0,
        "sentence_meaning": max((sentence.meaning for sentence in sentences), default=0.0),
        "words_in_chunks": _covered(rarity, in_first),
        "words_in_sentence": _covered(rarity, set(terms(best.text)) if best else set()),
        "rarest_missing": max((idf for word, idf in rarity.items() if word not in in_first), default=0.0)
        / (rarest or 1.0),
        "numbers_missing": _missing(_NUMBER.findall(result.query), first),
        "agreement": _agreement(result),
    }


def _covered(rarity: Mapping[str, float], found: set[str]) -> float:
    total = sum(rarity.values())
    return sum(idf for word, idf in rarity.items() if word in found) / total if total else 0.0


def _missing(wanted: Sequence[str], text: str) -> float:
    return sum(item not in text for item in wanted) / len(wanted) if wanted else 0.0


def _agreement(result: SearchResult) -> float:
    """Share of the five best by meaning that are among the five best by words."""
    by_meaning = sorted(result.chunks, key=lambda scored: -(scored.dense or 0.0))[:5]
    by_words = sorted(result.chunks, key=lambda scored: -(scored.keyword or 0.0))[:5]
    shared = {scored.chunk.id for scored in by_meaning} & {scored.chunk.id for scored in by_words}
    return len(shared) / max(1, len(by_meaning))
