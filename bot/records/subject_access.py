"""Everything that is held about one person, for a subject access request."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Engine, and_, or_, select
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person, find_pseudonym
from bot.records.tables import (
    AnswerRow,
    ApprovedAnswerRow,
    AuditRow,
    FeedbackRow,
    GapRow,
    HandOffRow,
    QuestionRow,
    ReviewRow,
    SubmissionRow,
    SubscriberRow,
    ThreadRow,
)


class SubjectAccess:
    """Gathers what is held about a person."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def export(self, person: Person, who: Person) -> dict[str, Any]:
        """The person's questions with answers, feedback, threads they spoke in last and audit, as values of JSON.

        That it was exported is recorded. Times that are numbers are Unix seconds.
        """
        with Session(self._engine) as session, session.begin():
            pseudonym = find_pseudonym(session, person)
            held = {
                "team": person.team,
                "user": person.user,
                "pseudonym": pseudonym,
                "questions": _questions(session, person),
                "feedback": _feedback(session, person),
                "threads_spoken_in_last": _threads(session, person),
                "submissions": _submissions(session, person),
                "hears_of_new_documents": session.get(SubscriberRow, (person.team, person.user)) is not None,
                "gaps_assigned": _gaps(session, person),
                "hand_offs": _hand_offs(session, person),
                "drafts_decided": _drafts(session, person),
                "approved_answers": _approved(session, person),
                "audit": _audit(session, pseudonym) if pseudonym else [],
            }
        with Session(self._engine) as session, session.begin():
            record(session, Event(What.EXPORTED, who, details={"person": pseudonym}))
        return held


def _questions(session: Session, person: Person) -> list[dict[str, Any]]:
    rows = session.execute(
        select(QuestionRow, AnswerRow.content)
        .outerjoin(AnswerRow, AnswerRow.question_id == QuestionRow.id)
        .where(QuestionRow.team == person.team, QuestionRow.user == person.user)
        .order_by(QuestionRow.asked_at)
    )
    return [{**_columns(question), "answer": answer} for question, answer in rows]


def _feedback(session: Session, person: Person) -> list[dict[str, Any]]:
    theirs = and_(FeedbackRow.user == person.user, FeedbackRow.team.in_([person.team, ""]))
    return [_columns(row) for row in session.scalars(select(FeedbackRow).where(theirs).order_by(FeedbackRow.given_at))]


def _threads(session: Session, person: Person) -> list[dict[str, Any]]:
    return [_columns(row) for row in session.scalars(select(ThreadRow).where(ThreadRow.last_speaker == person.user))]


def _submissions(session: Session, person: Person) -> list[dict[str, Any]]:
    """Documents they submitted, without the files."""
    theirs = and_(SubmissionRow.team == person.team, SubmissionRow.user == person.user)
    rows = session.scalars(select(SubmissionRow).where(theirs).order_by(SubmissionRow.submitted_at))
    return [
        {"name": row.name, "fields": row.fields, "state": row.state, "submitted_at": row.submitted_at} for row in rows
    ]


def _gaps(session: Session, person: Person) -> list[int]:
    return list(session.scalars(select(GapRow.number).where(GapRow.team == person.team, GapRow.user == person.user)))


def _hand_offs(session: Session, person: Person) -> list[dict[str, Any]]:
    """Questions they handed on or handled; the words only of their own question or reply."""
    asked = and_(HandOffRow.team == person.team, HandOffRow.user == person.user)
    handled = and_(HandOffRow.handler_team == person.team, HandOffRow.handler_user == person.user)
    rows = session.scalars(select(HandOffRow).where(or_(asked, handled)).order_by(HandOffRow.asked_at))
    return [
        {
            "question": row.text if (row.team, row.user) == (person.team, person.user) else None,
            "reply": row.reply,
            "state": row.state,
            "asked_at": row.asked_at,
            "closed_at": row.closed_at,
        }
        for row in rows
    ]


def _drafts(session: Session, person: Person) -> list[dict[str, Any]]:
    handled = and_(ReviewRow.handler_team == person.team, ReviewRow.handler_user == person.user)
    rows = session.scalars(select(ReviewRow).where(handled).order_by(ReviewRow.asked_at))
    return [{"state": row.state, "note": row.note, "closed_at": row.closed_at} for row in rows]


def _approved(session: Session, person: Person) -> list[dict[str, Any]]:
    written = and_(ApprovedAnswerRow.author_team == person.team, ApprovedAnswerRow.author_user == person.user)
    agreed = and_(ApprovedAnswerRow.second_team == person.team, ApprovedAnswerRow.second_user == person.user)
    rows = session.scalars(
        select(ApprovedAnswerRow).where(or_(written, agreed)).order_by(ApprovedAnswerRow.approved_at)
    )
    return [{"document_id": row.document_id, "answer": row.answer, "state": row.state} for row in rows]


def _audit(session: Session, pseudonym: str) -> list[Any]:
    named = select(AuditRow.content).where(AuditRow.content.contains(pseudonym)).order_by(AuditRow.number)
    return [json.loads(content) for content in session.scalars(named)]


def _columns(row: QuestionRow | FeedbackRow | ThreadRow) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
