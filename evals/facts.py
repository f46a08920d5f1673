"""The sourced facts behind the starter library, and where each stands."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_FACTS = Path(__file__).parent.parent / "knowledge" / "reference" / "facts.csv"


@cache
def fact_homes() -> dict[str, str]:
    """The document in which each sourced fact stands."""
    with _FACTS.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["document"] for row in csv.DictReader(file)}
