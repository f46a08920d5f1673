"""Documents that consultants submit in Slack, and how far they have come."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.tables import SeenEventRow, SubmissionRow, SubmissionState

TO_WORK_ON = (
    SubmissionState.RECEIVED,
    SubmissionState.DESCRIBED,
    SubmissionState.SECOND_NAMED,
    SubmissionState.SENT_BACK,
    SubmissionState.AGREED,
    SubmissionState.PUBLISHED,
    SubmissionState.DISCARDED,
)
_MOMENT = 2.0
_OVER = (SubmissionState.PUBLISHED, SubmissionState.DISCARDED, SubmissionState.ENDED)


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted document. ``attempts`` counts workers that took it up in its present state, this one too."""

    id: str
    submitter: Person
    channel: str
    thread_ts: str | None
    message_ts: str | None
    file_id: str
    name: str
    fields: Mapping[str, Any]
    preview: Sequence[Mapping[str, Any]]
    state: SubmissionState
    note: str
    second: Person | None
    second_channel: str | None
    second_ts: str | None
    submitted_at: float
    attempts: int
    failures: int


class Submissions:
    """Takes submissions in, once, and carries them from state to state. Every public method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def receive(
        self, event_key: str, who: Person, channel: str, thread_ts: str | None, file_id: str, name: str
    ) -> Submission | None:
        """Store that somebody submitted a file; None when that came before."""
        now = time.time()
        row = SubmissionRow(
            id=uuid.uuid4().hex[:16],
            team=who.team,
            user=who.user,
            channel=channel,
            thread_ts=thread_ts,
            file_id=file_id,
            name=name,
            fields={},
            preview=[],
            state=SubmissionState.RECEIVED,
            note="",
            submitted_at=now,
            due_at=now,
            attempts=0,
            failures=0,
        )
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                session.execute(insert(SeenEventRow).values(key=event_key, seen_at=now))
                session.add(row)
                session.flush()
                record(session, Event(What.SUBMITTED, who, channel, {"submission": row.id}))
        except IntegrityError:
            return None
        return _value(row)

    def find(self, submission_id: str) -> Submission | None:
        """The submission with this id."""
        with Session(self._engine) as session:
            row = session.get(SubmissionRow, submission_id)
            return None if row is None else _value(row)

    def settled(self, submission_id: str) -> Submission | None:
        """The same once no worker holds it, waiting a moment: a button may be pressed before it is noted as shown."""
        deadline = time.monotonic() + _MOMENT
        while time.monotonic() < deadline:
            with Session(self._engine) as session:
                row = session.get(SubmissionRow, submission_id)
                if row is None or row.owner is None:
                    return None if row is None else _value(row)
            time.sleep(_MOMENT / 40)
        return self.find(submission_id)

    def content(self, submission_id: str) -> bytes | None:
        """The file, as long as it is kept."""
        with Session(self._engine) as session:
            return session.scalars(select(SubmissionRow.content).where(SubmissionRow.id == submission_id)).one_or_none()

    def claim(self, owner: str) -> Submission | None:
        """Take up the submission that has waited longest for work; None when there is none."""
        waiting = and_(
            SubmissionRow.state.in_(TO_WORK_ON), SubmissionRow.owner.is_(None), SubmissionRow.due_at <= time.time()
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            first = select(SubmissionRow.id).where(waiting).order_by(SubmissionRow.due_at).limit(1).scalar_subquery()
            taken = (
                update(SubmissionRow)
                .where(SubmissionRow.id == first, SubmissionRow.owner.is_(None))
                .values(owner=owner, attempts=SubmissionRow.attempts + 1)
                .returning(SubmissionRow)
            )
            row = session.scalars(taken).one_or_none()
            return None if row is None else _value(row)

    def owners(self) -> set[str]:
        """Who holds submissions at the moment."""
        with Session(self._engine) as session:
            return {str(owner) for owner in session.scalars(select(SubmissionRow.owner).distinct()) if owner}

    def release(self, owner: str) -> None:
        """Let what a dead process held be taken up again."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(SubmissionRow).where(SubmissionRow.owner == owner).values(owner=None))

    def postpone(self, submission: Submission, seconds: float) -> None:
        """Let it be tried again later: this time it did not go through."""
        later = {"owner": None, "due_at": time.time() + seconds, "failures": submission.failures + 1}
        with Session(self._engine) as session, session.begin():
            session.execute(update(SubmissionRow).where(SubmissionRow.id == submission.id).values(**later))

    def note(self, submission: Submission, **values: Any) -> None:
        """Write down something about it, such as the message it is shown in; its state stays."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(SubmissionRow).where(SubmissionRow.id == submission.id).values(**values))

    def advance(
        self,
        submission: Submission,
        state: SubmissionState,
        audited: Event | None = None,
        **values: Any,
    ) -> bool:
        """Carry it on to ``state``; False, and nothing happens, when it is no longer where ``submission`` says.

        The file goes when nothing more will be done with it.
        """
        here = and_(SubmissionRow.id == submission.id, SubmissionRow.state == submission.state)
        fresh: dict[str, Any] = {"owner": None, "attempts": 0, "failures": 0, "note": "", "due_at": time.time()}
        if state in _OVER:
            fresh |= {"content": None, "preview": []}
        with Session(self._engine) as session, session.begin():
            result = session.execute(update(SubmissionRow).where(here).values(**{**fresh, **values}, state=state))
            changed = bool(result.rowcount)  # type: ignore[attr-defined]
            if changed and audited is not None:
                record(session, audited)
        return changed


def _value(row: SubmissionRow) -> Submission:
    second = Person(row.second_team, row.second_user) if row.second_team and row.second_user else None
    return Submission(
        id=row.id,
        submitter=Person(row.team, row.user),
        channel=row.channel,
        thread_ts=row.thread_ts,
        message_ts=row.message_ts,
        file_id=row.file_id,
        name=row.name,
        fields=dict(row.fields),
        preview=tuple(row.preview),
        state=SubmissionState(row.state),
        note=row.note,
        second=second,
        second_channel=row.second_channel,
        second_ts=row.second_ts,
        submitted_at=row.submitted_at,
        attempts=row.attempts,
        failures=row.failures,
    )
