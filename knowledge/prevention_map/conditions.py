"""Which rows of a map are meant: conditions as values, each of which can say itself in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from knowledge.prevention_map.duplicates import duplicate_groups
from knowledge.prevention_map.rows import MapRow, Overlap
from knowledge.prevention_map.show import field_name, shown
from knowledge.vocabulary import Cohort

SUBJECT_FIELDS = ("need", "driver", "behaviour_targeted", "intervention")
"""What is looked through to know what an intervention is about."""

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Names:
    """The cell holds one of ``values``; in a list, among others."""

    field: str
    values: tuple[str, ...]

    def holds(self, row: MapRow) -> bool:
        """Whether the row is meant."""
        wanted = {value.casefold() for value in self.values}
        return any(text.casefold() in wanted for text in texts(row, self.field))

    @property
    def said(self) -> str:
        """The condition after 'interventions'."""
        values = " or ".join("both children and adults" if value == Cohort.BOTH else value for value in self.values)
        return _SAID.get(self.field, f"with {field_name(self.field)} {{}}").format(values)


_SAID = {
    "cohort": "for {}",
    "whose_behaviour": "aimed at the behaviour of {}",
    "tier": "in the tier {}",
    "prevention_level": "meant to {}",
    "evidence_direction": "with {} evidence",
    "evidence_strength": "whose evidence is of the kind {}",
    "owner": "owned by {}",
    "provider": "provided by {}",
    "funding_source": "paid from {}",
    "cashable": "whose benefit is of the kind {}",
    "basis": "with the basis {}",
    "place": "in {}",
    "year": "in {}",
}


@dataclass(frozen=True, slots=True)
class Mentions:
    """A cell of ``fields`` holds the phrase as whole words, in the singular or plural."""

    phrase: str
    fields: tuple[str, ...] = SUBJECT_FIELDS

    def holds(self, row: MapRow) -> bool:
        """Whether the row is meant."""
        wanted = words(self.phrase)
        return any(_holds(words(text), wanted) for field in self.fields for text in texts(row, field))

    @property
    def said(self) -> str:
        """The condition after 'interventions'."""
        if self.fields == SUBJECT_FIELDS:
            return f"about {self.phrase}"
        return f"whose {field_name(self.fields[0])} mentions {self.phrase}"


@dataclass(frozen=True, slots=True)
class Blank:
    """The cell is blank."""

    field: str

    def holds(self, row: MapRow) -> bool:
        """Whether the row is meant."""
        return getattr(row, self.field) in (None, ())

    @property
    def said(self) -> str:
        """The condition after 'interventions'."""
        return f"with no {field_name(self.field)} stated"


@dataclass(frozen=True, slots=True)
class Stated:
    """The cell is not blank."""

    field: str

    def holds(self, row: MapRow) -> bool:
        """Whether the row is meant."""
        return getattr(row, self.field) not in (None, ())

    @property
    def said(self) -> str:
        """The condition after 'interventions'."""
        return f"with {field_name(self.field)} stated"


@dataclass(frozen=True, slots=True)
class Between:
    """The number or date in the cell is from ``low`` to ``high``, both included unless ``strict``; None is no limit."""

    field: str
    low: Decimal | dt.date | None = None
    high: Decimal | dt.date | None = None
    strict: bool = False

    def holds(self, row: MapRow) -> bool:
        """Whether the row is meant; a blank cell never is."""
        value = getattr(row, self.field)
        if value is None:
            return False
        if self.strict:
            return (self.low is None or value > self.low) and (self.high is None or value < self.high)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def said(self) -> str:
        """The condition after 'interventions'."""
        name = field_name(self.field)
        if self.low is not None and self.high is not None:
            return f"with {name} between {shown(self.field, self.low)} and {shown(self.field, self.high)}"
        if self.low is not None:
            return f"with {name} {'above' if self.strict else 'of at least'} {shown(self.field, self.low)}"
        return f"with {name} {'below' if self.strict else 'of at most'} {shown(self.field, self.high)}"


@dataclass(frozen=True, slots=True)
class Duplicated:
    """Another row among those looked at shares need, driver, cohort and tier."""

    @property
    def said(self) -> str:
        """The condition after 'interventions'."""
        return "that share need, driver, cohort and tier with another"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several subjects is mentioned."""

    subjects: tuple[Mentions, ...]

    def holds(self, row: MapRow) -> bool:
        """Whether the row is meant."""
        return any(subject.holds(row) for subject in self.subjects)

    @property
    def said(self) -> str:
        """The condition after 'interventions'."""
        first, *others = self.subjects
        return " or ".join([first.said, *(other.phrase for other in others)])


Condition = Names | Mentions | AnyOf | Blank | Stated | Between | Duplicated


def select(rows: Sequence[MapRow], conditions: Sequence[Condition]) -> list[MapRow]:
    """The rows that all conditions hold for. What is duplicated is decided among all ``rows``."""
    twice = (
        {row.id for group in duplicate_groups(rows) for row in group.rows}
        if any(isinstance(condition, Duplicated) for condition in conditions)
        else set()
    )
    return [
        row
        for row in rows
        if all(
            row.id in twice if isinstance(condition, Duplicated) else condition.holds(row) for condition in conditions
        )
    ]


def texts(row: MapRow, field: str) -> tuple[str, ...]:
    """The texts in a cell: none, one, or the items of a list."""
    value = getattr(row, field)
    if value is None:
        return ()
    if isinstance(value, Overlap):
        return (shown(field, value),)
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


@lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, in lower case and the singular."""
    return tuple(_singular(word) for word in _WORD.findall(text.lower().replace("’", "'").replace("'s", "")))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _holds(all_words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    length = len(wanted)
    return bool(wanted) and any(all_words[at : at + length] == wanted for at in range(len(all_words) - length + 1))
