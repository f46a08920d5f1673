"""Figures held as data: rows of tables that name a place, a year and a measure. Do any contradict another?

A row is read with its columns' names ("Place: England; Year: 2024; Measure: children looked after; Value: 83,630"), so
the passages of the catalogue are all that is needed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.vocabulary import Chunk

_COLUMNS = {
    "place": {"place", "area", "council", "local authority", "region"},
    "year": {"year", "period", "financial year"},
    "measure": {"measure", "indicator", "metric"},
    "value": {"value", "figure", "number", "amount"},
    "unit": {"unit", "units"},
}
_NAMES = {name: role for role, names in _COLUMNS.items() for name in names}
_NEEDED = {"place", "year", "measure", "value"}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as a row states it; ``value`` as written."""

    place: str
    year: str
    measure: str
    unit: str
    value: str
    chunk: Chunk

    def about(self) -> tuple[str, str, str, str]:
        """What it is a figure of: two figures about the same must agree."""
        return tuple(" ".join(part.lower().split()) for part in (self.place, self.year, self.measure, self.unit))  # type: ignore[return-value]


def figures(chunks: Iterable[Chunk]) -> list[Figure]:
    """The figures that whole rows among ``chunks`` state."""
    found = []
    for chunk in chunks:
        cells = _cells(chunk.text) if chunk.quoted_whole else {}
        if cells.keys() >= _NEEDED:
            row = {"unit": "", **cells}
            found.append(Figure(row["place"], row["year"], row["measure"], row["unit"], row["value"], chunk))
    return found


def contradictions(found: Iterable[Figure]) -> list[list[Figure]]:
    """Figures about the same that differ, together; each value once."""
    about: dict[tuple[str, str, str, str], dict[str, Figure]] = defaultdict(dict)
    for figure in found:
        about[figure.about()].setdefault(_amount(figure.value), figure)
    return [list(values.values()) for _, values in sorted(about.items()) if len(values) > 1]


def _cells(text: str) -> dict[str, str]:
    cells = (part.partition(":") for part in text.split(";"))
    return {role: value.strip() for name, colon, value in cells if colon and (role := _NAMES.get(name.strip().lower()))}


def _amount(value: str) -> str:
    """The number alone, so that '£1,200' and '1200.0' are one; what is no number stays as it is written."""
    number = _NUMBER.search(value.replace(",", ""))
    return str(float(number.group())) if number else value.strip().lower()
