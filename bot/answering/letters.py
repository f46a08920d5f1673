"""Questions of nothing but letters: 'PEP and VSH - new councillor asking' wants to know what each stands for."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.vocabulary import Question
from knowledge.retrieval.glossary import spell_out

_WORD = re.compile(r"[\w&]+(?:['’]\w+)?")
_CLAUSE_END = re.compile(r"[?!.,;:()]+|\s[-–—]+\s")
_MEANING = frozenset(
    "what whats what's what’s is are was does do mean means meaning stand stands for short define definition explain "
    "expand spell spelt spelled out acronym acronyms abbreviation initials letters called difference differ different "
    "jargon who whos who's who’s".split()
)
"""Words that ask what letters stand for."""
_BETWEEN = frozenset("a an the and or v vs versus between of to me in please pls again exactly s".split())
_WHO_ASKS = re.compile(
    r"\b(?:ask(?:s|ed|ing)|wants?\s+to\s+know|needs?\s+to\s+know|new\s+(?:here|to\s+this|starter|in\s+post)|wonder\w*|"
    r"please|thanks?|thank\s+you|sorry|confus\w+|keeps?\s+(?:seeing|hearing|reading)|comes?\s+up|came\s+up|not\s+sure|"
    r"no\s+idea|quick\s+(?:one|question)|hi|hello)\b",
    re.IGNORECASE,
)
_ASKS_MORE = re.compile(r"\d|\b(?:how|why|when|where|which|who|numbers?|rates?|costs?|evidence)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z][A-Za-z&]*[A-Z]s?")

PART = "what does the acronym {letters} stand for?"


def letters_asked(question: Question) -> tuple[str, ...]:
    """One question for each of the letters that ``question`` wants explained; none where it asks anything else.

    In a conversation bare letters change the subject of what was asked before; only there they must ask what they mean.
    """
    clauses = [clause for clause in map(str.strip, _CLAUSE_END.split(question.text)) if clause]
    are_letters = _are_known if question.text.isupper() else _are_letters
    asking = [clause for clause in clauses if _is_letters(clause, are_letters)]
    others = [clause for clause in clauses if clause not in asking]
    letters = [word for clause in asking for word in _letters(clause)]
    if not any(spell_out(word).short for word in letters) or not all(map(_says_who_asks, others)):
        return ()
    if question.history and not _asks_meaning(question.text):
        return ()
    return tuple(PART.format(letters=word) for word in dict.fromkeys(letters))


def _is_letters(clause: str, are_letters: Callable[[str], bool]) -> bool:
    """Whether a clause consists of letters and words that ask what they stand for."""
    words = _WORD.findall(clause)
    return all(word.lower() in _MEANING | _BETWEEN or are_letters(word) for word in words)


def _letters(clause: str) -> list[str]:
    return [word for word in _WORD.findall(clause) if word.lower() not in _MEANING | _BETWEEN]


def _are_known(word: str) -> bool:
    """All that tells letters from words in a question that is all in capitals."""
    return bool(spell_out(word).short)


def _are_letters(word: str) -> bool:
    return _are_known(word) or bool(_LETTERS.fullmatch(word))


def _asks_meaning(text: str) -> bool:
    return any(word.lower() in _MEANING for word in _WORD.findall(text))


def _says_who_asks(clause: str) -> bool:
    return bool(_WHO_ASKS.search(clause)) and not _ASKS_MORE.search(clause)
