"""`insights records`, `off` and `on`: what administrators read and type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.records.audit import Event, What
from bot.records.database import Records, open_records, records_engine
from bot.records.person import MACHINE
from bot.records.questions import NewQuestion, Surface
from knowledge.opening import Library
from tests.bot.command_line.conftest import Command, Run

HASH_LENGTH = 64


@pytest.fixture
def records(home: Path) -> Records:
    """Records in which somebody asked something long ago."""
    engine = records_engine(home, None)
    records = open_records(engine)
    records.inbox.receive(NewQuestion("Ev1", Surface.MENTION, "T1", "U1", "C1", "Canary?", "1.0", "1.0"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE questions SET asked_at = 0"))
    return records


def events(home: Path, what: What) -> list[dict[str, object]]:
    """What the audit says of one kind."""
    with records_engine(home, None).connect() as connection:
        rows = [json.loads(content) for (content,) in connection.execute(text("SELECT content FROM audit"))]
    return [row for row in rows if row["what"] == what]


def test_verify_says_how_long_the_audit_is_and_its_last_hash(records: Records, run: Run, home: Path) -> None:
    ended = run("records", "verify", INSIGHTS_HOME=home)
    assert ended.code == 0
    assert f"1 rows, the last with hash {records.audit.head().hash}" in ended.stdout
    assert run("records", "verify", "--noted", records.audit.head().hash, INSIGHTS_HOME=home).code == 0


def test_verify_names_the_first_row_that_was_changed(records: Records, run: Run, home: Path) -> None:
    records.audit.record(Event(What.SHARED))
    with records_engine(home, None).begin() as connection:
        connection.execute(text("UPDATE audit SET content = content || ' ' WHERE number = 1"))
    assert "row 1 was changed" in run("records", "verify", INSIGHTS_HOME=home).reason()


def test_verify_misses_a_hash_that_was_noted(records: Records, run: Run, home: Path) -> None:
    ended = run("records", "verify", "--noted", "0" * HASH_LENGTH, INSIGHTS_HOME=home)
    assert "written anew, or cut off" in ended.reason()


def test_purge_goes_by_the_setting(records: Records, run: Run, home: Path) -> None:
    assert (
        "Older than 100000 days: 0 questions"
        in run("records", "purge", INSIGHTS_HOME=home, RECORDS_DAYS=100_000).stdout
    )
    assert "Older than 90 days: 1 questions" in run("records", "purge", INSIGHTS_HOME=home).stdout
    assert not any(b"Canary" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_export_prints_json(records: Records, run: Run, home: Path) -> None:
    held = json.loads(run("records", "export", "--user", "T1/U1", INSIGHTS_HOME=home).stdout)
    assert [question["text"] for question in held["questions"]] == ["Canary?"]


def test_erase_says_what_is_gone_and_that_there_was_nothing(records: Records, run: Run, home: Path) -> None:
    assert "1 questions" in run("records", "erase", "--user", "T1/U1", INSIGHTS_HOME=home).stdout
    assert "nothing is held about T1/U1" in run("records", "erase", "--user", "T1/U1", INSIGHTS_HOME=home).reason()
    assert "not TEAM/USER" in run("records", "erase", "--user", "U1", INSIGHTS_HOME=home).reason()


def test_records_that_are_not_migrated_name_the_command(run: Run, tmp_path: Path) -> None:
    assert "run `insights migrate`" in run("records", "verify", INSIGHTS_HOME=tmp_path / "new").reason()


def test_off_and_on_are_told_and_recorded_with_their_reason(run: Run, home: Path) -> None:
    off = run("off", "--reason", "incident 7", INSIGHTS_HOME=home)
    assert off.stdout == "Answering is switched off: everywhere.\n"
    run("off", "--reason", "dispute", "--channel", "C1", "--team", "T1", INSIGHTS_HOME=home)
    on = run("on", "--reason", "over", INSIGHTS_HOME=home)
    assert on.stdout == "Answering is switched on: everywhere.\nStill off: workspace T1, channel C1 (dispute)\n"
    assert [event["details"]["reason"] for event in events(home, What.SWITCHED_OFF)] == ["incident 7", "dispute"]  # type: ignore[index]
    assert events(home, What.SWITCHED_ON)[0]["who"] == events(home, What.SWITCHED_OFF)[0]["who"]
    assert "not switched off for everywhere" in run("on", "--reason", "again", INSIGHTS_HOME=home).reason()


@pytest.mark.parametrize("command", ["off", "on"])
def test_a_reason_is_required(run: Run, home: Path, command: str) -> None:
    assert run(command, INSIGHTS_HOME=home).code == 2
    assert "say why: --reason TEXT" in run(command, "--reason", " ", INSIGHTS_HOME=home).reason()


def test_doctor_shows_what_is_off(insights: Command, run: Run, home: Path, stocked: Library) -> None:
    assert "answering: on everywhere" in insights("doctor").output
    run("off", "--reason", "dispute", "--channel", "C1", INSIGHTS_HOME=home)
    shown = insights("doctor").output
    assert "answering: switched off: channel C1 since 20" in shown
    assert "(dispute)" in shown


def test_documents_added_and_removed_are_recorded_with_who_did_it(
    insights: Command, home: Path, stocked: Library, folder: Path
) -> None:
    (folder / "new.md").write_text("---\ntitle: New\naudience: public\n---\nA new sentence.\n", encoding="utf-8")
    assert insights("library", "sync", str(folder)).exit_code == 0
    assert insights("library", "sync", str(folder)).exit_code == 0
    assert insights("library", "remove", "new").exit_code == 0
    added, removed = events(home, What.DOCUMENTS_CHANGED)
    assert added["details"] == {"added": ["new"]}
    assert removed["details"] == {"removed": ["new"]}
    assert added["who"] == removed["who"] is not None
    assert added["team"] == MACHINE
