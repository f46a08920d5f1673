"""Sentences about the very councils that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.retrieval.places import PLACE_NAMES, councils
from knowledge.retrieval.sentences import ScoredSentence

_ASKER_IS_IN = re.compile(
    r"\b(?:we(?:['’]re|\s+are)|i(?:['’]m|\s+am|\s+work))\s+(?:based\s+|working\s+)?(?:in|at|for|from|with)\s+(?:the\s+)?"
    + PLACE_NAMES.pattern,
    re.IGNORECASE,
)
_BESIDE_OTHERS = re.compile(
    r"\b(?:england|national(?:ly)?|(?:the|this)\s+country|(?:than|with|against|above|below)\s+(?:the\s+|an?\s+)?average"
    r"|elsewhere|(?:other|most|all)\s+councils)\b",
    re.IGNORECASE,
)


def about_the_places(sentences: Sequence[ScoredSentence], question: str) -> list[ScoredSentence]:
    """Those about a council that ``question`` asks about, where there are any: what is true of another answers nothing.

    A sentence is about the councils that it, its headings or its document's title name. Where the asker works is not
    asked about, and a council set beside the country needs the country's sentences too.
    """
    asked = councils(_ASKER_IS_IN.sub("", question))
    if not asked or _BESIDE_OTHERS.search(question):
        return list(sentences)
    about = [one for one in sentences if asked & councils(_said_with(one))]
    return about or list(sentences)


def _said_with(sentence: ScoredSentence) -> str:
    chunk = sentence.source.chunk
    return f"{chunk.title}\n{chunk.heading}\n{sentence.text}"
