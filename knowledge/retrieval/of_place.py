"""Sentences about the very councils that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.retrieval.places import PLACE_NAMES, full_names
from knowledge.retrieval.sentences import ScoredSentence

_ASKER_IS = re.compile(
    r"\b(?:we(?:['’]re|\s+are)|i(?:['’]m|\s+am|\s+work)|working)\s+(?:based\s+)?(?:in|at|for|from|with)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BESIDE_OTHERS = re.compile(
    r"\b(?:england|english|national(?:ly)?|countr(?:y|ies)|average|elsewhere|(?:other|most|all)\s+councils)\b",
    re.IGNORECASE,
)


def about_the_places(sentences: Sequence[ScoredSentence], question: str) -> list[ScoredSentence]:
    """Those about a council that ``question`` asks about, where there are any: what is true of another answers nothing.

    A sentence is about the councils that it, its headings or its document's title name. Where the asker works is not
    asked about, and a council set beside the country needs the country's sentences too.
    """
    asked = set() if _BESIDE_OTHERS.search(question) else _asked_about(question)
    about = [one for one in sentences if asked & councils(_said_with(one))] if asked else []
    return about or list(sentences)


def _asked_about(question: str) -> set[str]:
    text = full_names(question)
    return {
        found.group().lower() for found in PLACE_NAMES.finditer(text) if not _ASKER_IS.search(text[: found.start()])
    }


def councils(text: str) -> set[str]:
    """The councils that a text names, in full."""
    return {found.group().lower() for found in PLACE_NAMES.finditer(full_names(text))}


def _said_with(sentence: ScoredSentence) -> str:
    chunk = sentence.source.chunk
    return f"{chunk.title} {chunk.heading} {sentence.text}"
