"""What the judge says of an answer, and the file of a run that keeps it: judged.jsonl, one case a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import InsightsError
from knowledge.text_files import read_text

JUDGED = "judged.jsonl"


class Verdict(StrEnum):
    """How good an answer is in the judge's opinion."""

    GOOD = "good"
    PARTLY = "partly"
    BAD = "bad"


class Opinion(BaseModel):
    """A verdict and the sentence that gives its reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str = Field(min_length=1, max_length=1000)
    verdict: Verdict


class Judged(BaseModel):
    """The opinion on one case. ``judge`` names the model and the version of the prompt: others are not comparable."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    judge: str
    opinion: Opinion


def opinion_schema() -> dict[str, Any]:
    """The JSON schema of a reply. The reason stands first, so that the verdict follows from it."""
    return {
        "title": "opinion",
        "description": "An opinion on an answer.",
        "type": "object",
        "additionalProperties": False,
        "required": ["reason", "verdict"],
        "properties": {
            "reason": {"type": "string"},
            "verdict": {"type": "string", "enum": [verdict.value for verdict in Verdict]},
        },
    }


def read_judged(folder: Path) -> Mapping[str, Judged]:
    """The opinions that a run holds, by case; none where nobody was asked. Raises InsightsError naming a wrong line."""
    path = folder / JUDGED
    if not path.is_file():
        return {}
    found = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        try:
            found.append(Judged.model_validate_json(line))
        except ValidationError as error:
            raise InsightsError(f"{path}, line {number}: not an opinion: delete the file and judge again") from error
    return {judged.key: judged for judged in found}


def write_judged(folder: Path, judged: Sequence[Judged]) -> None:
    """Keep opinions in place of those kept."""
    (folder / JUDGED).write_text("".join(one.model_dump_json() + "\n" for one in judged), encoding="utf-8")
