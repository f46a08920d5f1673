"""`insights brief`: a note of a kept conversation, or of answers in a file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from docx import Document

from bot.briefing.note import LEFT_OUT, NOT_COVERED
from bot.records.database import open_records, records_engine
from bot.records.questions import NewQuestion, Surface
from bot.vocabulary import Answer
from knowledge.opening import Library
from tests.bot.command_line.conftest import Command, Run
from tests.bot.slack.answers import answered, citation

FACT = "The Kent telecare trial did not cut hospital admissions."
SECRET = "The Borchester review found 11 placements avoidable."
LINK = "https://example.slack.com/archives/C0TEST/p1771322400000100"
REPLY = "https://example.slack.com/archives/C0TEST/p1771322400000200?thread_ts=1771322400.000100&cid=C0TEST"


def told() -> Answer:
    """An answer from a public document and one of a client's."""
    made = answered(FACT, SECRET)
    cited = (
        citation(1, chunk_id="telecare@1#1", document_id="telecare", quote=FACT),
        citation(2, chunk_id="a@1#1", document_id="a", quote=SECRET),
    )
    return Answer(made.id, made.question, made.status, made.text, claims=made.claims, citations=cited)


@pytest.fixture
def kept(stocked: Library, home: Path) -> None:
    """The answer, given in a thread."""
    records = open_records(records_engine(home, None))
    records.inbox.receive(
        NewQuestion("E1", Surface.MENTION, "T1", "U1", "C0TEST", "Why?", "1771322400.000100", "1771322400.000100")
    )
    question = records.queue.claim("test", 20)
    assert question is not None
    records.answers.keep(question, told())
    records.queue.finish(question, "1771322400.000200")


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("conversation", ["C0TEST/1771322400.000100", LINK, REPLY])
def test_a_kept_thread_is_named_by_its_place_or_a_link(insights: Command, conversation: str) -> None:
    printed = insights("brief", conversation, "--audience", "public", "--audience", "client:a").stdout
    assert "# Briefing note: Why?" in printed
    assert printed.count("Borchester review found 11") == 2
    assert LEFT_OUT not in printed


@pytest.mark.usefixtures("kept")
def test_only_what_the_audience_opens_is_in_it(insights: Command) -> None:
    printed = insights("brief", LINK).stdout
    assert "Kent telecare trial" in printed
    assert "Borchester" not in printed
    assert LEFT_OUT in printed


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize("as_lines", [True, False])
def test_answers_of_a_file_become_a_word_document(insights: Command, tmp_path: Path, as_lines: bool) -> None:
    source, out = tmp_path / "answers.jsonl", tmp_path / "note.docx"
    one = json.dumps(asdict(told()), indent=None if as_lines else 2)
    source.write_text(f"{one}\n{one}\n" if as_lines else one, encoding="utf-8")
    assert insights("brief", "--answers", str(source), "--out", str(out)).exit_code == 0
    read = [paragraph.text for paragraph in Document(str(out)).paragraphs]
    assert f"{FACT} [1]" in read
    assert read.count("Why?") == (2 if as_lines else 1)


@pytest.mark.usefixtures("stocked")
def test_what_ask_prints_can_be_made_a_note_of(insights: Command, tmp_path: Path) -> None:
    source = tmp_path / "answer.json"
    source.write_text(insights("ask", "Did the Kent telecare trial cut hospital admissions?", "--json").stdout, "utf-8")
    printed = insights("brief", "--answers", str(source)).stdout
    assert "Kent telecare trial did not cut hospital admissions" in printed
    assert NOT_COVERED not in printed


def test_faults_are_one_line(run: Run, home: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": 1}\n{broken\n', encoding="utf-8")
    assert "bad.jsonl, line 2: not JSON" in run("brief", "--answers", str(bad), INSIGHTS_HOME=home).reason()
    bad.write_text('{"id": 1}\n', encoding="utf-8")
    assert (
        "not answers as `insights ask --json` prints"
        in run("brief", "--answers", str(bad), INSIGHTS_HOME=home).reason()
    )
    assert "'lunch' is no conversation" in run("brief", "lunch", INSIGHTS_HOME=home).reason()
    assert "no answers are kept of C1/1.000001" in run("brief", "C1/1.000001", INSIGHTS_HOME=home).reason()
    assert "ending in .docx or .md" in run("brief", "C1/1.000001", "--out", "n.pdf", INSIGHTS_HOME=home).reason()
    assert run("brief", INSIGHTS_HOME=home).code == 2
