"""The command as a process: exit codes, what it prints where, and what it loads to start."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.opening import open_library
from tests.bot.answering.test_assistant import ANSWER_KEYS
from tests.bot.command_line.conftest import REPOSITORY, Run
from tests.conftest import Write, sync

HEAVY = {"torch", "transformers", "sentence_transformers", "chromadb", "langchain", "langchain_core", "langgraph"}


# -- exit codes --------------------------------------------------------------------------------------------------


def test_what_went_well_is_exit_code_0(process: Run, tmp_path: Path) -> None:
    ended = process("migrate", INSIGHTS_HOME=tmp_path / "new")
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout


def test_what_failed_is_exit_code_1_with_its_reason_in_one_line(process: Run, tmp_path: Path) -> None:
    ended = process("ask", "What is telecare?", "--json", INSIGHTS_HOME=tmp_path / "new")
    assert "insights migrate" in ended.reason()
    assert ended.stdout == ""


def test_wrong_usage_is_exit_code_2_with_its_reason(process: Run) -> None:
    ended = process("ask", "What is telecare?", "--json", "--audience", "everybody")
    assert (ended.code, ended.stdout) == (2, "")
    assert "'everybody'" in ended.stderr
    assert "public, subscribers, internal or client:<slug>" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_command_is_installed_under_its_name() -> None:
    command = shutil.which("insights", path=str(Path(sys.executable).parent))
    assert command is not None
    ended = subprocess.run([command, "--version"], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (0, f"insights {version('insights-bot')}\n")


# -- start-up ----------------------------------------------------------------------------------------------------


def _loaded_by(program: str) -> set[str]:
    """The top-level modules a fresh Python holds after ``program``."""
    report = "import sys, json; sys.stderr.write(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    result = subprocess.run(
        [sys.executable, "-c", f"{program}\n{report}"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return set(json.loads(result.stderr))


@pytest.mark.parametrize("package", ["bot", "knowledge", "evals", "bot.command_line.main"])
def test_importing_a_package_loads_no_heavy_library(package: str) -> None:
    loaded = _loaded_by(f"import {package}")
    assert package.partition(".")[0] in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["library", "--help"], ["evals", "--help"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    loaded = _loaded_by(
        "import contextlib, sys\n"
        f"sys.argv = ['insights', *{arguments!r}]\n"
        "from bot.command_line.main import run\n"
        "with contextlib.suppress(SystemExit):\n    run()"
    )
    assert "typer" in loaded
    assert loaded & HEAVY == set()


def test_no_module_but_the_homes_of_langchain_loads_a_heavy_library_when_imported() -> None:
    loaded = _loaded_by(
        "import importlib, pkgutil\n"
        "import bot, evals, knowledge\n"
        "migrations = ('knowledge.catalogue.migrations.', 'bot.records.migrations.')\n"
        "homes = ('knowledge.retrieval.langchain_retriever', 'bot.answering.generate.chat_model')\n"
        "skipped = (*homes, 'evals.benchmarks.systems.', *migrations)\n"
        "for package in (bot, evals, knowledge):\n"
        "    for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        if not found.name.startswith(skipped):\n"
        "            importlib.import_module(found.name)"
    )
    assert loaded & HEAVY == set()


# -- the real thing ----------------------------------------------------------------------------------------------


@pytest.mark.real_model
def test_a_real_answer_in_json_is_alone_on_standard_output(
    process: Run, home: Path, real_embedder: SentenceTransformerEmbedder, write: Write, folder: Path
) -> None:
    sentence = "The Kent telecare trial did not cut hospital admissions of older people in 2014."
    write("telecare", sentence)
    sync(open_library(home, real_embedder), folder)
    ended = process("ask", "Did the Kent telecare trial cut hospital admissions?", "--json", INSIGHTS_HOME=home)
    assert ended.code == 0, ended.stderr
    answer = json.loads(ended.stdout)
    assert set(answer) == ANSWER_KEYS
    assert [item["chunk_id"] for item in answer["retrieved"]] == ["telecare@1#1"]
