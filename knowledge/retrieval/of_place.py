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
    r"|(?:national|english)\s+average|elsewhere|(?:other|most|all|similar)\s+(?:councils|authorities)|(?:its|our|their)\s+neighbours)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"(?<!NHS )(?<!Public Health )(?<!Sport )(?<!Homes )\bEngland\b|\b(?:councils|boroughs|local\s+authorities)\b"
    r"|\bEnglish\s+(?:\w+\s+)?areas\b|\b[Nn]ationally\b|\b[Aa]cross the country\b"
)
"""A sentence about these is hardly about the one council that its document's title names."""
_OF_THE_COUNTRY = re.compile(r"(?:In|Across|For) England\b|Nationally\b|Across the country\b")
_NEARLY_AS_DIRECT = 0.93
"""Share of such a sentence's score with which another, of the council for certain, is taken instead."""


def about_the_places(sentences: Sequence[ScoredSentence], question: str) -> list[ScoredSentence]:
    """Those about a council that ``question`` asks about, where there are any: what is true of another answers nothing.

    A sentence is about the councils it names; one that names none, about those of its headings and its document's
    title, though where it speaks of several places at once, others that are nearly as direct are preferred. Where the
    asker works is not asked about, and a council set beside the country needs the country's sentences too.
    """
    asked = councils(_ASKER_IS_IN.sub("", question))
    if not asked or _BESIDE_OTHERS.search(question):
        return list(sentences)
    about = [one for one in sentences if asked & _places_of(one)]
    best = max((one.score for one in about if _names_no_others(one, asked)), default=0.0)
    kept = [one for one in about if _names_no_others(one, asked) or _is_far_more_direct(one, best)]
    return kept or list(sentences)


def _is_far_more_direct(sentence: ScoredSentence, best: float) -> bool:
    return best < _NEARLY_AS_DIRECT * sentence.score and not _OF_THE_COUNTRY.match(sentence.text)


def _names_no_others(sentence: ScoredSentence, asked: frozenset[str]) -> bool:
    return bool(asked & councils(sentence.text)) or not _SEVERAL.search(sentence.text)


def _places_of(sentence: ScoredSentence) -> frozenset[str]:
    chunk = sentence.source.chunk
    return councils(sentence.text) or councils(f"{chunk.title}\n{chunk.heading}")
