"""Names and years in a question: what a passage must mention to answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.indexes.terms import terms
from knowledge.retrieval.periods import without_ranges

_YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s?[-/–]\s?(?:20)?(\d\d)\b)?")
_OPEN_ENDED = re.compile(r"\b(?:from|to|by|than)\s+$", re.IGNORECASE)
"""Before a year: another year may answer, too."""
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\s[-–]\s")
_WORD = re.compile(r"\b[A-Za-z][\w’'-]*|&")
_NAME = re.compile(r"(?:[A-Z][a-z]+)+(?:-[A-Za-z]+)*")
_NOT_NAMES = frozenset(
    "A An And Any Apr April Are As At Aug August But By Can Could Dec December Did Do Does Eng England English Feb "
    "February For Friday From Has Have How I If In Is It Jan January Jul July Jun June Mar March May Monday My "
    "Need Nov November Oct October Of On Or Our Saturday Sep Sept September So Sunday The Then There They This "
    "Thursday To Tuesday UK We Wednesday What When Where Which Who Why Will With Would You".split()
)
"""Capitalised, yet no reason to doubt a passage that lacks them."""
_KINDS_OF_PLACE = frozenset("Authority Borough City Council County District Metropolitan Region Unitary".split())
"""What a name ends in says little: of 'Leeds City Council' the passages may just say 'Leeds'."""


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
        """The years that the text mentioning most of them lacks.

        '2024' is found in '2023-24', and '2023-24' in 'the year to March 2024'.
        """
        mentioned = [{part for year in _years(text) for part in (year, year[:4], _ending(year))} for text in texts]
        return _fewest(
            [[year for year in self.years if not {year, _ending(year)} & found] for found in mentioned], self.years
        )


def particulars(question: str) -> Particulars:
    """The names (capitalised words that do not merely begin a sentence) and years of ``question``.

    Of a name of several words the last one counts: 'MacAlister' of 'Josh MacAlister'.
    """
    names = [name for sentence in _SENTENCE_END.split(question) for name in _names(sentence)]
    exact = without_ranges(question)
    years = [_as_year(found) for found in _YEAR.finditer(exact) if not _OPEN_ENDED.search(exact[: found.start()])]
    return Particulars(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(years)))


def _names(sentence: str) -> list[str]:
    words = [re.sub(r"[’']s$", "", word) for word in _WORD.findall(sentence)]
    return [
        word
        for position, word in enumerate(words)
        if _is_name(word)
        and not (position + 1 < len(words) and _is_name(words[position + 1]))
        and (position > 0 or words[1:2] == ["&"])
    ]


def _is_name(word: str) -> bool:
    return bool(_NAME.fullmatch(word)) and word not in _NOT_NAMES | _KINDS_OF_PLACE


def _years(text: str) -> list[str]:
    return [_as_year(found) for found in _YEAR.finditer(text)]


def _as_year(found: re.Match[str]) -> str:
    first, last = found.groups()
    return f"{first}-{last}" if last else first


def _ending(year: str) -> str:
    """The calendar year in which a financial year ends; any other year itself."""
    first, _, last = year.partition("-")
    return first[:2] + last if last else first


def _fewest(absent: Sequence[list[str]], wanted: Sequence[str]) -> list[str]:
    return min(absent, key=len, default=list(wanted))
