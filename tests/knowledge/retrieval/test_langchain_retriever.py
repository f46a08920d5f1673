"""The same search as a LangChain retriever."""

from __future__ import annotations

import asyncio

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from knowledge.opening import Library
from knowledge.retrieval.langchain_retriever import LibraryRetriever
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC, Audience
from tests.knowledge.retrieval.conftest import CLIENT_A, SHELF


def _retriever(library: Library, *audiences: Audience, limit: int = 8) -> LibraryRetriever:
    return LibraryRetriever(retriever=Retriever(library), audiences=audiences, limit=limit)


def test_it_returns_the_chunks_of_our_search_in_their_order(shelf: Library) -> None:
    retriever = _retriever(shelf, PUBLIC, INTERNAL)
    assert isinstance(retriever, BaseRetriever)
    ours = Retriever(shelf).search("reablement in Kent", [PUBLIC, INTERNAL], 8).chunks
    assert [document.id for document in retriever.invoke("reablement in Kent")] == [scored.chunk.id for scored in ours]


def test_a_document_carries_what_a_citation_needs(shelf: Library) -> None:
    (document,) = _retriever(shelf, PUBLIC).invoke("reablement in Kent")
    name, text = SHELF[PUBLIC]
    assert isinstance(document, Document)
    assert document.page_content == text
    score = document.metadata.pop("score")
    assert 0 < score <= 1
    assert document.metadata == {
        "document_id": name,
        "title": name,
        "locator": "paragraph 1",
        "audience": "public",
    }


def test_it_returns_only_what_its_audiences_may_see(shelf: Library) -> None:
    for audience, (name, text) in SHELF.items():
        found = _retriever(shelf, PUBLIC, CLIENT_A).invoke(text)
        assert (name in {document.metadata["document_id"] for document in found}) == (audience in (PUBLIC, CLIENT_A))


def test_it_returns_no_more_than_its_limit(shelf: Library) -> None:
    assert len(_retriever(shelf, *SHELF, limit=2).invoke("reablement")) == 2


def test_it_works_in_asynchronous_chains(shelf: Library) -> None:
    found = asyncio.run(_retriever(shelf, PUBLIC).ainvoke("reablement in Kent"))
    assert [document.page_content for document in found] == [SHELF[PUBLIC][1]]
