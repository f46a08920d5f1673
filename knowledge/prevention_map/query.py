"""Exact questions to a map as values, and their answers: every figure with the rows it was worked out from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.prevention_map.conditions import Between, Blank, Condition, Duplicated, Stated, select, texts
from knowledge.prevention_map.rows import MapRow


class Form(StrEnum):
    """What the answer looks like."""

    FIGURES = "figures"
    """One figure, or one for each alternative."""
    GROUPS = "groups"
    """One figure for each value of a field."""
    ROWS = "rows"
    """The rows meant."""
    RANKED = "ranked"
    """The rows with the largest or smallest value of a field."""
    VALUES = "values"
    """What stands in a field of the rows meant."""


class Measure(StrEnum):
    """What is worked out, with its unit."""

    COUNT = "count"
    """Rows."""
    SPEND = "spend"
    """Pounds a year."""
    AVERAGE_SPEND = "average spend"
    """Pounds a year for each row that states its spend."""
    REACH = "reach"
    """People or families; one who is reached by several interventions counts for each."""
    COST_PER_HEAD = "cost per head"
    """Pounds for each person or family: one sum over another, of the rows that state both and reach somebody."""
    SHARE_OF_SPEND = "share of spend"
    """Percent of the spend of the whole map."""
    SHARE_OF_ROWS = "share of rows"
    """Percent of the rows of the whole map."""
    DISTINCT = "distinct"
    """Different values of a field."""


SUMMED = {
    Measure.SPEND: ("annual_spend",),
    Measure.AVERAGE_SPEND: ("annual_spend",),
    Measure.SHARE_OF_SPEND: ("annual_spend",),
    Measure.REACH: ("reach",),
    Measure.COST_PER_HEAD: ("annual_spend", "reach"),
}
"""The fields a measure needs: a row where one is blank is left out, and the answer says so."""


GROUPED = (Measure.COUNT, Measure.SPEND, Measure.AVERAGE_SPEND, Measure.REACH, Measure.COST_PER_HEAD)
"""What groups are measured by: shares and different values are of a whole."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a map. ``field`` is what is grouped by, ranked by, listed or counted."""

    form: Form
    measure: Measure = Measure.COUNT
    conditions: tuple[Condition, ...] = ()
    alternatives: tuple[tuple[Condition, ...], ...] = ((),)
    """Further conditions, each giving a figure of its own."""
    field: str | None = None
    largest: bool = True
    limit: int | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields in which a row must hold something to be used."""
        if self.form is Form.VALUES or self.measure is Measure.DISTINCT:
            return (str(self.field),)
        return (*SUMMED.get(self.measure, ()), *((str(self.field),) if self.form is Form.RANKED else ()))


_ONLY_A_MAP_HOLDS = frozenset(
    "owner provider funding_source grant_end_date overlap tier prevention_level cashable unit_cost nfa_rate".split()
)


def is_only_for_a_map(query: Query) -> bool:
    """Whether nothing but a map could be asked this: about owners, grants, tiers, limits or blank cells."""
    conditions = [*query.conditions, *(one for further in query.alternatives for one in further)]
    fields = {query.field, *(getattr(condition, "field", None) for condition in conditions)}
    of_rows = (Blank, Stated, Duplicated, Between)
    return bool(fields & _ONLY_A_MAP_HOLDS) or any(isinstance(one, of_rows) for one in conditions)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the rows it was worked out from, and those meant but left out because a field is blank."""

    label: str
    value: Decimal
    rows: tuple[MapRow, ...]
    blank: tuple[MapRow, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a query, the rows that were looked at to work them out, and those left out as blank."""

    query: Query
    figures: tuple[Figure, ...]
    considered: tuple[MapRow, ...]
    blank: tuple[MapRow, ...]


def compute(query: Query, rows: Sequence[MapRow]) -> Result:
    """Work a query out over ``rows``. The same result comes from ``considered`` and ``blank`` alone."""
    figures = _FORMS[query.form](query, rows)
    considered = [row for figure in figures for row in figure.rows] + _background(query, rows)
    blank = [row for figure in figures for row in figure.blank]
    if query.form is Form.RANKED:
        considered += _usable(query, select(rows, query.conditions))
    if query.form in (Form.GROUPS, Form.RANKED):
        blank = _left_out(query, select(rows, query.conditions))
    return Result(query, tuple(figures), _in_order(considered, rows), _in_order(blank, rows))


def _figures(query: Query, rows: Sequence[MapRow]) -> list[Figure]:
    return [_figure(query, (*query.conditions, *further), rows) for further in query.alternatives]


def _figure(query: Query, conditions: tuple[Condition, ...], rows: Sequence[MapRow]) -> Figure:
    meant = select(rows, conditions)
    used = _usable(query, meant)
    return Figure("", _value(query, used, rows), tuple(used), tuple(_left_out(query, meant)), conditions)


def _value(query: Query, used: Sequence[MapRow], rows: Sequence[MapRow]) -> Decimal:
    measure = query.measure
    if measure is Measure.DISTINCT:
        return Decimal(len({text.casefold() for row in used for text in texts(row, str(query.field))}))
    if measure is Measure.SHARE_OF_ROWS:
        return _ratio(100 * Decimal(len(used)), Decimal(len(rows)))
    if measure is Measure.SHARE_OF_SPEND:
        return _ratio(100 * total_spend(used), total_spend(rows))
    return _SIMPLE[measure](used)


def total_spend(rows: Iterable[MapRow]) -> Decimal:
    """Pounds a year over the rows that state their spend."""
    return sum((row.annual_spend for row in rows if row.annual_spend is not None), Decimal(0))


def _reach(rows: Sequence[MapRow]) -> Decimal:
    return Decimal(sum(row.reach for row in rows if row.reach is not None))


_SIMPLE: dict[Measure, Callable[[Sequence[MapRow]], Decimal]] = {
    Measure.COUNT: lambda rows: Decimal(len(rows)),
    Measure.SPEND: total_spend,
    Measure.REACH: _reach,
    Measure.AVERAGE_SPEND: lambda rows: _ratio(total_spend(rows), Decimal(len(rows))),
    Measure.COST_PER_HEAD: lambda rows: _ratio(total_spend(rows), _reach(rows)),
}


def _ratio(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole if whole else Decimal(0)


def _groups(query: Query, rows: Sequence[MapRow]) -> list[Figure]:
    """Largest first. A row with several values belongs to several groups."""
    field = str(query.field)
    figures = [
        Figure(text, _value(query, group, rows), tuple(group), conditions=query.conditions)
        for text, group in _by_text(_usable(query, select(rows, query.conditions)), field).items()
    ]
    figures.sort(key=lambda figure: (-figure.value if query.largest else figure.value, figure.label))
    return _first(figures, query.limit, lambda figure: figure.value)


def _by_text(rows: Sequence[MapRow], field: str) -> dict[str, list[MapRow]]:
    """The rows that hold each text; capitals make no difference, and the first letter is one."""
    together: dict[str, list[MapRow]] = defaultdict(list)
    written: dict[str, str] = {}
    for row in rows:
        for folded, text in {text.casefold(): text for text in texts(row, field)}.items():
            together[written.setdefault(folded, text[0].upper() + text[1:])].append(row)
    return dict(together)


def _ranked(query: Query, rows: Sequence[MapRow]) -> list[Figure]:
    def value(row: MapRow) -> Decimal:
        return Decimal(getattr(row, str(query.field)))

    usable = sorted(_usable(query, select(rows, query.conditions)), key=value, reverse=query.largest)
    figures = [Figure(row.intervention, value(row), (row,), conditions=query.conditions) for row in usable]
    return _first(figures, query.limit, lambda figure: figure.value)


def _first(figures: list[Figure], limit: int | None, value: Callable[[Figure], Decimal]) -> list[Figure]:
    """The first ``limit`` figures and those equal to the last of them."""
    if limit is None or len(figures) <= limit:
        return figures
    return [figure for at, figure in enumerate(figures) if at < limit or value(figure) == value(figures[limit - 1])]


def _values(query: Query, rows: Sequence[MapRow]) -> list[Figure]:
    """What stands in a field, each value once, with the rows that hold it."""
    whole = _figure(query, query.conditions, rows)
    figures = [
        Figure(text, Decimal(len(group)), tuple(group), conditions=query.conditions)
        for text, group in _by_text(whole.rows, str(query.field)).items()
    ]
    return figures if not whole.blank else [*figures, Figure("", Decimal(0), (), whole.blank, query.conditions)]


_FORMS = {
    Form.FIGURES: _figures,
    Form.ROWS: _figures,
    Form.GROUPS: _groups,
    Form.RANKED: _ranked,
    Form.VALUES: _values,
}


def reaches_nobody(row: MapRow) -> bool:
    """Whether a row states that nobody was reached, so that nothing can be divided by them."""
    return row.reach == 0


def _usable(query: Query, meant: Sequence[MapRow]) -> list[MapRow]:
    if query.measure is Measure.COST_PER_HEAD:
        meant = [row for row in meant if not reaches_nobody(row)]
    needs = [Stated(field) for field in query.needs]
    if query.form is Form.GROUPS:
        needs.append(Stated(str(query.field)))
    return [row for row in meant if all(need.holds(row) for need in needs)]


def _left_out(query: Query, meant: Sequence[MapRow]) -> list[MapRow]:
    used = {row.id for row in _usable(query, meant)}
    return [row for row in meant if row.id not in used]


def _background(query: Query, rows: Sequence[MapRow]) -> list[MapRow]:
    """Rows that no figure counts but without which it would come out otherwise."""
    if query.measure is Measure.SHARE_OF_SPEND:
        return select(rows, [Stated("annual_spend")])
    if query.measure is Measure.SHARE_OF_ROWS:
        return list(rows)
    if any(isinstance(condition, Duplicated) for condition in query.conditions):
        return select(rows, [Duplicated()])
    return []


def _in_order(some: Iterable[MapRow], rows: Sequence[MapRow]) -> tuple[MapRow, ...]:
    wanted = {row.id for row in some}
    return tuple(row for row in rows if row.id in wanted)
