"""The probability that the library answers a question: a logistic model over retrieval signals, times the share of
the names and years in the question that the passages found mention.

Coefficients are in confidence.yaml, written by `python -m evals.calibrate`, which also says from what.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from knowledge.retrieval.particulars import Particulars
from knowledge.retrieval.retriever import SearchResult
from knowledge.retrieval.sentences import ScoredSentence
from knowledge.vocabulary import Chunk

COEFFICIENTS = Path(__file__).parent / "confidence.yaml"
_CHUNKS_READ = 3
"""Chunks of which one should mention the names in the question."""
_SENTENCES_READ = 5
"""Sentences of which one should mention the years in the question."""

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


def confidence_signals(result: SearchResult, sentences: Sequence[ScoredSentence]) -> dict[str, float]:
    """What speaks for the library holding the answer; each roughly between 0 and 1.

    A margin is the distance of the best from the middle of what was found: a question that is near to everything
    (or far from everything, as chatty ones are) is answered by nothing in particular.
    """
    dense = [scored.dense or 0.0 for scored in result.chunks] or [0.0]
    meaning = [sentence.meaning for sentence in sentences] or [0.0]
    match = [sentence.match for sentence in sentences] or [0.0]
    return {
        "chunk_margin": max(dense) - median(dense),
        "sentence_meaning": max(meaning),
        "match_margin": max(match) - median(match),
        "least_match": sentences[0].least if sentences else 0.0,
    }


def absent_particulars(
    result: SearchResult, sentences: Sequence[ScoredSentence], wanted: Particulars
) -> tuple[list[str], list[str]]:
    """The names, and the years, in a question that what was found does not mention.

    A name may stand anywhere in a chunk, a year must stand in a sentence that could be quoted, or its headings.
    """
    chunks = [f"{_headings(scored.chunk)} {scored.chunk.text}" for scored in result.chunks[:_CHUNKS_READ]]
    quotable = [f"{_headings(sentence.source.chunk)} {sentence.text}" for sentence in sentences[:_SENTENCES_READ]]
    return wanted.names_absent(chunks), wanted.years_absent(quotable)


def share_found(absent: tuple[Sequence[str], Sequence[str]], wanted: Particulars) -> float:
    """From 1, everything named is mentioned, to 0: a passage on Leeds does not answer a question about Barnsley."""
    names, years = absent
    return (1 - _share(names, wanted.names)) * (1 - _share(years, wanted.years))


def _headings(chunk: Chunk) -> str:
    return f"{chunk.title} {chunk.heading}"


def _share(absent: Sequence[str], wanted: Sequence[str]) -> float:
    return len(absent) / len(wanted) if wanted else 0.0
