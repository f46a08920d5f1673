"""A follow-up as a question that can be searched without its conversation."""

from __future__ import annotations

import re

from bot.vocabulary import Question, Role

_LEANS_ON_EARLIER = re.compile(
    r"^\s*(and|but|so|or|what about|how about|why|why not|how so|which ones?|same for|also)\b"
    r"|\b(it|its|they|them|their|theirs|that|those|these|this|he|she|his|her|there|then|one|ones|same|both)\b",
    re.IGNORECASE,
)
_SHORT = 4
"""Words. A shorter message in a conversation is about what went before."""


def standalone(question: Question) -> str:
    """The text to search for: the question, after the earlier questions it leans on."""
    asked = [turn.text for turn in question.history if turn.role is Role.USER]
    parts = [question.text]
    while asked and _leans(parts[0]):
        parts.insert(0, asked.pop())
    return " ".join(parts)


def _leans(text: str) -> bool:
    return len(text.split()) <= _SHORT or bool(_LEANS_ON_EARLIER.search(text))
