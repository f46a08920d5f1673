"""An optional second look at the passages found, by a model that reads the question and a passage together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Reranker(Protocol):
    """Says how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> np.ndarray:
        """One number between 0 and 1 a passage, higher for a better answer."""


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder with one output: a folder or name given in RERANKER_MODEL.

    Loaded when first needed; threads may share one.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._reading = threading.Lock()
        self._loaded: CrossEncoder | None = None

    def scores(self, question: str, passages: Sequence[str]) -> np.ndarray:
        """Sigmoid of the model's output. Raises InsightsError when the model cannot be loaded or is no reranker."""
        with self._reading:
            if self._loaded is None:
                self._loaded = self._load()
            from torch.nn import Sigmoid

            pairs = [(question, passage) for passage in passages]
            return np.asarray(self._loaded.predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False))

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(self._model)
        except (OSError, ValueError) as error:
            raise InsightsError(f"RERANKER_MODEL {self._model!r} cannot be loaded: {error}") from error
        if model.num_labels != 1:
            raise InsightsError(f"RERANKER_MODEL {self._model!r} has {model.num_labels} outputs: a reranker has one")
        return model
