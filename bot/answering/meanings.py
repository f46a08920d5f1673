"""What letters stand for answers a question about their meaning, and no other question in which they occur."""

from __future__ import annotations

import re

from knowledge.indexes.terms import terms

_EXPANSION = re.compile(r"^\W*[\w&./-]+(?:\s\([^)]*\))?\s(?:stands\sfor|is\sshort\sfor|is\san\sabbreviation)\b")
_ASKS_MEANING = re.compile(
    r"\b(?:what(?:['’]?s|\s+is|\s+are|\s+was|\s+were)|who(?:['’]?s|\s+is|\s+are)|mean(?:s|ing|t)?|stands?|short\s+for|"
    r"defin\w+|acronyms?|abbreviat\w+|initials|expand|explain|jargon|terms?|called|difference)\b",
    re.IGNORECASE,
)
_BARE = 2
"""Words of meaning in a question that is nothing but the letters, and perhaps where they are used."""


def is_expansion(sentence: str) -> bool:
    """Whether ``sentence`` begins by saying what letters stand for."""
    return bool(_EXPANSION.match(sentence))


def asks_meaning(question: str) -> bool:
    """Whether ``question`` may ask what something means or stands for."""
    return bool(_ASKS_MEANING.search(question)) or len(set(terms(question))) <= _BARE
