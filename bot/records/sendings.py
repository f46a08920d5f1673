"""What the bot sends without being asked, each once: also when it is killed in the middle."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.audit import Event, record
from bot.records.tables import SendingRow

_PATIENCE = 120.0
"""Seconds after which something on its way is taken for lost."""


class Errand(StrEnum):
    """What is sent."""

    GAPS = "gaps"
    """The week's gaps, to the consultants' channel."""
    WHATS_NEW = "whats_new"
    """New documents, to somebody who wants to hear of them."""
    COVERED = "covered"
    """A thread is told that its question can be answered now."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One message: to whom or about what, and for which period."""

    errand: Errand
    about: str
    period: str = ""

    @property
    def key(self) -> str:
        """What it is recognised by in Slack."""
        return f"{self.errand}:{self.about}:{self.period}"


class Begun(StrEnum):
    """Whether a message may be sent."""

    FIRST = "first"
    AGAIN = "again"
    """An attempt was cut short: it may have arrived."""
    NO = "no"
    """It was sent, or somebody else is sending it right now."""


class Sendings:
    """Remembers what was sent. Every public method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def was_sent(self, sending: Sending) -> bool:
        """Whether it was sent, or given up."""
        with Session(self._engine) as session:
            row = session.get(SendingRow, (sending.errand, sending.about, sending.period))
            return row is not None and row.sent_at is not None

    def sent(self, errand: Errand, period: str) -> set[str]:
        """What or whom this errand is done for in a period."""
        done = select(SendingRow.about).where(
            SendingRow.kind == errand, SendingRow.period == period, SendingRow.sent_at.is_not(None)
        )
        with Session(self._engine) as session:
            return set(session.scalars(done))

    def begin(self, sending: Sending) -> Begun:
        """Take a message on."""
        now = time.time()
        new = {"kind": sending.errand, "about": sending.about, "period": sending.period, "begun_at": now}
        try:
            with Session(self._engine) as session, session.begin():
                session.execute(insert(SendingRow).values(**new))
            return Begun.FIRST
        except IntegrityError:
            lost = and_(_is(sending), SendingRow.sent_at.is_(None), SendingRow.begun_at < now - _PATIENCE)
            with Session(self._engine) as session, session.begin():
                changed: Any = session.execute(update(SendingRow).where(lost).values(begun_at=now))
                return Begun.AGAIN if changed.rowcount else Begun.NO

    def put_off(self, sending: Sending) -> None:
        """It did not go through: the next round may try again at once."""
        unsent = and_(_is(sending), SendingRow.sent_at.is_(None))
        with Session(self._engine) as session, session.begin():
            session.execute(update(SendingRow).where(unsent).values(begun_at=0.0))

    def finish(self, sending: Sending, event: Event | None) -> None:
        """It was sent, which ``event`` tells the audit; or there is nothing to send or no way to."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(SendingRow).where(_is(sending)).values(sent_at=time.time()))
            if event is not None:
                record(session, event)


def _is(sending: Sending) -> ColumnElement[bool]:
    return and_(
        SendingRow.kind == sending.errand, SendingRow.about == sending.about, SendingRow.period == sending.period
    )
