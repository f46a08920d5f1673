"""Where questions come in, and where their askers change their minds. Each change is recorded in the audit with it."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.forgetting import forget_hand_off
from bot.records.person import Person
from bot.records.questions import NewQuestion, StoredQuestion, asked_in, stored
from bot.records.tables import AnswerRow, FeedbackRow, QuestionRow, QuestionState, SeenEventRow
from bot.records.threads import note_speaker


class Inbox:
    """Takes questions in, once. Every public method is one transaction that begins with its change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def receive(self, new: NewQuestion) -> StoredQuestion | None:
        """Store a question to be answered; None when it has been received before."""
        return self._receive(new, QuestionState.WAITING, What.ASKED)

    def receive_envelope(self, new: NewQuestion, reason: str) -> None:
        """Store that somebody asked something whose words must not be kept, and for what ``reason``."""
        self._receive(replace(new, text="", response_url=None), QuestionState.BLOCKED, What.BLOCKED, reason=reason)

    def _receive(self, new: NewQuestion, state: QuestionState, what: What, **details: str) -> StoredQuestion | None:
        now = time.time()
        row = QuestionRow(
            id=uuid.uuid4().hex[:16],
            surface=new.surface,
            team=new.team,
            user=new.user,
            asked_in=new.channel,
            channel=new.channel,
            thread_ts=new.thread_ts,
            message_ts=new.message_ts,
            response_url=new.response_url,
            text=new.text if state is QuestionState.WAITING else None,
            asked_at=now,
            state=state,
            due_at=now,
            tidied=state is QuestionState.BLOCKED,
        )
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                session.execute(insert(SeenEventRow).values(key=new.event_key, seen_at=now))
                session.add(row)
                if new.thread_ts is not None:
                    session.flush()
                    note_speaker(session, new.channel, new.thread_ts, new.user)
                session.flush()
                record(session, _event(what, row, **details))
        except IntegrityError:
            if self.has_seen(new.event_key) or self._is_known(new):
                return None
            raise
        return stored(row)

    def _is_known(self, new: NewQuestion) -> bool:
        """Whether the same message came before, under another event."""
        if new.message_ts is None:
            return False
        with Session(self._engine) as session:
            found = select(QuestionRow.id).where(asked_in(new.channel, new.message_ts))
            return session.scalars(found).one_or_none() is not None

    def first_sight(self, event_key: str, audited: Event | None = None) -> bool:
        """Whether an event that is no question is seen for the first time; it is remembered, and recorded if it is."""
        try:
            with Session(self._engine) as session, session.begin():
                session.execute(insert(SeenEventRow).values(key=event_key, seen_at=time.time()))
                if audited is not None:
                    record(session, audited)
        except IntegrityError:
            return False
        return True

    def has_seen(self, event_key: str) -> bool:
        """Whether an event has been taken in before."""
        with Session(self._engine) as session:
            return session.get(SeenEventRow, event_key) is not None

    def forget_event(self, event_key: str) -> None:
        """Let an event be taken in again: what it was to do did not happen."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(SeenEventRow).where(SeenEventRow.key == event_key))

    def forget_events(self, days: float) -> None:
        """Forget deliveries older than this, which Slack no longer repeats."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(SeenEventRow).where(SeenEventRow.seen_at < time.time() - days * 86_400))

    def edit(self, channel: str, message_ts: str, text: str, edited_ts: str) -> StoredQuestion | None:
        """Give a question its new wording and have it answered again.

        None when nothing changed, the question is unknown or withdrawn, or a later edit has come before.
        """
        newest = or_(QuestionRow.edited_ts.is_(None), QuestionRow.edited_ts < edited_ts)
        different = or_(QuestionRow.text.is_(None), QuestionRow.text != text)
        query = and_(asked_in(channel, message_ts), newest, different, QuestionRow.state != QuestionState.WITHDRAWN)
        new = {"text": text, "edited_ts": edited_ts, "revision": QuestionRow.revision + 1, "failures": 0}
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row = session.scalars(update(QuestionRow).where(query).values(**new).returning(QuestionRow)).one_or_none()
            if row is None:
                return None
            finished = and_(QuestionRow.id == row.id, QuestionRow.state != QuestionState.WORKING)
            again = {"state": QuestionState.WAITING, "owner": None, "due_at": time.time(), "tidied": False}
            session.execute(update(QuestionRow).where(finished).values(**again))
            record(session, _event(What.EDITED, row, revision=row.revision))
            return stored(row)

    def withdraw(self, channel: str, message_ts: str) -> StoredQuestion | None:
        """Delete a question's text, answer and feedback, and keep its envelope; None when it is unknown."""
        return self._empty(channel, message_ts, QuestionState.WITHDRAWN, What.WITHDRAWN)

    def block(self, channel: str, message_ts: str, reason: str) -> StoredQuestion | None:
        """The same for a question that was edited into one whose words must not be kept; it may be edited again."""
        return self._empty(channel, message_ts, QuestionState.BLOCKED, What.BLOCKED, reason=reason)

    def _empty(
        self, channel: str, message_ts: str, state: QuestionState, what: What, **details: str
    ) -> StoredQuestion | None:
        query = and_(asked_in(channel, message_ts), QuestionRow.state != QuestionState.WITHDRAWN)
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            values = {"state": state, "text": None, "tidied": _nothing_posted()}
            row = session.scalars(
                update(QuestionRow).where(query).values(**values).returning(QuestionRow)
            ).one_or_none()
            if row is None:
                return None
            session.execute(delete(AnswerRow).where(AnswerRow.question_id == row.id))
            session.execute(delete(FeedbackRow).where(FeedbackRow.question_id == row.id))
            forget_hand_off(session, row.id)
            record(session, _event(what, row, **details))
            return stored(row)

    def stop(self, channel: str, thread_ts: str) -> list[StoredQuestion]:
        """End the work on a thread's unfinished questions; returns them."""
        unfinished = and_(
            QuestionRow.channel == channel,
            QuestionRow.thread_ts == thread_ts,
            QuestionRow.state.in_([QuestionState.WAITING, QuestionState.WORKING, QuestionState.IN_REVIEW]),
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            values = {"state": QuestionState.STOPPED, "tidied": _nothing_posted()}
            changed = update(QuestionRow).where(unfinished).values(**values)
            return [stored(row) for row in session.scalars(changed.returning(QuestionRow))]


def _nothing_posted() -> ColumnElement[bool]:
    """No worker has taken the question up, and it has no answer: Slack shows nothing of ours."""
    return and_(QuestionRow.attempts == 0, QuestionRow.answer_ts.is_(None))


def _event(what: What, row: QuestionRow, **details: Any) -> Event:
    about = {"question": row.id, "surface": row.surface, **details}
    return Event(what, Person(row.team, row.user), row.channel, about)
