"""The collections that benchmarks are run on, and this product's own side of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.benchmarks.collection import AUDIENCES, Asked, Collection, grown
from evals.benchmarks.systems.ours import build
from knowledge.vocabulary import INTERNAL, PUBLIC

TEXTS = ["Telecare did not cut falls.", "The bus runs on Sundays.", "Fostering costs less than a home."]


def _vectors(count: int) -> np.ndarray:
    rows = np.random.default_rng(0).normal(size=(count, 16)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def test_a_grown_collection_has_the_size_and_the_audiences_asked_for_and_is_always_the_same() -> None:
    one, again = (grown(TEXTS, _vectors(3), 30) for _ in range(2))
    assert len(set(one.ids)) == len(set(one.texts)) == len(one.vectors) == 30
    assert {audience: one.audiences.count(audience) for audience in AUDIENCES} == dict.fromkeys(AUDIENCES, 10)
    np.testing.assert_allclose(np.linalg.norm(one.vectors, axis=1), 1, atol=1e-5)
    assert list(one.texts) == list(again.texts)
    assert np.array_equal(one.vectors, again.vectors)


@pytest.mark.parametrize(("audience", "found"), [(None, ["public", "internal"]), (INTERNAL, ["internal"])])
def test_our_side_of_a_benchmark_searches_the_audiences_it_is_asked_for(
    tmp_path: Path, audience: object, found: list[str]
) -> None:
    vectors = np.eye(3, 16, dtype=np.float32)
    collection = Collection(["public", "internal"], TEXTS[:2], vectors[:2], [PUBLIC, INTERNAL])
    asked = Asked("Did telecare cut falls?", vectors[0])
    search = build(collection, tmp_path, [asked])
    assert search(asked, 30, INTERNAL if audience else None) == found
