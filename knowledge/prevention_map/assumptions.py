"""The assumptions of the estimate: what each is called, its range, and where that comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

_FILE = Path(__file__).parent / "estimate.yaml"


class Case(StrEnum):
    """A case of the estimate: in the low one help costs more and achieves less."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


class Unit(StrEnum):
    """What a number counts. A share is between 0 and 1."""

    SHARE = "share"
    YEARS = "years"
    PEOPLE = "people"
    POUNDS = "pounds"
    HOURS = "hours"


class Better(StrEnum):
    """Whether more of it makes the estimate higher or lower."""

    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Range:
    """The value of one assumption in each case, and whether somebody chose it themselves."""

    low: float
    central: float
    high: float
    own: bool = False

    def of(self, case: Case) -> float:
        """The value of one case."""
        return {Case.LOW: self.low, Case.CENTRAL: self.central, Case.HIGH: self.high}[case]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(_Part):
    """A value, the facts it comes from, how it was worked out from their numbers, and why it is this case's."""

    value: float
    facts: tuple[str, ...]
    derived: str
    because: str


class Assumption(_Part):
    """One assumption: a sourced range, or a choice of the user's where nothing is sourced.

    ``about`` are facts worth knowing for the choice. ``meaning`` says what ``unset`` amounts to.
    """

    label: str
    unit: Unit
    better: Better
    low: Sourced | None = None
    central: Sourced | None = None
    high: Sourced | None = None
    caution: str = ""
    not_sourced: str = ""
    unset: float | None = None
    meaning: str = ""
    about: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _sourced_or_not(self) -> Assumption:
        sourced = all((self.low, self.central, self.high))
        if sourced == bool(self.not_sourced) or sourced == (self.unset is not None):
            raise ValueError(f"{self.label}: give low, central and high, or not_sourced and unset")
        return self

    @property
    def sources(self) -> Mapping[Case, Sourced]:
        """Where the value of each case comes from; empty where nothing is sourced."""
        found = {Case.LOW: self.low, Case.CENTRAL: self.central, Case.HIGH: self.high}
        return {case: sourced for case, sourced in found.items() if sourced is not None}

    @property
    def range(self) -> Range:
        """What counts until somebody sets a value of their own."""
        low, central, high = (self.sources[case].value if self.sources else float(self.unset or 0) for case in Case)
        return Range(low, central, high)


@cache
def load_assumptions() -> Mapping[str, Assumption]:
    """All assumptions by name, such as ``children.avoidable_share``, in the order people read them."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: Assumption.model_validate(fields) for name, fields in told.items()}
