"""Which questions would get another answer if a document were published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.access.policy import Audiences
from bot.adding.read_once import ReadOnce
from bot.answering.assistant import Assistant
from bot.vocabulary import Answer, Question
from knowledge.opening import Library
from knowledge.retrieval.retriever import as_searched

Progress = Callable[[int], None]
"""Called with the number of questions asked so far."""


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A question to try: from a suite, or asked in Slack of late."""

    question: Question
    suite: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A question that would be answered otherwise, and both answers."""

    asked: AskedBefore
    before: Answer
    after: Answer

    def cites(self, document_id: str) -> bool:
        """Whether the answer would rest on this document."""
        return any(citation.document_id == document_id for citation in self.after.citations)

    def dropped(self) -> list[str]:
        """The quotations that the answer would no longer give."""
        return _only_in(self.before, self.after)

    def added(self) -> list[str]:
        """The quotations that it would give anew."""
        return _only_in(self.after, self.before)


class Forecast:
    """Asks questions of a library as it is and as it would be.

    What was read and answered for the suites' questions serves the next document too: a consultant who amends a
    description asks the same again. Other people's questions are not kept. One thread at a time.
    """

    def __init__(
        self, library: Library, assistant_of: Callable[[Library], Assistant], suite_questions: Sequence[AskedBefore]
    ) -> None:
        self.suite_questions = suite_questions
        self._library = library
        self._assistant_of = assistant_of
        self._read = ReadOnce(library.embedder)
        self._state: tuple[int, dt.date] | None = None
        self._answers: dict[tuple[str, Audiences], Answer] = {}

    def of_suites(self, copy: Library, audiences: Audiences, progress: Progress) -> list[Change]:
        """The changes among the suites' questions, for somebody who holds ``audiences``.

        ``copy`` is the library with the document published.
        """
        self._forget_old_answers()
        with self._library.indexes.in_use():
            asked = [one.question.text for one in self.suite_questions]
            self._read.read_together([as_searched(text, self._library, audiences).text for text in asked])
        return self._changes(copy, self.suite_questions, audiences, self._read, self._answers, progress)

    def of(self, copy: Library, asked: Sequence[AskedBefore], audiences: Audiences) -> list[Change]:
        """The same among any other questions."""
        return self._changes(copy, asked, audiences, ReadOnce(self._library.embedder), {}, lambda done: None)

    def _forget_old_answers(self) -> None:
        state = self._library.catalogue.publication(), dt.date.today()
        if state != self._state:
            self._state = state
            self._answers.clear()

    def _changes(
        self,
        copy: Library,
        asked: Sequence[AskedBefore],
        audiences: Audiences,
        read: ReadOnce,
        answers: dict[tuple[str, Audiences], Answer],
        progress: Progress,
    ) -> list[Change]:
        now = self._assistant_of(replace(self._library, embedder=read))
        then = self._assistant_of(replace(copy, embedder=read))
        changes = []
        for number, one in enumerate(asked, start=1):
            question = replace(one.question, audiences=audiences)
            key = question.text, audiences
            if key not in answers:
                answers[key] = now.answer_without_model(question)
            after = then.answer_without_model(question)
            if differ(answers[key], after):
                changes.append(Change(one, answers[key], after))
            progress(number)
        return changes


def differ(before: Answer, after: Answer) -> bool:
    """Whether two answers quote other sentences or documents, or decline in another way."""
    return _gist(before) != _gist(after)


def _gist(answer: Answer) -> tuple[str, frozenset[tuple[str, str]]]:
    return answer.status, frozenset((citation.document_id, citation.quote) for citation in answer.citations)


def _only_in(one: Answer, other: Answer) -> list[str]:
    known = {(citation.document_id, citation.quote) for citation in other.citations}
    return [citation.quote for citation in one.citations if (citation.document_id, citation.quote) not in known]
