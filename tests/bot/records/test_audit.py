"""What happened can be proved, and people in it can be forgotten."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.records.audit import Event, NotRecorded, What
from bot.records.database import Records, migrate_records, open_records, records_engine
from bot.records.person import Person
from bot.records.questions import NewQuestion, Surface
from tests.bot.records.conftest import Ask, answer

ANNE = Person("T1", "U0ANNE")
BEN = Person("T1", "U0BEN")


@pytest.fixture
def engine(records: Records, tmp_path: Path) -> Engine:
    """The records' own database."""
    return records_engine(tmp_path, None)


def rows(engine: Engine) -> list[dict[str, object]]:
    """What the audit says, oldest first."""
    with engine.connect() as connection:
        return [json.loads(content) for (content,) in connection.execute(text("SELECT content FROM audit"))]


def change(engine: Engine, statement: str) -> None:
    """Do to the database what nobody should."""
    with engine.begin() as connection:
        connection.execute(text(statement))


def test_an_event_says_who_where_and_when_but_never_by_name(records: Records, engine: Engine) -> None:
    records.audit.record(Event(What.SHARED, ANNE, "C1", {"question": "q"}))
    records.audit.record(Event(What.SHARED, BEN, "D0ANNE"))
    records.audit.record(Event(What.SHARED, ANNE, "C2"))
    first, second, third = rows(engine)
    assert (first["what"], first["team"], first["where"], first["details"]) == ("shared", "T1", "C1", {"question": "q"})
    assert str(first["at"]).endswith("+00:00")
    assert first["who"] == third["who"] != second["who"]
    assert second["where"] == "direct"
    assert "ANNE" not in str([first, second, third])


def test_the_same_id_in_another_team_is_another_person(records: Records, engine: Engine) -> None:
    records.audit.record(Event(What.SHARED, Person("T1", "U1")))
    records.audit.record(Event(What.SHARED, Person("T2", "U1")))
    first, second = rows(engine)
    assert first["who"] != second["who"]


def test_pseudonyms_are_drawn_anew_in_every_installation(tmp_path: Path) -> None:
    drawn = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        engine = records_engine(tmp_path / name, None)
        migrate_records(engine)
        open_records(engine).audit.record(Event(What.SHARED, ANNE))
        drawn.add(rows(engine)[0]["who"])
    assert len(drawn) == 2


def test_the_questions_life_is_recorded_with_it(records: Records, engine: Engine, ask: Ask) -> None:
    asked = ask("Canary question?")
    records.inbox.edit("C1", str(asked.message_ts), "Canary again?", "2.0")
    question = records.queue.claim("me", 10)
    assert question is not None
    records.answers.keep(question, answer("Canary answer."))
    records.feedback.explain(asked.id, BEN, ["wrong"], "Canary comment")
    records.inbox.withdraw("C1", str(asked.message_ts))
    blocked = NewQuestion("Ev9", Surface.MENTION, "T1", "U1", "C1", "canary", "9.0", "9.0")
    records.inbox.receive_envelope(blocked, "blocked_personal_data")
    assert [row["what"] for row in rows(engine)] == ["asked", "edited", "feedback", "withdrawn", "blocked"]
    assert rows(engine)[4]["details"] == {
        "question": rows(engine)[4]["details"]["question"],  # type: ignore[index]
        "surface": "mention",
        "reason": "blocked_personal_data",
    }
    assert "anary" not in str(rows(engine))
    assert records.audit.find_break() is None


def test_a_repeated_delivery_adds_no_row(records: Records, engine: Engine) -> None:
    new = NewQuestion("Ev1", Surface.MENTION, "T1", "U1", "C1", "Why?", "1.0", "1.0")
    records.inbox.receive(new)
    records.inbox.receive(new)
    assert len(rows(engine)) == 1


def test_what_cannot_be_recorded_does_not_happen(records: Records, engine: Engine) -> None:
    change(engine, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    with pytest.raises(NotRecorded, match="the audit cannot be written"):
        records.audit.record(Event(What.SHARED, ANNE))
    new = NewQuestion("Ev1", Surface.MENTION, "T1", "U1", "C1", "Why?", "1.0", "1.0")
    with pytest.raises(NotRecorded):
        records.inbox.receive(new)
    change(engine, "DROP TRIGGER full")
    # Slack delivers it again, and this time it is new.
    assert records.inbox.receive(new) is not None
    assert records.audit.find_break() is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit SET content = replace(content, 'shared', 'asked') WHERE number = 2",
        "UPDATE audit SET hash = 'x' WHERE number = 2",
        "UPDATE audit SET previous = 'x' WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "UPDATE audit SET number = 9 WHERE number = 2",
    ],
)
def test_tampering_with_the_file_is_found(records: Records, engine: Engine, tampering: str) -> None:
    for _ in range(3):
        records.audit.record(Event(What.SHARED, ANNE))
    assert records.audit.find_break() is None
    change(engine, tampering)
    broken = records.audit.find_break()
    assert broken is not None
    assert broken.number == 2


def test_rows_cut_off_or_added_at_the_end_are_found(records: Records, engine: Engine) -> None:
    for _ in range(3):
        records.audit.record(Event(What.SHARED, ANNE))
    change(engine, "INSERT INTO audit SELECT 4, content, hash, 'x' FROM audit WHERE number = 3")
    assert records.audit.find_break() is not None
    change(engine, "DELETE FROM audit WHERE number > 2")
    broken = records.audit.find_break()
    assert broken is not None
    assert (broken.number, broken.what) == (3, "is missing")


def test_a_chain_written_anew_no_longer_has_the_hash_that_was_noted(records: Records, engine: Engine) -> None:
    records.audit.record(Event(What.SHARED, ANNE))
    noted = records.audit.head().hash
    assert records.audit.has(noted)
    change(engine, "DELETE FROM audit")
    change(engine, "UPDATE audit_head SET number = 0, hash = ''")
    records.audit.record(Event(What.SHARED, BEN))
    assert records.audit.find_break() is None
    assert not records.audit.has(noted)


def test_forgetting_who_a_pseudonym_is_leaves_the_chain_whole(records: Records, engine: Engine) -> None:
    records.audit.record(Event(What.SHARED, ANNE))
    records.retention.erase(ANNE, BEN)
    assert records.audit.find_break() is None
    before = rows(engine)[0]["who"]
    records.audit.record(Event(What.SHARED, ANNE))
    assert rows(engine)[-1]["who"] != before


def test_threads_and_processes_write_one_line(records: Records, engine: Engine, tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from bot.records.audit import Event, What\n"
        "from bot.records.database import open_records, records_engine\n"
        "from bot.records.person import Person\n"
        "audit = open_records(records_engine(pathlib.Path(sys.argv[1]), None)).audit\n"
        "for number in range(40): audit.record(Event(What.SHARED, Person('T1', f'U{number % 7}')))\n"
    )
    others = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(2)]

    def write() -> None:
        for number in range(20):
            records.audit.record(Event(What.SHARED, Person("T1", f"U{number % 7}")))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(other.poll() is None for other in others):
        assert records.audit.find_break() is None
    for thread in threads:
        thread.join()
    assert [other.wait() for other in others] == [0, 0]
    assert records.audit.find_break() is None
    assert records.audit.head().number == 160
    assert len({row["who"] for row in rows(engine)}) == 7
