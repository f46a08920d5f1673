"""Drafts that a consultant reads before they are sent."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, and_, select, update
from sqlalchemy.orm import Session

from bot.records.answers import read_answer
from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.questions import StoredQuestion
from bot.records.queue import held
from bot.records.showing import Showing, changing
from bot.records.tables import QuestionRow, QuestionState, ReviewRow, ReviewState
from bot.vocabulary import Answer
from knowledge.vocabulary import Audience

_ANSWER = TypeAdapter(Answer)
DECIDED = (ReviewState.APPROVED, ReviewState.EDITED, ReviewState.REJECTED)


@dataclass(frozen=True, slots=True)
class Review:
    """The review of the draft for one wording of a question. Times are Unix seconds."""

    question_id: str
    revision: int
    audiences: frozenset[Audience]
    channel: str
    state: ReviewState
    edited: Answer | None
    note: str
    handler: Person | None
    asked_at: float
    closed_at: float | None
    card_ts: str | None
    told_ts: str | None
    change: int
    attempts: int
    failures: int
    reminders: int
    remind_at: float | None


class Reviews:
    """Every public method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.showing = Showing(engine, ReviewRow, ReviewRow.question_id)

    def hold(self, question: StoredQuestion, audiences: Collection[Audience], channel: str, remind_at: float) -> bool:
        """Have the draft for a claimed question read; a draft for a later wording replaces the earlier.

        False when the question is no longer held under this claim.
        """
        now = time.time()
        fresh: dict[str, Any] = {
            "revision": question.revision,
            "audiences": sorted(audiences),
            "channel": channel,
            "state": ReviewState.WAITING,
            "edited": None,
            "note": "",
            "handler_team": None,
            "handler_user": None,
            "asked_at": now,
            "closed_at": None,
            "remind_at": remind_at,
            "reminders": 0,
        }
        with Session(self.showing.engine) as session, session.begin():
            if not held(session, question):
                return False
            again = update(ReviewRow).where(ReviewRow.question_id == question.id)
            changed: Any = session.execute(again.values(**fresh, **changing(ReviewRow)))
            if not changed.rowcount:
                session.add(ReviewRow(question_id=question.id, due_at=now, **fresh))
                session.flush()
            about = {"question": question.id, "revision": question.revision}
            record(session, Event(What.DRAFT_HELD, Person(question.team, question.user), question.channel, about))
        return True

    def find(self, question_id: str) -> Review | None:
        """The review of a question's draft."""
        row = self.showing.row(question_id)
        return None if row is None else review(row)

    def listed(self, states: Sequence[ReviewState]) -> list[Review]:
        """Those in these states, oldest first."""
        return [review(row) for row in self.showing.rows(ReviewRow.state.in_(states), order=ReviewRow.asked_at)]

    def decide(
        self, seen: Review, who: Person, state: ReviewState, note: str = "", edited: Answer | None = None
    ) -> bool:
        """Say what becomes of a draft, and have the question's asker told.

        False, and nothing happens, when somebody else decided or the question has changed since ``seen``.
        """
        now = time.time()
        here = and_(
            ReviewRow.question_id == seen.question_id,
            ReviewRow.revision == seen.revision,
            ReviewRow.state == ReviewState.WAITING,
        )
        values: dict[str, Any] = {
            "state": state,
            "note": note,
            "edited": json.loads(_ANSWER.dump_json(edited)) if edited is not None else None,
            "handler_team": who.team,
            "handler_user": who.user,
            "closed_at": now,
            "remind_at": None,
        }
        waiting = and_(
            QuestionRow.id == seen.question_id,
            QuestionRow.revision == seen.revision,
            QuestionRow.state == QuestionState.IN_REVIEW,
        )
        again = {"state": QuestionState.WAITING, "owner": None, "due_at": now, "attempts": 0, "failures": 0}
        with Session(self.showing.engine) as session, session.begin():
            still = select(QuestionRow.id).where(waiting).exists()
            decided: Any = session.execute(update(ReviewRow).where(here, still).values(**values, **changing(ReviewRow)))
            if not decided.rowcount:
                return False
            session.execute(update(QuestionRow).where(waiting).values(**again))
            about = {"question": seen.question_id, "decision": state, "seconds": round(now - seen.asked_at)}
            record(session, Event(What.DRAFT_DECIDED, who, details={**about, "noted": bool(note)}))
        return True

    def end(self, question_id: str) -> None:
        """Nobody wants the draft any more: its question was answered otherwise, stopped or deleted."""
        self.showing.advance(question_id, [ReviewState.WAITING], None, state=ReviewState.ENDED, remind_at=None)

    def let_go(self) -> None:
        """Have every question that waits for a review answered anew: nothing is reviewed any more."""
        waiting = {"state": QuestionState.WAITING, "owner": None, "due_at": time.time(), "attempts": 0, "failures": 0}
        with Session(self.showing.engine) as session, session.begin():
            held_back = QuestionRow.state == QuestionState.IN_REVIEW
            session.execute(update(QuestionRow).where(held_back).values(**waiting))
            open_ones = ReviewRow.state == ReviewState.WAITING
            session.execute(update(ReviewRow).where(open_ones).values(state=ReviewState.ENDED, remind_at=None))


def review(row: ReviewRow) -> Review:
    """The row as a value."""
    return Review(
        question_id=row.question_id,
        revision=row.revision,
        audiences=frozenset(Audience(name) for name in row.audiences),
        channel=row.channel,
        state=ReviewState(row.state),
        edited=None if row.edited is None else read_answer(row.edited),
        note=row.note,
        handler=Person(row.handler_team, row.handler_user) if row.handler_team and row.handler_user else None,
        asked_at=row.asked_at,
        closed_at=row.closed_at,
        card_ts=row.card_ts,
        told_ts=row.told_ts,
        change=row.changes,
        attempts=row.attempts,
        failures=row.failures,
        reminders=row.reminders,
        remind_at=row.remind_at,
    )
