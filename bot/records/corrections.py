"""Which answers cite what, and which of their threads have been told that it left the library."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, delete, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.tables import CitedRow, QuestionRow, QuestionState
from bot.vocabulary import Answer

Version = tuple[str, int]
"""A document's id and the number of a version."""

_NEVER_POSTED = (
    QuestionState.STOPPED,
    QuestionState.WITHDRAWN,
    QuestionState.UNDELIVERABLE,
    QuestionState.BLOCKED,
)
_PATIENCE = 120.0
"""Seconds after which a correction on its way is taken for lost."""


@dataclass(frozen=True, slots=True)
class Correctable:
    """An answer in a thread, and those of the versions it cites that its thread has not been told of."""

    question_id: str
    channel: str
    thread_ts: str
    versions: frozenset[Version]
    tried: bool
    """Whether a correction may have been sent already."""


class Corrections:
    """Finds answers to correct, and remembers which were corrected."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def cited(self) -> set[Version]:
        """Every version that an uncorrected answer in a thread cites."""
        query = select(CitedRow.document_id, CitedRow.version).join(*_question()).where(_open()).distinct()
        with Session(self._engine) as session:
            return {(row[0], row[1]) for row in session.execute(query)}

    def answers_citing(self, versions: Collection[Version]) -> list[Correctable]:
        """The posted answers that cite one of ``versions`` and have not been corrected for it, oldest first.

        Left out are those whose correction somebody is sending right now.
        """
        now = time.time()
        query = (
            select(CitedRow, QuestionRow.channel, QuestionRow.thread_ts)
            .join(*_question())
            .where(
                _open(),
                QuestionRow.state == QuestionState.DONE,
                tuple_(CitedRow.document_id, CitedRow.version).in_(list(versions)),
                or_(CitedRow.sending_since.is_(None), CitedRow.sending_since < now - _PATIENCE),
            )
            .order_by(QuestionRow.asked_at)
        )
        found: dict[str, Correctable] = {}
        with Session(self._engine) as session:
            for row, channel, thread in session.execute(query):
                known = found.get(row.question_id)
                cited = {(row.document_id, row.version)} | (known.versions if known else set())
                tried = row.sending_since is not None or (known.tried if known else False)
                found[row.question_id] = Correctable(row.question_id, channel, str(thread), frozenset(cited), tried)
        return list(found.values())

    def begin(self, answer: Correctable) -> bool:
        """Take an answer's correction on; False when somebody else did a moment ago."""
        now = time.time()
        free = or_(CitedRow.sending_since.is_(None), CitedRow.sending_since < now - _PATIENCE)
        changed = update(CitedRow).where(_these(answer), CitedRow.corrected_at.is_(None), free)
        with Session(self._engine) as session, session.begin():
            result = session.execute(changed.values(sending_since=now))
            return bool(result.rowcount)  # type: ignore[attr-defined]

    def finish(self, answer: Correctable, posted: bool) -> None:
        """The thread has been told, or cannot be."""
        about = {
            "question": answer.question_id,
            "documents": sorted(f"{name} version {n}" for name, n in answer.versions),
        }
        with Session(self._engine) as session, session.begin():
            session.execute(update(CitedRow).where(_these(answer)).values(corrected_at=time.time()))
            if posted:
                record(session, Event(What.CORRECTED, None, answer.channel, about))


def note_citations(session: Session, question_id: str, answer: Answer) -> None:
    """Remember what an answer cites, within the caller's transaction; an answer given anew replaces the earlier."""
    session.execute(delete(CitedRow).where(CitedRow.question_id == question_id))
    cited = {(citation.document_id, citation.version) for citation in answer.citations}
    rows = [{"question_id": question_id, "document_id": name, "version": number} for name, number in sorted(cited)]
    if rows:
        session.execute(insert(CitedRow), rows)


def _question() -> tuple[type[QuestionRow], ColumnElement[bool]]:
    return QuestionRow, QuestionRow.id == CitedRow.question_id


def _open() -> ColumnElement[bool]:
    """Only what was said in a thread, or may yet be, can be corrected there: a private answer cannot be found again."""
    return and_(
        CitedRow.corrected_at.is_(None), QuestionRow.thread_ts.is_not(None), QuestionRow.state.not_in(_NEVER_POSTED)
    )


def _these(answer: Correctable) -> ColumnElement[bool]:
    return and_(
        CitedRow.question_id == answer.question_id,
        tuple_(CitedRow.document_id, CitedRow.version).in_(list(answer.versions)),
    )
