"""Sketches and near duplicates."""

from __future__ import annotations

import random

import pytest

from knowledge.similarity import NEAR, near_pairs, resemblance, sketch

WORDS = [f"word{number}" for number in range(5000)]


def text(seed: int, words: int = 2000) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def made(words: list[str]) -> bytes:
    return sketch([" ".join(words)])


def test_a_text_resembles_itself_wholly_and_another_not_at_all() -> None:
    assert resemblance(made(text(1)), made(text(1))) == 1.0
    assert resemblance(made(text(1)), made(text(2))) < 0.02


def test_how_a_text_is_cut_into_pieces_and_written_makes_no_difference() -> None:
    assert sketch(["One two", "three FOUR five."]) == sketch(["one, two three four", "five"])


def test_the_estimate_is_near_the_share_of_runs_of_three_words() -> None:
    one = text(3)
    other = [*one[:1400], *text(4, 600)]  # 1,400 of 2,600 shingles in all
    assert abs(resemblance(made(one), made(other)) - 1400 / 2600) < 0.1


def test_texts_of_fewer_than_three_words_resemble_nothing() -> None:
    assert resemblance(sketch(["Two words"]), sketch(["Two words"])) == 0.0


def test_near_pairs_finds_the_pairs_of_those_it_is_asked_about_and_no_others() -> None:
    one, other = text(5), text(6)
    sketches = {
        "a": made(one),
        "a-again": made([*one[:1900], *text(7, 100)]),
        "b": made(other),
        "b-again": made(other),
        "c": made(text(8)),
    }
    assert [(x, y) for x, y, _ in near_pairs(sketches, sketches)] == [("a", "a-again"), ("b", "b-again")]
    (pair,) = near_pairs(sketches, ["b-again"])
    assert pair == ("b", "b-again", 1.0)
    assert near_pairs(sketches, ["c"]) == []
    assert near_pairs(sketches, ["not-there"]) == []
    assert all(share >= NEAR for _, _, share in near_pairs(sketches, sketches))


def test_a_pair_is_found_wherever_it_stands_and_whichever_of_the_two_is_asked_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sketches = {f"{seed}": made(text(seed)) for seed in range(9)}
    sketches |= {f"{seed}-again": made([*text(seed, 1500), *text(20 + seed, 100)]) for seed in (0, 4, 8)}
    pairs = near_pairs(sketches, sketches)
    assert [(one, other) for one, other, _ in pairs] == [("0", "0-again"), ("4", "4-again"), ("8", "8-again")]
    monkeypatch.setattr("knowledge.similarity._AT_ONCE", 2)
    assert near_pairs(sketches, sketches) == pairs
    for one, other, _ in pairs:
        assert near_pairs(sketches, [one]) == near_pairs(sketches, [other])
        assert [found[:2] for found in near_pairs(sketches, [one])] == [(one, other)]
