"""What a model writes: claims that nobody has checked yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answering.generate.fault import Fault, ModelFault

MOST_CLAIMS = 6
_LONGEST_CLAIM = 2500
"""Characters of a claim with its support: several times what one takes."""


class Covers(StrEnum):
    """How much of the question the model found an answer to."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


class Support(BaseModel):
    """A source by its number, and words of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: int
    quote: str = Field(min_length=1, max_length=2000, description="Words of that source, copied exactly.")


class Draft(BaseModel):
    """One sentence and what it rests on, as the model gave it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    support: tuple[Support, ...] = Field(min_length=1, max_length=5)
    sentence: str = Field(min_length=1, max_length=1000)


def reply_schema() -> dict[str, Any]:
    """The JSON schema of a reply. ``covers`` stands last: when it comes, the last claim is complete."""
    return {
        "title": "answer",
        "description": "An answer made of claims, each resting on the sources.",
        "type": "object",
        "additionalProperties": False,
        "required": ["claims", "covers"],
        "properties": {
            "claims": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["support", "sentence"],
                    "properties": {
                        "support": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["source", "quote"],
                                "properties": {"source": {"type": "integer"}, "quote": {"type": "string"}},
                            },
                        },
                        "sentence": {"type": "string"},
                    },
                },
            },
            "covers": {"type": "string", "enum": [covers.value for covers in Covers]},
        },
    }


def drafts(partials: Iterable[object]) -> Iterator[Draft | Covers | None]:
    """The claims of a growing reply, each as soon as it is complete, then how much they cover.

    A claim is complete when something follows it. None stands for one that is not in the form asked for.
    Raises ModelFault when the reply is none, ends before its end, or has a claim that does not end.
    """
    given = 0
    last: Mapping[str, Any] = {}
    for partial in partials:
        if not isinstance(partial, Mapping) or not isinstance(partial.get("claims", []), list):
            raise ModelFault(Fault.GARBLED)
        last = partial
        complete = _complete(last)
        yield from _read(complete[given:MOST_CLAIMS])
        given = max(given, len(complete))
        if any(len(str(claim)) > _LONGEST_CLAIM for claim in (last.get("claims") or [])[given:MOST_CLAIMS]):
            raise ModelFault(Fault.BROKE_OFF if given else Fault.GARBLED)
    if not last:
        raise ModelFault(Fault.GARBLED)
    if "claims" not in last or "covers" not in last:
        raise ModelFault(Fault.BROKE_OFF if given else Fault.GARBLED)
    yield from _read(last["claims"][given:MOST_CLAIMS] if list(last)[-1] == "covers" else [])
    yield Covers(last["covers"]) if last["covers"] in set(Covers) else Covers.PART


def _complete(partial: Mapping[str, Any]) -> list[object]:
    claims: list[object] = partial.get("claims") or []
    is_closed = "claims" in partial and list(partial)[-1] != "claims"
    return claims if is_closed else claims[:-1]


def _read(claims: list[object]) -> Iterator[Draft | None]:
    for claim in claims:
        try:
            yield Draft.model_validate(claim)
        except ValidationError:
            yield None
