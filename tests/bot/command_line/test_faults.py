"""What a person can put right is exit code 1 and one line that says how; wrong usage is 2. Never a traceback."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from knowledge.opening import Library
from tests.bot.command_line.conftest import Run
from tests.conftest import WordEmbedder

ON_THE_LIBRARY = [
    ["ask", "What is telecare?"],
    ["ask", "What is telecare?", "--json"],
    ["search", "telecare"],
    ["chat"],
    ["library", "list"],
    ["library", "show", "a"],
    ["library", "remove", "a"],
    ["library", "check"],
    ["library", "rebuild"],
    ["doctor"],
]


# -- exit code 0 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["ask", "--help"], ["library", "--help"]])
def test_help_goes_to_standard_output(run: Run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.stderr) == (0, "")
    assert "Usage: insights" in ended.stdout


def test_help_names_every_command_that_there_is(run: Run) -> None:
    output = run("--help").stdout
    for command in ("ask", "chat", "search", "run", "doctor", "migrate", "library", "evals"):
        assert f" {command} " in output


def test_the_version_is_that_of_the_installation(run: Run) -> None:
    ended = run("--version")
    assert (ended.code, ended.stdout) == (0, f"insights {version('insights-bot')}\n")


def test_migrating_twice_does_no_harm(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        ended = run("migrate", INSIGHTS_HOME=tmp_path / "new")
        assert (ended.code, ended.stderr) == (0, "")


# -- exit code 2: wrong usage ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ask"],
        ["ask", "x", "--nonsense"],
        ["ask", "x", "--audience", "everybody"],
        ["search"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "many"],
        ["search", "x", "--audience", "everybody"],
        ["chat", "--audience", "everybody"],
        ["library", "list", "--audience", "everybody"],
        ["library", "show"],
        ["library", "nonsense"],
        ["run", "--ask"],
    ],
)
def test_wrong_usage_is_exit_code_2_with_the_reason_on_standard_error(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    ended = run(*arguments, INSIGHTS_HOME=tmp_path / "new")
    assert ended.code == 2
    assert ended.stdout == ""
    assert "Error" in ended.stderr
    assert not (tmp_path / "new").exists()


# -- exit code 1: a reason in one line, never a traceback --------------------------------------------------------


@pytest.mark.parametrize("arguments", ON_THE_LIBRARY, ids=" ".join)
def test_missing_migrations_are_named_with_the_command_that_helps(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    ended = run(*arguments, INSIGHTS_HOME=tmp_path / "new")
    assert "insights migrate" in ended.reason() + ended.stdout


def test_an_empty_library_is_named_with_the_command_that_helps(run: Run, home: Path) -> None:
    assert "insights library sync" in run("ask", "What is telecare?", INSIGHTS_HOME=home).reason()


def test_an_empty_library_can_be_listed_and_checked(run: Run, home: Path) -> None:
    assert run("library", "list", INSIGHTS_HOME=home).code == 0
    assert run("library", "check", INSIGHTS_HOME=home).code == 0
    assert json.loads(run("library", "list", "--json", INSIGHTS_HOME=home).stdout) == []


@pytest.mark.parametrize("arguments", [["migrate"], *ON_THE_LIBRARY], ids=" ".join)
def test_an_unwritable_home_is_named(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    # Below a file nobody can write, not even root.
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    ended = run(*arguments, INSIGHTS_HOME=tmp_path / "file" / "home")
    assert str(tmp_path / "file" / "home") in ended.reason() + ended.stdout


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "postgresql+nodriver://u@h/d"),
        ("DATABASE_URL", "sqlite:////no/such/folder/catalogue.sqlite"),
        ("CHROMA_URL", "chroma.example:8000"),
        ("CHROMA_URL", "ftp://chroma.example"),
        ("INSIGHTS_HOME", "~nobody-has-this-name/insights"),
    ],
)
def test_a_wrong_setting_is_a_reason_and_no_traceback(run: Run, home: Path, setting: str, value: str) -> None:
    line = run("library", "list", **{"INSIGHTS_HOME": home, setting: value}).reason()
    assert setting in line or "catalogue" in line


def test_a_library_folder_that_is_not_there_is_named(run: Run, home: Path, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    line = run("library", "sync", INSIGHTS_HOME=home, INSIGHTS_LIBRARY=missing).reason()
    assert str(missing) in line
    assert "INSIGHTS_LIBRARY" in line


def test_a_folder_without_documents_is_named(run: Run, home: Path, folder: Path) -> None:
    assert str(folder) in run("library", "sync", str(folder), INSIGHTS_HOME=home).reason()


@pytest.mark.parametrize("arguments", [["migrate"], ["library", "list"], ["doctor"]], ids=" ".join)
def test_a_damaged_catalogue_is_a_reason_and_no_traceback(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "catalogue.sqlite").write_text("This is no database. " * 100, encoding="utf-8")
    run(*arguments, INSIGHTS_HOME=tmp_path).reason()


def test_a_file_of_settings_that_is_not_utf8_is_a_reason_and_no_traceback(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"# caf\xe9\nINSIGHTS_HOME=x\n")
    assert ".env" in run("library", "list").reason()


def test_indexes_of_another_model_are_named_with_the_command_that_helps(run: Run, home: Path, stocked: Library) -> None:
    line = run("search", "telecare", INSIGHTS_HOME=home, EMBEDDING_MODEL="another-model").reason()
    assert "insights library rebuild" in line


def test_an_unknown_document_is_named(run: Run, home: Path, stocked: Library) -> None:
    for command in ("show", "remove"):
        line = run("library", command, "nothing", INSIGHTS_HOME=home, EMBEDDING_MODEL=WordEmbedder.name).reason()
        assert "'nothing'" in line
        assert "insights library list" in line


def test_a_folder_is_no_file_of_queries(run: Run, home: Path, tmp_path: Path) -> None:
    line = run("search", "--queries", str(tmp_path), "--run", "run.txt", INSIGHTS_HOME=home).reason()
    assert str(tmp_path) in line


def test_a_file_of_queries_that_is_not_utf8_is_named(run: Run, home: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_bytes(b'{"_id": "1", "text": "caf\xe9"}\n')
    assert str(queries) in run("search", "--queries", str(queries), "--run", "r", INSIGHTS_HOME=home).reason()
