"""How well the guard tells personal data and urgent messages from what only looks like them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.guard.configuration import GuardConfiguration
from bot.guard.finding import DataKind
from bot.guard.personal_data import find_personal_data, without
from bot.guard.urgent import is_urgent
from knowledge.yaml_loader import PlainLoader

_MESSAGES = Path(__file__).parent / "guard_messages"

Half = Literal["tuning", "test"]


class Identifier(BaseModel):
    """A stretch of a message that must be found."""

    model_config = ConfigDict(extra="forbid")

    kind: DataKind
    text: str


class PersonalDataCase(BaseModel):
    """A message and the personal data in it; none where it only looks like it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    message: str
    identifiers: list[Identifier]
    half: Half


class UrgentCase(BaseModel):
    """A message and whether somebody would act on it today."""

    model_config = ConfigDict(extra="forbid")

    id: str
    message: str
    urgent: bool
    half: Half


@dataclass(frozen=True, slots=True)
class GuardReport:
    """Recall and precision over messages, and the ids of those that went wrong."""

    messages: int
    recall: float
    precision: float
    missed: list[str]
    false_alarms: list[str]
    left_standing: list[str]
    """Messages that were stopped, but whose text without the findings still holds an identifier."""


def personal_data_cases(half: str) -> list[PersonalDataCase]:
    """The labelled messages of one half."""
    cases = TypeAdapter(list[PersonalDataCase]).validate_python(_rows("personal_data"))
    return [case for case in cases if case.half == half]


def urgent_cases(half: str) -> list[UrgentCase]:
    """The labelled messages of one half."""
    return [
        case
        for case in TypeAdapter(list[UrgentCase]).validate_python(_rows("urgent_safeguarding"))
        if case.half == half
    ]


def measure_personal_data(cases: Sequence[PersonalDataCase], guard: GuardConfiguration) -> GuardReport:
    """Which messages are stopped, and whether what is left of them is free of their identifiers."""
    stopped, left = {}, []
    for case in cases:
        found = find_personal_data(case.message, guard.patterns)
        stopped[case.id] = bool(found)
        rest = without(case.message, found)
        if found and any(identifier.text in rest for identifier in case.identifiers):
            left.append(case.id)
    return _report(stopped, {case.id: bool(case.identifiers) for case in cases}, left)


def measure_urgent(cases: Sequence[UrgentCase]) -> GuardReport:
    """Which messages are answered with whom to ring."""
    return _report({case.id: is_urgent(case.message) for case in cases}, {case.id: case.urgent for case in cases}, [])


def _report(stopped: dict[str, bool], wanted: dict[str, bool], left: list[str]) -> GuardReport:
    hits = sum(stopped[case] and wanted[case] for case in wanted)
    return GuardReport(
        messages=len(wanted),
        recall=hits / sum(wanted.values()),
        precision=hits / sum(stopped.values()),
        missed=[case for case in wanted if wanted[case] and not stopped[case]],
        false_alarms=[case for case in wanted if stopped[case] and not wanted[case]],
        left_standing=left,
    )


def _rows(name: str) -> Any:
    return yaml.load((_MESSAGES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=PlainLoader)
