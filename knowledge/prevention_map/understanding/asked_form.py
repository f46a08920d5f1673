"""Whether a query works out what the words of a question ask for: a sum, a number, a share, the most or the least."""

from __future__ import annotations

import re

from knowledge.prevention_map.conditions import words
from knowledge.prevention_map.query import Form, Measure, Query
from knowledge.prevention_map.understanding.column_words import MONEY_WORDS, REACH_WORDS, any_of

_LARGEST = (
    "biggest costliest costly dear dearer dearest expensive greatest highest largest longest most pricey priciest top"
)
_SMALLEST = "cheap cheaper cheapest fewest least lowest shortest smallest"
_BOUND = re.compile(r"\b(?:at (?:most|least)|most of)\b")
_SAYS_LARGEST, _SAYS_SMALLEST = (any_of(frozenset(said.split())) for said in (_LARGEST, _SMALLEST))
_MONEY = any_of(MONEY_WORDS)
_PEOPLE = r"(?:families|people|persons|residents|children|adults|individuals|clients|users)"
_REACHED = re.compile(rf"\b(?:{'|'.join(sorted(REACH_WORDS))}|get to|(?:most|fewest|how many|number of) {_PEOPLE})\b")
_PER_HEAD = re.compile(
    r"\b(?:per|for each|for every|each|every|(?<!for )an?) (?:head|family|person|individual|child|adult|household|"
    r"resident|client|user)\b(?!')|\bunit costs?\b|\bapiece\b"
)
_AVERAGE = re.compile(r"\b(?:average|averages|mean|typical(?:ly)?)\b")
_SHARE = re.compile(r"\b(?:share|percentage|proportion|fraction|what part)\b|(?<!\d)%")
_HOW_MUCH, _HOW_MANY = re.compile(r"\bhow much\b"), re.compile(r"\b(?:how many|number of|count)\b")
_DIFFERENT = re.compile(r"\b(?:how many|number of|count|different|distinct)\b")
_LIST_OF_ROWS = (Form.ROWS, Form.RANKED, Form.VALUES)
_ORDERED = (Form.RANKED, Form.GROUPS)
_MONEY_FIELDS = ("annual_spend", "unit_cost")
_COUNTED_WORDS = (
    "amount average combined count differ different distinct each every figure fraction head mean number order "
    "ordered overall part percentage proportion rank ranked ranking share split sum total typical typically unit"
)
FORM_WORDS = frozenset(words(" ".join((_LARGEST, _SMALLEST, _COUNTED_WORDS, *MONEY_WORDS))))
"""Words that say what is worked out and choose no rows: `keeps_form` holds them against the query."""


def keeps_form(text: str, query: Query) -> bool:
    """Whether form, measure, order and column are those that the words ask for."""
    return _keeps_order(text, query) and _keeps_measure(text, query) and _keeps_kind(text, query)


def _keeps_order(text: str, query: Query) -> bool:
    told = _BOUND.sub("", text)
    largest, smallest = bool(_SAYS_LARGEST.search(told)), bool(_SAYS_SMALLEST.search(told))
    if query.form not in _ORDERED:
        return not largest and not smallest
    if query.limit == 1 and not (largest or smallest):
        return False
    return not (largest and smallest) and query.largest is not smallest


def _keeps_measure(text: str, query: Query) -> bool:
    """Whether each word for a measure has that measure, and the measure its word."""
    measure = query.measure
    by_unit_cost = "unit_cost" in (query.field, *(getattr(one, "field", None) for one in query.conditions))
    is_share = measure in (Measure.SHARE_OF_SPEND, Measure.SHARE_OF_ROWS)
    each = bool(_PER_HEAD.search(text))
    return (
        (each == (measure is Measure.COST_PER_HEAD) or (each and by_unit_cost))
        and bool(_SHARE.search(text)) == is_share
        and (measure is Measure.AVERAGE_SPEND) <= bool(_AVERAGE.search(text))
        and bool(_AVERAGE.search(text)) <= (measure in (Measure.AVERAGE_SPEND, Measure.COST_PER_HEAD))
        and bool(_HOW_MUCH.search(text)) <= (query.form not in _LIST_OF_ROWS or query.form is Form.RANKED)
        and bool(_HOW_MANY.search(text)) <= (query.form not in _LIST_OF_ROWS)
    )


def _keeps_kind(text: str, query: Query) -> bool:
    """Whether money is worked out where money is asked for, people where people are, and else rows."""
    money, people = bool(_MONEY.search(text)), bool(_REACHED.search(text))
    many = bool(_HOW_MANY.search(text))
    if query.form is Form.RANKED:
        is_money = query.field in _MONEY_FIELDS
        if is_money and (query.field == "unit_cost") is not bool(_PER_HEAD.search(text)):
            return False
        return _fits(is_money, query.field == "reach", money, people)
    if query.form not in (Form.FIGURES, Form.GROUPS):
        return True
    fits = {
        Measure.SPEND: money and not many,
        Measure.AVERAGE_SPEND: money,
        Measure.COST_PER_HEAD: money or bool(_PER_HEAD.search(text)),
        Measure.SHARE_OF_SPEND: money,
        Measure.SHARE_OF_ROWS: not money,
        Measure.REACH: people,
        Measure.COUNT: not _HOW_MUCH.search(text)
        and (many or (query.form is Form.GROUPS and not money and not people)),
        Measure.DISTINCT: bool(_DIFFERENT.search(text)),
    }
    return fits[query.measure]


def _fits(is_money: bool, is_people: bool, money: bool, people: bool) -> bool:
    """Whether a ranking is by what its words are about; by either where both or neither are said."""
    return money == people or (not is_people if money else not is_money)
