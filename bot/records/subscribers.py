"""Who wants to hear of new documents. Nobody does until they say so."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from bot.records.audit import Event, What, record
from bot.records.person import Person
from bot.records.tables import SubscriberRow


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody, and until when published documents have been told of, in Unix seconds."""

    person: Person
    told_until: float


class Subscribers:
    """Takes people on and off the list. Every public method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def has(self, person: Person) -> bool:
        """Whether they want to hear of new documents."""
        with Session(self._engine) as session:
            return session.get(SubscriberRow, (person.team, person.user)) is not None

    def add(self, person: Person) -> None:
        """Tell them of what is published from now on; somebody on the list stays as they are."""
        with Session(self._engine) as session, session.begin():
            if session.get(SubscriberRow, (person.team, person.user)) is None:
                session.add(SubscriberRow(team=person.team, user=person.user, told_until=time.time()))
                session.flush()
                record(session, Event(What.SUBSCRIBED, person))

    def remove(self, person: Person) -> None:
        """Tell them nothing more."""
        theirs = delete(SubscriberRow).where(SubscriberRow.team == person.team, SubscriberRow.user == person.user)
        with Session(self._engine) as session, session.begin():
            if session.execute(theirs.returning(SubscriberRow.user)).first() is not None:
                record(session, Event(What.UNSUBSCRIBED, person))

    def all(self) -> list[Subscriber]:
        """Everybody on the list."""
        with Session(self._engine) as session:
            return [
                Subscriber(Person(row.team, row.user), row.told_until) for row in session.scalars(select(SubscriberRow))
            ]

    def told(self, person: Person, until: float) -> None:
        """They were told of everything published before ``until``."""
        theirs = update(SubscriberRow).where(SubscriberRow.team == person.team, SubscriberRow.user == person.user)
        with Session(self._engine) as session, session.begin():
            session.execute(theirs.values(told_until=until))
