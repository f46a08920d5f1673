"""The councils of England by name, however an officer writes them."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

PLACES = Path(__file__).parents[1] / "reference" / "places.csv"
_ALSO_ENGLISH = frozenset({"bury", "reading", "sandwell", "mk", "stoke"})
"""Names that, in lower case, are ordinary words or too short to be sure."""


def full_names(question: str) -> str:
    """``question`` with every council it names written out and capitalised: 'herts' becomes 'Hertfordshire'."""
    names = _names()

    def written_out(found: re.Match[str]) -> str:
        form = found.group()
        if form == form.lower() and form in _ALSO_ENGLISH:
            return form
        return names[form.lower()]

    return PLACE_NAMES.sub(written_out, question)


def is_place(word: str) -> bool:
    """Whether a word is a council's name or a part of one."""
    return word.lower() in _words()


@cache
def _names() -> dict[str, str]:
    """Every way of writing a name, in lower case, with the name."""
    names: dict[str, str] = {}
    with PLACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form in [row["name"], *row["also"].split(";")]:
                if form.strip():
                    names[form.strip().lower()] = row["name"]
    return names


@cache
def _words() -> frozenset[str]:
    return frozenset(word for name in _names() for word in re.findall(r"\w+", name))


PLACE_NAMES = re.compile(
    rf"\b(?:{'|'.join(re.escape(name) for name in sorted(_names(), key=len, reverse=True))})\b", re.IGNORECASE
)
"""Any name of a council, the longest that fits."""
