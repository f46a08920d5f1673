"""Questions from the moment they are taken in until an answer is posted: nothing is lost, nothing is done twice."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.tables import AnswerRow, FeedbackRow, QuestionRow, QuestionState, SeenEventRow
from bot.records.threads import BOT, note_speaker


class Surface(StrEnum):
    """Where in Slack a question was asked."""

    MENTION = "mention"
    DIRECT = "direct"
    THREAD = "thread"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question as it arrives. ``event_key`` names the delivery, so that a repeated one is recognised.

    Without ``thread_ts`` only the asker sees the answer, by way of ``response_url``.
    """

    event_key: str
    surface: Surface
    team: str
    user: str
    channel: str
    text: str
    thread_ts: str | None = None
    message_ts: str | None = None
    response_url: str | None = None


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question and how far it has come. ``attempts`` counts the workers that took it up."""

    id: str
    surface: Surface
    team: str
    user: str
    channel: str
    thread_ts: str | None
    message_ts: str | None
    response_url: str | None
    text: str
    asked_at: float
    state: QuestionState
    revision: int
    attempts: int
    answer_ts: str | None
    sending: bool


class Questions:
    """The queue of questions. Every public method is one transaction that begins with its change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- coming in -----------------------------------------------------------------------------------------

    def receive(self, new: NewQuestion) -> StoredQuestion | None:
        """Store a question to be answered; None when it has been received before."""
        return self._receive(new, new.text, QuestionState.WAITING, What.ASKED, {})

    def receive_envelope(self, new: NewQuestion, reason: str) -> None:
        """Store that somebody asked something whose words must not be kept, and for what ``reason``."""
        self._receive(new, None, QuestionState.BLOCKED, What.BLOCKED, {"reason": reason})

    def _receive(
        self, new: NewQuestion, text: str | None, state: QuestionState, what: What, details: Mapping[str, str]
    ) -> StoredQuestion | None:
        now = time.time()
        row = QuestionRow(
            id=uuid.uuid4().hex[:16],
            surface=new.surface,
            team=new.team,
            user=new.user,
            channel=new.channel,
            thread_ts=new.thread_ts,
            message_ts=new.message_ts,
            response_url=new.response_url,
            text=text,
            asked_at=now,
            state=state,
            due_at=now,
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
            return None
        return _stored(row)

    def first_sight(self, event_key: str) -> bool:
        """Whether an event that is no question is seen for the first time; it is remembered."""
        try:
            with Session(self._engine) as session, session.begin():
                session.execute(insert(SeenEventRow).values(key=event_key, seen_at=time.time()))
        except IntegrityError:
            return False
        return True

    def has_seen(self, event_key: str) -> bool:
        """Whether an event has been taken in before."""
        with Session(self._engine) as session:
            return session.get(SeenEventRow, event_key) is not None

    def forget_events(self, days: float) -> None:
        """Forget deliveries older than this, which Slack no longer repeats."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(SeenEventRow).where(SeenEventRow.seen_at < time.time() - days * 86_400))

    def edit(self, channel: str, message_ts: str, text: str) -> StoredQuestion | None:
        """Give a question its new wording and have it answered again; None when nothing changed or it is unknown."""
        query = and_(
            QuestionRow.channel == channel,
            QuestionRow.message_ts == message_ts,
            QuestionRow.text != text,
            QuestionRow.state != QuestionState.WITHDRAWN,
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            changed = update(QuestionRow).where(query).values(text=text, revision=QuestionRow.revision + 1)
            row = session.scalars(changed.returning(QuestionRow)).one_or_none()
            if row is None:
                return None
            finished = and_(QuestionRow.id == row.id, QuestionRow.state != QuestionState.WORKING)
            session.execute(update(QuestionRow).where(finished).values(state=QuestionState.WAITING, due_at=time.time()))
            record(session, _event(What.EDITED, row, revision=row.revision))
            return _stored(row)

    def withdraw(self, channel: str, message_ts: str, reason: str = "deleted") -> StoredQuestion | None:
        """Delete a question's text, answer and feedback, and keep its envelope; None when it is unknown."""
        query = and_(
            QuestionRow.channel == channel,
            QuestionRow.message_ts == message_ts,
            QuestionRow.state != QuestionState.WITHDRAWN,
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            changed = update(QuestionRow).where(query).values(state=QuestionState.WITHDRAWN, text=None)
            row = session.scalars(changed.returning(QuestionRow)).one_or_none()
            if row is None:
                return None
            session.execute(delete(AnswerRow).where(AnswerRow.question_id == row.id))
            session.execute(delete(FeedbackRow).where(FeedbackRow.question_id == row.id))
            record(session, _event(What.WITHDRAWN, row, reason=reason))
            return _stored(row)

    def stop(self, channel: str, thread_ts: str) -> list[StoredQuestion]:
        """End the work on a thread's unfinished questions; returns them."""
        unfinished = and_(
            QuestionRow.channel == channel,
            QuestionRow.thread_ts == thread_ts,
            QuestionRow.state.in_([QuestionState.WAITING, QuestionState.WORKING]),
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            changed = update(QuestionRow).where(unfinished).values(state=QuestionState.STOPPED)
            return [_stored(row) for row in session.scalars(changed.returning(QuestionRow))]

    # -- being worked on -----------------------------------------------------------------------------------

    def claim(self, owner: str, seconds: float) -> StoredQuestion | None:
        """Take up the oldest question that is due, for ``seconds`` unless renewed; None when there is none.

        A thread's questions are worked on one after another. A question whose worker no longer renews its lease
        is due again.
        """
        now = time.time()
        candidate, other = aliased(QuestionRow), aliased(QuestionRow)
        thread_is_busy = (
            select(other.id)
            .where(
                other.channel == candidate.channel,
                other.thread_ts == candidate.thread_ts,
                other.id != candidate.id,
                other.state == QuestionState.WORKING,
                other.leased_until >= now,
            )
            .exists()
        )
        oldest = (
            select(candidate.id)
            .where(_due(candidate, now), ~thread_is_busy)
            .order_by(candidate.asked_at)
            .limit(1)
            .scalar_subquery()
        )
        taken = (
            update(QuestionRow)
            .where(QuestionRow.id == oldest, _due(QuestionRow, now))
            .values(
                state=QuestionState.WORKING,
                owner=owner,
                leased_until=now + seconds,
                attempts=QuestionRow.attempts + 1,
            )
            .returning(QuestionRow)
            .execution_options(synchronize_session=False)
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row = session.scalars(taken).one_or_none()
            return None if row is None else _stored(row)

    def renew(self, owner: str, seconds: float) -> None:
        """Keep everything that ``owner`` works on for another ``seconds``."""
        self._change(_held_by(owner), leased_until=time.time() + seconds)

    def release(self, owners: Collection[str]) -> None:
        """Let others take over at once what these owners were working on."""
        held = and_(QuestionRow.owner.in_(owners), QuestionRow.state == QuestionState.WORKING)
        self._change(held, state=QuestionState.WAITING, owner=None)

    def owners(self) -> set[str]:
        """Who is working on something."""
        query = select(QuestionRow.owner).where(QuestionRow.state == QuestionState.WORKING).distinct()
        with Session(self._engine) as session:
            return {owner for owner in session.scalars(query) if owner}

    def mark_thread(self, question_id: str, channel: str, thread_ts: str) -> None:
        """The question's answer goes into this thread, which the bot opened for it."""
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(QuestionRow).where(QuestionRow.id == question_id).values(channel=channel, thread_ts=thread_ts)
            )
            note_speaker(session, channel, thread_ts, BOT)

    def mark_posting(self, question_id: str, answer_ts: str) -> None:
        """The answer is being written into this message: after a crash it is finished there."""
        self._change(QuestionRow.id == question_id, answer_ts=answer_ts)

    def mark_taken_back(self, question_id: str) -> None:
        """The answer to a withdrawn question has been deleted from Slack."""
        self._change(QuestionRow.id == question_id, answer_ts=None)

    def mark_sending(self, question_id: str) -> None:
        """A private answer is about to be sent."""
        self._change(QuestionRow.id == question_id, sending=True)

    def state(self, question_id: str) -> QuestionState:
        """How far the question has come."""
        with Session(self._engine) as session:
            return QuestionState(session.scalars(select(QuestionRow.state).where(QuestionRow.id == question_id)).one())

    def finish(
        self,
        question: StoredQuestion,
        owner: str,
        answer_ts: str | None = None,
        state: QuestionState = QuestionState.DONE,
    ) -> bool:
        """End the work of ``owner`` on this wording of the question, answered in the message ``answer_ts``.

        False when the question was edited, stopped or withdrawn meanwhile; an edited one is due again.
        """
        mine = and_(_held_by(owner), QuestionRow.id == question.id)
        with Session(self._engine) as session, session.begin():
            same = and_(mine, QuestionRow.revision == question.revision)
            ended = {"state": state, "owner": None, "response_url": None, "sending": False, "attempts": 0}
            done = session.execute(update(QuestionRow).where(same).values(**ended, answer_ts=answer_ts))
            if _count(done):
                if question.thread_ts is not None:
                    note_speaker(session, question.channel, question.thread_ts, BOT)
                return True
            session.execute(
                update(QuestionRow)
                .where(mine)
                .values(state=QuestionState.WAITING, owner=None, due_at=time.time(), answer_ts=answer_ts)
            )
        return False

    def postpone(self, question: StoredQuestion, owner: str, seconds: float) -> None:
        """Try again after ``seconds``."""
        mine = and_(_held_by(owner), QuestionRow.id == question.id)
        self._change(mine, state=QuestionState.WAITING, owner=None, due_at=time.time() + seconds)

    # -- looking -------------------------------------------------------------------------------------------

    def find(self, question_id: str) -> StoredQuestion | None:
        """The question with this id."""
        with Session(self._engine) as session:
            row = session.get(QuestionRow, question_id)
            return None if row is None else _stored(row)

    def find_by_message(self, channel: str, message_ts: str) -> StoredQuestion | None:
        """The question asked in this message."""
        query = select(QuestionRow).where(QuestionRow.channel == channel, QuestionRow.message_ts == message_ts)
        with Session(self._engine) as session:
            row = session.scalars(query).one_or_none()
            return None if row is None else _stored(row)

    def ahead_of(self, question: StoredQuestion) -> int:
        """How many questions asked earlier are still unfinished."""
        unfinished = QuestionRow.state.in_([QuestionState.WAITING, QuestionState.WORKING])
        query = select(func.count()).where(unfinished, QuestionRow.asked_at < question.asked_at)
        with Session(self._engine) as session:
            return session.scalars(query).one()

    def to_take_back(self) -> list[StoredQuestion]:
        """Withdrawn questions whose answers still stand in Slack."""
        query = select(QuestionRow).where(
            QuestionRow.state == QuestionState.WITHDRAWN, QuestionRow.answer_ts.is_not(None)
        )
        with Session(self._engine) as session:
            return [_stored(row) for row in session.scalars(query)]

    def waiting(self) -> int:
        """How many questions nobody works on yet."""
        query = select(func.count()).where(QuestionRow.state == QuestionState.WAITING)
        with Session(self._engine) as session:
            return session.scalars(query).one()

    def recent_of(self, team: str, user: str, seconds: float) -> list[float]:
        """When this person asked within the last ``seconds``, oldest first."""
        query = (
            select(QuestionRow.asked_at)
            .where(QuestionRow.user == user, QuestionRow.team == team, QuestionRow.asked_at > time.time() - seconds)
            .order_by(QuestionRow.asked_at)
        )
        with Session(self._engine) as session:
            return list(session.scalars(query))

    def _change(self, where: ColumnElement[bool], **values: Any) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(QuestionRow).where(where).values(**values))


def _due(row: Any, now: float) -> ColumnElement[bool]:
    waiting = and_(row.state == QuestionState.WAITING, row.due_at <= now)
    abandoned = and_(row.state == QuestionState.WORKING, row.leased_until < now)
    return or_(waiting, abandoned)


def _held_by(owner: str) -> ColumnElement[bool]:
    return and_(QuestionRow.owner == owner, QuestionRow.state == QuestionState.WORKING)


def _event(what: What, row: QuestionRow, **details: Any) -> Event:
    about = {"question": row.id, "surface": row.surface, **details}
    return Event(what, Person(row.team, row.user), row.channel, about)


def _count(result: Any) -> int:
    return int(result.rowcount)


def _stored(row: QuestionRow) -> StoredQuestion:
    return StoredQuestion(
        id=row.id,
        surface=Surface(row.surface),
        team=row.team,
        user=row.user,
        channel=row.channel,
        thread_ts=row.thread_ts,
        message_ts=row.message_ts,
        response_url=row.response_url,
        text=row.text or "",
        asked_at=row.asked_at,
        state=QuestionState(row.state),
        revision=row.revision,
        attempts=row.attempts,
        answer_ts=row.answer_ts,
        sending=row.sending,
    )
