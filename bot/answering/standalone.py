"""A follow-up as a question that can be searched without its conversation."""

from __future__ import annotations

import re

from bot.answering.parts import says_enough
from bot.vocabulary import Question, Role
from knowledge.retrieval.places import PLACE_NAMES

_LEANS_ON_EARLIER = re.compile(
    r"^\s*(and|but|so|or|what about|how about|why|why not|how so|which ones?|same for|also|then|what else)\b"
    r"|\b(it|its|they|them|their|theirs|those|these|this|that|there|then|he|she|his|her|ones?|same|such|others?|else"
    r"|instead|fewer|earlier|previous|former|latter|both|either|neither|each)\b",
    re.IGNORECASE,
)
_MOST_TURNS = 2
"""Earlier questions put before a follow-up: what was asked long ago is another subject."""
_SHORT = 7
"""Words. A shorter message in a conversation is about what went before: of the lengths tried the best on
conversations with rewritings by people (IBM/mt-rag-benchmark), where it finds 77 % of follow-ups at 70 % precision."""
_INSTEAD = (
    re.compile(r"\b(?:19|20)\d\d(?:\s?[-/–]\s?(?:\d\d){1,2})?\b"),
    re.compile(
        r"\b(?:children|child|kids?|young people|teenagers?|adults?|older people|pensioners|the elderly)\b", re.I
    ),
    PLACE_NAMES,
)
"""Years, people and places: one named in a follow-up takes the place of one named before."""


def standalone(question: Question) -> str:
    """The text to search for: the question, after the earlier questions it leans on."""
    asked = [turn.text for turn in question.history if turn.role is Role.USER][-_MOST_TURNS:]
    parts = [question.text]
    while asked and _leans(parts[0]):
        parts.insert(0, _without_replaced(asked.pop(), " ".join(parts)))
    return " ".join(parts)


def readings(question: Question) -> tuple[str, ...]:
    """What to search for: the question after those it leans on, and alone where only its length speaks for leaning.

    "Does telecare save money?" may open a new subject or go on about the old one; what the library holds decides.
    """
    joined = standalone(question)
    if joined == question.text or _LEANS_ON_EARLIER.search(question.text) or not says_enough(question.text):
        return (joined,)
    return joined, question.text


def _leans(text: str) -> bool:
    return len(text.split()) <= _SHORT or bool(_LEANS_ON_EARLIER.search(text))


def _without_replaced(earlier: str, later: str) -> str:
    for kind in _INSTEAD:
        if kind.search(later):
            earlier = kind.sub("", earlier)
    return " ".join(earlier.split())
