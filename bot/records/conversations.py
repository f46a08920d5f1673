"""Our own copy of the conversations the bot takes part in."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.records.answers import read_answer
from bot.records.questions import StoredQuestion
from bot.records.tables import AnswerRow, QuestionRow, QuestionState, ThreadRow
from bot.records.threads import note_speaker
from bot.vocabulary import STOPPED, Answer, Role, Turn

_EXCHANGES = 6
"""Earlier questions with their answers that a follow-up can lean on."""


class Conversations:
    """What was said in a thread, as far as it was said to or by the bot."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def turns_before(self, question: StoredQuestion) -> tuple[Turn, ...]:
        """The answered questions of the same thread asked before this one, oldest first.

        Those stopped, withdrawn or turned away are left out.
        """
        if question.thread_ts is None:
            return ()
        query = (
            select(QuestionRow.text, AnswerRow.content)
            .join(AnswerRow, AnswerRow.question_id == QuestionRow.id)
            .where(
                QuestionRow.channel == question.channel,
                QuestionRow.thread_ts == question.thread_ts,
                QuestionRow.state == QuestionState.DONE,
                QuestionRow.asked_at < question.asked_at,
            )
            .order_by(QuestionRow.asked_at.desc())
            .limit(_EXCHANGES)
        )
        with Session(self._engine) as session:
            exchanges = list(reversed(session.execute(query).all()))
        return tuple(
            turn
            for text, content in exchanges
            if content["status"] not in STOPPED
            for turn in (Turn(Role.USER, text or ""), Turn(Role.ASSISTANT, str(content["text"])))
        )

    def answers_in(self, channel: str, thread_ts: str) -> list[Answer]:
        """The answers given in a thread, oldest first; stopped and withdrawn questions have none."""
        query = (
            select(AnswerRow.content)
            .join(QuestionRow, AnswerRow.question_id == QuestionRow.id)
            .where(
                QuestionRow.channel == channel,
                QuestionRow.thread_ts == thread_ts,
                QuestionRow.state == QuestionState.DONE,
            )
            .order_by(QuestionRow.asked_at)
        )
        with Session(self._engine) as session:
            return [read_answer(content) for content in session.scalars(query)]

    def last_speaker(self, channel: str, thread_ts: str) -> str | None:
        """Who spoke last in a thread: a user's id or `bot`; None where the bot takes no part."""
        with Session(self._engine) as session:
            row = session.get(ThreadRow, (channel, thread_ts))
            return None if row is None else row.last_speaker

    def has_asked(self, channel: str, thread_ts: str, user: str) -> bool:
        """Whether this person has put a question to the bot in this thread."""
        query = select(QuestionRow.id).where(
            QuestionRow.channel == channel, QuestionRow.thread_ts == thread_ts, QuestionRow.user == user
        )
        with Session(self._engine) as session:
            return session.scalars(query.limit(1)).one_or_none() is not None

    def overheard(self, channel: str, thread_ts: str, user: str) -> None:
        """Somebody said something to the others in a thread of the bot's; what they said is not kept."""
        with Session(self._engine) as session, session.begin():
            note_speaker(session, channel, thread_ts, user)
