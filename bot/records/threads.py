"""Who spoke last in the threads the bot takes part in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.tables import ThreadRow

BOT = "bot"
"""The speaker where the last word was an answer."""


def note_speaker(session: Session, channel: str, thread_ts: str, speaker: str) -> None:
    """Remember the speaker within the caller's transaction, in which nothing has been read before."""
    if _update(session, channel, thread_ts, speaker):
        return
    try:
        with session.begin_nested():
            values = {"channel": channel, "thread_ts": thread_ts, "last_speaker": speaker}
            session.execute(insert(ThreadRow).values(values))
    except IntegrityError:
        _update(session, channel, thread_ts, speaker)


def note_answer(session: Session, channel: str, thread_ts: str, asker: str) -> None:
    """The bot has answered ``asker``; if somebody else has spoken since the question, they still spoke last."""
    session.execute(
        update(ThreadRow)
        .where(ThreadRow.channel == channel, ThreadRow.thread_ts == thread_ts, ThreadRow.last_speaker == asker)
        .values(last_speaker=BOT)
    )


def _update(session: Session, channel: str, thread_ts: str, speaker: str) -> bool:
    result: Any = session.execute(
        update(ThreadRow)
        .where(ThreadRow.channel == channel, ThreadRow.thread_ts == thread_ts)
        .values(last_speaker=speaker)
    )
    return bool(result.rowcount)
