"""What is deleted after a while, and what goes when a person asks."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Engine, and_, delete, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.forgetting import forget_handler, forget_words
from bot.records.person import Person, find_pseudonym
from bot.records.tables import (
    AnswerRow,
    FeedbackRow,
    GapQuestionRow,
    GapRow,
    HandOffRow,
    PseudonymRow,
    QuestionRow,
    QuestionState,
    ReviewRow,
    SeenEventRow,
    SendingRow,
    SubmissionRow,
    SubscriberRow,
    ThreadRow,
)
from knowledge.catalogue.database import erase_freed_space
from knowledge.errors import InsightsError

ERASED = "erased"
"""The last speaker of a thread, where it was somebody who was erased."""
_DAY = 86_400
_UNFINISHED = [QuestionState.WAITING, QuestionState.WORKING, QuestionState.IN_REVIEW]
_BUSY = (
    "the records are in use by something that does not let go, so deleted text may still be in their files: "
    "end it and run `insights records purge`"
)


@dataclass(frozen=True, slots=True)
class Gone:
    """How much was deleted."""

    questions: int
    answers: int
    feedback: int


class Retention:
    """Deletes texts, and leaves no byte of them in the database's files."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def purge(self, days: int, who: Person) -> Gone:
        """Delete question texts, answers, feedback comments and submitted documents older than ``days``.

        The envelopes (who, where, when, how it went) and the audit stay; threads nobody asked in since are
        forgotten. Raises InsightsError when the files could not be cleared of what was deleted.
        """
        before = time.time() - days * _DAY
        old = and_(QuestionRow.asked_at < before, QuestionRow.text.is_not(None))
        with Session(self._engine) as session, session.begin():
            unfinished = and_(old, QuestionRow.state.in_(_UNFINISHED))
            session.execute(update(QuestionRow).where(unfinished).values(state=QuestionState.UNDELIVERABLE, owner=None))
            questions = session.execute(update(QuestionRow).where(old).values(text=None, response_url=None))
            # An answer repeats its question, so it goes with it, however late it was given.
            asked = select(QuestionRow.id).where(QuestionRow.asked_at < before)
            answers = session.execute(delete(AnswerRow).where(AnswerRow.question_id.in_(asked)))
            comments = and_(FeedbackRow.given_at < before, FeedbackRow.comment != "")
            feedback = session.execute(update(FeedbackRow).where(comments).values(comment=""))
            session.execute(delete(ThreadRow).where(~_asked_in_since(before)))
            session.execute(delete(SubmissionRow).where(SubmissionRow.submitted_at < before))
            forget_words(session, HandOffRow.question_id.in_(asked), ReviewRow.question_id.in_(asked))
            gone = Gone(_count(questions), _count(answers), _count(feedback))
            if gone != Gone(0, 0, 0):
                record(session, Event(What.PURGED, who, details={"days": days, **asdict(gone)}))
        self._clear_files()
        return gone

    def erase(self, person: Person, who: Person) -> Gone:
        """Delete all questions and feedback of a person with what belongs to them, and who their pseudonym stands for.

        Raises InsightsError when nothing is held, or the files could not be cleared of what was deleted.
        """
        theirs = and_(QuestionRow.team == person.team, QuestionRow.user == person.user)
        asked = select(QuestionRow.id).where(theirs)
        with Session(self._engine) as session, session.begin():
            feedback = session.execute(
                delete(FeedbackRow).where(or_(_given_by(person), FeedbackRow.question_id.in_(asked)))
            )
            answers = session.execute(delete(AnswerRow).where(AnswerRow.question_id.in_(asked)))
            about = or_(SendingRow.about == f"{person.team}/{person.user}", SendingRow.about.in_(asked))
            session.execute(delete(SendingRow).where(about))
            session.execute(delete(GapQuestionRow).where(GapQuestionRow.question_id.in_(asked)))
            questions = session.execute(delete(QuestionRow).where(theirs))
            session.execute(
                delete(SubscriberRow).where(SubscriberRow.team == person.team, SubscriberRow.user == person.user)
            )
            assigned = and_(GapRow.team == person.team, GapRow.user == person.user)
            session.execute(update(GapRow).where(assigned).values(team=None, user=None))
            submitted = and_(SubmissionRow.team == person.team, SubmissionRow.user == person.user)
            session.execute(delete(SubmissionRow).where(submitted))
            forget_handler(session, person)
            session.execute(update(ThreadRow).where(ThreadRow.last_speaker == person.user).values(last_speaker=ERASED))
            session.execute(delete(SeenEventRow).where(SeenEventRow.key.startswith(f"action:{person.user}:")))
            gone = Gone(_count(questions), _count(answers), _count(feedback))
            pseudonym = find_pseudonym(session, person)
            if pseudonym is None and gone == Gone(0, 0, 0):
                raise InsightsError(f"nothing is held about {person.team}/{person.user}")
            record(session, Event(What.ERASED, who, details={"person": pseudonym, **asdict(gone)}))
            session.execute(
                delete(PseudonymRow).where(PseudonymRow.team == person.team, PseudonymRow.user == person.user)
            )
        self._clear_files()
        return gone

    def _clear_files(self) -> None:
        try:
            cleared = erase_freed_space(self._engine)
        except OperationalError as error:
            raise InsightsError(_BUSY) from error
        if not cleared:
            raise InsightsError(_BUSY)


def _asked_in_since(before: float) -> ColumnElement[bool]:
    return (
        select(QuestionRow.id)
        .where(
            QuestionRow.channel == ThreadRow.channel,
            QuestionRow.thread_ts == ThreadRow.thread_ts,
            QuestionRow.asked_at >= before,
        )
        .exists()
    )


def _given_by(person: Person) -> ColumnElement[bool]:
    return and_(FeedbackRow.user == person.user, FeedbackRow.team.in_([person.team, ""]))


def _count(result: object) -> int:
    return int(result.rowcount)  # type: ignore[attr-defined]
