"""What a run folder holds: run.json, with what was asked of what, and answers.jsonl, one answered case a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.vocabulary import Answer
from evals.case import EvalCase
from evals.metrics.metric import HeldDocument, Outcome
from knowledge.errors import InsightsError
from knowledge.text_files import read_text

RUN = "run.json"
ANSWERS = "answers.jsonl"


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SuiteRecord(_Record):
    """A suite as it was asked: its file's SHA-256, the number of its cases and drafts, the library it was asked of."""

    name: str
    sha256: str
    cases: int
    drafts: int
    library: str


class Configuration(_Record):
    """Everything that the answers depend on: a run goes on only under the same."""

    suites: list[SuiteRecord]
    half: str | None
    sample: int | None
    model: str
    embedding_model: str
    reranker_model: str | None
    digests: dict[str, str | None]
    """SHA-256 of the settings, of the files they name, of prompts and of fitted coefficients."""
    versions: dict[str, str]
    """Of Python and of the libraries that answers depend on."""
    libraries: dict[str, dict[str, HeldDocument]]
    """The documents of each library that was asked, by id."""


class RunRecord(_Record):
    """A run: when, how many questions at once, under which configuration. Times are ISO 8601, UTC.

    ``seed`` is for the intervals and tests computed from it: the same answers always give the same report.
    """

    started: str
    finished: str | None
    at_once: int
    seed: int
    configuration: Configuration


class AnsweredCase(_Record):
    """One case with its answer, and the text of every passage the answer cites."""

    suite: str
    case: EvalCase
    answer: Answer
    milliseconds: float
    passages: dict[str, str]

    @property
    def key(self) -> str:
        """Names the case among those of all suites."""
        return f"{self.suite}/{self.case.id}"


def write_run(folder: Path, run: RunRecord) -> None:
    """Store a run's record."""
    (folder / RUN).write_text(run.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read_run(folder: Path) -> RunRecord:
    """The record of a run. Raises InsightsError where there is none, or one of another version of this program."""
    if not (folder / RUN).is_file():
        raise InsightsError(f"{folder} is not a run: it holds no {RUN} (`insights evals run` makes one)")
    try:
        return RunRecord.model_validate_json(read_text(folder / RUN))
    except ValidationError as error:
        raise InsightsError(
            f"{folder / RUN} cannot be read ({error.errors()[0]['msg']}): run the suites again"
        ) from error


def read_answers(folder: Path) -> list[AnsweredCase]:
    """The cases answered so far. A last line cut short by a crash is left out.

    Raises InsightsError naming any other line that is wrong.
    """
    return list(_answers(folder / ANSWERS)) if (folder / ANSWERS).is_file() else []


def _answers(path: Path) -> Iterator[AnsweredCase]:
    lines = read_text(path).split("\n")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            yield AnsweredCase.model_validate_json(line)
        except ValidationError as error:
            if number == len(lines):
                return
            reason = error.errors()[0]["msg"]
            raise InsightsError(
                f"{path}, line {number}: not an answered case ({reason}): run the suites again"
            ) from error


def write_answers(folder: Path, answered: list[AnsweredCase]) -> None:
    """Store answered cases in place of those stored."""
    lines = "".join(as_line(case) for case in answered)
    (folder / ANSWERS).write_text(lines, encoding="utf-8")


def as_line(answered: AnsweredCase) -> str:
    """A case as a line of answers.jsonl."""
    return json.dumps(answered.model_dump(mode="json"), ensure_ascii=False) + "\n"


def outcomes(run: RunRecord, answered: list[AnsweredCase]) -> list[Outcome]:
    """The answered cases with the library each was asked of."""
    library_of = {suite.name: run.configuration.libraries[suite.library] for suite in run.configuration.suites}
    return [
        Outcome(done.suite, done.case, done.answer, done.milliseconds, done.passages, library_of[done.suite])
        for done in answered
    ]
