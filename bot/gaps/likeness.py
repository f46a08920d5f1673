"""How like each other questions are: by their meaning, and by where they stand among the known themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.gaps.known_themes import KnownTheme
from knowledge.embedding import Embedder
from knowledge.retrieval.glossary import meanings, spell_out

_MEANINGS = 3
"""Glossary entries whose meaning is read with a question."""
_NEAREST = 2
"""Of what belongs to a theme, how much of what is nearest counts."""
_SHARPNESS = 0.03
"""Cosine similarity within which themes share a question."""
_WEIGHT = 1.2
"""Of the themes against the question's own meaning."""
_FAR, _NEAR = 0.2, 0.4
"""Cosine similarities to the nearest theme from which the themes begin to count, and count in full. All of these were
chosen on evals/gaps, tune half, with all themes known and with some left out."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Questions as unit vectors, one row each, and the number of each one's nearest known theme."""

    vectors: np.ndarray
    themes: tuple[int, ...]


def place(questions: Sequence[str], themes: Sequence[KnownTheme], embedder: Embedder) -> Placed:
    """Each question's place, which does not depend on what else is asked.

    A question's vector is that of its meaning, measured from the middle of everything themes are about, beside its
    shares in the themes (a softmax of its similarities; their square roots, so that shares have length 1). Far from
    every known theme only the meaning counts.
    """
    if not questions:
        return Placed(np.zeros((0, 0), dtype=np.float32), ())
    belongings = embedder.embed([text for theme in themes for text in (theme.name, *theme.about)])
    middle = belongings.mean(axis=0)
    meant = _unit(embedder.embed([_read_with_meanings(question) for question in questions]) - middle)
    similarity = meant @ _unit(belongings - middle).T
    ends = np.cumsum([1 + len(theme.about) for theme in themes])[:-1]
    near = np.stack(
        [np.sort(some, axis=1)[:, -_NEAREST:].mean(axis=1) for some in np.split(similarity, ends, axis=1)], axis=1
    )
    shares = np.exp((near - near.max(axis=1, keepdims=True)) / _SHARPNESS)
    shares /= shares.sum(axis=1, keepdims=True)
    counting = np.clip((near.max(axis=1, keepdims=True) - _FAR) / (_NEAR - _FAR), 0, 1)
    vectors = _unit(np.hstack([meant, _WEIGHT * counting * np.sqrt(shares)]))
    return Placed(vectors, tuple(int(number) for number in near.argmax(axis=1)))


def _read_with_meanings(question: str) -> str:
    spelled = spell_out(question).text
    return " ".join([spelled, *meanings(spelled)[:_MEANINGS]])


def _unit(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)
