"""The words that the checks know, from lexicon.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LEXICON = Path(__file__).parent / "lexicon.yaml"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by what they tell. Words are in lower case."""

    opposites: Mapping[str, tuple[tuple[str, int], ...]]
    """For each word its axes, with its side of each: 0 or 1."""
    negations: frozenset[str]
    nearly_negations: frozenset[str]
    denials: frozenset[str]
    guarded: frozenset[str]
    guards: frozenset[str]
    certain: frozenset[str]
    counted: Mapping[str, int]
    """For each counted thing the number of its line: different numbers, different things."""
    grades: Mapping[str, int]
    """For each word of degree the number of its line: different numbers, different degrees."""
    measures: frozenset[str]
    same: Mapping[str, str]
    """For each word the one that stands for its group."""
    fillers: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the installation."""
    import yaml

    fields = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    return Lexicon(
        opposites=_opposites(fields["opposites"]),
        negations=_words(fields["negations"]),
        nearly_negations=_words(fields["nearly_negations"]),
        denials=_words(fields["denials"]),
        guarded=_words(fields["guarded"]),
        guards=_words(fields["guards"]),
        certain=_words(fields["certain"]),
        counted={word: number for number, line in enumerate(fields["counted"]) for word in line.split()},
        grades={word: number for number, line in enumerate(fields["grades"]) for word in line.split()},
        measures=_words(fields["measures"]),
        same={word: line.split()[0] for line in fields["same"] for word in line.split()},
        fillers=_words(fields["fillers"]),
    )


def _words(lines: list[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def _opposites(axes: Mapping[str, Any]) -> dict[str, tuple[tuple[str, int], ...]]:
    sides: dict[str, tuple[tuple[str, int], ...]] = {}
    for axis, lists in axes.items():
        for side, line in enumerate(lists):
            for word in line.split():
                sides[word] = (*sides.get(word, ()), (axis, side))
    return sides
