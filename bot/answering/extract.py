"""Chooses the few sentences that answer, verbatim."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.retrieval.sentences import ScoredSentence
from knowledge.vocabulary import Chunk, Evidence

_MOST = 3
"""Sentences in an answer: an officer reads it at a glance."""
_NEARLY_AS_GOOD = 0.85
"""A further sentence must score this share of the best one."""
_AS_DIRECT = 0.93
"""A sentence of this share of the best score is as direct an answer."""
_NO_RESULT = (Evidence.EXPERT_VIEW, Evidence.SELF_REPORTED)
_SAME = 0.88
"""Sentences nearer in meaning than this say the same thing."""


def choose_sentences(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The most direct sentence first, then others that add to it, neighbours in their own order."""
    if not sentences:
        return []
    best = _leading(sentences)
    chosen = [best]
    for sentence in sentences:
        if len(chosen) == _MOST or sentence.score < _NEARLY_AS_GOOD * sentences[0].score:
            break
        if all(float(sentence.vector @ other.vector) < _SAME for other in chosen):
            chosen.append(sentence)
    return [best, *sorted(chosen[1:], key=lambda sentence: _reading_order(sentence, best))]


def _leading(sentences: Sequence[ScoredSentence]) -> ScoredSentence:
    """The best one; where that is what somebody expects or says of itself, a measured result that is as direct."""
    as_direct = (one for one in sentences if one.score >= _AS_DIRECT * sentences[0].score)
    return next((one for one in as_direct if _is_result(one.source.chunk)), sentences[0])


def _is_result(chunk: Chunk) -> bool:
    return chunk.evidence not in _NO_RESULT and not chunk.disagreement


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
