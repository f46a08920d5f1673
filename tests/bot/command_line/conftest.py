"""The `insights` command, inside the test with the fast embedder, and as a process of its own as people run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.command_line.main import app
from bot.command_line.main import run as command
from bot.settings import Settings
from knowledge.opening import Library
from knowledge.retrieval.confidence import ConfidenceModel
from tests.conftest import WordEmbedder, Write, sync

REPOSITORY = Path(__file__).parents[3]
WIDE = {"COLUMNS": "250", "NO_COLOR": "1"}
"""So that messages are not divided at the edge of a terminal."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the command ended, and what it printed where."""

    code: int
    stdout: str
    stderr: str

    def reason(self) -> str:
        """The one line on standard error of a command that failed as it should."""
        assert "Traceback" not in self.stderr, self.stderr
        assert self.code == 1, self.stderr
        (line,) = self.stderr.splitlines()
        assert line.startswith("insights: ")
        return line


Command = Callable[..., Result]
Run = Callable[..., Ended]


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of the machine's reach the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def insights(unset: None, home: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command on the library in ``home`` with the fast embedder: ``insights("ask", "question")``.

    A fault of the library is in the result's ``exception``; what becomes of it is tested with ``run``.
    """
    monkeypatch.setenv("INSIGHTS_HOME", str(home))
    monkeypatch.setattr("bot.assembly.SentenceTransformerEmbedder", lambda name: embedder)
    # The shipped confidence is calibrated for the shipped embedder.
    confidence = ConfidenceModel(intercept=-5.0, weights={"sentence_meaning": 10.0}, threshold=0.5)
    monkeypatch.setattr("bot.assembly.load_confidence", lambda: confidence)

    def invoke(*arguments: str, input: str | None = None) -> Result:
        result = CliRunner().invoke(app, list(arguments), input=input, env=WIDE)
        _let_go_of_indexes()
        return result

    return invoke


def _let_go_of_indexes() -> None:
    """As the end of a process does: Chroma keeps what was opened for the life of one."""
    from chromadb.api.shared_system_client import SharedSystemClient

    for system in SharedSystemClient._identifier_to_system.values():
        system.stop()
    SharedSystemClient.clear_system_cache()


@pytest.fixture
def run(unset: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs what the installed command runs, in this process: ``run("ask", "question", INSIGHTS_HOME=home)``.

    A fault that would print a traceback fails the test.
    """

    def run_command(*arguments: str, **settings: object) -> Ended:
        with monkeypatch.context() as patch:
            patch.setattr("sys.argv", ["insights", *arguments])
            for name, value in (WIDE | settings).items():
                patch.setenv(name, str(value))
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                command()
        code = ended.value.code
        assert isinstance(code, int)
        return Ended(code, *capsys.readouterr())

    return run_command


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Runs the command as a process of its own, as people do."""

    def run_process(*arguments: str, **settings: object) -> Ended:
        ours = {name.upper() for name in Settings.model_fields}
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        environment |= {name: str(value) for name, value in (WIDE | settings).items()}
        ended = subprocess.run(
            [sys.executable, "-c", "from bot.command_line.main import run; run()", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run_process


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    """Documents for four audiences, each with one sentence."""
    write("telecare", "The Kent telecare trial did not cut hospital admissions.", title="Telecare in Kent", year=2014)
    write("map", "The prevention map of Dorset lists 65 interventions.", title="Dorset map", audience="subscribers")
    write("a", "The Borchester review found 11 placements avoidable.", title="For A", audience="client:a")
    write("b", "The Casterbridge review found 15 packages avoidable.", title="For B", audience="client:b")
    sync(library, folder)
    # The command opens it again: embedded indexes have one owner in a process.
    library.indexes.vectors.close()
    return library
