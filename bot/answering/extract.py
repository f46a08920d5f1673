"""Chooses the few sentences that answer, verbatim."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.retrieval.sentences import ScoredSentence

_MOST = 3
"""Sentences in an answer: an officer reads it at a glance."""
_NEARLY_AS_GOOD = 0.85
"""A further sentence must score this share of the best one."""
_SAME = 0.88
"""Sentences nearer in meaning than this say the same thing."""


def choose_sentences(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The most direct sentence first, then others that add to it, neighbours in their own order."""
    if not sentences:
        return []
    best = sentences[0]
    chosen = [best]
    for sentence in sentences[1:]:
        if len(chosen) == _MOST or sentence.score < _NEARLY_AS_GOOD * best.score:
            break
        if all(float(sentence.vector @ other.vector) < _SAME for other in chosen):
            chosen.append(sentence)
    return [best, *sorted(chosen[1:], key=lambda sentence: _reading_order(sentence, best))]


def _reading_order(sentence: ScoredSentence, best: ScoredSentence) -> tuple[bool, float, str, int, int]:
    """Sentences of the best one's document first, then by rank of their chunk, then as they stand."""
    chunk = sentence.source.chunk
    other_document = chunk.document_id != best.source.chunk.document_id
    return (
        other_document,
        -sentence.source.score if other_document else 0.0,
        chunk.document_id,
        chunk.ordinal,
        sentence.position,
    )
