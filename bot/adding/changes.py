"""Which questions would get another answer if a document were published."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.access.policy import Audiences
from bot.answering.assistant import Assistant
from bot.vocabulary import Answer, Question

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


def find_changes(
    now: Assistant, then: Assistant, asked: Iterable[AskedBefore], audiences: Audiences, progress: Progress
) -> list[Change]:
    """Ask every question of the library as it is and as it would be, for somebody who holds ``audiences``.

    Two answers are the same when they quote the same sentences of the same documents, or both decline alike.
    """
    changes = []
    for number, one in enumerate(asked, start=1):
        question = replace(one.question, audiences=audiences)
        before, after = now.answer_without_model(question), then.answer_without_model(question)
        if _gist(before) != _gist(after):
            changes.append(Change(one, before, after))
        progress(number)
    return changes


def _gist(answer: Answer) -> tuple[str, frozenset[tuple[str, str]]]:
    return answer.status, frozenset((citation.document_id, citation.quote) for citation in answer.citations)
