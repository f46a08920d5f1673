"""How well a sentence answers every part of a question: for each token of it, the nearest token of the sentence.

Method: Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over
BERT", SIGIR 2020, with the embedding model's own token vectors and each token weighted by its word's rarity.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.embedding import TokenVectors
from knowledge.indexes.terms import terms

_WORD = re.compile(r"\w+")
_LEAST_MATCHED = 2
"""Tokens that tell how much of a question a sentence leaves out."""


def token_weights(query: str, read: TokenVectors, rarity: Mapping[str, float]) -> np.ndarray:
    """For each token of the query the inverse document frequency of the word it belongs to; 0 for stop words."""
    words = [(found.start(), found.end(), terms(found.group())) for found in _WORD.finditer(query)]

    def weight(start: int) -> float:
        stems = next((stems for first, last, stems in words if first <= start < last), [])
        return rarity.get(stems[0], 0.0) if stems else 0.0

    weights = np.array([weight(start) for start, _ in read.spans], dtype=np.float32)
    return weights if weights.sum() > 0 else np.ones(len(read.spans), dtype=np.float32)


def token_matches(query: np.ndarray, texts: Sequence[np.ndarray]) -> np.ndarray:
    """For each text (row) and each token of the query (column) the cosine similarity of the text's nearest token.

    The query and each text are given as the unit vectors of their tokens, one row a token, at least one.
    """
    starts = np.cumsum([0, *(len(tokens) for tokens in texts[:-1])])
    return np.asarray(np.maximum.reduceat(np.vstack(texts) @ query.T, starts, axis=0))


def weighted_match(matches: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted mean over the query's tokens, one number a text."""
    return np.asarray(matches @ weights / weights.sum())


def least_match(matches: np.ndarray, weights: np.ndarray) -> float:
    """The mean over the two weighty tokens of the query that one text matches least."""
    weighty = np.sort(matches[weights > 1.0])[:_LEAST_MATCHED]
    return float(weighty.mean()) if len(weighty) else float(matches.mean())
