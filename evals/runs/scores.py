"""The scores of a run: scores.jsonl, one case a line, computed from its answers as often as one likes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evals.metrics.every import score_outcome
from evals.metrics.metric import Outcome
from evals.runs.record import outcomes, read_answers, read_run
from knowledge.errors import InsightsError
from knowledge.text_files import read_text

SCORES = "scores.jsonl"


@dataclass(frozen=True, slots=True)
class CaseScores:
    """The scores of one case by metric; a metric that did not score it is not there.

    ``digest`` changes with the case, so that only like is compared with like; ``cluster`` is what it shares its fate
    with: the first document that answers it, or else nothing but itself. ``confidence`` is None where the question did
    not come to a search. ``why`` explains each score.
    """

    suite: str
    id: str
    digest: str
    cluster: str
    tags: tuple[str, ...]
    status: str
    answerable: bool
    given: bool
    confidence: float | None
    scores: dict[str, float]
    why: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> str:
        """Names the case among those of all suites."""
        return f"{self.suite}/{self.id}"


_LINE = TypeAdapter(CaseScores)


def missing_answers(folder: Path) -> list[str]:
    """What a run lacks of what it set out to ask, one sentence: a gate must not pass a run that lost its cases."""
    run, answered = read_run(folder), len(read_scores(folder))
    asked = sum(suite.cases for suite in run.configuration.suites)
    if run.finished and answered == asked:
        return []
    return [f"{folder} holds {answered} of the {asked} answers it set out to get: `insights evals run --out {folder}`"]


def score_run(folder: Path) -> list[CaseScores]:
    """Score the answers of a run and store the scores beside them."""
    answered = read_answers(folder)
    if not answered:
        raise InsightsError(f"{folder} holds no answers to score: `insights evals run --out {folder}` asks")
    scored = [score_case(outcome) for outcome in outcomes(read_run(folder), answered)]
    write_scores(folder, scored)
    return scored


def score_case(outcome: Outcome) -> CaseScores:
    """The scores of one case."""
    case, scores = outcome.case, score_outcome(outcome)
    accepted = case.accepted()
    return CaseScores(
        suite=outcome.suite,
        id=case.id,
        digest=hashlib.sha256(case.model_dump_json().encode()).hexdigest()[:16],
        cluster=accepted[0] if accepted else f"{outcome.suite}/{case.id}",
        tags=tuple(case.tags),
        status=outcome.answer.status,
        answerable=case.answerable,
        given=outcome.given,
        confidence=outcome.answer.confidence if outcome.answer.retrieved else None,
        scores={name: round(score.value, 4) for name, score in scores.items()},
        why={name: score.why for name, score in scores.items()},
    )


def write_scores(folder: Path, scored: Sequence[CaseScores]) -> None:
    """Store scores without their explanations, which can be had again from the answers."""
    lines = [json.dumps(_without_why(case), ensure_ascii=False) + "\n" for case in scored]
    (folder / SCORES).write_text("".join(lines), encoding="utf-8")


def read_scores(folder: Path) -> list[CaseScores]:
    """The scores of a run. Raises InsightsError where there are none."""
    path = folder / SCORES
    if not path.is_file():
        raise InsightsError(f"{folder} holds no {SCORES}: `insights evals score {folder}` makes it")
    scored = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        try:
            scored.append(_LINE.validate_json(line))
        except ValidationError as error:
            raise InsightsError(f"{path}, line {number}: not the scores of a case: score the run again") from error
    return scored


def _without_why(case: CaseScores) -> dict[str, Any]:
    return {name: value for name, value in asdict(case).items() if name != "why"}
