"""Names and years in a question: what a passage must mention to answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.indexes.terms import terms

_YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s?[-/–]\s?(?:20)?(\d\d)\b)?")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\s[-–]\s")
_WORD = re.compile(r"[A-Za-z][\w’'-]*|&")
_NAME = re.compile(r"[A-Z][a-z]+(?:-[A-Za-z]+)*")
_NOT_NAMES = frozenset(
    "A An And Any Are As At But By Can Could Did Do Does England English For From Has Have How I If In Is It "
    "March My Need Of On Or Our So The Then There They This To UK We What When Where Which Who Why Will With Would You "
    "January February April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday".split()
)
"""Capitalised, yet no reason to doubt a passage that lacks them."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """The proper names and the years of a question; a financial year reads '2023-24'."""

    names: tuple[str, ...]
    years: tuple[str, ...]

    def names_absent(self, texts: Sequence[str]) -> list[str]:
        """The names that the text mentioning most of them lacks."""
        stems = [set(terms(text)) for text in texts]
        return _fewest([[name for name in self.names if not set(terms(name)) <= found] for found in stems], self.names)

    def years_absent(self, texts: Sequence[str]) -> list[str]:
        """The years that the text mentioning most of them lacks; '2024' is found in '2023-24' too."""
        mentioned = [" ".join(_years(text)) for text in texts]
        return _fewest([[year for year in self.years if year not in found] for found in mentioned], self.years)


def particulars(question: str) -> Particulars:
    """The names (capitalised words that do not merely begin a sentence) and years of ``question``."""
    names = [name for sentence in _SENTENCE_END.split(question) for name in _names(sentence)]
    return Particulars(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(_years(question))))


def _names(sentence: str) -> list[str]:
    words = [re.sub(r"[’']s$", "", word) for word in _WORD.findall(sentence)]
    return [
        word
        for position, word in enumerate(words)
        if _is_name(word) and (position > 0 or (len(words) > 1 and (words[1] == "&" or _is_name(words[1]))))
    ]


def _is_name(word: str) -> bool:
    return bool(_NAME.fullmatch(word)) and word not in _NOT_NAMES


def _years(text: str) -> list[str]:
    return [f"{first}-{last}" if last else first for first, last in _YEAR.findall(text)]


def _fewest(absent: Sequence[list[str]], wanted: Sequence[str]) -> list[str]:
    return min(absent, key=len, default=list(wanted))
