"""What letters stand for answers a question about their meaning, and no other question in which they occur."""

from __future__ import annotations

import re

from knowledge.indexes.terms import terms

_EXPANSION = re.compile(
    r"^\W*(?P<letters>[\w&./-]+)(?:\s\([^)]*\))?\s(?:stands\sfor|can\s(?:also\s)?stand\sfor|is\sshort\sfor|is\san\sabbreviation)\b"
)
_ASKS_MEANING = re.compile(
    r"\b(?:what(?:['’]?s|\s+is|\s+are|\s+was|\s+were)|who(?:['’]?s|\s+is|\s+are)|mean(?:s|ing|t)?|stands?|short\s+for|"
    r"defin\w+|acronyms?|abbreviat\w+|initials|expand|explain|jargon|terms?|called|difference)\b",
    re.IGNORECASE,
)
_ASKS_LETTERS = re.compile(r"\b(?:stands?\s+for|short\s+for|acronyms?|abbreviat\w+|initials)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w&./-]+")
_BESIDE = re.compile(r"\b(?:vs?|versus)\b", re.IGNORECASE)
_UNEXPLAINED = 1
"""Words of meaning that a question may have and what letters stand for may lack: the other letters of a comparison."""


def is_expansion(sentence: str) -> bool:
    """Whether ``sentence`` begins by saying what letters stand for."""
    return bool(_EXPANSION.match(sentence))


def explains_what_is_asked(sentence: str, question: str) -> bool:
    """Whether ``question`` asks what letters stand for, and ``sentence`` begins by saying so of one of them."""
    found = _EXPANSION.match(sentence)
    if found is None or not _ASKS_LETTERS.search(question):
        return False
    asked = {word.lower() for word in _WORD.findall(question)}
    return bool({found["letters"].lower(), f"{found['letters'].lower()}s"} & asked)


def adds_only_meaning(sentence: str, question: str) -> bool:
    """Whether ``sentence`` says what letters in ``question`` stand for, and that is not what is asked."""
    if not is_expansion(sentence) or _ASKS_MEANING.search(question):
        return False
    return len(set(terms(_BESIDE.sub(" ", question))) - set(terms(sentence))) > _UNEXPLAINED
