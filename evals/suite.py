"""Suites: files of evaluation cases in YAML."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evals.case import EvalCase, EvalTurn, Figure, FrozenPassage, KeyFact
from knowledge.errors import InsightsError
from knowledge.text_files import read_text
from knowledge.yaml_loader import PlainLoader

SUITES = Path(__file__).parent / "suites"

_PARTS: dict[str, type[BaseModel]] = {
    "history": EvalTurn,
    "key_facts": KeyFact,
    "figures": Figure,
    "passages": FrozenPassage,
}
"""The fields of a case that hold objects of their own."""


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases of one file. ``library`` holds documents for this suite alone; ``drafts`` are cases to be finished."""

    name: str
    path: Path
    cases: tuple[EvalCase, ...]
    drafts: int
    library: Path | None


def load_suite(name: str) -> list[EvalCase]:
    """The cases of one of the product's suites, or of the file at a path. Raises InsightsError with file and line."""
    return list(read_suite(find_suite(name, SUITES)).cases)


def read_suites(names: Sequence[str], folder: Path = SUITES) -> list[Suite]:
    """The named suites of a folder, all of them when none is named; a name ending in .yaml is a path."""
    paths = [find_suite(name, folder) for name in names] or sorted(folder.glob("*.yaml"))
    if not paths:
        raise InsightsError(f"no suites in {folder}: a suite is a file NAME.yaml (docs/evaluation.md)")
    repeated = {path.stem for path in paths if [other.stem for other in paths].count(path.stem) > 1}
    if repeated:
        raise InsightsError(f"two suites would be called {min(repeated)!r}: name each once")
    return [read_suite(path) for path in paths]


def find_suite(name: str, folder: Path) -> Path:
    """The file of a suite by name in ``folder``, or by path. Raises InsightsError naming those there are."""
    path = Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.yaml"))) or "none"
        raise InsightsError(f"no suite {name!r}: there are {known}, or give the path of a YAML file")
    return path


def read_suite(path: Path) -> Suite:
    """The suite in a file. Raises InsightsError naming the line of what is wrong.

    A case with an empty `expect:` waits for somebody to say what a good answer is, and is left out.
    """
    rows, lines = _read_rows(path)
    finished = [number for number, row in enumerate(rows) if not _is_draft(row)]
    cases = [_case(path, rows[number], lines, number) for number in finished]
    seen: dict[str, int] = {}
    for case, number in zip(cases, finished, strict=True):
        if case.id in seen:
            raise InsightsError(
                f"{path}, line {lines[number,]}: the id {case.id!r} is already used on line {lines[seen[case.id],]}"
            )
        seen[case.id] = number
    library = path.with_suffix(".library")
    return Suite(path.stem, path, tuple(cases), len(rows) - len(cases), library if library.is_dir() else None)


def _is_draft(row: object) -> bool:
    return isinstance(row, dict) and "expect" in row and row["expect"] is None


Place = tuple[int | str, ...]
"""The way to something in a file: its number in the list, then keys and numbers further in."""


def _read_rows(path: Path) -> tuple[list[Any], dict[Place, int]]:
    """The list in a file, and the line (from 1) of everything in it."""
    try:
        loader = PlainLoader(read_text(path))
        node = loader.get_single_node()
        rows = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InsightsError(f"{path}, line {line}: not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise InsightsError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
    if node is None or not isinstance(rows, list) or not rows:
        raise InsightsError(f"{path}, line 1: expected a list of cases, each beginning with '- id:'")
    return rows, dict(_lines(path, node, ()))


def _lines(path: Path, node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(path, item, (*place, number))
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                raise InsightsError(f"{path}, line {line}: {key.value!r} is given twice")
            seen.add(key.value)
            yield from _lines(path, value, (*place, key.value))
            yield (*place, key.value), line


def _case(path: Path, row: object, lines: dict[Place, int], number: int) -> EvalCase:
    try:
        return EvalCase.model_validate(row)
    except ValidationError as error:
        first = min(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
        place: Place = (number, *first["loc"])
        while place not in lines:
            place = place[:-1]
        name = row.get("id", number + 1) if isinstance(row, dict) else number + 1
        raise InsightsError(f"{path}, line {lines[place]}: case {str(name)!r}: {_reason(first)}") from error


def _reason(fault: ErrorDetails) -> str:
    *outer, field = [str(part) for part in fault["loc"]] or [""]
    if fault["type"] == "extra_forbidden":
        model = _PARTS.get(outer[0], EvalCase) if outer else EvalCase
        known = list(model.model_fields)
        nearest = difflib.get_close_matches(field.lower(), known, n=1, cutoff=0.5)
        hint = f"did you mean {nearest[0]!r}?" if nearest else f"known fields: {', '.join(known)}"
        return f"unknown field {field!r}: {hint}"
    where = ".".join([*outer, field])
    reason = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "missing":
        return f"the field {where!r} is missing"
    return f"{where}: {reason}" if where else reason
