"""Suites: questions in YAML with what a good answer holds, asked of the real assistant and scored."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.assembly import assistant_for, library_from
from bot.settings import Settings
from bot.vocabulary import Answer, Question, Role, Turn
from evals.abstention import abstention_figures
from knowledge.catalogue.catalogue import Catalogue
from knowledge.errors import InsightsError
from knowledge.text_files import read_text
from knowledge.vocabulary import PUBLIC, Audience

SUITES = Path(__file__).parent / "suites"
_FACTS = Path(__file__).parent.parent / "knowledge" / "reference" / "facts.csv"


class EvalTurn(BaseModel):
    """An earlier message of the conversation."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    text: str


class EvalCase(BaseModel):
    """A question and the facts that answer it; none where the library does not cover it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    question: str = Field(min_length=1)
    history: list[EvalTurn] = []
    facts: list[str]
    answer: str
    tags: list[str] = []
    half: Literal["tune", "held_back"]

    def documents(self) -> set[str]:
        """The ids of the documents where the facts stand."""
        return {fact_homes()[fact] for fact in self.facts}


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case. ``rank`` is the place of the first right document among those cited, from 1."""

    id: str
    answerable: bool
    answered: bool
    confidence: float
    rank: int | None
    verbatim: bool
    cited: bool
    answer: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """Figures over all cases, and every case."""

    figures: dict[str, float | int]
    results: list[CaseResult]

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {"figures": self.figures, "cases": [asdict(result) for result in self.results]}

    def as_text(self) -> str:
        """The figures, then a line for every case that went wrong."""
        lines = [
            f"{name:36} {value:.3f}" if isinstance(value, float) else f"{name:36} {value}"
            for name, value in self.figures.items()
        ]
        return "\n".join([*lines, "", *(_fault(result) for result in self.results if _fault(result))])


def run_suites(names: Sequence[str], half: str | None, settings: Settings) -> SuiteReport:
    """Ask every case of the named suites (of one half, if given) and score the answers."""
    cases = [case for name in names for case in load_suite(name) if half in (None, case.half)]
    library = library_from(settings)
    assistant = assistant_for(library, settings)
    results = [_score(case, assistant.answer(as_question(case)), library.catalogue) for case in cases]
    return SuiteReport(_figures(results), results)


def load_suite(name: str) -> list[EvalCase]:
    """The cases of a suite by name or path. Raises InsightsError naming the case that is wrong."""
    path = Path(name) if name.endswith(".yaml") else SUITES / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in SUITES.glob("*.yaml")))
        raise InsightsError(f"no suite {name!r}: there are {known}, or give the path of a YAML file")
    try:
        rows = yaml.safe_load(read_text(path))
        return [EvalCase.model_validate(row) for row in rows]
    except yaml.YAMLError as error:
        raise InsightsError(f"{path}: not valid YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = first["input"].get("id") if isinstance(first["input"], dict) else first["input"]
        raise InsightsError(f"{path}: case {where!r}: {first['loc']}: {first['msg']}") from error


def as_question(case: EvalCase, audiences: Iterable[Audience] = (PUBLIC,)) -> Question:
    """The case as somebody's question."""
    history = tuple(Turn(turn.role, turn.text) for turn in case.history)
    return Question(case.id, case.question, history, frozenset(audiences))


@cache
def fact_homes() -> dict[str, str]:
    """The document in which each sourced fact stands."""
    with _FACTS.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["document"] for row in csv.DictReader(file)}


def _score(case: EvalCase, answer: Answer, catalogue: Catalogue) -> CaseResult:
    texts = catalogue.visible_chunks([citation.chunk_id for citation in answer.citations], [PUBLIC])
    cited = list(dict.fromkeys(citation.document_id for citation in answer.citations))
    wanted = case.documents()
    ranks = [rank for rank, document in enumerate(cited, start=1) if document in wanted]
    return CaseResult(
        id=case.id,
        answerable=bool(case.facts),
        answered=bool(answer.claims),
        confidence=answer.confidence,
        rank=min(ranks, default=None),
        verbatim=all(citation.quote in texts[citation.chunk_id].text for citation in answer.citations),
        cited=all(claim.citations for claim in answer.claims),
        answer=answer.as_json(),
    )


def _figures(results: Sequence[CaseResult]) -> dict[str, float | int]:
    answerable = [result for result in results if result.answerable]
    answered = [result for result in results if result.answered]
    return {
        "cases": len(results),
        "right document first or second": _share([result.rank in (1, 2) for result in answerable]),
        "right document first": _share([result.rank == 1 for result in answerable]),
        "answers whose quotes are verbatim": _share([result.verbatim for result in answered]),
        "answers with every sentence cited": _share([result.cited for result in answered]),
        **abstention_figures(
            [result.answerable for result in results],
            [result.confidence for result in results],
            [result.answered for result in results],
        ),
    }


def _fault(result: CaseResult) -> str:
    if not result.answerable:
        return f"answered though not covered ({result.confidence:.2f}): {result.id}" if result.answered else ""
    if not result.answered:
        return f"declined though covered ({result.confidence:.2f}): {result.id}"
    return "" if result.rank in (1, 2) else f"right document not cited: {result.id}"


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else float("nan")
