"""The model of the estimate: worked by hand, and what must hold for any numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import InsightsError
from knowledge.prevention_map.assumptions import Case, Range
from knowledge.prevention_map.chosen import chosen_ranges
from knowledge.prevention_map.estimate import Estimate, Inputs, Measure, Stream, make_estimate, sensitivity

CARE = Inputs(children_entering=100, child_cost=50_000)

numbers = st.floats(0, 5_000, allow_nan=False)
inputs = st.builds(
    Inputs,
    children_entering=numbers,
    child_cost=numbers,
    adults_entering=numbers,
    adult_cost=numbers,
    adults_helped=st.none() | numbers,
    families_helped=st.none() | numbers,
    nfa_referrals=numbers,
    nfa_hours=st.floats(0, 100),
    hour_cost=st.none() | st.floats(0, 200),
    years=st.integers(1, 12),
)
chosen = st.dictionaries(
    st.sampled_from(
        ["children.cashable_share", "adults.cashable_share", "front_door.avoidable_share", "front_door.cashable_share"]
    ),
    st.lists(st.floats(0, 1), min_size=3, max_size=3)
    .map(sorted)
    .map(lambda found: Range(found[0], found[1], found[2], own=True)),
)


def children(estimate: Estimate, case: Case = Case.CENTRAL) -> tuple[float, float, float]:
    """Cost avoided, cashable saving and cost of the help, of children."""
    (found,) = [found for found in estimate.results[case].streams if found.stream is Stream.CHILDREN]
    return found.cost_avoided, found.cashable, found.prevention


def test_thirty_percent_of_entries_worked_by_hand() -> None:
    settings = [
        "children.avoidable_share=30%",
        "ramp_up_years=2",
        "children.years=1.5",
        "children.persistence=80%",
        "children.cashable_share=25%",
        "children.cost_per_family=1,000",
    ]
    estimate = make_estimate(Inputs(100, 50_000, families_helped=90, years=3), chosen_ranges(settings))
    # Avoided 15, 30, 30; held 15, then 30 + 15 * 0.8 * 0.5, then 30 + 30 * 0.8 * 0.5: 15 + 36 + 42 = 93 years of care.
    assert [year.avoided for year in estimate.results[Case.CENTRAL].streams[0].years] == [15, 30, 30]
    assert children(estimate) == pytest.approx((93 * 50_000 * 0.75, 93 * 50_000 * 0.25, 90 * 1_000 * 3))


def test_without_own_figures_nothing_counts_as_cash_and_the_help_still_costs() -> None:
    estimate = make_estimate(CARE)
    for case in Case:
        cost_avoided, cashable, prevention = children(estimate, case)
        assert cashable == 0
        assert prevention > 0
        assert (cost_avoided > 0) == (case is not Case.LOW)
    assert estimate.results[Case.LOW].total(Measure.CASH) < 0


def test_the_help_is_planned_before_its_result_is_known() -> None:
    helped = [result.streams[0].helped for result in make_estimate(CARE).results.values()]
    assert helped == pytest.approx([100 * 0.192 * 6.7] * 3)


def test_adults_help_costs_nothing_until_somebody_says_how_many() -> None:
    known = make_estimate(Inputs(adults_entering=100, adult_cost=10, adults_helped=3, years=1))
    unknown = make_estimate(Inputs(adults_entering=100, adult_cost=10, years=1))
    assert known.results[Case.CENTRAL].streams[0].prevention == 3 * 2088
    assert unknown.results[Case.CENTRAL].streams[0].helped is None


@given(inputs, chosen)
def test_cases_are_in_order_and_cash_is_no_part_of_cost_avoided(known: Inputs, own: dict[str, Range]) -> None:
    estimate = make_estimate(known, own)
    low, central, high = (estimate.results[case] for case in Case)
    for worse, better in ((low, central), (central, high)):
        for one, other in zip(worse.streams, better.streams, strict=True):
            assert one.avoided <= other.avoided + 1e-9
            assert one.held <= other.held + 1e-6
            assert one.prevention >= other.prevention - 1e-6
    unit = {Stream.CHILDREN: known.child_cost, Stream.ADULTS: known.adult_cost, Stream.FRONT_DOOR: known.hour_cost or 0}
    for result in estimate.results.values():
        for found in result.streams:
            assert found.cost_avoided + found.cashable == pytest.approx(found.held * (unit[found.stream] or 0))


@given(inputs, chosen)
def test_each_swing_is_the_estimate_with_that_assumption_alone_moved(known: Inputs, own: dict[str, Range]) -> None:
    estimate = make_estimate(known, own)
    central = {name: Range(found.central, found.central, found.central) for name, found in estimate.ranges.items()}
    fixed = make_estimate(known, central)
    for measure in Measure:
        swings = sensitivity(estimate, measure)
        assert [swing.width for swing in swings] == sorted((swing.width for swing in swings), reverse=True)
        for swing in swings:
            if swing.name in ("children.avoidable_share", "children.helped_per_entry"):
                continue  # the plan is made from its central case, which moving it would move
            for value, total in (
                (estimate.ranges[swing.name].low, swing.low),
                (estimate.ranges[swing.name].high, swing.high),
            ):
                moved = make_estimate(known, {**central, swing.name: Range(value, value, value)})
                assert moved.results[Case.CENTRAL].total(measure) == pytest.approx(total)
    assert sensitivity(fixed, Measure.COST_AVOIDED) == ()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "nothing to estimate from"),
        ({"children_entering": 3}, "children_entering is given without child_cost"),
        ({"adult_cost": 3}, "adult_cost is given without adults_entering"),
        ({"children_entering": -3, "child_cost": 1}, "children_entering is -3"),
        ({"children_entering": float("nan"), "child_cost": 1}, "children_entering is nan"),
        ({"children_entering": 3, "child_cost": 1, "years": 0}, "years is 0: give 1 to 20"),
    ],
)
def test_inputs_that_cannot_be_are_refused(fields: dict[str, float], said: str) -> None:
    with pytest.raises(InsightsError, match=said):
        Inputs(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("children.avoidable_share", "is not NAME=VALUE"),
        ("children.avoidable=30%", r"did you mean 'children.avoidable_share'\?"),
        ("nonsense=1", "unknown assumption 'nonsense'"),
        ("children.avoidable_share=30", "is a share"),
        ("children.avoidable_share=a lot", "is not a number"),
        ("children.avoidable_share=10%/20%", "give one value, or the low, central and high one"),
        ("children.avoidable_share=30%/20%/10%", "the low case achieves least, so its value must be the smaller"),
        ("ramp_up_years=1/2/3", "must be the larger"),
        ("ramp_up_years=0", "more than 0"),
    ],
)
def test_settings_that_cannot_be_are_refused(setting: str, said: str) -> None:
    with pytest.raises(InsightsError, match=said):
        chosen_ranges([setting])


def test_settings_as_people_write_them() -> None:
    found = chosen_ranges(["children.avoidable_share=10%/20%/30%", "children.cost_per_family=£7.5k", "ramp_up_years=2"])
    assert found["children.avoidable_share"] == Range(0.1, 0.2, 0.3, own=True)
    assert found["children.cost_per_family"] == Range(7500, 7500, 7500, own=True)
    assert found["ramp_up_years"].own
