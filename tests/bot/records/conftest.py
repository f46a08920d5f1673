"""Records in a fresh database, and questions to put into them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from bot.records.database import Records, open_records, records_engine
from bot.records.questions import NewQuestion, StoredQuestion, Surface
from bot.vocabulary import Answer, AnswerStatus
from tests.databases import put_databases

Ask = Callable[..., StoredQuestion]


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """Empty records in a real SQLite file."""
    return open_records(records_engine(put_databases(tmp_path), None))


@pytest.fixture
def ask(records: Records) -> Ask:
    """Stores a question: ``ask("Why?", channel="C1", thread_ts="1.0", user="U1")``."""
    numbers = count(1)

    def store(text: str = "Why?", **fields: str | None) -> StoredQuestion:
        number = next(numbers)
        values = {
            "event_key": f"Ev{number}",
            "team": "T1",
            "user": "U1",
            "channel": "C1",
            "thread_ts": f"{number}.0",
            "message_ts": f"{number}.0",
            **fields,
        }
        stored = records.inbox.receive(NewQuestion(surface=Surface.MENTION, text=text, **values))  # type: ignore[arg-type]
        assert stored is not None
        return stored

    return store


def answer(text: str = "So. [1]", status: AnswerStatus = AnswerStatus.ANSWERED) -> Answer:
    """An answer without citations."""
    return Answer("1", "Why?", status, text)
