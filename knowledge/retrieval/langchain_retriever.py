"""Our search as a LangChain retriever, for chains and tools built on it."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import Audience


class LibraryRetriever(BaseRetriever):
    """Returns the chunks that ``audiences`` may see as LangChain documents, best first."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    audiences: tuple[Audience, ...]
    limit: int = 8

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        result = self.retriever.search(query, self.audiences, self.limit)
        return [
            Document(
                id=scored.chunk.id,
                page_content=scored.chunk.text,
                metadata={
                    "document_id": scored.chunk.document_id,
                    "title": scored.chunk.title,
                    "locator": scored.chunk.locator,
                    "audience": scored.chunk.audience,
                    "score": scored.score,
                },
            )
            for scored in result.chunks
        ]
