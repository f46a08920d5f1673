"""A claim compares only where its source does: '215 fewer' is not '215 fewer compared with the year before'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answering.checking.source import Source
from bot.answering.checking.words import Word, words

_COMPARES = re.compile(r"\b(?:compar(?:e[ds]?|ing|ison)|versus|vs|relative to|as against)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:than|compar\w+|versus|vs|against|relative to|whereas|unlike|instead of|controls|"
    r"control (?:group|arm|area|site|council|condition)s?)\b",
    re.IGNORECASE,
)
"""A sentence with one of these compares something."""
_SET_APART = frozenset({"while", "but", "from"})
"""What follows one of these in its clause may be set against the rest: 'while in the other group it was 49%'."""
_TIMES = frozenset("before earlier previous previously".split())
"""The clause with one of these may say how things stood then: 'and 30 in the year before'."""
_MOSTLY, _CLEARLY = 0.5, 0.66
"""Share of the words for what the claim compares with that a sentence must have which compares, and a clause of one
that may do so."""


def invented_comparisons(claim: str, source: Source) -> list[str]:
    """The claim's 'compared with' where no sentence that it mainly rests on compares with that, one short text each."""
    return [
        f"'{found.group()}' compares what the source does not"
        for found in _COMPARES.finditer(claim)
        if not any(_compares_with(_comparand(claim, found), sentence) for sentence in source.mainly)
    ]


def _comparand(claim: str, compares: re.Match[str]) -> frozenset[str]:
    """The words of meaning that follow in the clause of a 'compared with'."""
    read = words(claim)
    clause = next(word.clause for word in read if word.end > compares.start())
    return _names(word for word in read if word.start >= compares.end() and word.clause == clause)


def _compares_with(comparand: frozenset[str], sentence: str) -> bool:
    """Whether a sentence compares, and speaks of what is compared with where it does."""
    read = words(sentence)
    if _COMPARED.search(sentence):
        return _share(comparand, read) >= _MOSTLY
    return bool(comparand) and any(_sets_apart(comparand, read, position) for position in range(len(read)))


def _sets_apart(comparand: frozenset[str], read: Sequence[Word], position: int) -> bool:
    """Whether what is compared with stands in the clause that a 'while' opens, or in that of a 'before' it has, too."""
    word, after = read[position], read[position + 1 :]
    if word.form in _SET_APART:
        return _share(comparand, [other for other in after if other.clause == after[0].clause]) >= _CLEARLY
    if word.form in _TIMES and word.name in comparand:
        return _share(comparand - {word.name}, [other for other in read if other.clause == word.clause]) >= _CLEARLY
    return False


def _share(comparand: frozenset[str], said: Iterable[Word]) -> float:
    return len(comparand & _names(said)) / len(comparand) if comparand else 1.0


def _names(read: Iterable[Word]) -> frozenset[str]:
    return frozenset(word.name for word in read if word.name)
