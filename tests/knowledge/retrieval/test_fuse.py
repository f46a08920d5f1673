"""One ranking from two: what must hold for any scores, whatever the formula."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.retrieval.fuse import Fused, fuse

CEILING = 40.0
ROUNDING = 1e-9

IDS = st.sampled_from("abcdefgh")
# Hundredths, so that no scores differ by less than rounding can tell.
COSINES = st.dictionaries(IDS, st.integers(-100, 100).map(lambda number: number / 100))
BM25 = st.dictionaries(IDS, st.integers(0, 4000).map(lambda number: number / 100))
POINTS = st.integers(0, 100).map(lambda number: number / 100)
CEILINGS = st.sampled_from([0.0, 0.5, 10.0, CEILING, 1e6])
WEIGHTS = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 0.9, 1.0])


def _scores(found: list[Fused]) -> dict[str, float]:
    return {item.id: item.score for item in found}


@given(dense=COSINES, keyword=BM25, ceiling=CEILINGS, weight=WEIGHTS)
def test_every_score_is_between_nought_and_one(
    dense: dict[str, float], keyword: dict[str, float], ceiling: float, weight: float
) -> None:
    assert all(0 <= item.score <= 1 for item in fuse(dense, keyword, ceiling, weight))


@given(dense=COSINES, keyword=BM25, ceiling=CEILINGS)
def test_everything_found_by_either_search_comes_out_once_best_first(
    dense: dict[str, float], keyword: dict[str, float], ceiling: float
) -> None:
    found = fuse(dense, keyword, ceiling)
    assert sorted(item.id for item in found) == sorted({*dense, *keyword})
    scores = [item.score for item in found]
    assert scores == sorted(scores, reverse=True)


@given(dense=COSINES, keyword=BM25)
def test_the_two_searches_own_scores_are_kept(dense: dict[str, float], keyword: dict[str, float]) -> None:
    for item in fuse(dense, keyword, CEILING):
        assert (item.dense, item.keyword) == (dense.get(item.id), keyword.get(item.id))


@given(dense=COSINES, keyword=BM25, random=st.randoms(use_true_random=False))
def test_the_order_in_which_chunks_were_found_does_not_matter(
    dense: dict[str, float], keyword: dict[str, float], random: Random
) -> None:
    shuffled_dense, shuffled_keyword = list(dense.items()), list(keyword.items())
    random.shuffle(shuffled_dense)
    random.shuffle(shuffled_keyword)
    assert fuse(dict(shuffled_dense), dict(shuffled_keyword), CEILING) == fuse(dense, keyword, CEILING)


@given(dense=COSINES, keyword=BM25, start=POINTS, rise=st.integers(1, 100), by_meaning=st.booleans())
def test_a_chunk_that_does_better_in_one_search_loses_ground_to_none(
    dense: dict[str, float], keyword: dict[str, float], start: float, rise: int, by_meaning: bool
) -> None:
    found_by = dense if by_meaning else keyword
    found_by["x"] = start
    before = _scores(fuse(dense, keyword, CEILING))
    found_by["x"] = start + rise / 100
    after = _scores(fuse(dense, keyword, CEILING))
    for other in before:
        assert after["x"] - after[other] >= before["x"] - before[other] - ROUNDING


@given(dense=COSINES, keyword=BM25, meaning=POINTS, words=POINTS, leads=st.tuples(POINTS, POINTS))
def test_a_chunk_at_least_as_good_in_both_searches_is_not_ranked_below(
    dense: dict[str, float], keyword: dict[str, float], meaning: float, words: float, leads: tuple[float, float]
) -> None:
    dense |= {"worse": meaning, "better": meaning + leads[0]}
    keyword |= {"worse": words, "better": words + leads[1]}
    scores = _scores(fuse(dense, keyword, CEILING))
    assert scores["better"] >= scores["worse"] - ROUNDING


@given(dense=COSINES, keyword=BM25, factor=st.sampled_from([0.5, 2.0, 8.0]))
def test_the_unit_of_keyword_scores_does_not_matter(
    dense: dict[str, float], keyword: dict[str, float], factor: float
) -> None:
    larger = {identifier: score * factor for identifier, score in keyword.items()}
    plain, scaled = fuse(dense, keyword, CEILING), fuse(dense, larger, CEILING * factor)
    assert _scores(scaled) == pytest.approx(_scores(plain), abs=ROUNDING)


def test_what_neither_search_prefers_scores_nothing() -> None:
    scores = _scores(fuse({"near": 0.9, "far": 0.1}, {"near": 3.0}, CEILING))
    assert scores["far"] == 0.0
    assert scores["near"] > 0.0


@pytest.mark.parametrize(("weight", "first"), [(0.2, "meaning"), (0.8, "words")])
def test_weight_is_the_share_of_the_words(weight: float, first: str) -> None:
    found = fuse({"meaning": 1.0, "words": 0.0}, {"words": 10.0}, 10.0, weight)
    assert found[0].id == first
    assert _scores(found) == pytest.approx({"meaning": 1 - weight, "words": weight})


def test_words_count_for_less_the_further_they_are_from_what_the_query_allows() -> None:
    dense, keyword = {"meaning": 1.0, "words": 0.0}, {"words": 10.0}
    assert fuse(dense, keyword, 10.0, 0.6)[0].id == "words"
    assert fuse(dense, keyword, 1000.0, 0.6)[0].id == "meaning"


def test_equal_scores_are_ordered_by_id_so_that_runs_can_be_repeated() -> None:
    assert [item.id for item in fuse({"b": 0.5, "a": 0.5, "c": 0.5}, {}, CEILING)] == ["a", "b", "c"]


def test_nothing_found_is_an_empty_ranking() -> None:
    assert fuse({}, {}, CEILING) == []
