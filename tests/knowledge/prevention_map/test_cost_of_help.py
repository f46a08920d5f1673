"""What help costs in a place comes from rows that state both spend and reach, and help somebody at risk."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from knowledge.prevention_map.assumptions import Range
from knowledge.prevention_map.cost_of_help import cost_of_help
from knowledge.prevention_map.load import load_map
from knowledge.prevention_map.rows import MapRow, PreventionMap, Tier
from knowledge.vocabulary import Cohort

LIBRARY = Path(__file__).parents[3] / "knowledge" / "library"


def row(
    spend: int | None, reach: int | None, tier: Tier | None = Tier.TARGETED, cohort: Cohort | None = Cohort.CHILDREN
) -> MapRow:
    """One intervention."""
    return MapRow(
        id="1",
        intervention="Help",
        sheet="S",
        number=2,
        cohort=cohort,
        tier=(tier,) if tier else (),
        annual_spend=None if spend is None else Decimal(spend),
        reach=reach,
    )


def test_spend_is_divided_by_reach_and_blank_rows_are_no_part_of_it() -> None:
    counted = [row(100_000, 50), row(300_000, 50, Tier.SPECIALIST)]
    left_out = [
        row(None, 9),
        row(9, None),
        row(9, 0),
        row(9, 9, Tier.UNIVERSAL),
        row(9, 9, None),
        row(9, 9, cohort=None),
    ]
    found = cost_of_help(PreventionMap("m", "M", (*counted, *left_out)))
    assert found == {"children.cost_per_family": Range(4_000, 4_000, 4_000, own=True)}


def test_the_national_map_states_no_cost() -> None:
    assert cost_of_help(load_map(LIBRARY / "prevention-map" / "prevention-map.xlsx")) == {}
    assert len(cost_of_help(load_map(LIBRARY / "examples" / "example-c-prevention-map.xlsx"))) == 2
