"""Whether a query that somebody else read out of a question bounds what the question's numbers bound, and that way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from knowledge.prevention_map.query import Form, Measure
from knowledge.prevention_map.understanding.figures import Said, numbers_in, said_in
from knowledge.prevention_map.understanding.typed_query import DATES, CellTest, TypedCondition, TypedQuery

_UP = (CellTest.AT_LEAST, CellTest.MORE_THAN)
_DOWN = (CellTest.AT_MOST, CellTest.LESS_THAN)
_IN_TIME = (CellTest.WITHIN_MONTHS, CellTest.IN_YEAR)
_WITH_A_NUMBER = (*_UP, *_DOWN, *_IN_TIME)
_WITH_A_NAME = (CellTest.IS_ONE_OF, CellTest.MENTIONS)
_THE_MOST = 1
"""Rows asked for where a question says 'the most' and no number."""
_LIMITED = (Form.RANKED, Form.GROUPS)
_EACH = re.compile(
    r"\b(?:per|each|every|an?) (?:head|family|person|child|adult|individual|client|user)\b|\bunit costs?\b"
)


def keeps_numbers(text: str, typed: TypedQuery) -> bool:
    """Whether each number of the query is said in the question, of that column and that way; and none is left."""
    said = said_in(text)
    conditions = (*typed.conditions, *typed.compared)
    asked = [one for one in conditions if one.test in _WITH_A_NUMBER]
    held = numbers_in(value for one in conditions if one.test in _WITH_A_NAME for value in one.values)

    def is_kept(number: Said) -> bool:
        bounds = any(_bounds(number, one) for one in asked)
        return bounds or _is_limit(number, typed) or any(_is_the_same(number, other) for other in held)

    return (
        (typed.measure is Measure.COST_PER_HEAD or _keeps_unit(text, asked))
        and all(any(_bounds(number, one) for number in said) for one in asked)
        and (typed.limit <= _THE_MOST or any(_is_limit(number, typed) for number in said))
        and all(is_kept(number) for number in said if number.is_meant)
    )


def _keeps_unit(text: str, asked: Sequence[TypedCondition]) -> bool:
    """Whether a limit on money is one on the cost of each person where the question says so, and nowhere else."""
    other = "annual_spend" if _EACH.search(text) else "unit_cost"
    return all(one.column != other for one in asked)


def _bounds(said: Said, asked: TypedCondition) -> bool:
    if _number(asked) not in said.values or (said.columns and asked.column not in said.columns):
        return False
    if asked.test in _IN_TIME:
        return not said.is_bounded
    return said.test is asked.test


def _is_limit(said: Said, typed: TypedQuery) -> bool:
    """Whether a number is how many of a ranking are asked for."""
    counts_rows = said.columns.isdisjoint(DATES) and not said.is_bounded
    return typed.form in _LIMITED and typed.limit in said.values and counts_rows


def _is_the_same(said: Said, held: Said) -> bool:
    """Whether a number stands in a name of the query: '65 and over' for 'over 65', never for 'under 65'."""
    if said.values.isdisjoint(held.values) or (said.is_bounded and said.test is None):
        return False
    return not said.is_bounded or any(said.test in side and held.test in side for side in (_UP, _DOWN))


def _number(asked: TypedCondition) -> Decimal | None:
    try:
        return Decimal(asked.values[0].strip().strip("£%").replace(",", "")) if asked.values else None
    except InvalidOperation:
        return None
