"""Answers as they were given: what the sources, sharing and feedback buttons refer to."""

from __future__ import annotations

import json
import time
from collections.abc import Collection

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.records.corrections import note_citations
from bot.records.questions import StoredQuestion
from bot.records.queue import held
from bot.records.tables import AnswerRow
from bot.vocabulary import Answer
from knowledge.vocabulary import Audience

_ANSWER = TypeAdapter(Answer)


class Answers:
    """One answer a question; answering again replaces it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, question: StoredQuestion, answer: Answer, audiences: Collection[Audience] = ()) -> bool:
        """Store the answer, and the audiences it may use, before it is shown.

        False when the question was withdrawn or taken over meanwhile.
        """
        content = json.loads(_ANSWER.dump_json(answer))
        with Session(self._engine) as session, session.begin():
            if not held(session, question):
                return False
            row = AnswerRow(question_id=question.id, content=content, answered_at=time.time())
            row.audiences = sorted(audiences) or None
            session.merge(row)
            session.flush()
            note_citations(session, question.id, answer)
        return True

    def find(self, question_id: str) -> Answer | None:
        """The answer to a question; None when there is none or it was withdrawn."""
        with Session(self._engine) as session:
            row = session.get(AnswerRow, question_id)
            return None if row is None else read_answer(row.content)


def read_answer(content: object) -> Answer:
    """An answer from its JSON form. Raises ValueError when it is none."""
    return _ANSWER.validate_json(json.dumps(content))
