"""Where answering is switched off, by whom and why."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, delete, select
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.tables import SwitchedOffRow
from knowledge.errors import InsightsError

ALL = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Everywhere, one workspace's people, one channel, or one workspace's people in one channel."""

    team: str = ALL
    channel: str = ALL

    def __str__(self) -> str:
        named = [("workspace", self.team), ("channel", self.channel)]
        return ", ".join(f"{what} {identifier}" for what, identifier in named if identifier) or "everywhere"


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A scope that is not answered; ``since`` in Unix seconds."""

    scope: Scope
    reason: str
    since: float


class Switches:
    """Switches answering off and on; a running bot looks before every answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def off(self, scope: Scope, reason: str, who: Person) -> None:
        """Stop answering in ``scope``; a scope that is off already gets the new reason."""
        row = SwitchedOffRow(team=scope.team, channel=scope.channel, reason=reason, since=time.time())
        with Session(self._engine) as session, session.begin():
            session.execute(delete(SwitchedOffRow).where(_is(scope)))
            session.add(row)
            session.flush()
            record(session, _event(What.SWITCHED_OFF, scope, reason, who))

    def on(self, scope: Scope, reason: str, who: Person) -> None:
        """Answer in ``scope`` again. Raises InsightsError when it was not switched off."""
        with Session(self._engine) as session, session.begin():
            gone = delete(SwitchedOffRow).where(_is(scope)).returning(SwitchedOffRow.team)
            if session.execute(gone).first() is None:
                raise InsightsError(f"answering is not switched off for {scope}: `insights doctor` shows what is")
            record(session, _event(What.SWITCHED_ON, scope, reason, who))

    def is_off(self, team: str, channel: str) -> bool:
        """Whether people of ``team`` are not to be answered in ``channel``."""
        covering = select(SwitchedOffRow.reason).where(
            SwitchedOffRow.team.in_([ALL, team]), SwitchedOffRow.channel.in_([ALL, channel])
        )
        with Session(self._engine) as session:
            return session.scalars(covering).first() is not None

    def all_off(self) -> list[SwitchedOff]:
        """Everything that is switched off, the widest first."""
        rows = select(SwitchedOffRow).order_by(SwitchedOffRow.team, SwitchedOffRow.channel)
        with Session(self._engine) as session:
            return [SwitchedOff(Scope(row.team, row.channel), row.reason, row.since) for row in session.scalars(rows)]


def _is(scope: Scope) -> ColumnElement[bool]:
    return and_(SwitchedOffRow.team == scope.team, SwitchedOffRow.channel == scope.channel)


def _event(what: What, scope: Scope, reason: str, who: Person) -> Event:
    about = {"scope": {"team": scope.team or None}, "reason": reason}
    return Event(what, who, scope.channel or None, about)
