"""What is deleted is in no file afterwards; what is kept is told to whom it is about."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from bot.records.database import Records, records_engine
from bot.records.person import Person, parse_person
from bot.records.questions import StoredQuestion
from bot.records.retention import Gone
from bot.records.tables import AnswerRow, FeedbackRow, QuestionRow, QuestionState
from knowledge.errors import InsightsError
from tests.bot.records.conftest import Ask, answer

ANNE = Person("T1", "U0ANNE")
BEN = Person("T1", "U0BEN")
ADMINISTRATOR = Person("machine", "root")
OLD, NEW = "canary-old", "canary-new"

Exchange = Callable[..., StoredQuestion]


@pytest.fixture
def exchange(records: Records, ask: Ask, tmp_path: Path) -> Exchange:
    """Somebody asks, is answered and comments, some days ago: ``exchange("canary", ANNE, days=91)``."""

    def happen(canary: str, who: Person, days: float = 0) -> StoredQuestion:
        asked = ask(f"{canary}-question " + "x" * 3000, user=who.user, team=who.team)
        question = records.queue.claim("me", 10)
        assert question is not None
        records.answers.keep(question, answer(f"{canary}-answer " + "y" * 3000))
        records.queue.finish(question, "7.0")
        records.feedback.explain(asked.id, who, ["wrong"], f"{canary}-comment")
        then = time.time() - days * 86_400
        with Session(records_engine(tmp_path, None)) as session, session.begin():
            session.execute(update(QuestionRow).where(QuestionRow.id == asked.id).values(asked_at=then))
            session.execute(update(AnswerRow).where(AnswerRow.question_id == asked.id).values(answered_at=then))
            session.execute(update(FeedbackRow).where(FeedbackRow.question_id == asked.id).values(given_at=then))
        return asked

    return happen


def files_with(home: Path, canary: str) -> list[str]:
    """The names of files in which these bytes stand."""
    return [path.name for path in home.rglob("*") if path.is_file() and canary.encode() in path.read_bytes()]


def test_purging_leaves_no_byte_of_what_is_old_and_all_of_what_is_new(
    records: Records, exchange: Exchange, tmp_path: Path
) -> None:
    old, new = exchange(OLD, ANNE, days=91), exchange(NEW, BEN, days=89)
    assert files_with(tmp_path, OLD)
    assert records.retention.purge(90, ADMINISTRATOR) == Gone(1, 1, 1)
    assert files_with(tmp_path, OLD) == []
    kept = records.questions.find(old.id)
    assert kept is not None
    assert (kept.text, kept.user, kept.state) == ("", "U0ANNE", QuestionState.DONE)
    (opinion,) = records.feedback.on(old.id)
    assert (opinion.helpful, opinion.reasons, opinion.comment) == (False, ("wrong",), "")
    assert f"{NEW}-question" in records.questions.find(new.id).text  # type: ignore[union-attr]
    assert records.answers.find(new.id) is not None
    assert records.feedback.on(new.id)[0].comment == f"{NEW}-comment"
    assert records.audit.find_break() is None


def test_purging_twice_finds_nothing_and_adds_no_row(records: Records, exchange: Exchange) -> None:
    exchange(OLD, ANNE, days=91)
    records.retention.purge(90, ADMINISTRATOR)
    before = records.audit.head()
    assert records.retention.purge(90, ADMINISTRATOR) == Gone(0, 0, 0)
    assert records.audit.head() == before


def test_a_purged_question_that_nobody_answered_is_not_taken_up(records: Records, ask: Ask, tmp_path: Path) -> None:
    asked = ask("Why?")
    with records_engine(tmp_path, None).begin() as connection:
        connection.execute(text("UPDATE questions SET asked_at = 0"))
    records.retention.purge(90, ADMINISTRATOR)
    assert records.queue.claim("me", 10) is None
    assert records.questions.find(asked.id).state is QuestionState.UNDELIVERABLE  # type: ignore[union-attr]


def test_a_thread_is_forgotten_when_nobody_asked_in_it_for_so_long(records: Records, exchange: Exchange) -> None:
    old, new = exchange(OLD, ANNE, days=91), exchange(NEW, BEN)
    records.retention.purge(90, ADMINISTRATOR)
    assert records.conversations.last_speaker("C1", str(old.thread_ts)) is None
    assert records.conversations.last_speaker("C1", str(new.thread_ts)) == "bot"


def test_erasing_leaves_nothing_of_the_person_and_all_of_others(
    records: Records, exchange: Exchange, tmp_path: Path
) -> None:
    gone, kept = exchange(OLD, ANNE), exchange(NEW, BEN)
    records.feedback.rate(kept.id, ANNE, True)
    records.conversations.overheard("C1", str(kept.thread_ts), ANNE.user)
    records.inbox.first_sight(f"action:{ANNE.user}:1.0:ask_next_0")
    assert records.retention.erase(ANNE, ADMINISTRATOR) == Gone(1, 1, 2)
    assert files_with(tmp_path, OLD) == []
    assert files_with(tmp_path, ANNE.user) == []
    assert records.questions.find(gone.id) is None
    assert records.answers.find(kept.id) is not None
    assert records.conversations.last_speaker("C1", str(kept.thread_ts)) == "erased"
    assert records.audit.find_break() is None
    with pytest.raises(InsightsError, match="nothing is held about T1/U0ANNE"):
        records.retention.erase(ANNE, ADMINISTRATOR)


def test_erasing_leaves_a_person_of_another_team_with_the_same_id(records: Records, exchange: Exchange) -> None:
    exchange(OLD, ANNE)
    other = exchange(NEW, Person("T2", ANNE.user))
    records.retention.erase(ANNE, ADMINISTRATOR)
    assert records.answers.find(other.id) is not None
    assert records.feedback.on(other.id)


def test_files_are_cleared_while_the_bot_reads_and_writes(records: Records, exchange: Exchange, tmp_path: Path) -> None:
    exchange(OLD, ANNE, days=91)
    stopping = threading.Event()
    faults: list[Exception] = []

    def work() -> None:
        try:
            while not stopping.is_set():
                records.inbox.first_sight(f"Ev{time.monotonic_ns()}{threading.get_ident()}")
                records.queue.waiting()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        records.retention.purge(90, ADMINISTRATOR)
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
    assert faults == []
    assert files_with(tmp_path, OLD) == []


def test_somebody_who_does_not_let_go_of_the_file_is_told_of(
    records: Records, exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.catalogue.database.ERASING_WAIT", 0.1)
    exchange(OLD, ANNE, days=91)
    with records_engine(tmp_path, None).connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT * FROM questions").all()
        with pytest.raises(InsightsError, match="in use by something that does not let go"):
            records.retention.purge(90, ADMINISTRATOR)
    assert records.retention.purge(90, ADMINISTRATOR) == Gone(0, 0, 0)
    assert files_with(tmp_path, OLD) == []


def test_an_export_holds_everything_about_the_person_and_nothing_about_others(
    records: Records, exchange: Exchange
) -> None:
    exchange(OLD, ANNE)
    other = exchange(NEW, BEN)
    records.feedback.explain(other.id, ANNE, [], "from anne")
    held = records.subject_access.export(ANNE, ADMINISTRATOR)
    told = json.dumps(held)
    for part in ("question", "answer", "comment"):
        assert f"{OLD}-{part}" in told
    assert "from anne" in told
    assert NEW not in told
    assert BEN.user not in told
    assert [row["what"] for row in held["audit"]] == ["asked", "feedback", "feedback"]
    assert {row["who"] for row in held["audit"]} == {held["pseudonym"]}


def test_an_export_of_somebody_unknown_is_empty(records: Records) -> None:
    held = records.subject_access.export(ANNE, ADMINISTRATOR)
    assert (held["pseudonym"], held["questions"], held["feedback"], held["audit"]) == (None, [], [], [])


@pytest.mark.parametrize("written", ["U1", "T1/", "/U1", "T1/U1/U2", ""])
def test_a_person_is_written_team_and_user(written: str) -> None:
    with pytest.raises(InsightsError, match="is not TEAM/USER"):
        parse_person(written)
