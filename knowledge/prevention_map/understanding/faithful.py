"""Whether a query that somebody else read out of a question keeps what is easily lost: its numbers and its 'not'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from knowledge.prevention_map.conditions import Blank, Names
from knowledge.prevention_map.query import Query
from knowledge.prevention_map.understanding.conditions import NUMBERS
from knowledge.prevention_map.understanding.reader import plain
from knowledge.prevention_map.understanding.typed_query import CellTest, TypedQuery

_YEARS = r"(?P<years>\s?years?\b)?"
_FIGURE = re.compile(rf"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>\s?(?:thousand|million|bn|k|m)(?!\w))?{_YEARS}")
_WORD = re.compile(rf"\b(?P<number>an?|{'|'.join(NUMBERS)})\b(?P<scale> (?:thousand|million))?{_YEARS}")
_SCALE = {"thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "bn": 1_000_000_000}
_WITH_A_NUMBER = (
    CellTest.AT_LEAST,
    CellTest.MORE_THAN,
    CellTest.AT_MOST,
    CellTest.LESS_THAN,
    CellTest.WITHIN_MONTHS,
    CellTest.IN_YEAR,
)
_THE_MOST = 1
"""Rows asked for where a question says 'the most' and no number."""
_NO_DENIAL = re.compile(r"\bno[- ]further[- ]action\b")
_DENIAL = re.compile(
    r"\b(?:not|no|none|nobody|nothing|never|neither|nor|without|lack(?:s|ing)?|missing|unknown|blank|cannot)\b|n't\b"
)
_DENYING = frozenset({"null", "none", "unknown"})


def keeps_numbers(question: str, typed: TypedQuery) -> bool:
    """Whether every number of the query is said in the question, and every figure of the question is in the query."""
    text = plain(question)
    figures, words = list(_said(_FIGURE, text)), list(_said(_WORD, text))
    asked = set(_asked(typed))
    texts = " ".join(value.lower() for one in (*typed.conditions, *typed.compared) for value in one.values)
    kept = asked.union(*_said(_FIGURE, texts))
    return asked <= set().union(*figures, *words) and all(figure & kept for figure in figures)


def keeps_denials(question: str, query: Query) -> bool:
    """Whether a question that denies something ('nobody', 'not', 'without') is read as one that does."""
    if not _DENIAL.search(_NO_DENIAL.sub("", plain(question))):
        return True
    conditions = [*query.conditions, *(one for further in query.alternatives for one in further)]
    return any(
        isinstance(one, Blank) or (isinstance(one, Names) and not _DENYING.isdisjoint(one.values)) for one in conditions
    )


def _said(pattern: re.Pattern[str], text: str) -> Iterator[set[Decimal]]:
    """What each number in a text may stand for: itself, and where it counts years the months of them."""
    for found in pattern.finditer(text):
        word = found["number"]
        number = Decimal(NUMBERS.get(word, 1) if word.isalpha() else word.replace(",", ""))
        number *= _SCALE.get((found["scale"] or "").strip(), 1)
        yield {number, 12 * number} if found["years"] else {number}


def _asked(typed: TypedQuery) -> Iterator[Decimal]:
    """The numbers by which a query chooses rows."""
    if typed.limit > _THE_MOST:
        yield Decimal(typed.limit)
    for condition in (*typed.conditions, *typed.compared):
        for value in condition.values if condition.test in _WITH_A_NUMBER else ():
            try:
                yield Decimal(value.strip().strip("£%").replace(",", ""))
            except InvalidOperation:
                continue
