"""Interventions that may do the same thing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.prevention_map.rows import MapRow, Tier
from knowledge.vocabulary import Cohort


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Two rows or more with the same need, driver, cohort and tier."""

    need: str
    driver: str
    cohort: Cohort
    tier: Tier
    rows: tuple[MapRow, ...]


def duplicate_groups(rows: Sequence[MapRow]) -> list[DuplicateGroup]:
    """Every group of rows that share need, driver, cohort and tier, in the order of the map.

    A row with several needs, drivers or tiers belongs to each combination; the same rows are named once, under the
    first. Rows with one of the four blank belong to none.
    """
    together: dict[tuple[str, str, Cohort, Tier], list[MapRow]] = defaultdict(list)
    for row in rows:
        for need, driver, tier in product(row.need, row.driver, row.tier):
            if row.cohort is not None:
                together[need.casefold(), driver.casefold(), row.cohort, tier].append(row)
    found: dict[tuple[str, ...], DuplicateGroup] = {}
    for (need, driver, cohort, tier), group in together.items():
        if len(group) > 1:
            first = group[0]
            named = DuplicateGroup(
                _as_written(first.need, need), _as_written(first.driver, driver), cohort, tier, tuple(group)
            )
            found.setdefault(tuple(row.id for row in group), named)
    return list(found.values())


def _as_written(items: Sequence[str], folded: str) -> str:
    return next(item for item in items if item.casefold() == folded)
