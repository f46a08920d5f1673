"""Questions from the moment they are taken in until an answer is posted: nothing is lost, nothing is done twice."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.tables import AnswerRow, FeedbackRow, QuestionRow, QuestionState, SeenEventRow
from bot.records.threads import note_answer, note_speaker


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
    """A question and how far it has come.

    ``claim`` is the right of one attempt to work on it: once another attempt has taken it over, nothing done under
    the old claim counts.
    """

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
    failures: int
    claim: str | None
    answer_ts: str | None
    sending: bool


class Questions:
    """The queue of questions. Every public method is one transaction that begins with its change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- coming in -----------------------------------------------------------------------------------------

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
            if self.has_seen(new.event_key) or (new.message_ts and self.find_by_message(new.channel, new.message_ts)):
                return None
            raise
        return _stored(row)

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

    # -- the asker changes their mind ----------------------------------------------------------------------

    def edit(self, channel: str, message_ts: str, text: str, edited_ts: str) -> StoredQuestion | None:
        """Give a question its new wording and have it answered again.

        None when nothing changed, the question is unknown or withdrawn, or a later edit has come before.
        """
        newest = or_(QuestionRow.edited_ts.is_(None), QuestionRow.edited_ts < edited_ts)
        different = or_(QuestionRow.text.is_(None), QuestionRow.text != text)
        query = and_(_asked(channel, message_ts), newest, different, QuestionRow.state != QuestionState.WITHDRAWN)
        new = {"text": text, "edited_ts": edited_ts, "revision": QuestionRow.revision + 1, "failures": 0}
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row = session.scalars(update(QuestionRow).where(query).values(**new).returning(QuestionRow)).one_or_none()
            if row is None:
                return None
            finished = and_(QuestionRow.id == row.id, QuestionRow.state != QuestionState.WORKING)
            again = {"state": QuestionState.WAITING, "owner": None, "due_at": time.time(), "tidied": False}
            session.execute(update(QuestionRow).where(finished).values(**again))
            record(session, _event(What.EDITED, row, revision=row.revision))
            return _stored(row)

    def withdraw(self, channel: str, message_ts: str) -> StoredQuestion | None:
        """Delete a question's text, answer and feedback, and keep its envelope; None when it is unknown."""
        return self._empty(channel, message_ts, QuestionState.WITHDRAWN, What.WITHDRAWN)

    def block(self, channel: str, message_ts: str, reason: str) -> StoredQuestion | None:
        """The same for a question that was edited into one whose words must not be kept; it may be edited again."""
        return self._empty(channel, message_ts, QuestionState.BLOCKED, What.BLOCKED, reason=reason)

    def _empty(
        self, channel: str, message_ts: str, state: QuestionState, what: What, **details: str
    ) -> StoredQuestion | None:
        query = and_(_asked(channel, message_ts), QuestionRow.state != QuestionState.WITHDRAWN)
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            values = {"state": state, "text": None, "tidied": _nothing_posted()}
            row = session.scalars(
                update(QuestionRow).where(query).values(**values).returning(QuestionRow)
            ).one_or_none()
            if row is None:
                return None
            session.execute(delete(AnswerRow).where(AnswerRow.question_id == row.id))
            session.execute(delete(FeedbackRow).where(FeedbackRow.question_id == row.id))
            record(session, _event(what, row, **details))
            return _stored(row)

    def stop(self, channel: str, thread_ts: str) -> list[StoredQuestion]:
        """End the work on a thread's unfinished questions; returns them."""
        unfinished = and_(
            QuestionRow.channel == channel,
            QuestionRow.thread_ts == thread_ts,
            QuestionRow.state.in_([QuestionState.WAITING, QuestionState.WORKING]),
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            values = {"state": QuestionState.STOPPED, "tidied": _nothing_posted()}
            changed = update(QuestionRow).where(unfinished).values(**values)
            return [_stored(row) for row in session.scalars(changed.returning(QuestionRow))]

    # -- being worked on -----------------------------------------------------------------------------------

    def claim(self, owner: str, seconds: float) -> StoredQuestion | None:
        """Take up the oldest question that is due, for ``seconds`` unless renewed; None when there is none.

        A thread's questions are worked on one after another, in the order asked once one of them was taken up. A
        question whose worker no longer renews its lease is due again.
        """
        now = time.time()
        candidate, other = aliased(QuestionRow), aliased(QuestionRow)
        begun_before = and_(
            other.state.in_([QuestionState.WAITING, QuestionState.WORKING]),
            other.attempts > 0,
            other.asked_at < candidate.asked_at,
        )
        in_hand = and_(other.state == QuestionState.WORKING, other.leased_until >= now)
        thread_is_busy = (
            select(other.id)
            .where(
                other.channel == candidate.channel,
                other.thread_ts == candidate.thread_ts,
                other.id != candidate.id,
                or_(in_hand, begun_before),
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
                owner=f"{owner}:{secrets.token_hex(4)}",
                leased_until=now + seconds,
                attempts=QuestionRow.attempts + 1,
            )
            .returning(QuestionRow)
            .execution_options(synchronize_session=False)
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row = session.scalars(taken).one_or_none()
            return None if row is None else _stored(row)

    def renew(self, claims: Collection[str], seconds: float) -> None:
        """Keep what is worked on under these claims for another ``seconds``."""
        held = and_(QuestionRow.owner.in_(claims), QuestionRow.state == QuestionState.WORKING)
        self._change(held, leased_until=time.time() + seconds)

    def release(self, claims: Collection[str]) -> None:
        """Let others take over at once what was worked on under these claims."""
        held = and_(QuestionRow.owner.in_(claims), QuestionRow.state == QuestionState.WORKING)
        self._change(held, state=QuestionState.WAITING, owner=None)

    def claims(self) -> set[str]:
        """The claims under which something is being worked on."""
        query = select(QuestionRow.owner).where(QuestionRow.state == QuestionState.WORKING).distinct()
        with Session(self._engine) as session:
            return {owner for owner in session.scalars(query) if owner}

    def is_held(self, question: StoredQuestion) -> bool:
        """Whether this wording of the question is still to be answered, under this claim."""
        query = select(QuestionRow.id).where(_held(question), QuestionRow.revision == question.revision)
        with Session(self._engine) as session:
            return session.scalars(query).one_or_none() is not None

    def mark_thread(self, question: StoredQuestion, channel: str, thread_ts: str) -> None:
        """The question's answer goes into this thread, which the bot opened for it."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(QuestionRow).where(_held(question)).values(channel=channel, thread_ts=thread_ts))
            note_speaker(session, channel, thread_ts, question.user)

    def mark_posting(self, question: StoredQuestion, answer_ts: str) -> bool:
        """The answer is being written into this message: after a crash it is finished there.

        False when the question is no longer held under this claim.
        """
        return self._change(_held(question), answer_ts=answer_ts)

    def mark_sending(self, question: StoredQuestion) -> None:
        """A private answer is about to be sent."""
        self._change(_held(question), sending=True)

    def finish(
        self,
        question: StoredQuestion,
        answer_ts: str | None = None,
        state: QuestionState = QuestionState.DONE,
    ) -> bool:
        """End the work on this wording of the question, answered in the message ``answer_ts``.

        False when the question was edited, stopped, withdrawn or taken over meanwhile; an edited one is due again.
        """
        ended: dict[str, Any] = {"state": state, "owner": None, "response_url": None, "sending": False}
        ended |= {"attempts": 0, "failures": 0} | ({"answer_ts": answer_ts} if answer_ts else {})
        with Session(self._engine) as session, session.begin():
            same = and_(_held(question), QuestionRow.revision == question.revision)
            if _count(session.execute(update(QuestionRow).where(same).values(**ended))):
                if question.thread_ts is not None:
                    note_answer(session, question.channel, question.thread_ts, question.user)
                return True
            again: dict[str, Any] = {"state": QuestionState.WAITING, "owner": None, "due_at": time.time()}
            again |= {"answer_ts": answer_ts} if answer_ts else {}
            session.execute(update(QuestionRow).where(_held(question)).values(**again))
        return False

    def postpone(self, question: StoredQuestion, seconds: float, failed: bool = True) -> None:
        """Try again after ``seconds``."""
        values = {"state": QuestionState.WAITING, "owner": None, "due_at": time.time() + seconds}
        self._change(_held(question), **values, failures=QuestionRow.failures + int(failed))

    def to_tidy(self) -> list[StoredQuestion]:
        """Stopped, withdrawn and blocked questions that may have left something in Slack, and that nobody holds."""
        ended = [QuestionState.STOPPED, QuestionState.WITHDRAWN, QuestionState.BLOCKED]
        nobodys = or_(QuestionRow.owner.is_(None), QuestionRow.leased_until < time.time())
        query = select(QuestionRow).where(QuestionRow.state.in_(ended), ~QuestionRow.tidied, nobodys)
        with Session(self._engine) as session:
            return [_stored(row) for row in session.scalars(query)]

    def mark_tidied(self, question_id: str) -> None:
        """Nothing of an ended question is left in Slack that should not be."""
        ended = [QuestionState.STOPPED, QuestionState.WITHDRAWN, QuestionState.BLOCKED]
        where = and_(QuestionRow.id == question_id, QuestionRow.state.in_(ended))
        self._change(where, tidied=True, owner=None, attempts=0)

    # -- looking -------------------------------------------------------------------------------------------

    def find(self, question_id: str) -> StoredQuestion | None:
        """The question with this id."""
        with Session(self._engine) as session:
            row = session.get(QuestionRow, question_id)
            return None if row is None else _stored(row)

    def find_by_message(self, channel: str, message_ts: str) -> StoredQuestion | None:
        """The question asked in this message."""
        with Session(self._engine) as session:
            row = session.scalars(select(QuestionRow).where(_asked(channel, message_ts))).one_or_none()
            return None if row is None else _stored(row)

    def messages_of_others(self, question: StoredQuestion) -> set[str]:
        """The messages in which other questions of the same thread are answered."""
        query = select(QuestionRow.answer_ts).where(
            QuestionRow.channel == question.channel,
            QuestionRow.thread_ts == question.thread_ts,
            QuestionRow.id != question.id,
        )
        with Session(self._engine) as session:
            return {ts for ts in session.scalars(query) if ts}

    def ahead_of(self, question: StoredQuestion) -> int:
        """How many questions asked earlier are still unfinished."""
        unfinished = QuestionRow.state.in_([QuestionState.WAITING, QuestionState.WORKING])
        query = select(func.count()).where(unfinished, QuestionRow.asked_at < question.asked_at)
        with Session(self._engine) as session:
            return session.scalars(query).one()

    def waiting(self) -> int:
        """How many questions nobody works on yet."""
        query = select(func.count()).where(QuestionRow.state == QuestionState.WAITING)
        with Session(self._engine) as session:
            return session.scalars(query).one()

    def recent_of(self, team: str, user: str, seconds: float) -> list[float]:
        """When this person asked within the last ``seconds``, oldest first."""
        since = time.time() - seconds
        query = (
            select(QuestionRow.asked_at)
            .where(QuestionRow.user == user, QuestionRow.team == team, QuestionRow.asked_at > since)
            .order_by(QuestionRow.asked_at)
        )
        with Session(self._engine) as session:
            return list(session.scalars(query))

    def _change(self, where: ColumnElement[bool], **values: Any) -> bool:
        with Session(self._engine) as session, session.begin():
            return bool(_count(session.execute(update(QuestionRow).where(where).values(**values))))


def held(session: Session, question: StoredQuestion) -> bool:
    """Whether the question is still held under this claim; if so it stays so until the transaction ends."""
    same = update(QuestionRow).where(_held(question)).values(owner=question.claim)
    return bool(_count(session.execute(same)))


def _due(row: Any, now: float) -> ColumnElement[bool]:
    waiting = and_(row.state == QuestionState.WAITING, row.due_at <= now)
    abandoned = and_(row.state == QuestionState.WORKING, row.leased_until < now)
    return or_(waiting, abandoned)


def _held(question: StoredQuestion) -> ColumnElement[bool]:
    return and_(
        QuestionRow.id == question.id,
        QuestionRow.owner == question.claim,
        QuestionRow.state == QuestionState.WORKING,
    )


def _asked(channel: str, message_ts: str) -> ColumnElement[bool]:
    return and_(QuestionRow.asked_in == channel, QuestionRow.message_ts == message_ts)


def _nothing_posted() -> ColumnElement[bool]:
    """No worker has taken the question up, and it has no answer: Slack shows nothing of ours."""
    return and_(QuestionRow.attempts == 0, QuestionRow.answer_ts.is_(None))


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
        failures=row.failures,
        claim=row.owner,
        answer_ts=row.answer_ts,
        sending=row.sending,
    )
