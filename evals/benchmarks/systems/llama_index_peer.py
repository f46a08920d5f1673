"""LlamaIndex: QueryFusionRetriever (reciprocal rank, one query) over Chroma and its BM25 retriever."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import chromadb
from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores import MetadataFilter, MetadataFilters
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.chroma import ChromaVectorStore

from evals.benchmarks.collection import Asked, Collection, Search
from knowledge.vocabulary import Audience

_AT_ONCE = 5000


class KnownVectors(BaseEmbedding):
    """Looks vectors up instead of computing them."""

    known: dict[str, list[float]]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self.known[query]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self.known[query]

    def _get_text_embedding(self, text: str) -> list[float]:
        raise NotImplementedError("chunks come with their vectors")


def build(collection: Collection, folder: Path, asked: Sequence[Asked]) -> Search:
    """Index a collection; see the module."""
    nodes: list[BaseNode] = [
        TextNode(
            id_=identifier,
            text=text,
            embedding=vector.tolist(),
            metadata={"audience": str(audience)},
            excluded_embed_metadata_keys=["audience"],
            relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=identifier)},
        )
        for identifier, text, vector, audience in zip(
            collection.ids, collection.texts, collection.vectors, collection.audiences, strict=True
        )
    ]
    store = chromadb.PersistentClient(path=str(folder)).create_collection(
        "chunks", configuration={"hnsw": {"space": "cosine"}}
    )
    vectors = ChromaVectorStore(chroma_collection=store)
    for start in range(0, len(nodes), _AT_ONCE):
        vectors.add(nodes[start : start + _AT_ONCE])
    known = KnownVectors(known={question.text: question.vector.tolist() for question in asked})
    index = VectorStoreIndex.from_vector_store(vectors, embed_model=known)

    def search(asked: Asked, limit: int, audience: Audience | None) -> list[str]:
        filters = MetadataFilters(filters=[MetadataFilter(key="audience", value=str(audience))]) if audience else None
        fusion = QueryFusionRetriever(
            [index.as_retriever(similarity_top_k=limit, filters=filters), words(audience, limit)],
            llm=MockLLM(),
            similarity_top_k=limit,
            num_queries=1,
            mode=FUSION_MODES.RECIPROCAL_RANK,
            use_async=False,
        )
        return [found.node.node_id for found in fusion.retrieve(asked.text)]

    made: dict[Audience | None, BM25Retriever] = {}

    def words(audience: Audience | None, limit: int) -> BM25Retriever:
        if audience not in made:
            mine = [node for node in nodes if audience in (None, node.metadata["audience"])]
            made[audience] = BM25Retriever.from_defaults(nodes=mine, similarity_top_k=min(limit, len(mine)))
        return made[audience]

    return search
