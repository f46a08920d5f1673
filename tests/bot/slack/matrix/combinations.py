"""Combinations in which every pair of values of two factors occurs (all-pairs testing)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from allpairspy import AllPairs

from knowledge.vocabulary import Audience
from tests.bot.slack.matrix.cast import ASKERS, AUDIENCES, ROOMS, Person, Room
from tests.bot.slack.matrix.questions import PROBES

SEED = 20261123
WHOLE = 1000
"""Combinations with INSIGHTS_WHOLE_MATRIX set; the usual run has as many as it takes for every pair to occur."""


@dataclass(frozen=True, order=True)
class Combination:
    """Who, where, whose text, on which surface, with which question, and whether a model writes the answers."""

    asker: str
    room: str
    audience: Audience
    surface: str
    probe: str
    written: bool

    @property
    def person(self) -> Person:
        """Who asks."""
        return ASKERS[self.asker]

    @property
    def where(self) -> Room:
        """Where they ask."""
        return ROOMS[self.room]


def factors(surfaces: Sequence[str]) -> list[list[object]]:
    """The values of each field of a combination."""
    return [list(ASKERS), list(ROOMS), list(AUDIENCES), list(surfaces), list(PROBES), [False, True]]


def pairwise(surfaces: Sequence[str], number: int | None = None) -> list[Combination]:
    """Covering arrays, each with its values in another order, until there are ``number`` combinations, all different.

    Every pair of values occurs already in the first array, which alone is given without a number.
    """
    order = random.Random(SEED)
    found: dict[Combination, None] = {}
    while len(found) < (number or 1):
        shuffled = [order.sample(values, len(values)) for values in factors(surfaces)]
        found |= dict.fromkeys(Combination(*row) for row in AllPairs(shuffled))
    return list(found)[:number]


def pairs(rows: Sequence[Combination]) -> set[tuple[int, int, object, object]]:
    """The pairs of values that occur."""
    values = [tuple(vars(row).values()) for row in rows]
    return {(i, j, row[i], row[j]) for row in values for i, j in combinations(range(len(row)), 2)}
