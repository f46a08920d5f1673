"""What is kept of a reading: small, and nearly the same directions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading import ReadSentence, pack_sentences, unpack_sentences


def _unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _sentence(chance: np.random.Generator, start: int, tokens: int, dimension: int) -> ReadSentence:
    rows = _unit(chance.normal(size=(tokens + 1, dimension)))
    return ReadSentence(start, start + 10 * tokens, rows[0], rows[1:])


@st.composite
def sentences(draw: st.DrawFn) -> list[ReadSentence]:
    """The sentences of one chunk, of any count, length and dimension."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dimension = draw(st.integers(1, 65))
    lengths = draw(st.lists(st.integers(1, 12), max_size=5))
    return [_sentence(chance, 100 * number, length, dimension) for number, length in enumerate(lengths)]


@given(sentences())
def test_places_and_counts_come_back_and_vectors_nearly(kept: list[ReadSentence]) -> None:
    read = unpack_sentences(pack_sentences(kept))
    assert [(one.start, one.end, one.tokens.shape) for one in read] == [
        (one.start, one.end, one.tokens.shape) for one in kept
    ]
    for before, after in zip(kept, read, strict=True):
        rows = np.vstack([after.vector, after.tokens])
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        assert (np.sum(rows * np.vstack([before.vector, before.tokens]), axis=1) > 0.9).all()


def test_a_number_takes_four_bits() -> None:
    kept = [_sentence(np.random.default_rng(0), 0, 99, 384)]
    assert len(pack_sentences(kept)) == pytest.approx(100 * 384 / 2, rel=0.01)


def test_a_vector_of_one_direction_comes_back_exactly() -> None:
    east = np.array([[1, 0, 0]], dtype=np.float32)
    (read,) = unpack_sentences(pack_sentences([ReadSentence(3, 9, east[0], east)]))
    assert read.vector.tolist() == [1, 0, 0]
    assert read.tokens.tolist() == [[1, 0, 0]]
