"""The path of a question."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from bot.answering.cite import cite_quotes, with_markers
from bot.answering.extract import choose_sentences
from bot.answering.notices import source_notices
from bot.answering.standalone import standalone
from bot.answering.verify import verify_quotes
from bot.guard.check import check_question
from bot.guard.configuration import GuardConfiguration
from bot.vocabulary import Answer, AnswerStatus, ClosestDocument, Question, Retrieved
from knowledge.indexes.terms import terms
from knowledge.opening import Library
from knowledge.retrieval.confidence import ConfidenceModel, absent_particulars, confidence_signals, share_found
from knowledge.retrieval.particulars import particulars
from knowledge.retrieval.retriever import Retriever
from knowledge.retrieval.sentences import score_sentences
from knowledge.vocabulary import Audience, ScoredChunk

_FOUND = 30
"""Chunks looked at to judge whether the library covers a question."""
_READ = 8
"""Chunks whose sentences may be quoted."""
_PER_DOCUMENT = 3
"""Chunks of one document, so that one report does not crowd out the rest."""
_CLOSE = 0.3
"""Cosine similarity below which a document is not called close to a question."""

_NAMED = 3
"""Closest documents named."""

NOT_COVERED = "The library does not cover this."
CLOSEST = "The nearest documents, which do not answer it, are:"
UNMENTIONED = "None of the passages found mentions {names}."
CLARIFY = "Please ask a full question: that is too little to search for."


class Assistant:
    """Answers questions from the library, citing every sentence."""

    def __init__(
        self, library: Library, retriever: Retriever, confidence: ConfidenceModel, guard: GuardConfiguration
    ) -> None:
        self._library = library
        self._retriever = retriever
        self._confidence = confidence
        self._guard = guard

    def answer(self, question: Question) -> Answer:
        """Guard, search, judge, choose, cite, check: an answer whose every sentence is a verified quotation."""
        timings: dict[str, float] = {}
        checked = check_question(question, self._guard)
        if isinstance(checked, Answer):
            return checked
        question = checked
        query = standalone(question)
        wanted = particulars(question.text)
        if not terms(query):
            return Answer(question.id, question.text, AnswerStatus.CLARIFY, CLARIFY)
        with _timed(timings, "search"):
            result = self._retriever.search(query, question.audiences, _FOUND, _PER_DOCUMENT)
        with _timed(timings, "sentences"):
            sentences = score_sentences(result, self._library.catalogue, _READ)
        with _timed(timings, "confidence"):
            absent = absent_particulars(result, sentences, wanted)
            likely = self._confidence.probability(confidence_signals(result, sentences))
            confidence = likely * share_found(absent, wanted)
        with _timed(timings, "compose"):
            chosen = choose_sentences(sentences) if confidence >= self._confidence.threshold else []
            claims, citations = cite_quotes(chosen, self._library.catalogue)
        with _timed(timings, "verify"):
            verified = verify_quotes(claims, citations, self._library.catalogue, question.audiences)
            proved = {number for claim in verified for number in claim.citations}
            shown = [citation for citation in citations if citation.number in proved]
        closest = () if verified else self._closest(result.chunks, question.audiences)
        return Answer(
            id=question.id,
            question=question.text,
            status=AnswerStatus.ANSWERED if verified else AnswerStatus.NOT_COVERED,
            text=with_markers(verified) if verified else _not_covered(closest, [*absent[0], *absent[1]]),
            claims=tuple(verified),
            notices=tuple(source_notices(shown, dt.date.today().year)),
            confidence=round(confidence, 4),
            closest=closest,
            citations=tuple(shown),
            retrieved=tuple(_retrieved(scored) for scored in result.chunks[:_READ]),
            timings_ms=timings,
        )

    def _closest(self, chunks: Sequence[ScoredChunk], audiences: Collection[Audience]) -> tuple[ClosestDocument, ...]:
        """The documents nearest to a question, as far as the asker may still see them."""
        near = [scored.chunk for scored in chunks if (scored.dense or 0.0) >= _CLOSE]
        visible = self._library.catalogue.visible_chunks([chunk.id for chunk in near], audiences)
        titles = {chunk.document_id: chunk.title for chunk in near if chunk.id in visible}
        return tuple(ClosestDocument(identifier, title) for identifier, title in list(titles.items())[:_NAMED])


def _not_covered(closest: Sequence[ClosestDocument], unmentioned: Sequence[str]) -> str:
    lines = [NOT_COVERED]
    if closest and unmentioned:
        lines.append(UNMENTIONED.format(names=" or ".join(unmentioned)))
    if closest:
        lines += [CLOSEST, *(f"• {document.title}" for document in closest)]
    return "\n".join(lines)


def _retrieved(scored: ScoredChunk) -> Retrieved:
    chunk = scored.chunk
    return Retrieved(chunk.id, chunk.document_id, chunk.audience, round(scored.score, 4))


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    timings[step] = round((time.perf_counter() - started) * 1000, 2)
