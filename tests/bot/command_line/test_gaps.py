"""`insights questions gaps` and its kin, and `insights stats`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml

from bot.records.database import Records, open_records, records_engine
from bot.records.questions import NewQuestion, Surface
from bot.vocabulary import Answer, AnswerStatus
from knowledge.opening import Library
from knowledge.vocabulary import PUBLIC, Audience
from tests.bot.command_line.conftest import Command
from tests.conftest import Write, sync

CLIENT = Audience("client:a")


@pytest.fixture
def asked(library: Library, write: Write, folder: Path, home: Path) -> Records:
    """Two questions about fostering that were not covered, one of them asked where a client's documents are used."""
    write("telecare", "Telecare helps.", title="Telecare")
    sync(library, folder)
    records = open_records(records_engine(home, None))
    places = {"What are foster carers paid?": {PUBLIC}, "canary foster carers paid?": {PUBLIC, CLIENT}}
    for number, (text, audiences) in enumerate(places.items()):
        asked = NewQuestion(f"E{number}", Surface.MENTION, "T1", f"U{number}", "C1", text, f"{number}.0", f"{number}.0")
        records.inbox.receive(asked)
        question = records.queue.claim("worker", 60)
        assert question is not None
        records.answers.keep(question, Answer(question.id, text, AnswerStatus.NOT_COVERED, "No."), audiences)
        records.queue.finish(question, "9.9")
    return records


def test_gaps_are_listed_and_one_is_opened_as_far_as_the_audiences_reach(asked: Records, insights: Command) -> None:
    listed = json.loads(insights("questions", "gaps", "--json").stdout)
    assert sum(gap["questions"] for gap in listed) == 2
    assert all("asked" not in gap for gap in listed)
    numbers = [str(gap["gap"]) for gap in listed]
    narrow = "".join(insights("questions", "gaps", number).stdout for number in numbers)
    wide = "".join(
        insights("questions", "gaps", number, "--audience", "public", "--audience", CLIENT).stdout for number in numbers
    )
    assert "What are foster carers paid?" in narrow
    assert "canary" not in narrow
    assert "asked where --audience does not reach" in narrow
    assert "canary" in wide


def test_a_gap_is_assigned_closed_and_opened_again(asked: Records, insights: Command) -> None:
    insights("questions", "gaps")
    assert insights("questions", "assign", "1", "T1/U7").exit_code == 0
    assert "assigned" in insights("questions", "gaps").stdout
    assert insights("questions", "close", "1", "--document", "telecare").exit_code == 0
    assert "telecare" in insights("questions", "gaps", "--all", "--json").stdout
    assert insights("questions", "reopen", "1").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("close", "1", "--document", "nothing"), "no document 'nothing'"),
        (("close", "99", "--out-of-scope"), "no gap 99"),
        (("assign", "1", "somebody"), "not TEAM/USER"),
        (("gaps", "99"), "no gap 99"),
    ],
)
def test_faults_are_one_line(asked: Records, insights: Command, arguments: tuple[str, ...], reason: str) -> None:
    insights("questions", "gaps")
    assert reason in str(insights("questions", *arguments).exception)


def test_closing_takes_one_reason(asked: Records, insights: Command) -> None:
    assert insights("questions", "close", "1").exit_code == 2


def test_figures_are_printed_and_exported_without_anybody_s_question(
    asked: Records, insights: Command, tmp_path: Path
) -> None:
    shown = insights("stats").stdout
    assert "0% of those searched for" in shown
    told = json.loads(insights("stats", "--json").stdout)
    assert (told["questions"], told["not_covered"], told["answered_share"]) == (2, 2, 0.0)
    assert insights("stats", "--csv", str(tmp_path / "figures.csv")).exit_code == 0
    table = (tmp_path / "figures.csv").read_text(encoding="utf-8")
    assert ["questions", "", "2"] in list(csv.reader(table.splitlines()))
    for export in (shown, json.dumps(told), table):
        assert "canary" not in export
        assert "What are" not in export
    assert "RECORDS_DAYS" in str(insights("stats", "--days", "400").exception)


def test_a_gap_becomes_draft_cases_that_name_the_document_which_closed_it(
    asked: Records, insights: Command, tmp_path: Path
) -> None:
    insights("questions", "gaps")
    insights("questions", "close", "1", "--document", "telecare")
    out = tmp_path / "drafts.yaml"
    assert insights("evals", "drafts", "--gap", "1", "--out", str(out)).exit_code == 0
    drafts = yaml.safe_load(out.read_text(encoding="utf-8"))
    in_gap = {shortfall.text for shortfall in asked.gaps.shortfalls() if shortfall.gap == 1}
    assert {draft["question"] for draft in drafts} == in_gap
    assert all(draft["documents"] == ["telecare"] and "gap-1" in draft["tags"] for draft in drafts)
    assert all(draft["expect"] is None for draft in drafts)
