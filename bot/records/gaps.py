"""Questions that were not answered well, sorted into gaps, and what is being done about each gap."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person, pseudonym_of
from bot.records.tables import (
    AnswerRow,
    AuditHeadRow,
    FeedbackRow,
    GapQuestionRow,
    GapRow,
    GapState,
    QuestionRow,
    QuestionState,
)
from bot.vocabulary import AnswerStatus
from knowledge.errors import InsightsError
from knowledge.vocabulary import Audience

_FELL_SHORT = {AnswerStatus.NOT_COVERED, AnswerStatus.PARTIAL}
_NEAR = 5
_DISTINCT = 6
"""Characters of a council's pseudonym that are shown."""


class Outcome(StrEnum):
    """What closed a gap."""

    DOCUMENT = "document"
    APPROVED_ANSWER = "approved_answer"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A question that got no whole answer or a thumbs-down.

    ``audiences`` are those of the place it was asked in, None where that was not noted; ``near`` are documents that
    were close to it; ``gap`` is None until it is sorted.
    """

    question_id: str
    text: str
    asker: Person
    asked_at: float
    status: AnswerStatus
    thumbs_down: int
    audiences: frozenset[Audience] | None
    near: tuple[str, ...]
    gap: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """What is being done about questions that are alike; times in Unix seconds."""

    number: int
    theme: str
    state: GapState
    assignee: Person | None
    outcome: Outcome | None
    document_id: str | None
    opened_at: float
    changed_at: float


@dataclass(frozen=True, slots=True)
class Sorted:
    """Questions that belong to one gap: a known one, or a new one where ``gap`` is None."""

    gap: int | None
    theme: str
    question_ids: tuple[str, ...]


class Gaps:
    """Every public method is one transaction; what people do is recorded with it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def shortfalls(self) -> list[Shortfall]:
        """All whose texts are kept, oldest first. What nothing was searched for, such as small talk, is left out."""
        thumbs = select(FeedbackRow.question_id, func.count()).where(~FeedbackRow.helpful)
        query = (
            select(QuestionRow, AnswerRow.content, AnswerRow.audiences, GapQuestionRow.gap)
            .join(AnswerRow, AnswerRow.question_id == QuestionRow.id)
            .join(GapQuestionRow, GapQuestionRow.question_id == QuestionRow.id, isouter=True)
            .where(QuestionRow.state == QuestionState.DONE, QuestionRow.text.is_not(None))
            .order_by(QuestionRow.asked_at, QuestionRow.id)
        )
        with Session(self._engine) as session:
            down = {row[0]: row[1] for row in session.execute(thumbs.group_by(FeedbackRow.question_id))}
            return [
                _shortfall(question, content, audiences, down.get(question.id, 0), gap)
                for question, content, audiences, gap in session.execute(query)
                if question.id in down or _fell_short(content)
            ]

    def all(self) -> list[Gap]:
        """Every gap, by number."""
        with Session(self._engine) as session:
            return [_gap(row) for row in session.scalars(select(GapRow).order_by(GapRow.number))]

    def find(self, number: int) -> Gap:
        """Raises InsightsError when there is no such gap."""
        with Session(self._engine) as session:
            return _gap(_row(session, number))

    def sort(self, groups: Sequence[Sorted]) -> bool:
        """Put questions into their gaps; False when somebody else sorted some of them meanwhile.

        A new question opens a gap again that a document or an approved answer was thought to have closed.
        """
        now = time.time()
        try:
            with Session(self._engine) as session, session.begin():
                for group in groups:
                    number = _new(session, group.theme, now) if group.gap is None else group.gap
                    rows = [{"question_id": question, "gap": number} for question in group.question_ids]
                    session.execute(insert(GapQuestionRow), rows)
                    session.execute(
                        update(GapRow).where(_thought_covered(number)).values(**_open(GapState.OPEN), changed_at=now)
                    )
        except IntegrityError:
            return False
        return True

    def assign(self, number: int, assignee: Person, who: Person) -> None:
        """Somebody sees to a gap. Raises InsightsError when there is no such gap."""
        values = _open(GapState.ASSIGNED) | {"team": assignee.team, "user": assignee.user}
        self._change(number, values, What.GAP_ASSIGNED, who)

    def close(self, number: int, outcome: Outcome, document_id: str | None, who: Person) -> None:
        """A gap is dealt with: by a document, by an approved answer (a document too), or as out of scope.

        Raises InsightsError when there is no such gap.
        """
        values = {"state": GapState.CLOSED, "outcome": outcome, "document_id": document_id}
        self._change(number, values, What.GAP_CLOSED, who, outcome=outcome, document=document_id)

    def reopen(self, number: int, who: Person) -> None:
        """Nobody sees to a gap, and nothing has closed it. Raises InsightsError when there is no such gap."""
        self._change(number, _open(GapState.OPEN), What.GAP_REOPENED, who)

    def note_reading(self, number: int, shown: int, who: Person) -> None:
        """Somebody was shown ``shown`` questions of a gap."""
        with Session(self._engine) as session, session.begin():
            record(session, Event(What.GAP_READ, who, details={"gap": number, "shown": shown}))

    def councils(self, teams: Collection[str]) -> dict[str, str]:
        """What stands for each team where others read: drawn at random once, like people's pseudonyms."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(AuditHeadRow).where(AuditHeadRow.id == 1).values(id=1))
            return {team: pseudonym_of(session, Person(team, ""))[:_DISTINCT] for team in sorted(set(teams))}

    def _change(self, number: int, values: dict[str, Any], what: What, who: Person, **details: Any) -> None:
        with Session(self._engine) as session, session.begin():
            changed = update(GapRow).where(GapRow.number == number).values(**values, changed_at=time.time())
            session.execute(changed)
            _row(session, number)
            record(session, Event(what, who, details={"gap": number, **details}))


def _open(state: GapState) -> dict[str, Any]:
    return {"state": state, "team": None, "user": None, "outcome": None, "document_id": None}


def _new(session: Session, theme: str, now: float) -> int:
    row = GapRow(theme=theme, state=GapState.OPEN, opened_at=now, changed_at=now)
    session.add(row)
    session.flush()
    return row.number


def _thought_covered(number: int) -> ColumnElement[bool]:
    return (GapRow.number == number) & GapRow.outcome.in_([Outcome.DOCUMENT, Outcome.APPROVED_ANSWER])


def _row(session: Session, number: int) -> GapRow:
    row = session.get(GapRow, number)
    if row is None:
        raise InsightsError(f"no gap {number}: `insights questions gaps --all` shows them")
    return row


def _fell_short(content: dict[str, Any]) -> bool:
    """No whole answer, or far from everything that was found."""
    status = content["status"]
    return status in _FELL_SHORT or (status == AnswerStatus.OUT_OF_SCOPE and bool(content.get("retrieved")))


def _shortfall(
    question: QuestionRow, content: dict[str, Any], audiences: list[str] | None, thumbs_down: int, gap: int | None
) -> Shortfall:
    near = [found["document_id"] for part in ("closest", "citations", "retrieved") for found in content.get(part, ())]
    return Shortfall(
        question_id=question.id,
        text=question.text or "",
        asker=Person(question.team, question.user),
        asked_at=question.asked_at,
        status=AnswerStatus(content["status"]),
        thumbs_down=thumbs_down,
        audiences=None if audiences is None else frozenset(map(Audience, audiences)),
        near=tuple(dict.fromkeys(near))[:_NEAR],
        gap=gap,
    )


def _gap(row: GapRow) -> Gap:
    return Gap(
        number=row.number,
        theme=row.theme,
        state=GapState(row.state),
        assignee=Person(row.team, row.user) if row.team and row.user else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        document_id=row.document_id,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
    )
