"""`insights search`: passages for people and programs, and runs for evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.errors import InsightsError
from knowledge.opening import Library
from tests.bot.command_line.conftest import Command
from tests.conftest import Write, sync

KEYS = {"chunk_id", "document_id", "title", "audience", "locator", "score", "text"}


def test_json_output_is_a_list_of_passages(insights: Command, stocked: Library) -> None:
    result = insights("search", "telecare in Kent", "--json")
    assert result.exit_code == 0
    (passage,) = json.loads(result.stdout)
    assert set(passage) == KEYS
    assert 0 <= passage.pop("score") <= 1
    assert passage == {
        "chunk_id": "telecare@1#1",
        "document_id": "telecare",
        "title": "Telecare in Kent",
        "audience": "public",
        "locator": "paragraph 1",
        "text": "The Kent telecare trial did not cut hospital admissions.",
    }


def test_people_see_where_a_passage_stands(insights: Command, stocked: Library) -> None:
    output = insights("search", "telecare in Kent").stdout
    for part in ("Telecare in Kent", "paragraph 1", "public", "telecare@1#1", "did not cut hospital admissions"):
        assert part in output


def test_only_the_named_audiences_are_searched(insights: Command, stocked: Library) -> None:
    def found(*options: str) -> set[str]:
        return {passage["audience"] for passage in json.loads(insights("search", "review", "--json", *options).stdout)}

    assert found() == {"public"}
    assert found("--audience", "client:b") == {"client:b"}
    assert found("--audience", "client:b", "--audience", "subscribers") == {"client:b", "subscribers"}


def test_no_more_passages_than_asked_for(insights: Command, library: Library, write: Write, folder: Path) -> None:
    for number in range(5):
        write(f"report-{number}", f"Telecare report number {number}.")
    sync(library, folder)
    assert len(json.loads(insights("search", "telecare", "--json", "--limit", "3").stdout)) == 3


def test_nothing_found_is_said(insights: Command, stocked: Library) -> None:
    result = insights("search", "telecare", "--audience", "client:nobody")
    assert isinstance(result.exception, InsightsError)
    assert "nothing found" in str(result.exception)
    assert json.loads(insights("search", "telecare", "--json", "--audience", "client:nobody").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "explanation"),
    [
        ([], "give either a query or --queries"),
        (["x", "--queries", "f"], "give either a query or --queries"),
        (["--queries", "f"], "--queries and --run go together"),
        (["x", "--run", "f"], "--queries and --run go together"),
        (["  "], "the query is empty"),
        (["x", "--limit", "0"], "--limit"),
    ],
)
def test_wrong_usage_is_explained(insights: Command, arguments: list[str], explanation: str) -> None:
    result = insights("search", *arguments)
    assert result.exit_code == 2
    assert explanation in result.stderr


def test_a_run_ranks_documents_for_each_query_in_trec_form(
    insights: Command, library: Library, write: Write, folder: Path, tmp_path: Path
) -> None:
    for number in range(4):
        write(f"report-{number}", f"Telecare report number {number}.\n\n## More\n\nMore of telecare report {number}.")
    write("courts", "Drug courts returned children to their parents.")
    sync(library, folder)
    queries, run = tmp_path / "queries.jsonl", tmp_path / "run.txt"
    queries.write_text(
        '{"_id": "q2", "text": "telecare report"}\n\n{"_id": 1, "text": "drug courts"}\n', encoding="utf-8"
    )
    result = insights("search", "--queries", str(queries), "--run", str(run), "--limit", "3")
    assert (result.exit_code, result.stdout) == (0, "")
    rows = [line.split() for line in run.read_text(encoding="utf-8").splitlines()]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (query, "Q0", str(rank)) for query in ("q2", "1") for rank in (1, 2, 3)
    ]
    assert {len(row) for row in rows} == {6}
    for query in ("q2", "1"):
        documents = [row[2] for row in rows if row[0] == query]
        scores = [float(row[4]) for row in rows if row[0] == query]
        assert len(set(documents)) == 3
        assert scores == sorted(scores, reverse=True)
    assert rows[3][2] == "courts"


@pytest.mark.parametrize("bad", ["{'_id': 1}", '{"_id": "1"}', '{"text": "x"}', "[1]"])
def test_a_bad_query_is_named_by_file_and_line(insights: Command, stocked: Library, tmp_path: Path, bad: str) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"_id": "1", "text": "good"}\n' + bad + "\n", encoding="utf-8")
    result = insights("search", "--queries", str(queries), "--run", str(tmp_path / "run.txt"))
    assert isinstance(result.exception, InsightsError)
    assert f"{queries}, line 2: " in str(result.exception)
    assert not (tmp_path / "run.txt").exists()
