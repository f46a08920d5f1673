"""Questions as they are stored, and how to find them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, and_, select
from sqlalchemy.orm import Session

from bot.records.tables import QuestionRow, QuestionState


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
    """A question and how far it has come. ``asked_in`` is where it was asked, ``channel`` where its answer goes.

    ``claim`` is the right of one attempt to work on it: once another attempt has taken it over, nothing done under
    the old claim counts.
    """

    id: str
    surface: Surface
    team: str
    user: str
    asked_in: str
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
    """Looks questions up."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, question_id: str) -> StoredQuestion | None:
        """The question with this id."""
        with Session(self._engine) as session:
            row = session.get(QuestionRow, question_id)
            return None if row is None else stored(row)

    def find_by_message(self, channel: str, message_ts: str) -> StoredQuestion | None:
        """The question asked in this message."""
        with Session(self._engine) as session:
            row = session.scalars(select(QuestionRow).where(asked_in(channel, message_ts))).one_or_none()
            return None if row is None else stored(row)

    def messages_of_others(self, question: StoredQuestion) -> set[str]:
        """The messages in which other questions of the same thread are answered."""
        query = select(QuestionRow.answer_ts).where(
            QuestionRow.channel == question.channel,
            QuestionRow.thread_ts == question.thread_ts,
            QuestionRow.id != question.id,
        )
        with Session(self._engine) as session:
            return {ts for ts in session.scalars(query) if ts}

    def newest(self, count: int) -> list[StoredQuestion]:
        """The last questions that were answered and whose words are kept, newest first."""
        answered = and_(QuestionRow.state == QuestionState.DONE, QuestionRow.text.is_not(None))
        query = select(QuestionRow).where(answered).order_by(QuestionRow.asked_at.desc()).limit(count)
        with Session(self._engine) as session:
            return [stored(row) for row in session.scalars(query)]

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


def asked_in(channel: str, message_ts: str) -> ColumnElement[bool]:
    """The question of this message."""
    return and_(QuestionRow.asked_in == channel, QuestionRow.message_ts == message_ts)


def stored(row: QuestionRow) -> StoredQuestion:
    """The row as a value."""
    return StoredQuestion(
        id=row.id,
        surface=Surface(row.surface),
        team=row.team,
        user=row.user,
        asked_in=row.asked_in,
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
