"""Runs: asked of the real assistant, stored as they come, gone on with after a crash, scored as often as one likes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.assembly import assistant_for
from bot.settings import Settings
from bot.vocabulary import Answer, AnswerStatus, Question
from evals.case import EvalCase
from evals.runs.ask import RunOptions, ask_suites, choose_cases
from evals.runs.record import ANSWERS, read_answers, read_run
from evals.runs.scores import SCORES, read_scores, score_run
from evals.suite import Suite, read_suite
from knowledge.errors import InsightsError
from knowledge.opening import Library
from tests.conftest import Write
from tests.evals.conftest import PLACES, Ask


class Watched:
    """The real assistant, noting what it is asked; it may break or be stopped at a question."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._assistant = assistant_for(library, settings)
        self.asked: list[str] = []
        self.stopped_at: str | None = None
        self.broken_at: str | None = None

    def answer(self, question: Question) -> Answer:
        """Answers but for the trouble asked for."""
        self.asked.append(question.id)
        if question.id == self.stopped_at:
            raise KeyboardInterrupt
        if question.id == self.broken_at:
            raise RuntimeError("a bug")
        return self._assistant.answer(question)


@pytest.fixture
def watched() -> tuple[list[Watched], Callable[[Library, Settings], Watched]]:
    """Makes watched assistants, and lists those made."""
    made: list[Watched] = []

    def make(library: Library, settings: Settings) -> Watched:
        made.append(Watched(library, settings))
        return made[-1]

    return made, make


def test_a_run_holds_every_answer_and_what_it_depends_on(ask: Ask) -> None:
    run = ask()
    answered = read_answers(run)
    assert [done.case.id for done in answered] == [place.lower() for place, _ in PLACES] + ["moon", "borchester"]
    kent = answered[0]
    (citation,) = [cited for cited in kent.answer.citations if cited.document_id == "kent"]
    assert citation.quote in kent.passages[citation.chunk_id]
    record = read_run(run)
    assert record.finished is not None
    assert record.configuration.suites[0].cases == len(answered)
    (documents,) = record.configuration.libraries.values()
    assert documents["secret"].audience == "client:b"
    assert {"python", "torch", "chromadb"} <= set(record.configuration.versions)
    assert record.configuration.digests["confidence.yaml"]


def test_a_run_that_was_stopped_goes_on_where_it_was(
    ask: Ask, watched: tuple[list[Watched], Callable[[Library, Settings], Watched]], tmp_path: Path
) -> None:
    made, make = watched

    def stopping(library: Library, settings: Settings) -> Watched:
        assistant = make(library, settings)
        assistant.stopped_at = "bury"
        return assistant

    with pytest.raises(KeyboardInterrupt):
        ask(options=RunOptions(at_once=1), assistant=stopping)
    run = tmp_path / "runs" / "run"
    with (run / ANSWERS).open("a", encoding="utf-8") as file:
        file.write('{"suite": "councils", "case": {"id": "cut o')
    kept = [done.case.id for done in read_answers(run)]
    assert 0 < len(kept) < len(PLACES)
    ask(assistant=make)
    assert set(made[1].asked).isdisjoint(kept)
    assert len(read_answers(run)) == len(PLACES) + 2


def test_a_finished_run_is_neither_asked_again_nor_taken_for_a_new_one(
    ask: Ask, watched: tuple[list[Watched], Callable[[Library, Settings], Watched]]
) -> None:
    made, make = watched
    run = ask()
    before = (run / ANSWERS).read_bytes()
    with pytest.raises(InsightsError, match="holds a finished run: choose another --out"):
        ask(assistant=make)
    assert (run / ANSWERS).read_bytes() == before
    assert made == []


def test_a_run_does_not_go_on_with_other_cases(ask: Ask, suite: Path) -> None:
    ask()
    suite.write_text(suite.read_text(encoding="utf-8").replace("moon?", "moon, ever?"), encoding="utf-8")
    with pytest.raises(InsightsError, match="holds a run of other cases or another configuration: choose another"):
        ask()


def test_a_question_that_breaks_the_assistant_is_a_result(
    ask: Ask, watched: tuple[list[Watched], Callable[[Library, Settings], Watched]]
) -> None:
    _, make = watched

    def breaking(library: Library, settings: Settings) -> Watched:
        assistant = make(library, settings)
        assistant.broken_at = "kent"
        return assistant

    run = ask(assistant=breaking)
    broken = read_answers(run)[0].answer
    assert (broken.status, broken.text) == (AnswerStatus.ERROR, "RuntimeError: a bug")
    assert score_run(run)[0].scores["expected_status"] == 0


@pytest.mark.parametrize("field", ["documents", "withheld"])
def test_a_document_that_the_library_does_not_hold_is_named_before_anything_is_asked(
    ask: Ask, suite: Path, tmp_path: Path, field: str
) -> None:
    suite.write_text(yaml.safe_dump([{"id": "x", "question": "Why?", field: ["knet"]}]), encoding="utf-8")
    with pytest.raises(InsightsError, match=r"case 'x' names the document 'knet', which the library does not hold"):
        ask()
    assert not (tmp_path / "runs").exists()


def test_a_suites_own_documents_are_there_for_it_alone(
    ask: Ask, suite: Path, settings: Settings, tmp_path: Path
) -> None:
    own = suite.with_suffix(".library")
    own.mkdir()
    (own / "casterbridge.md").write_text(
        "---\ntitle: Casterbridge\naudience: client:c\n---\nTelecare in Casterbridge saved 70% of visits.\n",
        encoding="utf-8",
    )
    question = {"id": "casterbridge", "question": "How much did telecare in Casterbridge save of visits?"}
    asked = [
        {**question, "audiences": ["public", "client:c"], "documents": ["casterbridge"]},
        {**question, "id": "outsider", "expect": ["not_covered", "answered"], "withheld": ["casterbridge"]},
        {"id": "kent", "question": "How much did telecare in Kent save of visits?", "documents": ["kent"]},
    ]
    suite.write_text(yaml.safe_dump(asked), encoding="utf-8")
    scored = {case.id: case for case in score_run(ask())}
    assert scored["casterbridge"].scores["citation_recall"] > 0
    assert scored["outsider"].scores["leaks"] == 0
    assert scored["kent"].scores["citation_recall"] > 0
    alone = tmp_path / "suites" / "alone.yaml"
    alone.write_text(yaml.safe_dump([{**question, "documents": ["casterbridge"]}]), encoding="utf-8")
    with pytest.raises(InsightsError, match="does not hold"):
        ask_suites([read_suite(alone)], tmp_path / "other", RunOptions(), settings, lambda done, total: None)


def test_a_file_of_a_suites_library_that_cannot_be_read_stops_the_run(ask: Ask, suite: Path) -> None:
    own = suite.with_suffix(".library")
    own.mkdir()
    (own / "bad.md").write_text("---\ntitle: X\naudiance: public\n---\nText.\n", encoding="utf-8")
    with pytest.raises(InsightsError, match=r"bad\.md: unknown metadata key 'audiance'"):
        ask()


def test_a_fresh_run_asks_the_folder_and_not_the_installation(ask: Ask, write: Write, suite: Path) -> None:
    write("melchester", "Telecare in Melchester saved 61% of visits.")
    asked = {"id": "m", "question": "How much did telecare in Melchester save of visits?", "documents": ["melchester"]}
    suite.write_text(yaml.safe_dump([asked]), encoding="utf-8")
    with pytest.raises(InsightsError, match="does not hold"):
        ask()
    (case,) = score_run(ask("fresh", RunOptions(fresh=True)))
    assert case.scores["citation_recall"] > 0


def test_scoring_again_gives_the_same_scores(ask: Ask) -> None:
    run = ask()
    first = score_run(run)
    stored = (run / SCORES).read_bytes()
    assert score_run(run) == first
    assert (run / SCORES).read_bytes() == stored
    assert [case.scores for case in read_scores(run)] == [case.scores for case in first]


def test_what_is_not_scored_is_not_there(ask: Ask) -> None:
    run = ask()
    score_run(run)
    moon = next(json.loads(line) for line in (run / SCORES).open() if '"moon"' in line)
    assert "key_fact_recall" not in moon["scores"]
    assert moon["scores"]["abstention_recall"] == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("run.json", "{}", "run.json cannot be read .*: run the suites again"),
        (ANSWERS, '{"suite": 1}\n{}\n', r"answers.jsonl, line 1: not an answered case"),
        (ANSWERS, "", "holds no answers to score"),
    ],
)
def test_a_damaged_run_is_named(ask: Ask, name: str, content: str, reason: str) -> None:
    run = ask()
    (run / name).write_text(content, encoding="utf-8")
    with pytest.raises(InsightsError, match=reason):
        score_run(run)


def test_a_folder_without_a_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match=r"is not a run: it holds no run.json"):
        read_run(tmp_path)
    with pytest.raises(InsightsError, match="holds no answers to score"):
        score_run(tmp_path)
    with pytest.raises(InsightsError, match=r"holds no scores.jsonl: `insights evals score"):
        read_scores(tmp_path)


def suite_of(count: int) -> Suite:
    """A suite of cases in two halves."""
    cases = tuple(
        EvalCase(id=f"c{number}", question="Why?", half="tune" if number % 2 else "held_back")
        for number in range(count)
    )
    return Suite("s", Path("s.yaml"), cases, 0, None)


def test_a_sample_is_always_the_same_and_a_new_case_moves_at_most_one_other() -> None:
    sample = RunOptions(sample=5)
    before = {case.id for case in choose_cases(suite_of(40), sample)}
    after = {case.id for case in choose_cases(suite_of(41), sample)}
    assert len(before) == len(after) == 5
    assert len(before - after) <= 1
    assert len(choose_cases(suite_of(3), sample)) == 3


def test_one_half_is_asked_alone() -> None:
    assert {case.half for case in choose_cases(suite_of(9), RunOptions(half="tune"))} == {"tune"}
