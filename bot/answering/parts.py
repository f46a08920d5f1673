"""The parts of a question that are looked up one by one: two councils compared, or two questions in one."""

from __future__ import annotations

import re

from knowledge.indexes.terms import terms
from knowledge.retrieval.places import PLACE_NAMES, full_names

_COMPARES = re.compile(
    r"\b(?:versus|vs?\.?|compared? (?:with|to|and)|compare|against|or|between|than|both|differs?|difference)\b",
    re.IGNORECASE,
)
_SECOND_QUESTION = re.compile(
    r"(?:\?|[,;])\s+(?=(?:and\s+)?(?:how|what|which|who|why|when|where|did|does|do|was|were|is|are|has|have)\b)",
    re.IGNORECASE,
)
_LEANS = re.compile(r"\b(?:it|its|they|them|their|those|these|this|that|he|she)\b", re.IGNORECASE)
_ASKING = frozenset("and did do does had has have how is many much was were what when where which who why".split())
_FEWEST_WORDS = 3
"""Words of meaning in a part that stands by itself."""


def question_parts(question: str) -> tuple[str, ...]:
    """``question`` as one part, or as two that can each be answered or not."""
    return _by_place(question) or _by_question(question) or (question,)


def _by_place(question: str) -> tuple[str, ...]:
    """Two councils compared: the question about each."""
    written_out = full_names(question)
    places = list(dict.fromkeys(PLACE_NAMES.findall(written_out)))
    if len(places) != 2 or not _COMPARES.search(written_out):
        return ()
    one, other = places
    return _without(other, written_out), _without(one, written_out)


def _without(place: str, question: str) -> str:
    left = re.sub(rf"\b{re.escape(place)}\b(?:[’']s)?", "", question)
    return " ".join(re.sub(r"\b(?:versus|vs?\.?)(?=\s|$)", "", left).split())


def _by_question(question: str) -> tuple[str, ...]:
    """Two questions in one, where each says by itself what it is about."""
    found = _SECOND_QUESTION.search(question)
    if found is None:
        return ()
    parts = question[: found.end()].strip(" ,;"), question[found.end() :].strip()
    return parts if not _LEANS.search(parts[1]) and all(map(says_enough, parts)) else ()


def says_enough(part: str) -> bool:
    """Whether it says by itself what it is about."""
    words = [word for word in re.findall(r"\w+", part.lower()) if word not in _ASKING]
    return len(set(terms(" ".join(words)))) >= _FEWEST_WORDS
