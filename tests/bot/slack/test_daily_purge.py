"""A serving bot deletes by itself what need not be kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.records.database import Records, open_records, records_engine
from bot.records.questions import NewQuestion, Surface
from bot.slack.daily_purge import DailyPurge


@pytest.fixture
def records(home: Path) -> Records:
    """Records in which somebody asked something 91 days ago."""
    engine = records_engine(home, None)
    records = open_records(engine)
    records.inbox.receive(NewQuestion("Ev1", Surface.MENTION, "T1", "U1", "C1", "Canary?", "1.0", "1.0"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE questions SET asked_at = :then"), {"then": time.time() - 91 * 86_400})
    return records


@pytest.mark.parametrize(("days", "stays"), [(90, False), (92, True)])
def test_it_purges_when_it_starts_by_the_days_that_are_set(
    records: Records, caplog: pytest.LogCaptureFixture, home: Path, days: int, stays: bool
) -> None:
    purge = DailyPurge(records.retention, days)
    with caplog.at_level("INFO"):
        purge.start()
        until = time.monotonic() + 20
        while "purged:" not in caplog.text and time.monotonic() < until:
            time.sleep(0.05)
    purge.finish()
    assert any(b"Canary" in path.read_bytes() for path in home.rglob("*") if path.is_file()) is stays
