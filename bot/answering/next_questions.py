"""Questions worth asking next, each of which the library can answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from bot.answering.assistant import Assistant
from bot.answering.statements import is_statement
from bot.vocabulary import Answer, AnswerStatus, Question
from knowledge.catalogue.catalogue import Catalogue
from knowledge.indexing.split import is_searched
from knowledge.vocabulary import Audience, Chunk

_OFFERED = 3
_TRIED = 5
"""Candidates put to the assistant at most: each costs as much as an answer."""
_LONGEST = 75
"""Characters: what fits on a button whole."""
_TELLING = 3
"""Words below which a heading ("Children's services") does not say what follows."""
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")

MORE_ON = "More on: {heading}"

EXAMPLES = (
    "Did family group conferences keep children out of care?",
    "Does telecare save money?",
    "How many children were looked after in England?",
    "What did reablement cost and save?",
    "Which prevention programmes had no effect when tested?",
    "What happened to early intervention spending?",
)
"""Put to the library before they are offered: those it cannot answer are left out."""


class NextQuestions:
    """Finds questions by reading headings and asking the assistant whether they can be answered."""

    def __init__(self, assistant: Assistant, catalogue: Catalogue) -> None:
        self._assistant = assistant
        self._catalogue = catalogue
        self._examples = lru_cache(maxsize=64)(self._working_examples)

    def after(self, question: Question, answer: Answer) -> list[str]:
        """Up to three questions about what stands near the answer's sources and was not part of it."""
        if answer.status not in (AnswerStatus.ANSWERED, AnswerStatus.NOT_COVERED):
            return []
        return self._answerable(self._near(answer, question.audiences), question.audiences, _OFFERED)

    def examples(self, audiences: Collection[Audience], count: int) -> list[str]:
        """Up to ``count`` questions to start with, for somebody who may see ``audiences``."""
        return list(self._examples(frozenset(audiences), self._catalogue.publication()))[:count]

    def _working_examples(self, audiences: frozenset[Audience], _publication: int) -> tuple[str, ...]:
        known = self._answerable(iter(EXAMPLES), audiences, len(EXAMPLES), tried=len(EXAMPLES))
        return tuple(known or self._answerable(self._newest(audiences), audiences, _OFFERED))

    def _answerable(
        self, candidates: Iterator[str], audiences: Collection[Audience], wanted: int, tried: int = _TRIED
    ) -> list[str]:
        found: list[str] = []
        for _, candidate in zip(range(tried), candidates, strict=False):
            if len(found) == wanted:
                break
            asked = Question("next", candidate, audiences=frozenset(audiences))
            answer = self._assistant.answer_without_model(asked)
            if answer.status is AnswerStatus.ANSWERED:
                found.append(candidate)
        return found

    def _near(self, answer: Answer, audiences: Collection[Audience]) -> Iterator[str]:
        """The other headings of the documents cited, then those of passages found and not cited, nearest first."""
        found = [retrieved.chunk_id for retrieved in answer.retrieved]
        visible = self._catalogue.visible_chunks(found, audiences)
        nearest = [visible[identifier] for identifier in found if identifier in visible]
        documents = dict.fromkeys(citation.document_id for citation in answer.citations)
        rest = [chunk for document_id in documents for chunk in self._catalogue.chunks_of(document_id, audiences)]
        cited = {citation.heading for citation in answer.citations}
        return _invitations([chunk for chunk in [*rest, *nearest] if chunk.heading not in cited])

    def _newest(self, audiences: Collection[Audience]) -> Iterator[str]:
        newest = sorted(self._catalogue.documents(audiences), key=lambda document: document.added_at, reverse=True)
        for document in newest:
            yield from _invitations(self._catalogue.chunks_of(document.id, audiences))


def _invitations(chunks: Iterable[Chunk]) -> Iterator[str]:
    """One question for each heading below a title under which there is something to say."""
    headings = dict.fromkeys(
        chunk.headings[-1] for chunk in chunks if len(chunk.headings) > 1 and is_searched(chunk.headings)
    )
    for heading in headings:
        subject = _REMARK.sub("", heading)
        question = MORE_ON.format(heading=subject)
        if len(question) <= _LONGEST and len(subject.split()) >= _TELLING and is_statement(subject):
            yield question
