"""Chooses the few sentences that answer, verbatim."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.disagreement import figures
from knowledge.retrieval.in_period import is_of, time_of
from knowledge.retrieval.period import Period
from knowledge.retrieval.sentences import ScoredSentence
from knowledge.vocabulary import Chunk, Evidence, Kind

_MOST = 3
"""Sentences in an answer: an officer reads it at a glance."""
_NEARLY_AS_GOOD = 0.85
"""A further sentence must score this share of the best one."""
_AS_DIRECT = 0.93
"""A sentence of this share of the best score is as direct an answer."""
_NO_RESULT = (Evidence.EXPERT_VIEW, Evidence.SELF_REPORTED)
_SAME = 0.88
"""Sentences of one document nearer in meaning than this say the same thing,"""
_REPEATED = 0.80
"""and those of two documents: reports retell one study in words of their own,"""
_SAME_BUT_FOR_A_FIGURE = 0.95
"""unless one gives a figure that the other lacks. Set on the tuning halves of the suites, where that raised the
figures right from 0.743 to 0.765 and the citations that belong from 0.870 to 0.886."""


def choose_sentences(sentences: Sequence[ScoredSentence], asked: Sequence[Period] = ()) -> list[ScoredSentence]:
    """The few sentences that answer, without those wholly outside the times ``asked`` about.

    Where all of them are outside, others that are nearly as good and inside; without any such, they stay.
    """
    chosen = _chosen(sentences)
    if not asked:
        return chosen
    nearly = [one for one in sentences if one.score >= _NEARLY_AS_GOOD * sentences[0].score]
    return _inside(chosen, asked) or _chosen(_inside(nearly, asked)) or chosen


def _inside(sentences: Sequence[ScoredSentence], asked: Sequence[Period]) -> list[ScoredSentence]:
    return [one for one in sentences if is_of(time_of(one.text, one.source.chunk), asked)]


def _chosen(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """The most direct sentence first, then others that add to it, neighbours in their own order.

    What is quoted whole is read in its own order from the beginning: its second paragraph may lean on its first.
    """
    if not sentences:
        return []
    sentences = _without_map_rows(sentences)
    best = _leading(sentences)
    chosen = [best]
    for sentence in sentences:
        if len(chosen) == _MOST or sentence.score < _NEARLY_AS_GOOD * sentences[0].score:
            break
        if not any(_says_the_same(sentence, other) for other in chosen):
            chosen.append(sentence)
    first = [] if best.source.chunk.quoted_whole else [best]
    return [*first, *sorted(chosen[len(first) :], key=lambda sentence: _reading_order(sentence, best))]


def _without_map_rows(sentences: Sequence[ScoredSentence]) -> Sequence[ScoredSentence]:
    """Rows of a map say what is provided, not what was found: they are left out where a sentence is as direct."""
    written = [sentence for sentence in sentences if sentence.source.chunk.kind is not Kind.PREVENTION_MAP]
    return written if written and written[0].score >= _AS_DIRECT * sentences[0].score else sentences


def _says_the_same(sentence: ScoredSentence, other: ScoredSentence) -> bool:
    """Whether it adds nothing to the other: neither another matter nor another figure."""
    likeness = float(sentence.vector @ other.vector)
    adds = figures(sentence.text) - figures(other.text)
    if adds:
        return likeness >= _SAME_BUT_FOR_A_FIGURE
    repeated = sentence.source.chunk.document_id != other.source.chunk.document_id
    return likeness >= (_REPEATED if repeated else _SAME)


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
