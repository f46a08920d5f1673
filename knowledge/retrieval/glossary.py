"""Acronyms spelled out and other names for the same thing, from the glossary."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GLOSSARY = Path(__file__).parents[1] / "reference" / "glossary.csv"
_WORD = re.compile(r"[A-Za-z0-9][\w&’'-]*")
_ALSO_ENGLISH = frozenset({"mast", "nice", "pep", "salt", "step", "universal", "targeted", "specialist", "foundations"})
"""Terms that, written in lower case, are ordinary words."""
_SHORTEST_IN_LOWER_CASE = 3
_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry: its short form, what that stands for, other names, and what it means in a sentence."""

    short: str
    long: str
    others: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class SpelledOut:
    """A question with every acronym followed by what it stands for, and what else its terms are called.

    ``short`` are the acronyms that were spelled out, as they were written.
    """

    text: str
    short: tuple[str, ...]
    also: tuple[str, ...]


def spell_out(question: str) -> SpelledOut:
    """Spell out the acronyms of ``question``, and name its terms otherwise, both ways."""
    pieces, short, also, end = [], [], [], 0
    lower = question.lower()
    for found in _WORD.finditer(question):
        term = _term(found.group())
        if term is None:
            continue
        also += [term.long, *term.others]
        short.append(found.group())
        if term.long.lower() not in lower:
            pieces += [question[end : found.end()], f" ({term.long.lower()})"]
            end = found.end()
    text = "".join([*pieces, question[end:]])
    for found in _glossary().longs.finditer(lower):
        term = _glossary().by_long[found.group()]
        also += [term.short, *term.others]
    return SpelledOut(text, tuple(short), tuple(dict.fromkeys(also)))


def meanings(text: str) -> list[str]:
    """What the long forms of glossary terms in ``text`` mean, in the glossary's order."""
    lower = text.lower()
    return [term.meaning for long, term in _glossary().by_long.items() if long in lower]


@dataclass(frozen=True, slots=True)
class _Glossary:
    by_short: Mapping[str, Term]
    by_long: Mapping[str, Term]
    longs: re.Pattern[str]
    """Any long form, the longest that fits."""


def _term(word: str) -> Term | None:
    """The entry of a word in the singular or plural; in lower case only where that is no ordinary word."""
    terms = _glossary().by_short
    for form in (word, word.removesuffix("s")):
        if form in terms:
            return terms[form]
        if len(form) >= _SHORTEST_IN_LOWER_CASE and form.lower() not in _ALSO_ENGLISH and form.upper() in terms:
            return terms[form.upper()]
    return None


@cache
def _glossary() -> _Glossary:
    by_short: dict[str, Term] = {}
    by_long: dict[str, Term] = {}
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            others = [name for name in _names(row["synonyms"]) if name not in (row["term"], row["expansion"])]
            term = Term(row["term"], row["expansion"], tuple(others), row["meaning"])
            by_long.setdefault(term.long.lower(), term)
            if any(letter.isupper() for letter in term.short[1:]) or term.short[1:].isdigit():
                by_short.setdefault(term.short, term)
                by_short.setdefault(term.short.upper(), term)
    longest_first = sorted(map(re.escape, by_long), key=len, reverse=True)
    return _Glossary(by_short, by_long, re.compile(rf"\b(?:{'|'.join(longest_first)})"))


def _names(synonyms: str) -> list[str]:
    return [_BRACKETS.sub("", name).strip() for name in synonyms.split(";") if name.strip()]
