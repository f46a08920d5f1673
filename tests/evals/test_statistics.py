"""Intervals, tests and curves: against values worked out by hand, and on data whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.statistics.abstention_curve import abstention_curve
from evals.statistics.calibration import Bin, calibration_bins, calibration_error
from evals.statistics.intervals import estimate
from evals.statistics.paired import adjust, compare_paired

SEED = 7


def test_nothing_scored_has_no_estimate() -> None:
    assert estimate([], [], SEED) is None
    assert compare_paired([], [], [], SEED) is None


def test_the_mean_weighs_cases_and_not_clusters() -> None:
    found = estimate([1, 1, 1, 0], ["a", "a", "a", "b"], SEED, share=True)
    assert found is not None
    assert (found.mean, found.cases, found.clusters) == (0.75, 4, 2)


def test_cases_about_one_document_count_as_one_draw() -> None:
    values = [1.0] * 50 + [0.0] * 50
    alone = estimate(values, range(100), SEED, share=True)
    together = estimate(values, [number // 10 for number in range(100)], SEED, share=True)
    assert alone is not None
    assert together is not None
    assert alone.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.02)
    assert alone.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.02)
    assert together.high - together.low > 2.5 * (alone.high - alone.low)


def test_the_interval_holds_the_true_share_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(SEED)
    held = 0
    for seed in range(100):
        probability = random.beta(6, 4, size=40).repeat(3)
        values = (random.random(120) < probability).astype(float)
        found = estimate(values.tolist(), np.arange(40).repeat(3).tolist(), seed, share=True)
        assert found is not None
        held += found.low <= 0.6 <= found.high
    assert 88 <= held <= 100


def test_all_or_none_gets_the_exact_interval_over_clusters() -> None:
    none_leak = estimate([0.0] * 40, range(40), SEED, share=True)
    assert none_leak is not None
    assert none_leak.low == 0
    assert none_leak.high == pytest.approx(1 - 0.025 ** (1 / 40))
    all_right = estimate([1.0] * 10, ["a", "b"] * 5, SEED, share=True)
    assert all_right is not None
    assert all_right.low == pytest.approx(0.025 ** (1 / 2))


def test_cases_of_a_single_document_are_resampled_one_by_one_with_a_warning() -> None:
    found = estimate([1, 1, 1, 0], ["a"] * 4, SEED, share=True)
    assert found is not None
    assert found.low < 0.75 < found.high
    assert found.warnings == ("only 4 cases about 1 document: the interval is rough",)


def test_a_measurement_that_never_varies_says_that_there_is_no_interval() -> None:
    found = estimate([240.0] * 30, range(30), SEED)
    assert found is not None
    assert (found.low, found.high) == (240, 240)
    assert found.warnings == ("every case has the same value: no interval can be given",)


@pytest.mark.parametrize(("clusters", "warned"), [(19, True), (20, False)])
def test_a_small_sample_is_warned_of(clusters: int, warned: bool) -> None:
    found = estimate([0.0, 1.0] * clusters, list(range(clusters)) * 2, SEED, share=True)
    assert found is not None
    assert bool(found.warnings) is warned


def test_the_same_values_always_give_the_same_interval() -> None:
    values = [0.0, 1.0, 0.5] * 10
    assert estimate(values, range(30), SEED) == estimate(values, range(30), SEED)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_lies_within_the_values(values: list[float]) -> None:
    found = estimate(values, range(len(values)), SEED, share=True)
    assert found is not None
    assert -1e-9 <= found.low <= found.high <= 1 + 1e-9


# -- comparing -----------------------------------------------------------------------------------------------------


def test_equal_runs_do_not_differ() -> None:
    found = compare_paired([0, 1, 1], [0, 1, 1], "abc", SEED)
    assert found is not None
    assert (found.change.mean, found.p, found.effect) == (0, 1, None)
    assert (found.higher, found.lower, found.same) == (0, 0, 3)


def test_six_cases_all_worse_are_just_significant_and_five_are_not() -> None:
    five, six = (compare_paired([1] * count + [0], [0] * (count + 1), range(count + 1), SEED) for count in (5, 6))
    assert five is not None
    assert six is not None
    assert five.p == pytest.approx(2 / 2**5)
    assert six.p == pytest.approx(2 / 2**6)
    assert "groups of cases that differ: 5, too few for any test" in five.change.warnings
    assert not any("too few" in warning for warning in six.change.warnings)


def test_eight_cases_of_one_document_are_no_proof() -> None:
    found = compare_paired([1] * 8, [0] * 8, ["a"] * 8, SEED)
    assert found is not None
    assert (found.change.mean, found.p) == (-1, 1)


def test_three_up_and_nine_down_by_hand() -> None:
    old, new = [0] * 3 + [1] * 9 + [1] * 8, [1] * 3 + [0] * 9 + [1] * 8
    found = compare_paired(old, new, range(20), SEED)
    assert found is not None
    tail = sum(math.comb(12, number) for number in range(4)) / 2**12
    assert found.p == pytest.approx(2 * tail)
    assert found.change.mean == pytest.approx(-6 / 20)
    spread = math.sqrt((12 - 20 * 0.3**2) / 19)
    assert found.effect == pytest.approx(-0.3 / spread)
    assert (found.higher, found.lower, found.same) == (3, 9, 8)


def test_of_runs_that_differ_by_chance_few_are_called_different() -> None:
    random = np.random.default_rng(SEED)
    called = 0
    for seed in range(60):
        old, new = random.integers(0, 2, size=(2, 40)).astype(float)
        found = compare_paired(old.tolist(), new.tolist(), range(40), seed)
        assert found is not None
        called += found.p < 0.05
    assert called <= 8


def test_p_values_are_adjusted_for_their_number() -> None:
    assert adjust([]) == []
    assert adjust([0.01, 0.04, 0.5]) == pytest.approx([0.03, 0.06, 0.5])


# -- the abstention curve --------------------------------------------------------------------------------------------


def test_the_curve_goes_from_declining_nothing_to_declining_all() -> None:
    curve = abstention_curve([True, True, False, False], [0.9, 0.4, 0.4, 0.1])
    assert [(point.over_refusal, point.abstention_recall) for point in curve] == [(0, 0), (0, 0.5), (0.5, 1), (1, 1)]


@pytest.mark.parametrize("answerable", [[], [True, True], [False]])
def test_there_is_no_curve_without_both_kinds_of_question(answerable: list[bool]) -> None:
    assert abstention_curve(answerable, [0.5] * len(answerable)) == []


# -- calibration -------------------------------------------------------------------------------------------------


def test_bins_hold_equal_numbers_in_the_order_of_their_probability() -> None:
    found = calibration_bins([True, False, True, True], [0.9, 0.1, 0.3, 0.7], bins=2)
    assert [(round(one.predicted, 6), one.observed, one.count) for one in found] == [(0.2, 0.5, 2), (0.8, 1.0, 2)]
    assert calibration_error(found) == pytest.approx((2 * 0.3 + 2 * 0.2) / 4)


def test_there_are_no_more_bins_than_questions() -> None:
    assert calibration_bins([True], [0.6], bins=10) == [Bin(0.6, 1.0, 1)]


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1), st.integers(1, 12))
def test_every_question_is_in_one_bin(rows: list[tuple[bool, float]], bins: int) -> None:
    outcome, probability = [row[0] for row in rows], [row[1] for row in rows]
    found = calibration_bins(outcome, probability, bins)
    assert sum(one.count for one in found) == len(rows)
    assert sum(one.observed * one.count for one in found) == pytest.approx(sum(outcome))
    assert 0 <= calibration_error(found) <= 1
