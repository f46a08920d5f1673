"""Answers that consultants approved: what became of each, from its proposal to its renewal or end."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.showing import Showing
from bot.records.tables import ApprovalState, ApprovedAnswerRow, SeenEventRow
from knowledge.vocabulary import Audience

STANDING = (ApprovalState.PROPOSED, ApprovalState.AGREED, ApprovalState.PUBLISHED, ApprovalState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class RestsOn:
    """A document version that an answer rests on, with the passage's id where it is one passage."""

    document_id: str
    version: int
    chunk_id: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer to keep. ``responsible`` is its owner as people call them; ``review_by`` a day such as 2027-05-23."""

    hand_off_id: str | None
    question: str
    answer: str
    audience: Audience
    author: Person
    responsible: str
    review_by: str
    rests_on: tuple[RestsOn, ...]
    channel: str


@dataclass(frozen=True, slots=True)
class ApprovedAnswer:
    """A kept answer; ``change`` counts what happened to it. Times are Unix seconds."""

    id: str
    proposal: Proposal
    document_id: str
    second: Person | None
    state: ApprovalState
    reason: str
    approved_at: float
    changed_at: float
    card_ts: str | None
    change: int
    attempts: int
    failures: int


class ApprovedAnswers:
    """Every public method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.showing = Showing(engine, ApprovedAnswerRow, ApprovedAnswerRow.id)

    def propose(self, key: str, proposal: Proposal, needs_second: bool) -> ApprovedAnswer | None:
        """Keep an answer, to be published at once or when a second consultant agrees; None when ``key`` came before."""
        now = time.time()
        identifier = uuid.uuid4().hex[:16]
        row = ApprovedAnswerRow(
            id=identifier,
            hand_off_id=proposal.hand_off_id,
            document_id=f"approved/{identifier}",
            question=proposal.question,
            answer=proposal.answer,
            audience=proposal.audience,
            author_team=proposal.author.team,
            author_user=proposal.author.user,
            responsible=proposal.responsible,
            review_by=proposal.review_by,
            rests_on=_plain(proposal.rests_on),
            state=ApprovalState.PROPOSED if needs_second else ApprovalState.AGREED,
            reason="",
            approved_at=now,
            changed_at=now,
            channel=proposal.channel,
            due_at=now,
        )
        about = {"approved": row.id, "hand_off": proposal.hand_off_id, "audience": proposal.audience}
        try:
            with Session(self.showing.engine, expire_on_commit=False) as session, session.begin():
                session.execute(insert(SeenEventRow).values(key=key, seen_at=now))
                session.add(row)
                session.flush()
                record(session, Event(What.ANSWER_APPROVED, proposal.author, details=about))
        except IntegrityError:
            return None
        return approved_answer(row)

    def find(self, identifier: str) -> ApprovedAnswer | None:
        """The approved answer with this id."""
        row = self.showing.row(identifier)
        return None if row is None else approved_answer(row)

    def listed(self, states: Collection[ApprovalState]) -> list[ApprovedAnswer]:
        """Those in these states, oldest first."""
        rows = self.showing.rows(ApprovedAnswerRow.state.in_(list(states)), order=ApprovedAnswerRow.approved_at)
        return [approved_answer(row) for row in rows]

    def agree(self, identifier: str, second: Person) -> bool:
        """A second consultant agrees; False when it no longer waits for one."""
        named = {"second_team": second.team, "second_user": second.user, "approved_at": time.time()}
        return self._advance(identifier, [ApprovalState.PROPOSED], ApprovalState.AGREED, second, **named)

    def published(self, approved: ApprovedAnswer) -> bool:
        """It can be found."""
        return self._advance(approved.id, [ApprovalState.AGREED], ApprovalState.PUBLISHED, None)

    def send_to_review(self, approved: ApprovedAnswer, reason: str) -> bool:
        """It is no longer to be found until somebody renews it; False when somebody else saw to it meanwhile."""
        return self._advance(approved.id, [ApprovalState.PUBLISHED], ApprovalState.IN_REVIEW, None, reason=reason)

    def renew(self, identifier: str, proposal: Proposal, needs_second: bool) -> bool:
        """It is right, as ``proposal`` now has it; False when it does not wait for that."""
        values: dict[str, Any] = {
            "question": proposal.question,
            "answer": proposal.answer,
            "audience": proposal.audience,
            "responsible": proposal.responsible,
            "review_by": proposal.review_by,
            "rests_on": _plain(proposal.rests_on),
            "author_team": proposal.author.team,
            "author_user": proposal.author.user,
            "second_team": None,
            "second_user": None,
            "reason": "",
            "approved_at": time.time(),
        }
        state = ApprovalState.PROPOSED if needs_second else ApprovalState.AGREED
        return self._advance(identifier, [ApprovalState.IN_REVIEW], state, proposal.author, **values)

    def end(self, identifier: str, who: Person, reason: str) -> bool:
        """It is not to be used any more, or not to be published; False when it has ended already."""
        return self._advance(identifier, STANDING, ApprovalState.ENDED, who, reason=reason)

    def _advance(
        self, identifier: str, states: Collection[ApprovalState], state: ApprovalState, who: Person | None, **more: Any
    ) -> bool:
        audited = Event(What.APPROVED_ANSWER_CHANGED, who, details={"approved": identifier, "state": state})
        return self.showing.advance(identifier, list(states), audited, state=state, changed_at=time.time(), **more)


def approved_answer(row: ApprovedAnswerRow) -> ApprovedAnswer:
    """The row as a value."""
    proposal = Proposal(
        hand_off_id=row.hand_off_id,
        question=row.question,
        answer=row.answer,
        audience=Audience(row.audience),
        author=Person(row.author_team, row.author_user),
        responsible=row.responsible,
        review_by=row.review_by,
        rests_on=tuple(RestsOn(**found) for found in row.rests_on),
        channel=row.channel,
    )
    return ApprovedAnswer(
        id=row.id,
        proposal=proposal,
        document_id=row.document_id,
        second=Person(row.second_team, row.second_user) if row.second_team and row.second_user else None,
        state=ApprovalState(row.state),
        reason=row.reason,
        approved_at=row.approved_at,
        changed_at=row.changed_at,
        card_ts=row.card_ts,
        change=row.changes,
        attempts=row.attempts,
        failures=row.failures,
    )


def _plain(rests_on: Sequence[RestsOn]) -> list[dict[str, Any]]:
    return [{"document_id": one.document_id, "version": one.version, "chunk_id": one.chunk_id} for one in rests_on]
