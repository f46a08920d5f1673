"""The audit: what happened, who was part of it and on what grounds, never what anybody wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.records.chain import Break, Head, Link, add_link, find_break
from bot.records.person import Person, pseudonym_of
from bot.records.tables import AuditHeadRow, AuditRow
from knowledge.errors import InsightsError

_DIRECT = ("D", "U", "W")
"""First letters of ids that stand for one person: a direct message, or the person before it is opened."""
_AT_ONCE = 1_000


class What(StrEnum):
    """What the audit tells of."""

    STARTED = "started"
    ASKED = "asked"
    EDITED = "edited"
    BLOCKED = "blocked"
    ANSWERING = "answering"
    """Written down before the first sentence of an answer that a model still writes is shown."""
    ANSWERED = "answered"
    """Written down before the answer is sent; one row an attempt."""
    PASSAGES_OPENED = "passages_opened"
    SHARED = "shared"
    FILES_SENT = "files_sent"
    """A briefing note, a picture of a map or an estimate, to one person."""
    FEEDBACK = "feedback"
    WITHDRAWN = "withdrawn"
    DOCUMENTS_CHANGED = "documents_changed"
    CORRECTED = "corrected"
    """A thread was told that something cited there left the library."""
    SUBMITTED = "submitted"
    AGREED = "agreed"
    """A second consultant agreed to a document."""
    SENT_BACK = "sent_back"
    DISCARDED = "discarded"
    FILE_SENT = "file_sent"
    """Somebody was sent the original file of a document."""
    GAP_ASSIGNED = "gap_assigned"
    GAP_CLOSED = "gap_closed"
    GAP_REOPENED = "gap_reopened"
    GAP_READ = "gap_read"
    """Somebody read the questions of a gap."""
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    DIGEST_SENT = "digest_sent"
    COVERED = "covered"
    """A thread was told that its question is covered now."""
    HANDED_ON = "handed_on"
    """An officer asked for a consultant."""
    HAND_OFF_CLAIMED = "hand_off_claimed"
    HAND_OFF_REASSIGNED = "hand_off_reassigned"
    HAND_OFF_ANSWERED = "hand_off_answered"
    HAND_OFF_DECLINED = "hand_off_declined"
    HAND_OFF_DELIVERED = "hand_off_delivered"
    HAND_OFF_UNDELIVERABLE = "hand_off_undeliverable"
    HAND_OFF_READ = "hand_off_read"
    """A consultant opened a question that not everybody in their channel may see."""
    ANSWER_APPROVED = "answer_approved"
    APPROVED_ANSWER_CHANGED = "approved_answer_changed"
    DRAFT_HELD = "draft_held"
    """A consultant reads the answer before it is sent."""
    DRAFT_DECIDED = "draft_decided"
    SWITCHED_OFF = "switched_off"
    SWITCHED_ON = "switched_on"
    PURGED = "purged"
    EXPORTED = "exported"
    ERASED = "erased"


class NotRecorded(InsightsError):
    """The audit could not be written: what should have been recorded must not go ahead."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; ``details`` are values of JSON and hold no text of anybody's and no id of a person."""

    what: What
    who: Person | None = None
    channel: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class Audit:
    """Adds to the audit and reads it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, event: Event) -> None:
        """Add an event in a transaction of its own. Raises NotRecorded when the database does not take it."""
        with _must_be_recorded(), Session(self._engine) as session, session.begin():
            record(session, event)

    def head(self) -> Head:
        """The end of the chain: worth noting where nobody who can write the database can write."""
        with Session(self._engine) as session:
            return _end(session)

    def find_break(self) -> Break | None:
        """The first row that is not as it was written; None when the audit is whole."""
        with Session(self._engine) as session:
            # Held while it is read, so that no row can follow the end unseen.
            session.execute(update(AuditHeadRow).where(AuditHeadRow.id == 1).values(id=1))
            return find_break(_links(session), _end(session))

    def has(self, noted: str) -> bool:
        """Whether a hash noted earlier is part of the chain."""
        with Session(self._engine) as session:
            return session.scalars(select(AuditRow.number).where(AuditRow.hash == noted)).first() is not None


def record(session: Session, event: Event) -> None:
    """Add an event to the audit within the caller's transaction, as the last thing it writes. Raises NotRecorded."""
    with _must_be_recorded():
        _append(session, event)


def _append(session: Session, event: Event) -> None:
    end = update(AuditHeadRow).where(AuditHeadRow.id == 1).values(number=AuditHeadRow.number + 1)
    number, previous = session.execute(end.returning(AuditHeadRow.number, AuditHeadRow.hash)).one()
    content = {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
        "what": event.what,
        "team": event.who.team if event.who else None,
        "who": pseudonym_of(session, event.who) if event.who else None,
        "where": _place(event.channel),
        "details": dict(event.details),
    }
    link = add_link(Head(number - 1, previous), content)
    session.add(AuditRow(number=link.number, content=link.content, previous=link.previous, hash=link.hash))
    session.execute(update(AuditHeadRow).where(AuditHeadRow.id == 1).values(hash=link.hash))
    session.flush()


@contextmanager
def _must_be_recorded() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise NotRecorded(f"the audit cannot be written ({type(error).__name__}): is the disk full?") from error


def _place(channel: str | None) -> str | None:
    return "direct" if channel and channel.startswith(_DIRECT) else channel


def _end(session: Session) -> Head:
    row = session.get_one(AuditHeadRow, 1)
    return Head(row.number, row.hash)


def _links(session: Session) -> Iterator[Link]:
    rows = session.execute(
        select(AuditRow.number, AuditRow.content, AuditRow.previous, AuditRow.hash).order_by(AuditRow.number),
        execution_options={"yield_per": _AT_ONCE},
    )
    return (Link(*row) for row in rows)
