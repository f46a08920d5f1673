"""Rows that Slack is kept in step with: whatever changes is shown by one worker at a time, also after a crash."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Engine, and_, case, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.records.audit import Event, record
from bot.records.tables import ShownRow

Row = TypeVar("Row", bound=ShownRow)

NEVER = 1e11
"""A time that does not come."""


class Showing(Generic[Row]):
    """The rows of one table. Every public method is one transaction."""

    def __init__(self, engine: Engine, row: type[Row], key: InstrumentedAttribute[str]) -> None:
        self.engine = engine
        self._row = row
        self._key = key

    def rows(self, *where: ColumnElement[bool], order: InstrumentedAttribute[float]) -> list[Row]:
        """Those rows, in order."""
        with Session(self.engine) as session:
            return list(session.scalars(select(self._row).where(*where).order_by(order)))

    def row(self, key: str) -> Row | None:
        """The row with this key."""
        with Session(self.engine) as session:
            return session.get(self._row, key)

    def claim(self, worker: str) -> Row | None:
        """Take up what has been due longest; None when nothing is."""
        due = and_(self._row.worker.is_(None), self._row.due_at <= time.time())
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            first = select(self._key).where(due).order_by(self._row.due_at).limit(1).scalar_subquery()
            taken = (
                update(self._row)
                .where(self._key == first, self._row.worker.is_(None))
                .values(worker=worker, attempts=self._row.attempts + 1)
                .returning(self._row)
            )
            return session.scalars(taken).one_or_none()

    def workers(self) -> set[str]:
        """Who holds rows at the moment."""
        with Session(self.engine) as session:
            return {worker for worker in session.scalars(select(self._row.worker).distinct()) if worker}

    def release(self, worker: str) -> None:
        """Let what a dead process held be taken up again."""
        self._change(self._row.worker == worker, worker=None)

    def note(self, key: str, **values: Any) -> None:
        """Write down something about what is shown, such as its message."""
        self._change(self._key == key, **values)

    def postpone(self, key: str, seconds: float) -> None:
        """Let it be tried again later: this time it did not go through."""
        self._change(self._key == key, worker=None, due_at=time.time() + seconds, failures=self._row.failures + 1)

    def park(self, key: str) -> None:
        """Try no more until it changes."""
        self._change(self._key == key, worker=None, attempts=0, failures=0, due_at=NEVER)

    def key_of(self, row: Row) -> str:
        """The key of a row."""
        return str(getattr(row, self._key.key))

    def mark_shown(self, key: str, change: int, next_due: float = NEVER) -> None:
        """Slack shows this change; what changed meanwhile is due at once."""
        then = case((self._row.changes == change, next_due), else_=time.time())
        self._change(self._key == key, shown=change, worker=None, attempts=0, failures=0, due_at=then)

    def advance(
        self, key: str, states: Sequence[str], audited: Event | None, *where: ColumnElement[bool], **values: Any
    ) -> bool:
        """Change a row that is in one of ``states``, and let it be shown; False, and nothing happens, for any other."""
        here = and_(self._key == key, self._row.state.in_(states), *where)
        with Session(self.engine) as session, session.begin():
            changed = update(self._row).where(here).values(**changing(self._row), **values)
            if not _count(session.execute(changed)):
                return False
            if audited is not None:
                record(session, audited)
        return True

    def _change(self, where: ColumnElement[bool], **values: Any) -> None:
        with Session(self.engine) as session, session.begin():
            session.execute(update(self._row).where(where).values(**values))


def changing(row: type[ShownRow]) -> dict[str, Any]:
    """The values by which a row that is changed will be shown."""
    return {"changes": row.changes + 1, "due_at": time.time(), "failures": 0}


def _count(result: object) -> int:
    return int(result.rowcount)  # type: ignore[attr-defined]
