"""Questions that officers hand to consultants, and how far they have come."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, and_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.questions import StoredQuestion
from bot.records.showing import Showing
from bot.records.tables import HandOffRow, HandOffState
from knowledge.vocabulary import Audience

OPEN = (HandOffState.OPEN, HandOffState.CLAIMED)
"""States in which a consultant may still do something."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a consultant is told besides the question.

    ``before`` was asked before in the thread; ``found`` are ids of passages, those cited first; ``lacking`` is what the
    answer itself said was missing; ``disliked`` are reasons and comments of a thumbs-down.
    """

    status: str = ""
    before: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()


_CONTEXT = TypeAdapter(Context)


@dataclass(frozen=True, slots=True)
class HandOff:
    """A question handed to consultants; ``change`` counts what happened to it. Times are Unix seconds."""

    id: str
    question_id: str
    asker: Person
    audiences: frozenset[Audience]
    channel: str
    theme: str | None
    text: str
    context: Context
    state: HandOffState
    handler: Person | None
    reply: str
    asked_at: float
    claimed_at: float | None
    closed_at: float | None
    card_ts: str | None
    asker_channel: str | None
    asker_thread: str | None
    told_ts: str | None
    reply_ts: str | None
    change: int
    attempts: int
    failures: int
    reminders: int
    remind_at: float | None


class HandOffs:
    """Takes questions to consultants, once each, and carries them on. Every public method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.showing = Showing(engine, HandOffRow, HandOffRow.id)

    def request(
        self,
        question: StoredQuestion,
        text: str,
        context: Context,
        audiences: Collection[Audience],
        channel: str,
        theme: str | None,
        remind_at: float,
    ) -> HandOff | None:
        """Store that the asker wants a consultant; None when they have asked already."""
        now = time.time()
        who = Person(question.team, question.user)
        row = HandOffRow(
            id=uuid.uuid4().hex[:16],
            question_id=question.id,
            team=who.team,
            user=who.user,
            audiences=sorted(audiences),
            channel=channel,
            theme=theme,
            text=text,
            context=_CONTEXT.dump_python(context, mode="json"),
            state=HandOffState.OPEN,
            asked_at=now,
            due_at=now,
            remind_at=remind_at,
        )
        about = {"hand_off": row.id, "question": question.id, "to": channel, "theme": theme}
        try:
            with Session(self.showing.engine, expire_on_commit=False) as session, session.begin():
                session.add(row)
                session.flush()
                record(session, Event(What.HANDED_ON, who, question.channel, about))
        except IntegrityError:
            return None
        return hand_off(row)

    def find(self, hand_off_id: str) -> HandOff | None:
        """The hand-off with this id."""
        row = self.showing.row(hand_off_id)
        return None if row is None else hand_off(row)

    def find_for(self, question_id: str) -> HandOff | None:
        """The hand-off of a question."""
        rows = self.showing.rows(HandOffRow.question_id == question_id, order=HandOffRow.asked_at)
        return hand_off(rows[0]) if rows else None

    def listed(self, states: Sequence[HandOffState]) -> list[HandOff]:
        """Those in these states, oldest first."""
        return [hand_off(row) for row in self.showing.rows(HandOffRow.state.in_(states), order=HandOffRow.asked_at)]

    def claim(self, hand_off_id: str, who: Person) -> bool:
        """``who`` takes an open question; False when somebody else was quicker."""
        now = time.time()
        audited = _event(What.HAND_OFF_CLAIMED, who, hand_off_id)
        return self._advance(hand_off_id, [HandOffState.OPEN], audited, HandOffState.CLAIMED, who, claimed_at=now)

    def reassign(self, hand_off_id: str, to: Person, who: Person) -> bool:
        """``to`` is to see to it; False when it is closed."""
        now = time.time()
        audited = _event(What.HAND_OFF_REASSIGNED, who, hand_off_id)
        return self._advance(hand_off_id, OPEN, audited, HandOffState.CLAIMED, to, claimed_at=now)

    def reply(self, hand_off_id: str, who: Person, reply: str) -> bool:
        """``who``, who has claimed it, replies; False when it is no longer theirs."""
        return self._close(hand_off_id, who, What.HAND_OFF_ANSWERED, HandOffState.ANSWERED, reply)

    def decline(self, hand_off_id: str, who: Person, reason: str) -> bool:
        """``who``, who has claimed it, says why there will be no reply; False when it is no longer theirs."""
        return self._close(hand_off_id, who, What.HAND_OFF_DECLINED, HandOffState.DECLINED, reason)

    def give_up(self, hand_off_id: str) -> None:
        """Its asker cannot be given the reply."""
        audited = Event(What.HAND_OFF_UNDELIVERABLE, details={"hand_off": hand_off_id})
        answered = [HandOffState.ANSWERED, HandOffState.DECLINED, *OPEN]
        self.showing.advance(hand_off_id, answered, audited, state=HandOffState.UNDELIVERABLE, remind_at=None)

    def _close(self, hand_off_id: str, who: Person, what: What, state: HandOffState, reply: str) -> bool:
        theirs = and_(HandOffRow.handler_team == who.team, HandOffRow.handler_user == who.user)
        values = {"state": state, "reply": reply, "closed_at": time.time(), "remind_at": None}
        claimed = [HandOffState.CLAIMED]
        return self.showing.advance(hand_off_id, claimed, _event(what, who, hand_off_id), theirs, **values)

    def _advance(
        self,
        key: str,
        states: Sequence[HandOffState],
        audited: Event,
        state: HandOffState,
        handler: Person,
        **more: Any,
    ) -> bool:
        named = {"handler_team": handler.team, "handler_user": handler.user}
        return self.showing.advance(key, states, audited, state=state, **named, **more)


def hand_off(row: HandOffRow) -> HandOff:
    """The row as a value."""
    return HandOff(
        id=row.id,
        question_id=row.question_id,
        asker=Person(row.team, row.user),
        audiences=frozenset(Audience(name) for name in row.audiences),
        channel=row.channel,
        theme=row.theme,
        text=row.text or "",
        context=_CONTEXT.validate_python(row.context),
        state=HandOffState(row.state),
        handler=Person(row.handler_team, row.handler_user) if row.handler_team and row.handler_user else None,
        reply=row.reply or "",
        asked_at=row.asked_at,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        card_ts=row.card_ts,
        asker_channel=row.asker_channel,
        asker_thread=row.asker_thread,
        told_ts=row.told_ts,
        reply_ts=row.reply_ts,
        change=row.changes,
        attempts=row.attempts,
        failures=row.failures,
        reminders=row.reminders,
        remind_at=row.remind_at,
    )


def _event(what: What, who: Person, hand_off_id: str) -> Event:
    return Event(what, who, details={"hand_off": hand_off_id})
