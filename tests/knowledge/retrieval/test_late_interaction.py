"""How well a text answers every part of a question."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embedding import TokenVectors
from knowledge.retrieval.late_interaction import least_match, token_matches, token_weights, weighted_match
from tests.conftest import WordEmbedder

WORDS = st.lists(st.sampled_from(["telecare", "kent", "trial", "of", "the", "admissions"]), min_size=1, max_size=6)
RARITY = {"telecar": 3.0, "kent": 2.0, "trial": 1.5, "admiss": 0.5}


def _read(*texts: str) -> list[TokenVectors]:
    return WordEmbedder().embed_tokens(texts)


def _matches(query: TokenVectors, *texts: TokenVectors) -> np.ndarray:
    return token_matches(query.tokens, [text.tokens for text in texts])


def _match(query: str, *texts: str) -> list[float]:
    asked, *read = _read(query, *texts)
    weights = token_weights(query, asked, RARITY)
    return [float(value) for value in weighted_match(_matches(asked, *read), weights)]


def test_a_token_weighs_what_its_word_is_rare_and_a_stop_word_nothing() -> None:
    (asked,) = _read("the telecare trials of Kent")
    weights = token_weights("the telecare trials of Kent", asked, RARITY)
    assert weights.tolist() == [0.0, 3.0, 1.5, 0.0, 2.0]


def test_a_question_of_words_that_are_not_rare_is_weighed_evenly() -> None:
    (asked,) = _read("of the zebras")
    assert token_weights("of the zebras", asked, {}).tolist() == [1.0, 1.0, 1.0]


def test_a_match_counts_the_nearest_token_wherever_it_stands() -> None:
    asked, first, last = _read("telecare", "telecare in the trial", "in the trial of telecare")
    assert _matches(asked, first, last).round(5).tolist() == [[1.0], [1.0]]


@given(words=WORDS)
def test_a_text_holding_every_word_of_a_question_matches_it_wholly(words: list[str]) -> None:
    question = " ".join(words)
    (whole,) = _match(question, f"before {' between '.join(reversed(words))} after")
    assert whole == pytest.approx(1, abs=1e-4)


@given(words=WORDS, texts=st.lists(WORDS.map(" ".join), min_size=1, max_size=4))
def test_a_match_is_between_the_least_and_the_best_of_its_tokens(words: list[str], texts: list[str]) -> None:
    question = " ".join(words)
    asked, *read = _read(question, *texts)
    matches = _matches(asked, *read)
    assert matches.shape == (len(texts), len(words))
    weights = token_weights(question, asked, RARITY)
    for row, value in zip(matches, weighted_match(matches, weights), strict=True):
        assert row.min() - 1e-5 <= value <= row.max() + 1e-5
        assert row.min() - 1e-5 <= least_match(row, weights) <= row.max() + 1e-5


def test_leaving_out_a_rare_word_costs_more_than_leaving_out_a_common_one() -> None:
    without_rare, without_common = _match("telecare admissions", "admissions only", "telecare only")
    assert without_common > without_rare


def test_the_least_match_tells_of_the_one_part_that_is_left_out() -> None:
    weights = np.array([2.0, 2.0, 2.0, 2.0, 2.0, 0.0], dtype=np.float32)
    all_but_one = np.array([1.0, 1.0, 1.0, 1.0, 0.1, 0.0], dtype=np.float32)
    everything = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.0], dtype=np.float32)
    assert least_match(all_but_one, weights) < least_match(everything, weights) - 0.2
    assert least_match(everything, weights) == 1.0
