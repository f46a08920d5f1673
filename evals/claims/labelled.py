"""Claims with evidence, labelled by people or to be judged: one JSON object a line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answering.checking.judgement import Evidence
from bot.vocabulary import Verdict
from knowledge.errors import InsightsError
from knowledge.text_files import read_text

_TRAINED_ON = 3
"""Fifths of the claims that the model is trained on."""


class _Line(BaseModel):
    """A line of the file. Other fields are allowed and kept out."""

    model_config = ConfigDict(extra="ignore")

    claim: str
    evidence: list[str]
    label: Verdict | None = None


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim, what it is to be judged against, and the verdict of people where there is one."""

    claim: str
    evidence: Evidence
    label: Verdict | None

    @property
    def is_for_training(self) -> bool:
        """Whether the claim belongs to the training part: three fifths, by its text, so that it is in one part only."""
        return hashlib.sha256(self.claim.encode()).digest()[0] % 5 < _TRAINED_ON


@dataclass(frozen=True, slots=True)
class ClaimsFile:
    """The claims of a file in order, and one clear line for each line that is none, naming file and line."""

    claims: tuple[LabelledClaim, ...]
    faults: tuple[str, ...]


def read_claims(path: Path) -> list[LabelledClaim]:
    """The claims of a JSONL file. Raises InsightsError naming the file and the first line that is no claim."""
    read = read_claims_file(path)
    if read.faults:
        raise InsightsError(read.faults[0])
    return list(read.claims)


def read_claims_file(path: Path) -> ClaimsFile:
    """The claims of a JSONL file, and what is wrong with its other lines. A claim may be empty.

    Raises InsightsError for a file without a claim, or one that cannot be read.
    """
    claims, faults = [], []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            claims.append(_claim(line))
        except ValidationError as error:
            faults.append(f"{path}, line {number}: {_first_fault(error)}")
    if not claims and not faults:
        raise InsightsError(f"{path} holds no claims: one {json.dumps({'claim': '...', 'evidence': ['...']})} a line")
    return ClaimsFile(tuple(claims), tuple(faults))


def _claim(line: str) -> LabelledClaim:
    row = _Line.model_validate_json(line)
    return LabelledClaim(row.claim, Evidence("\n".join(row.evidence)), row.label)


def _first_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
