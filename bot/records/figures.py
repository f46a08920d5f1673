"""Counts of what happened in a period. Nothing here holds what anybody asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.records.tables import (
    AnswerRow,
    ApprovedAnswerRow,
    CitedRow,
    FeedbackRow,
    HandOffRow,
    HandOffState,
    QuestionRow,
    ReviewRow,
)

Version = tuple[str, int]
"""A document's id and the number of a version."""


@dataclass(frozen=True, slots=True)
class Counted:
    """``states`` and ``statuses`` by question; ``waits`` in seconds from question to answer, unordered;
    ``cited`` says how many answers cite each version. ``hand_offs`` and ``drafts`` (read before they were sent) are
    counted by state, ``reply_waits`` in seconds from a hand-off to its reply.
    """

    questions: int
    people: int
    councils: int
    states: Mapping[str, int]
    statuses: Mapping[str, int]
    waits: tuple[float, ...]
    helpful: int
    unhelpful: int
    cited: Mapping[Version, int]
    hand_offs: Mapping[str, int] = field(default_factory=dict)
    reply_waits: tuple[float, ...] = ()
    approved_answers: int = 0
    drafts: Mapping[str, int] = field(default_factory=dict)


class Figures:
    """Counts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count(self, since: float, until: float) -> Counted:
        """What became of the questions asked in a period (Unix seconds), as far as their answers are kept."""
        period = (QuestionRow.asked_at >= since, QuestionRow.asked_at < until)
        questions = select(QuestionRow.team, QuestionRow.user, QuestionRow.state).where(*period)
        answers = (
            select(AnswerRow.content["status"].as_string(), AnswerRow.answered_at - QuestionRow.asked_at)
            .join(QuestionRow, QuestionRow.id == AnswerRow.question_id)
            .where(*period)
        )
        thumbs = select(FeedbackRow.helpful, func.count()).where(
            FeedbackRow.given_at >= since, FeedbackRow.given_at < until
        )
        cited = (
            select(CitedRow.document_id, CitedRow.version, func.count())
            .join(QuestionRow, QuestionRow.id == CitedRow.question_id)
            .where(*period)
            .group_by(CitedRow.document_id, CitedRow.version)
        )
        handed = select(HandOffRow.state, HandOffRow.closed_at - HandOffRow.asked_at).where(
            HandOffRow.asked_at >= since, HandOffRow.asked_at < until
        )
        approved = select(func.count()).where(
            ApprovedAnswerRow.approved_at >= since, ApprovedAnswerRow.approved_at < until
        )
        drafts = select(ReviewRow.state).where(ReviewRow.asked_at >= since, ReviewRow.asked_at < until)
        with Session(self._engine) as session:
            hand_offs = session.execute(handed).all()
            asked = session.execute(questions).all()
            answered = session.execute(answers).all()
            given = {row[0]: row[1] for row in session.execute(thumbs.group_by(FeedbackRow.helpful))}
            return Counted(
                questions=len(asked),
                people=len({(team, user) for team, user, _ in asked}),
                councils=len({team for team, _, _ in asked}),
                states=Counter(state for _, _, state in asked),
                statuses=Counter(status for status, _ in answered),
                waits=tuple(max(0.0, wait) for _, wait in answered),
                helpful=given.get(True, 0),
                unhelpful=given.get(False, 0),
                cited={(row[0], row[1]): row[2] for row in session.execute(cited)},
                hand_offs=Counter(state for state, _ in hand_offs),
                reply_waits=tuple(wait for state, wait in hand_offs if state == HandOffState.ANSWERED and wait),
                approved_answers=session.scalars(approved).one(),
                drafts=Counter(session.scalars(drafts)),
            )
