"""What help costs in a place, from its own map."""

from __future__ import annotations

from knowledge.prevention_map.assumptions import Range
from knowledge.prevention_map.rows import MapRow, PreventionMap, Tier
from knowledge.vocabulary import Cohort

_NAMES = {Cohort.CHILDREN: "children.cost_per_family", Cohort.ADULTS: "adults.cost_per_person"}
_TIERS = {Tier.TARGETED, Tier.SPECIALIST}
"""What is there for everybody reaches so many that its cost for each says nothing about help for those at risk."""


def cost_of_help(found: PreventionMap) -> dict[str, Range]:
    """Spend divided by reach over the targeted and specialist rows that state both, for children and for adults.

    Nothing for those of whom no row states both. The name is that of the assumption it takes the place of.
    """
    costs = {name: _average([row for row in found.rows if _counts(row, cohort)]) for cohort, name in _NAMES.items()}
    return {name: Range(cost, cost, cost, own=True) for name, cost in costs.items() if cost is not None}


def _counts(row: MapRow, cohort: Cohort) -> bool:
    states_both = row.annual_spend is not None and bool(row.reach)
    return states_both and row.cohort is cohort and bool(row.tier) and set(row.tier) <= _TIERS


def _average(rows: list[MapRow]) -> float | None:
    reached = sum(row.reach or 0 for row in rows)
    return float(sum(row.annual_spend or 0 for row in rows)) / reached if reached else None
