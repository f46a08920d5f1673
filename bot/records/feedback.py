"""What officers thought of answers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.tables import AnswerRow, FeedbackRow


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

    def rate(self, question_id: str, who: Person, helpful: bool) -> None:
        """Store a thumb; reasons given before stay with a second thumbs-down."""
        cleared = {"reasons": [], "comment": ""} if helpful else {}
        self._write(question_id, who, {"helpful": helpful, **cleared})

    def explain(self, question_id: str, who: Person, reasons: Sequence[str], comment: str) -> None:
        """Store why an answer was not helpful."""
        self._write(question_id, who, {"helpful": False, "reasons": list(reasons), "comment": comment})

    def _write(self, question_id: str, who: Person, values: dict[str, Any]) -> None:
        """Nothing is stored where the answer is no longer kept."""
        values = {**values, "given_at": time.time()}
        try:
            with Session(self._engine) as session, session.begin():
                if not _is_kept(session, question_id):
                    return
                mine = and_(FeedbackRow.question_id == question_id, FeedbackRow.user == who.user)
                changed: Any = session.execute(update(FeedbackRow).where(mine).values(**values))
                if not changed.rowcount:
                    new = {
                        "question_id": question_id,
                        "user": who.user,
                        "team": who.team,
                        "reasons": [],
                        "comment": "",
                        **values,
                    }
                    session.execute(insert(FeedbackRow).values(new))
                record(session, _event(question_id, who, values))
        except IntegrityError:
            self._write(question_id, who, values)

    def on(self, question_id: str) -> list[Opinion]:
        """Every opinion of an answer."""
        query = select(FeedbackRow).where(FeedbackRow.question_id == question_id).order_by(FeedbackRow.given_at)
        with Session(self._engine) as session:
            return [
                Opinion(row.question_id, row.team, row.user, row.helpful, tuple(row.reasons), row.comment)
                for row in session.scalars(query)
            ]


def _event(question_id: str, who: Person, given: Mapping[str, Any]) -> Event:
    reasons, has_comment = given.get("reasons", []), bool(given.get("comment"))
    about = {"question": question_id, "helpful": given["helpful"], "reasons": reasons, "comment": has_comment}
    return Event(What.FEEDBACK, who, details=about)


def _is_kept(session: Session, question_id: str) -> bool:
    """Whether the answer is kept; if so it stays so until the transaction ends."""
    same = update(AnswerRow).where(AnswerRow.question_id == question_id).values(question_id=question_id)
    changed: Any = session.execute(same)
    return bool(changed.rowcount)
