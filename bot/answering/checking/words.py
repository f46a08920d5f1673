"""A sentence as words: how each is written, its stem, and the clause it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.checking.lexicon import lexicon
from knowledge.indexes.terms import terms

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d,]*(?:\.\d+)?|&")
_CLAUSE_ENDS = re.compile(
    r"[;:—]|\s–\s|[(](?![£\d.,]+\w?%?[)])|(?<![\d%])[)]|,(?!\d)|\.(?=\s)|\b(?:but|although|though|while|whereas|however|because|when|so)\b"
)
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
"""At the end of a stem: 'referr' of 'referral', beside 'refer' of 'referred'."""
_NOT = re.compile(r"n['’]t$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. ``form`` is in lower case; ``name`` stands for it where words are compared: a stem, or what its
    group in the lexicon is called, or nothing for a word that carries no meaning. Clauses are numbered from 0.
    """

    form: str
    name: str
    start: int
    end: int
    clause: int
    capital: bool
    possessive: bool = False


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[Word, ...]:
    """The words of ``text`` in order. "Doesn't" is two: does, n't."""
    ends = [found.start() for found in _CLAUSE_ENDS.finditer(text)]
    read: list[Word] = []
    clause = 0
    for found in _WORD.finditer(text):
        while clause < len(ends) and ends[clause] < found.start():
            clause += 1
        read += _read(found, clause)
    return tuple(read)


def _read(found: re.Match[str], clause: int) -> list[Word]:
    form, start, end = found.group(), found.start(), found.end()
    capital = form[0].isupper()
    negated = _NOT.search(form)
    if negated and len(form) > len("n't"):
        first = Word(form[: negated.start()].lower(), "", start, end, clause, capital)
        return [first, Word("n't", "", start, end, clause, False)]
    possessive = form.endswith(("'s", "’s"))
    return [Word(plain(form), name_of(plain(form)), start, end, clause, capital, possessive)]


def plain(form: str) -> str:
    """In lower case, without a possessive ending, digits without thousands separators."""
    lower = form.lower().replace("’", "'").removesuffix("'s").rstrip("'")
    return lower.replace(",", "") if lower[:1].isdigit() else lower


@lru_cache(maxsize=16384)
def name_of(form: str) -> str:
    """What stands for a word where words are compared; a number stands for itself."""
    if form[:1].isdigit():
        return form
    if form in lexicon().fillers:
        return ""
    if form in lexicon().opposites:
        axis, side = lexicon().opposites[form][0]
        return f"{axis} {side}"
    stems = terms(lexicon().same.get(form, form))
    return _DOUBLED.sub(r"\1", stems[0]) if stems else ""
