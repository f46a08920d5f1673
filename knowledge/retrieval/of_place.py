"""Sentences about the very councils that a question names."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.retrieval.places import councils
from knowledge.retrieval.sentences import ScoredSentence


def about_the_places(sentences: Sequence[ScoredSentence], question: str) -> list[ScoredSentence]:
    """Those about a council that ``question`` names, where there are any: what is true of another answers nothing.

    A sentence is about the councils that it, its headings or its document's title name.
    """
    asked = councils(question)
    if not asked:
        return list(sentences)
    about = [one for one in sentences if asked & councils(_said_with(one))]
    return about or list(sentences)


def _said_with(sentence: ScoredSentence) -> str:
    chunk = sentence.source.chunk
    return f"{chunk.title}\n{chunk.heading}\n{sentence.text}"
