"""Questions whose answers fell short: nobody could use them, or there was none."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.questions import StoredQuestion, stored
from bot.records.tables import AnswerRow, FeedbackRow, QuestionRow, QuestionState
from bot.vocabulary import Answer, AnswerStatus

_UNANSWERED = (AnswerStatus.NOT_COVERED, AnswerStatus.PARTIAL, AnswerStatus.OUT_OF_SCOPE, AnswerStatus.CLARIFY)
_ANSWER = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """A question with its answer and what people who found it unhelpful gave as reasons and wrote."""

    question: StoredQuestion
    answer: Answer
    reasons: tuple[str, ...]
    comments: tuple[str, ...]
    thumbs_down: int


class Shortcomings:
    """Looks for answers to learn from."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def export(self, who: Person) -> list[Shortcoming]:
        """The questions that got a thumbs-down or no whole answer, oldest first, as far as their texts are kept.

        That they were exported, and how many, is recorded.
        """
        query = (
            select(QuestionRow, AnswerRow.content)
            .join(AnswerRow, AnswerRow.question_id == QuestionRow.id)
            .where(QuestionRow.state == QuestionState.DONE, QuestionRow.text.is_not(None))
            .order_by(QuestionRow.asked_at)
        )
        with Session(self._engine) as session, session.begin():
            opinions: dict[str, list[FeedbackRow]] = {}
            for row in session.scalars(select(FeedbackRow).where(~FeedbackRow.helpful)):
                opinions.setdefault(row.question_id, []).append(row)
            found = [
                _shortcoming(question, content, opinions.get(question.id, []))
                for question, content in session.execute(query)
                if question.id in opinions or content["status"] in _UNANSWERED
            ]
            record(session, Event(What.EXPORTED, who, details={"shortcomings": len(found)}))
        return found


def _shortcoming(question: QuestionRow, content: object, opinions: list[FeedbackRow]) -> Shortcoming:
    return Shortcoming(
        question=stored(question),
        answer=_ANSWER.validate_json(json.dumps(content)),
        reasons=tuple(dict.fromkeys(reason for opinion in opinions for reason in opinion.reasons)),
        comments=tuple(opinion.comment for opinion in opinions if opinion.comment),
        thumbs_down=len(opinions),
    )
