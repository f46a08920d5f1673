"""Two hundred questions are grouped much as the people who know their themes would."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from evals.gaps.grouping import QUESTIONS, measure
from knowledge.embedding import SentenceTransformerEmbedder

ROWS = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def test_there_are_two_hundred_questions_in_twelve_themes_and_two_halves() -> None:
    assert len({row["question"] for row in ROWS}) == 200
    assert len({row["theme"] for row in ROWS}) == 12
    assert Counter(row["half"] for row in ROWS) == {"tune": 100, "held_back": 100}
    for theme in {row["theme"] for row in ROWS}:
        halves = Counter(row["half"] for row in ROWS if row["theme"] == theme)
        assert abs(halves["tune"] - halves["held_back"]) <= 1


@pytest.mark.real_model
def test_groups_agree_with_the_themes() -> None:
    found = measure(SentenceTransformerEmbedder())
    assert found["all"].rand >= 0.6
    assert found["held_back of all"].rand >= 0.6
