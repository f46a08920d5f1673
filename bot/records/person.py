"""People as the records know them, and the pseudonyms that stand for them in the audit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.records.tables import PseudonymRow
from knowledge.errors import InsightsError

MACHINE = "machine"
"""The team of people who run commands on the bot's machine."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by the platform's ids; an id is a person's only together with the team."""

    team: str
    user: str


def parse_person(text: str) -> Person:
    """A person written TEAM/USER. Raises InsightsError."""
    team, slash, user = text.partition("/")
    if not (team and slash and user) or "/" in user:
        raise InsightsError(f"{text!r} is not TEAM/USER, for example T0123ABCD/U0123ABCD")
    return Person(team, user)


def find_pseudonym(session: Session, person: Person) -> str | None:
    """What stands for a person in the audit; None for somebody it does not know."""
    row = session.get(PseudonymRow, (person.team, person.user))
    return row.pseudonym if row else None


def pseudonym_of(session: Session, person: Person) -> str:
    """What stands for a person in the audit, drawn at random when they first appear.

    The caller holds the end of the chain, so nobody else draws one at the same time.
    """
    found = find_pseudonym(session, person)
    if found is not None:
        return found
    drawn = secrets.token_hex(8)
    session.add(PseudonymRow(team=person.team, user=person.user, pseudonym=drawn))
    session.flush()
    return drawn
