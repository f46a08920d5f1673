"""What consultants were told of a question goes with it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.orm import Session

from bot.records.person import Person
from bot.records.showing import changing
from bot.records.tables import ApprovedAnswerRow, HandOffRow, HandOffState, ReviewRow, ReviewState


def forget_hand_off(session: Session, question_id: str) -> None:
    """Delete what was handed on of a question that its asker deleted, within the caller's transaction.

    What Slack shows of it is taken back afterwards.
    """
    withdrawn = {"state": HandOffState.WITHDRAWN, "remind_at": None, **_wordless()}
    theirs = HandOffRow.question_id == question_id
    session.execute(update(HandOffRow).where(theirs).values(**withdrawn, **changing(HandOffRow)))
    ended = {"state": ReviewState.ENDED, "remind_at": None, "edited": None, "note": ""}
    draft = ReviewRow.question_id == question_id
    session.execute(update(ReviewRow).where(draft).values(**ended, **changing(ReviewRow)))


def forget_words(session: Session, hand_offs: ColumnElement[bool], reviews: ColumnElement[bool]) -> None:
    """Delete the words of these hand-offs and drafts, and keep who did what when."""
    session.execute(update(HandOffRow).where(hand_offs).values(**_wordless()))
    session.execute(update(ReviewRow).where(reviews).values(edited=None, note=""))


def forget_handler(session: Session, person: Person) -> None:
    """Delete that somebody handled a question, a draft or an approved answer; what they approved stays, nobody's."""
    for row in (HandOffRow, ReviewRow):
        theirs = and_(row.handler_team == person.team, row.handler_user == person.user)
        session.execute(update(row).where(theirs).values(handler_team=None, handler_user=None))
    author = and_(ApprovedAnswerRow.author_team == person.team, ApprovedAnswerRow.author_user == person.user)
    session.execute(update(ApprovedAnswerRow).where(author).values(author_team="", author_user=""))
    second = and_(ApprovedAnswerRow.second_team == person.team, ApprovedAnswerRow.second_user == person.user)
    session.execute(update(ApprovedAnswerRow).where(second).values(second_team=None, second_user=None))


def _wordless() -> dict[str, object]:
    return {"text": None, "context": {}, "reply": None}
