"""Haystack: the hybrid pipeline of its tutorial, embedding and BM25 retrievers joined by reciprocal rank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from evals.benchmarks.collection import Asked, Collection, Search
from knowledge.vocabulary import Audience


def build(collection: Collection, folder: Path, asked: Sequence[Asked]) -> Search:
    """Index a collection; see the module."""
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [
            Document(id=identifier, content=text, embedding=vector.tolist(), meta={"audience": str(audience)})
            for identifier, text, vector, audience in zip(
                collection.ids, collection.texts, collection.vectors, collection.audiences, strict=True
            )
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(document_store=store))
    pipeline.add_component("words", InMemoryBM25Retriever(document_store=store))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("meaning", "joined")
    pipeline.connect("words", "joined")

    def search(asked: Asked, limit: int, audience: Audience | None) -> list[str]:
        filters = {"field": "meta.audience", "operator": "==", "value": str(audience)} if audience else None
        shared = {"top_k": limit, "filters": filters}
        found = pipeline.run(
            {
                "meaning": {"query_embedding": asked.vector.tolist(), **shared},
                "words": {"query": asked.text, **shared},
                "joined": {"top_k": limit},
            }
        )
        return [document.id for document in found["joined"]["documents"]]

    return search
