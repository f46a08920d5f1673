"""The starter library's passages, cut as for the index."""

from __future__ import annotations

import pytest

from bot.settings import STARTER_LIBRARY
from evals.claims.passages import LibraryPassage, library_passages
from knowledge.embedding import SentenceTransformerEmbedder


@pytest.fixture(scope="session")
def passages(real_embedder: SentenceTransformerEmbedder) -> list[LibraryPassage]:
    """Its tokenizer is all that is used of the embedding model."""
    return list(library_passages(STARTER_LIBRARY, real_embedder))
