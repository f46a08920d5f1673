"""This product's own path: catalogue, Chroma, tantivy, fusion, from a question's text to visible chunks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.benchmarks.collection import AUDIENCES, Asked, Collection, Search, vectors_by_text
from knowledge.catalogue.database import connect, migrate
from knowledge.embedding import TokenVectors
from knowledge.indexing.publish import PreparedDocument, publish_documents
from knowledge.metadata import DocumentMetadata
from knowledge.opening import database_url, open_library
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import Audience, Passage

_AT_ONCE = 5000


class KnownVectors:
    """An embedder that looks vectors up instead of computing them; one token a text."""

    name = "known-vectors"
    max_tokens = 256

    def __init__(self, collection: Collection, asked: Sequence[Asked]) -> None:
        self._known = vectors_by_text(collection, asked)
        self.asked = asked[0].vector
        """Of the question at hand, whose text the search may have put right."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One a text."""
        return [1 for _ in texts]

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of texts."""
        return np.stack([read.text for read in self.embed_tokens(texts)])

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The vector of a chunk by its last line, which follows its title, or of the question at hand."""
        vectors = [self._known.get(text.rpartition("\n")[2], self.asked) for text in texts]
        return [
            TokenVectors(vector, vector[None, :], ((len(text) - 2, len(text)),))
            for text, vector in zip(texts, vectors, strict=True)
        ]


def build(collection: Collection, folder: Path, asked: Sequence[Asked]) -> Search:
    """Publish every chunk as a document of its own."""
    migrate(connect(database_url(folder, None)))
    embedder = KnownVectors(collection, asked)
    library = open_library(folder, embedder)
    documents = [
        PreparedDocument(
            identifier,
            "benchmark",
            "benchmark",
            "",
            DocumentMetadata(title=identifier, audience=audience),
            [Passage(" ".join(text.split()), (), "paragraph 1")],
        )
        for identifier, text, audience in zip(collection.ids, collection.texts, collection.audiences, strict=True)
    ]
    with library.indexes.writing():
        for start in range(0, len(documents), _AT_ONCE):
            publish_documents(library, documents[start : start + _AT_ONCE], "benchmark")
    retriever = Retriever(library)

    def search(asked: Asked, limit: int, audience: Audience | None) -> list[str]:
        embedder.asked = asked.vector
        found = retriever.search(asked.text, (audience,) if audience else AUDIENCES, limit)
        return [scored.chunk.document_id for scored in found.chunks]

    return search
