"""`insights evals`: run, score, compare, coverage, drafts, baseline and beir as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.command_line.conftest import Command
from tests.conftest import Write

SUITE = """\
- id: kent
  question: "How much did telecare in Kent save of visits?"
  documents: [kent]
  figures: [{value: 12, unit: "%"}]
- id: moon
  question: "Who first walked upon the moon?"
  expect: [not_covered, out_of_scope]
"""


@pytest.fixture
def suites(insights: Command, write: Write, folder: Path, tmp_path: Path) -> Path:
    """A folder with one suite, over a library of two documents."""
    write("kent", "Telecare in Kent saved 12% of visits.")
    write("leeds", "Fostering in Leeds cost less.")
    assert insights("library", "sync", str(folder)).exit_code == 0
    path = tmp_path / "suites"
    path.mkdir()
    (path / "mine.yaml").write_text(SUITE, encoding="utf-8")
    return path


def test_five_questions_to_a_report(insights: Command, suites: Path, home: Path) -> None:
    result = insights("evals", "run", "--suites", str(suites))
    assert result.exit_code == 0, result.output
    assert "Good answers" in result.stdout
    report = Path(result.stdout.splitlines()[-1].removeprefix("Report: "))
    assert report.is_relative_to(home / "runs")
    assert "How much did telecare in Kent" in report.read_text(encoding="utf-8")


def test_a_run_is_scored_again_from_its_answers(insights: Command, suites: Path, tmp_path: Path) -> None:
    run = str(tmp_path / "run")
    first = insights("evals", "run", "mine", "--suites", str(suites), "--out", run, "--json")
    again = insights("evals", "score", run, "--json")
    assert json.loads(first.stdout) == json.loads(again.stdout)
    assert {case["case"]["id"]: case["good"] for case in json.loads(again.stdout)["cases"]} == {
        "kent": True,
        "moon": True,
    }


def test_the_gate_exits_with_3_and_one_line(insights: Command, suites: Path, tmp_path: Path) -> None:
    honest, leaking = tmp_path / "honest", tmp_path / "leaking"
    for run in (honest, leaking):
        assert insights("evals", "run", "--suites", str(suites), "--out", str(run)).exit_code == 0
    scores = leaking / "scores.jsonl"
    scores.write_text(scores.read_text(encoding="utf-8").replace('"leaks": 0.0', '"leaks": 1.0', 1), encoding="utf-8")
    assert insights("evals", "compare", str(honest), str(honest), "--gate").exit_code == 0
    assert insights("evals", "compare", str(honest), str(leaking)).exit_code == 0
    stopped = insights("evals", "compare", str(honest), str(leaking), "--gate")
    assert stopped.exit_code == 3
    assert stopped.stderr == "insights: gate not met: 1 of 2 cases leak: mine/kent\n"


def test_the_gate_stops_a_run_that_lost_its_cases(insights: Command, suites: Path, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    for run in (whole, cut):
        assert insights("evals", "run", "--suites", str(suites), "--out", str(run)).exit_code == 0
    scores = cut / "scores.jsonl"
    scores.write_text(scores.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    stopped = insights("evals", "compare", str(whole), str(cut), "--gate")
    assert stopped.exit_code == 3
    assert "holds 1 of the 2 answers it set out to get" in stopped.stderr


def test_coverage_names_documents_without_a_case(insights: Command, suites: Path) -> None:
    result = insights("evals", "coverage", "--suites", str(suites))
    assert result.stdout.splitlines() == ["1 of 2 documents have a case.", "  leeds  leeds (public)"]
    assert json.loads(insights("evals", "coverage", "--suites", str(suites), "--json").stdout) == ["leeds"]


def test_drafts_where_nothing_fell_short(insights: Command, suites: Path) -> None:
    assert "No question kept in the records" in insights("evals", "drafts").stdout


def test_wrong_suites_and_runs_are_named(insights: Command, suites: Path, tmp_path: Path) -> None:
    wrong = suites / "wrong.yaml"
    wrong.write_text("- id: x\n  queston: Why?\n", encoding="utf-8")
    fault = insights("evals", "run", str(wrong)).exception
    assert str(fault) == f"{wrong}, line 2: case 'x': unknown field 'queston': did you mean 'question'?"
    (tmp_path / "empty").mkdir()
    assert "is not a run: it holds no run.json" in str(insights("evals", "score", str(tmp_path / "empty")).exception)
    assert insights("evals", "run", "--half", "third").exit_code == 2


def test_without_the_libraries_for_measuring_the_command_says_what_to_do(
    insights: Command, suites: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.command_line.options.find_spec", lambda name: None if name == "ir_measures" else name)
    fault = insights("evals", "run", "--suites", str(suites)).exception
    assert str(fault) == "measuring answers needs ir_measures: run `make setup`, which installs it"


def test_beir_plots_latency_and_the_abstention_curve(
    insights: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder: object
) -> None:
    monkeypatch.setattr("evals.beir.SentenceTransformerEmbedder", lambda name: embedder)
    folder, plots = tmp_path / "collection", tmp_path / "plots"
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": "d1", "title": "", "text": "Telecare saved visits."}, {"_id": "d2", "text": "Buses run."}]
    queries = [
        {"_id": "q1", "text": "Did telecare save visits?", "answerable": True},
        {"_id": "q2", "text": "Who walked upon the moon?", "answerable": False},
    ]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n", encoding="utf-8")
    result = insights("evals", "beir", str(folder), "--plots", str(plots), "--json")
    assert json.loads(result.stdout)["nDCG@10"] == 1
    assert sorted(path.name for path in plots.iterdir()) == ["abstention.svg", "latency.svg"]
    assert all(path.read_text(encoding="utf-8").startswith("<svg ") for path in plots.iterdir())
