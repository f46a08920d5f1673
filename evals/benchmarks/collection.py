"""What every system in a benchmark is given: the same chunks, vectors and audiences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from knowledge.vocabulary import INTERNAL, PUBLIC, SUBSCRIBERS, Audience

AUDIENCES = (PUBLIC, SUBSCRIBERS, INTERNAL)


@dataclass(frozen=True, slots=True)
class Collection:
    """Chunks by position: id, text, unit vector (row) and audience."""

    ids: Sequence[str]
    texts: Sequence[str]
    vectors: np.ndarray
    audiences: Sequence[Audience]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its unit vector, so that no system is charged for embedding it."""

    text: str
    vector: np.ndarray


class Search(Protocol):
    """The ids of the best chunks, best first; only those of ``audience`` where one is given."""

    def __call__(self, asked: Asked, limit: int, audience: Audience | None) -> list[str]: ...


class Build(Protocol):
    """Takes in a collection, with ``folder`` for its files, and returns its search."""

    def __call__(self, collection: Collection, folder: Path, asked: Sequence[Asked]) -> Search: ...


def vectors_by_text(collection: Collection, asked: Sequence[Asked]) -> Mapping[str, np.ndarray]:
    """What an embedding model would say, looked up."""
    known = dict(zip(collection.texts, collection.vectors, strict=True))
    known.update({question.text: question.vector for question in asked})
    return known


def grown(texts: Sequence[str], vectors: np.ndarray, size: int, seed: int = 0) -> Collection:
    """A synthetic collection of any size, in three audiences, from a real one.

    Each chunk is two real texts drawn at random; its vector is theirs combined and moved by noise of a third of its
    length, so that neighbours crowd as they do in real collections.
    """
    chance = np.random.default_rng(seed)
    first, second = chance.integers(0, len(texts), (2, size))
    noise = chance.normal(0, 0.33 / np.sqrt(vectors.shape[1]), (size, vectors.shape[1])).astype(np.float32)
    mixed = vectors[first] + 0.5 * vectors[second]
    mixed = mixed / np.linalg.norm(mixed, axis=1, keepdims=True) + noise
    return Collection(
        ids=[f"chunk-{number}" for number in range(size)],
        texts=[
            f"{texts[one]} {texts[other]} Passage {number}."
            for number, (one, other) in enumerate(zip(first, second, strict=True))
        ],
        vectors=(mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32),
        audiences=[AUDIENCES[number % len(AUDIENCES)] for number in range(size)],
    )
