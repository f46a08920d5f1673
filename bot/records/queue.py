"""Questions waiting for an answer: claimed by one attempt at a time, until an answer is posted."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Engine, Float, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningUpdate

from bot.records.questions import StoredQuestion, stored
from bot.records.tables import QuestionRow, QuestionState
from bot.records.threads import note_answer, note_speaker


class Queue:
    """Nothing is lost, nothing is done twice. Every public method is one transaction that begins with its change."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, owner: str, seconds: float) -> StoredQuestion | None:
        """Take up the oldest question that is due, for ``seconds`` unless renewed; None when there is none.

        A thread's questions are worked on one after another, in the order asked once one of them was taken up. A
        question whose worker no longer renews its lease is due again.
        """
        now = time.time()
        given = {"now": now, "until": now + seconds, "claim": f"{owner}:{secrets.token_hex(4)}"}
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row = session.scalars(_take_oldest(), given).one_or_none()
            return None if row is None else stored(row)

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
            return [stored(row) for row in session.scalars(query)]

    def mark_tidied(self, question_id: str) -> None:
        """Nothing of an ended question is left in Slack that should not be."""
        ended = [QuestionState.STOPPED, QuestionState.WITHDRAWN, QuestionState.BLOCKED]
        where = and_(QuestionRow.id == question_id, QuestionRow.state.in_(ended))
        self._change(where, tidied=True, owner=None, attempts=0)

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

    def _change(self, where: ColumnElement[bool], **values: Any) -> bool:
        with Session(self._engine) as session, session.begin():
            return bool(_count(session.execute(update(QuestionRow).where(where).values(**values))))


def held(session: Session, question: StoredQuestion) -> bool:
    """Whether the question is still held under this claim; if so it stays so until the transaction ends."""
    same = update(QuestionRow).where(_held(question)).values(owner=question.claim)
    return bool(_count(session.execute(same)))


@cache
def _take_oldest() -> ReturningUpdate[QuestionRow]:
    """Made once: every idle worker asks for it every second. ``now``, ``until`` and ``claim`` are given with it."""
    now = bindparam("now", type_=Float)
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
    return (
        update(QuestionRow)
        .where(QuestionRow.id == oldest, _due(QuestionRow, now))
        .values(
            state=QuestionState.WORKING,
            owner=bindparam("claim"),
            leased_until=bindparam("until"),
            attempts=QuestionRow.attempts + 1,
        )
        .returning(QuestionRow)
        .execution_options(synchronize_session=False)
    )


def _due(row: Any, now: Any) -> ColumnElement[bool]:
    waiting = and_(row.state == QuestionState.WAITING, row.due_at <= now)
    abandoned = and_(row.state == QuestionState.WORKING, row.leased_until < now)
    return or_(waiting, abandoned)


def _held(question: StoredQuestion) -> ColumnElement[bool]:
    return and_(
        QuestionRow.id == question.id,
        QuestionRow.owner == question.claim,
        QuestionRow.state == QuestionState.WORKING,
    )


def _count(result: Any) -> int:
    return int(result.rowcount)
