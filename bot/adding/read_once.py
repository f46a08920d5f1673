"""An embedding model that reads no question twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from knowledge.embedding import Embedder, TokenVectors


class ReadOnce:
    """Keeps the vectors of every text read with its tokens: for a list of questions asked again and again."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._read: dict[str, TokenVectors] = {}

    @property
    def name(self) -> str:
        """That of the model itself: its vectors are the same."""
        return self._embedder.name

    @property
    def max_tokens(self) -> int:
        """That of the model itself."""
        return self._embedder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text."""
        return self._embedder.count_tokens(texts)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, made anew."""
        return self._embedder.embed(texts)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Each text's vectors, read unless they have been."""
        self.read_together(texts)
        return [self._read[text] for text in texts]

    def read_together(self, texts: Iterable[str]) -> None:
        """Read those texts that have not been: many at once take a fraction of what each takes by itself."""
        new = list(dict.fromkeys(text for text in texts if text not in self._read))
        if new:
            self._read.update(zip(new, self._embedder.embed_tokens(new), strict=True))
