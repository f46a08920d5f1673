"""What officers thought of answers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.tables import FeedbackRow


@dataclass(frozen=True, slots=True)
class Opinion:
    """One person's opinion of one answer."""

    question_id: str
    team: str
    user: str
    helpful: bool
    reasons: tuple[str, ...]
    comment: str


class Feedback:
    """Opinions of answers; a person's later opinion of the same answer replaces the earlier."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(
        self, question_id: str, who: Person, helpful: bool, reasons: Sequence[str] = (), comment: str = ""
    ) -> None:
        """Store an opinion."""
        with Session(self._engine) as session, session.begin():
            session.merge(
                FeedbackRow(
                    question_id=question_id,
                    user=who.user,
                    team=who.team,
                    helpful=helpful,
                    reasons=list(reasons),
                    comment=comment,
                    given_at=time.time(),
                )
            )
            session.flush()
            about = {"question": question_id, "helpful": helpful, "reasons": list(reasons), "comment": bool(comment)}
            record(session, Event(What.FEEDBACK, who, details=about))

    def on(self, question_id: str) -> list[Opinion]:
        """Every opinion of an answer."""
        query = select(FeedbackRow).where(FeedbackRow.question_id == question_id).order_by(FeedbackRow.given_at)
        with Session(self._engine) as session:
            return [
                Opinion(row.question_id, row.team, row.user, row.helpful, tuple(row.reasons), row.comment)
                for row in session.scalars(query)
            ]
