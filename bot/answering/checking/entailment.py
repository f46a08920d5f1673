"""An optional second opinion by a model that reads a passage and a claim together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_ENTAILED = "entailment"


class Entailment(Protocol):
    """Says whether texts entail a claim."""

    def probabilities(self, claim: str, texts: Sequence[str]) -> np.ndarray:
        """For each text the probability (0 to 1) that it entails the claim."""


class CrossEncoderEntailment:
    """A sentence-transformers CrossEncoder for natural language inference: a folder or name given in VERIFIER_MODEL.

    It has one output, or several of which its configuration names one 'entailment'. Loaded when first needed; threads
    may share one.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._reading = threading.Lock()
        self._loaded: CrossEncoder | None = None

    def probabilities(self, claim: str, texts: Sequence[str]) -> np.ndarray:
        """Raises InsightsError when the model cannot be loaded or does not say what entailment is."""
        with self._reading:
            if self._loaded is None:
                self._loaded = self._load()
            outputs = np.asarray(self._predict(self._loaded, [(text, claim) for text in texts]))
            return outputs if outputs.ndim == 1 else outputs[:, _entailed(self._loaded)]

    @staticmethod
    def _predict(model: CrossEncoder, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        from torch.nn import Sigmoid

        if model.num_labels == 1:
            return np.asarray(model.predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False))
        return np.asarray(model.predict(pairs, apply_softmax=True, show_progress_bar=False))

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(self._model)
        except (OSError, ValueError) as error:
            raise InsightsError(f"VERIFIER_MODEL {self._model!r} cannot be loaded: {error}") from error
        if model.num_labels > 1 and _entailed(model) is None:
            raise InsightsError(
                f"VERIFIER_MODEL {self._model!r} has {model.num_labels} outputs, none of them named 'entailment'"
            )
        return model


def _entailed(model: CrossEncoder) -> int | None:
    """Which output is entailment, by the names in the model's configuration."""
    names = {int(index): str(name).lower() for index, name in model.config.id2label.items()}
    return next((index for index, name in names.items() if name.startswith(_ENTAILED)), None)
