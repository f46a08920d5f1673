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
_SEVERAL = re.compile(r"\bEng(?:land|lish)\b|\b(?:councils|boroughs|authorities|areas)\b")
"""A sentence about these is not about the one council that its document's title names."""


def about_the_places(sentences: Sequence[ScoredSentence], question: str) -> list[ScoredSentence]:
    """Those about a council that ``question`` asks about, where there are any: what is true of another answers nothing.

    A sentence is about the councils it names; one that names none, nor several places at once, about those of its
    headings and its document's title. Where the asker works is not asked about, and a council set beside the country
    needs the country's sentences too.
    """
    asked = councils(_ASKER_IS_IN.sub("", question))
    if not asked or _BESIDE_OTHERS.search(question):
        return list(sentences)
    about = [one for one in sentences if asked & _places_of(one)]
    return about or list(sentences)


def _places_of(sentence: ScoredSentence) -> frozenset[str]:
    said = councils(sentence.text)
    if said or _SEVERAL.search(sentence.text):
        return said
    chunk = sentence.source.chunk
    return councils(f"{chunk.title}\n{chunk.heading}")
