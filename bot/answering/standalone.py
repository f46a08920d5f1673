"""A follow-up as a question that can be searched without its conversation."""

from __future__ import annotations

import re

from bot.vocabulary import Question, Role

_LEANS_ON_EARLIER = re.compile(
    r"^\s*(and|but|so|or|what about|how about|why|why not|how so|which ones?|same for|also)\b"
    r"|\b(it|its|they|them|their|theirs|those|these|this|he|she|his|her)\b",
    re.IGNORECASE,
)
_MOST_TURNS = 2
"""Earlier questions put before a follow-up: what was asked long ago is another subject."""
_SHORT = 4
"""Words. A shorter message in a conversation is about what went before."""


def standalone(question: Question) -> str:
    """The text to search for: the question, after the earlier questions it leans on."""
    asked = [turn.text for turn in question.history if turn.role is Role.USER][-_MOST_TURNS:]
    parts = [question.text]
    while asked and _leans(parts[0]):
        parts.insert(0, asked.pop())
    return " ".join(parts)


def _leans(text: str) -> bool:
    return len(text.split()) <= _SHORT or bool(_LEANS_ON_EARLIER.search(text))
