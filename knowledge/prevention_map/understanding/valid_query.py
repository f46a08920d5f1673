"""A typed query held against one map: what it names must exist there, and what it asks must make sense."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Sequence
from decimal import Decimal

from knowledge.errors import InsightsError
from knowledge.prevention_map.cells import Cell
from knowledge.prevention_map.columns import BY_FIELD
from knowledge.prevention_map.conditions import (
    SUBJECT_FIELDS,
    AnyOf,
    Between,
    Blank,
    Condition,
    Duplicated,
    Mentions,
    Names,
    Stated,
    texts,
)
from knowledge.prevention_map.query import GROUPED, Form, Measure, Query
from knowledge.prevention_map.rows import MapRow
from knowledge.prevention_map.show import field_name
from knowledge.prevention_map.understanding.conditions import months_later
from knowledge.prevention_map.understanding.names import MapNames, is_subject
from knowledge.prevention_map.understanding.typed_query import (
    ASKED,
    DATES,
    NUMBERS,
    SUBJECT,
    TEXTS,
    CellTest,
    Order,
    TypedCondition,
    TypedQuery,
)

_MOST_NAMED = 8
_MOST_MONTHS = 240
_FIELDS = frozenset(column.field for column in ASKED)


class UnfitQuery(InsightsError):
    """No map could be asked this."""


class NotInMap(InsightsError):
    """This map holds nothing of the name; the line says what it holds."""


def valid_query(typed: TypedQuery, names: MapNames, today: dt.date) -> Query:
    """The query, if the map with these names can be asked it. Raises NotInMap or UnfitQuery with one line why not."""
    form, measure = typed.form, _measure(typed)
    conditions = tuple(_condition(one, names, today) for one in typed.conditions)
    compared = tuple(_condition(one, names, today) for one in typed.compared)
    _never_mix([*conditions, *compared])
    if compared and form is not Form.FIGURES:
        raise UnfitQuery("Only figures are compared, one for each condition.")
    return Query(
        form,
        measure,
        conditions,
        tuple((one,) for one in compared) or ((),),
        _column(typed, measure),
        typed.order is Order.LARGEST,
        typed.limit or None,
    )


def _measure(typed: TypedQuery) -> Measure:
    """The measure where the form has one; elsewhere what was written says nothing."""
    if typed.form is Form.FIGURES:
        return typed.measure
    if typed.form is not Form.GROUPS:
        return Measure.COUNT
    if typed.measure not in GROUPED:
        raise UnfitQuery(f"Groups are measured by {', '.join(GROUPED)}, not by {typed.measure}.")
    return typed.measure


def _column(typed: TypedQuery, measure: Measure) -> str | None:
    """The column where form and measure need one, of the kind they need."""
    column = typed.column
    if typed.form is Form.RANKED:
        known = NUMBERS
    elif typed.form is Form.GROUPS or measure is Measure.DISTINCT:
        known = TEXTS
    elif typed.form is Form.VALUES:
        known = _FIELDS
    else:
        return None
    if column not in known:
        raise UnfitQuery(f"Of '{_short(column)}' there are no {typed.form}.")
    return column


def _never_mix(conditions: Sequence[Condition]) -> None:
    if any(isinstance(one, Names) and one.field == "cashable" and len(one.values) > 1 for one in conditions):
        raise UnfitQuery("Cashable savings and cost avoidance are never one figure: ask for each.")


def _condition(typed: TypedCondition, names: MapNames, today: dt.date) -> Condition:
    column, test = typed.column, typed.test
    if column == SUBJECT:
        return _about(typed, names)
    if column not in _FIELDS:
        raise UnfitQuery(f"A prevention map has no column '{_short(column)}'.")
    if test in _CELLS:
        return _CELLS[test](column)
    if column in TEXTS and test is CellTest.IS_ONE_OF:
        return _named(typed, names)
    if column in TEXTS and test is CellTest.MENTIONS:
        return _mentioned(typed, (column,), names)
    if column in NUMBERS and test in _LIMITS:
        return _LIMITS[test](column, _number(typed))
    if column in DATES and test in _PERIODS:
        return _PERIODS[test](typed, today)
    raise _unfit(typed)


_CELLS: dict[CellTest, Callable[[str], Condition]] = {CellTest.IS_BLANK: Blank, CellTest.IS_STATED: Stated}


def _about(typed: TypedCondition, names: MapNames) -> Condition:
    if typed.test is CellTest.IS_DUPLICATED:
        return Duplicated()
    if typed.test in (CellTest.MENTIONS, CellTest.IS_ONE_OF):
        return _mentioned(typed, SUBJECT_FIELDS, names)
    raise _unfit(typed)


def _unfit(typed: TypedCondition) -> UnfitQuery:
    return UnfitQuery(f"It cannot be asked of '{typed.column}' whether it {typed.test}.")


def _mentioned(typed: TypedCondition, fields: tuple[str, ...], names: MapNames) -> Mentions | AnyOf:
    if not typed.values:
        raise UnfitQuery(f"Nothing is named that {typed.column} should mention.")
    found = tuple(Mentions(value.strip().lower(), fields) for value in typed.values)
    for one, value in zip(found, typed.values, strict=True):
        if not is_subject(one, names):
            raise NotInMap(_unknown(value, typed.column, fields, names.rows))
    return found[0] if len(found) == 1 else AnyOf(found)


def _named(typed: TypedCondition, names: MapNames) -> Names:
    if not typed.values:
        raise UnfitQuery(f"No {field_name(typed.column)} is named.")
    values = [text for value in typed.values for text in _held(value.strip(), typed.column, names.rows)]
    return Names(typed.column, tuple(dict.fromkeys(values)))


def _held(value: str, field: str, rows: Sequence[MapRow]) -> list[str]:
    """The value as the map writes it; for a column with fixed words, as they are written."""
    column = BY_FIELD[field]
    if column.choices:
        try:
            read = column.read(Cell(value))
        except ValueError:
            raise NotInMap(f"{column.heading} is {column.expected}: '{_short(value)}' is none of them.") from None
        return [str(one) for one in (read if isinstance(read, tuple) else (read,))]
    held = {text.casefold(): text for row in rows for text in texts(row, field)}
    if value.casefold() not in held:
        raise NotInMap(_unknown(value, field, (field,), rows))
    return [held[value.casefold()]]


def _unknown(value: str, column: str, fields: Sequence[str], rows: Sequence[MapRow]) -> str:
    """What was not found, and what there is: the nearest first."""
    held = list(dict.fromkeys(text for row in rows for field in fields for text in texts(row, field)))
    where = "need, driver, behaviour or name" if column == SUBJECT else field_name(column)
    if not held:
        return f"No row of the map states its {where}."
    near = difflib.get_close_matches(value, held, n=_MOST_NAMED, cutoff=0.3)
    shown = (near + [text for text in held if text not in near])[:_MOST_NAMED]
    more = f" and {len(held) - len(shown):,} more" if len(held) > len(shown) else ""
    return f"No row of the map has '{_short(value)}' as {where}. It has: {'; '.join(shown)}{more}."


def _short(value: str) -> str:
    """At most forty characters on one line: the words of somebody else are shown back."""
    text = " ".join(value.split())
    return text if len(text) <= 40 else f"{text[:39]}…"


def _number(typed: TypedCondition) -> Decimal:
    column = BY_FIELD[typed.column]
    try:
        (value,) = typed.values
        return Decimal(str(column.read(Cell(value.strip()))))
    except ValueError:
        raise UnfitQuery(f"{column.heading} is compared with {column.expected.split(' (')[0]}.") from None


_LIMITS: dict[CellTest, Callable[[str, Decimal], Between]] = {
    CellTest.AT_LEAST: lambda field, number: Between(field, number, None),
    CellTest.MORE_THAN: lambda field, number: Between(field, number, None, strict=True),
    CellTest.AT_MOST: lambda field, number: Between(field, None, number),
    CellTest.LESS_THAN: lambda field, number: Between(field, None, number, strict=True),
}


def _within_months(typed: TypedCondition, today: dt.date) -> Between:
    return Between(typed.column, today, months_later(today, _whole(typed, 1, _MOST_MONTHS)))


def _past(typed: TypedCondition, today: dt.date) -> Between:
    return Between(typed.column, None, today - dt.timedelta(days=1))


def _in_year(typed: TypedCondition, _: dt.date) -> Between:
    year = _whole(typed, 1900, 2199)
    return Between(typed.column, dt.date(year, 1, 1), dt.date(year, 12, 31))


_PERIODS: dict[CellTest, Callable[[TypedCondition, dt.date], Between]] = {
    CellTest.WITHIN_MONTHS: _within_months,
    CellTest.IS_PAST: _past,
    CellTest.IN_YEAR: _in_year,
}


def _whole(typed: TypedCondition, least: int, most: int) -> int:
    text = typed.values[0].strip() if len(typed.values) == 1 else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= most):
        raise UnfitQuery(f"'{typed.test}' takes one whole number from {least} to {most}.")
    return int(text)
