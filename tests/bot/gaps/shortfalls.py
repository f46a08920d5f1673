"""Questions that were not answered well, and gaps, for tests."""

from __future__ import annotations

from itertools import count

from bot.records.gaps import Gap, Shortfall
from bot.records.person import Person
from bot.records.tables import GapState
from bot.vocabulary import AnswerStatus
from knowledge.vocabulary import PUBLIC, Audience

CLIENT = Audience("client:a")
NOW = 1_800_000_000.0
DAY = 86_400.0
_numbers = count(1)


def shortfall(text: str = "Why?", user: str = "U1", **fields: object) -> Shortfall:
    """A question of somebody in team T1 about an hour ago, answered from public documents, in gap 1."""
    values: dict[str, object] = {
        "question_id": f"q{next(_numbers)}",
        "asker": Person("T1", user),
        "asked_at": NOW - 3600,
        "status": AnswerStatus.NOT_COVERED,
        "thumbs_down": 0,
        "audiences": frozenset({PUBLIC}),
        "near": (),
        "gap": 1,
        **fields,
    }
    return Shortfall(text=text, **values)  # type: ignore[arg-type]


def gap(number: int = 1, state: GapState = GapState.OPEN, **fields: object) -> Gap:
    """A gap about fostering."""
    values: dict[str, object] = {
        "theme": "Fostering",
        "assignee": None,
        "outcome": None,
        "document_id": None,
        "opened_at": NOW,
        "changed_at": NOW,
        **fields,
    }
    return Gap(number=number, state=state, **values)  # type: ignore[arg-type]
