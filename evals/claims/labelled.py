"""Claims with evidence, labelled by people or to be judged: one JSON object a line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answering.checking.judgement import Evidence
from bot.vocabulary import Verdict
from knowledge.errors import InsightsError
from knowledge.text_files import read_text

_TRAINED_ON = 3
"""Fifths of the claims that the model is trained on."""


class _Line(BaseModel):
    """A line of the file. Other fields are allowed and kept out."""

    model_config = ConfigDict(extra="ignore")

    claim: str = Field(min_length=1)
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


def read_claims(path: Path) -> list[LabelledClaim]:
    """The claims of a JSONL file. Raises InsightsError naming the file and line."""
    claims = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = _Line.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InsightsError(f"{path}, line {number}: {f'{where}: ' if where else ''}{first['msg']}") from error
        claims.append(LabelledClaim(row.claim, Evidence("\n".join(row.evidence)), row.label))
    if not claims:
        raise InsightsError(f"{path} holds no claims: one {json.dumps({'claim': '...', 'evidence': ['...']})} a line")
    return claims
