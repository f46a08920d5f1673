"""LangChain: EnsembleRetriever over Chroma and BM25Retriever, half and half, as its documentation shows it.

BM25Retriever has no filter, so there is one for each audience.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from evals.benchmarks.collection import AUDIENCES, Asked, Collection, Search, vectors_by_text
from knowledge.vocabulary import Audience

_AT_ONCE = 5000


class KnownVectors(Embeddings):
    """Looks vectors up instead of computing them."""

    def __init__(self, collection: Collection, asked: Sequence[Asked]) -> None:
        self._known = vectors_by_text(collection, asked)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of chunks."""
        return [self._known[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return list(map(float, self._known[text]))


def build(collection: Collection, folder: Path, asked: Sequence[Asked]) -> Search:
    """Index a collection; see the module."""
    documents = [
        Document(page_content=text, id=identifier, metadata={"id": identifier, "audience": audience})
        for identifier, text, audience in zip(collection.ids, collection.texts, collection.audiences, strict=True)
    ]
    store = Chroma(
        embedding_function=KnownVectors(collection, asked),
        persist_directory=str(folder),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    for start in range(0, len(documents), _AT_ONCE):
        store.add_documents(documents[start : start + _AT_ONCE])
    everything = BM25Retriever.from_documents(documents)
    own = {
        audience: BM25Retriever.from_documents(mine)
        for audience in AUDIENCES
        if (mine := [document for document in documents if document.metadata["audience"] == audience])
    }

    def search(asked: Asked, limit: int, audience: Audience | None) -> list[str]:
        words = own[audience] if audience else everything
        words.k = limit
        chosen = {"filter": {"audience": audience}} if audience else {}
        vectors = store.as_retriever(search_kwargs={"k": limit, **chosen})
        ensemble = EnsembleRetriever(retrievers=[words, vectors], weights=[0.5, 0.5], id_key="id")
        return [document.metadata["id"] for document in ensemble.invoke(asked.text)]

    return search
