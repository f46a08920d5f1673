"""The sourced facts that the map and the estimate rest on."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "reference" / "facts.csv"


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence with its source; ``document`` is the document of the starter library that tells it."""

    id: str
    document: str
    claim: str
    place: str
    year: str
    source_title: str
    publisher: str
    source_year: str
    url: str
    strength: str


@cache
def load_facts() -> Mapping[str, Fact]:
    """All facts by id."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["id"]: Fact(**{name: row[name] for name in Fact.__slots__}) for row in rows}


def source_of(fact: Fact) -> str:
    """The source in one line: title, publisher, year and strength of evidence."""
    title = fact.source_title if fact.source_title.endswith("?") else f"{fact.source_title}."
    parts = [f"{title} {fact.publisher}", fact.source_year, fact.strength]
    return ", ".join(part for part in parts if part)
