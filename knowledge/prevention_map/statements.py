"""The answer to a query in sentences, each with the rows it rests on. The same rows always give the same sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.prevention_map.columns import BY_FIELD
from knowledge.prevention_map.conditions import Between, Condition, Names
from knowledge.prevention_map.query import Figure, Form, Measure, Result, reaches_nobody, total_spend
from knowledge.prevention_map.rows import MapRow
from knowledge.prevention_map.show import field_name, percent, pounds, shown
from knowledge.vocabulary import Cohort

SHOWN = 20
"""Rows or groups said one by one; of more, only the number."""
_NAMED = 8
"""Rows named in one sentence."""
_ADDED_UP = (Measure.COUNT, Measure.SPEND, Measure.REACH)
_OFTEN_SEVERAL = tuple(field for field, column in BY_FIELD.items() if column.is_list)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence and the rows that prove it."""

    text: str
    rows: tuple[MapRow, ...]


def state(result: Result) -> list[Statement]:
    """The sentences of an answer: what was found, then what was left out because a cell is blank."""
    said = _FORMS[result.query.form](result)
    return [*said, *_left_out(result)] if said else []


def reading_notes(result: Result) -> list[str]:
    """How the question was read, where that is not plain."""
    query = result.query
    conditions = [*query.conditions, *(one for further in query.alternatives for one in further)]
    fields = {getattr(condition, "field", "") for condition in conditions} | {query.field}
    notes = []
    if any(condition.said.startswith("about ") for condition in conditions):
        notes.append("'About' means that need, driver, behaviour or name says so, in the singular or plural.")
    if "cohort" in fields and query.field != "cohort" and not _is_for_both(conditions):
        notes.append("Interventions for both children and adults are not among them.")
    if "cashable" in fields:
        notes.append("Cashable savings and avoided costs are never added up; the map states what is spent, not saved.")
    if (
        query.form is Form.GROUPS
        and query.measure in _ADDED_UP
        and query.field in _OFTEN_SEVERAL
        and query.limit is None
    ):
        notes.append("A row that names several counts in each, so the parts may add up to more than the whole.")
    if query.measure is Measure.COST_PER_HEAD or (query.form is Form.RANKED and query.field == "unit_cost"):
        notes.append("For each person or family reached in the year: the map does not say how many live here.")
        if any(isinstance(one, Names) and one.field == "cohort" for one in conditions):
            notes.append(
                "Those reached are counted as people or families: how many of them are children is not stated."
            )
    if query.measure is Measure.REACH:
        notes.append("Whoever is reached by several interventions is counted for each of them.")
    return notes


def _is_for_both(conditions: Sequence[Condition]) -> bool:
    return any(isinstance(one, Names) and one.field == "cohort" and Cohort.BOTH in one.values for one in conditions)


def _figures(result: Result) -> list[Statement]:
    if any(not figure.rows for figure in result.figures):
        return []
    return [_MEASURES[result.query.measure](figure, result) for figure in result.figures]


def _count(figure: Figure, _: Result) -> Statement:
    number = len(figure.rows)
    if not figure.conditions:
        return Statement(f"The map holds {_interventions(number)}.", figure.rows)
    verb = "is" if number == 1 else "are"
    return Statement(f"There {verb} {_interventions(number)} {_said(figure.conditions)}.", figure.rows)


def _spend(figure: Figure, _: Result) -> Statement:
    return Statement(f"{pounds(figure.value)} a year goes to {_whom(figure)} ({_rows(figure.rows)}).", figure.rows)


def _average(figure: Figure, _: Result) -> Statement:
    whole = f"{pounds(total_spend(figure.rows))} over {_rows(figure.rows)}"
    return Statement(f"{pounds(figure.value)} a year is the average for {_whom(figure)}: {whole}.", figure.rows)


def _reach(figure: Figure, _: Result) -> Statement:
    number = f"{figure.value:,.0f} people or families"
    return Statement(f"{number} are reached by {_whom(figure)} ({_rows(figure.rows)}).", figure.rows)


def _per_head(figure: Figure, _: Result) -> Statement:
    reach = sum(row.reach or 0 for row in figure.rows)
    ratio = f"{pounds(total_spend(figure.rows))} for {reach:,}"
    text = f"{pounds(figure.value)} is spent for each person or family reached by {_whom(figure)}: {ratio}"
    return Statement(f"{text} ({_rows(figure.rows)}).", figure.rows)


def _share_of_spend(figure: Figure, result: Result) -> Statement:
    part = f"{pounds(total_spend(figure.rows))} of {pounds(total_spend(result.considered))}"
    text = f"{percent(figure.value)} of the map's annual spend goes to {_whom(figure)}: {part}"
    return Statement(f"{text} ({len(figure.rows)} of {_rows(result.considered)}).", result.considered)


def _share_of_rows(figure: Figure, result: Result) -> Statement:
    part = f"{len(figure.rows)} of {_interventions(len(result.considered))} in the map"
    return Statement(f"{percent(figure.value)}: {part} are {_said(figure.conditions)}.", result.considered)


def _distinct(figure: Figure, result: Result) -> Statement:
    different = f"{figure.value:,} different entries under '{field_name(str(result.query.field))}'"
    return Statement(f"There are {different} for {_whom(figure)} ({_rows(figure.rows)}).", figure.rows)


_MEASURES: dict[Measure, Callable[[Figure, Result], Statement]] = {
    Measure.COUNT: _count,
    Measure.SPEND: _spend,
    Measure.AVERAGE_SPEND: _average,
    Measure.REACH: _reach,
    Measure.COST_PER_HEAD: _per_head,
    Measure.SHARE_OF_SPEND: _share_of_spend,
    Measure.SHARE_OF_ROWS: _share_of_rows,
    Measure.DISTINCT: _distinct,
}


def _listed(result: Result) -> list[Statement]:
    (figure,) = result.figures
    if not figure.rows:
        return []
    lead = _count(figure, result)
    if len(figure.rows) == 1:
        return [Statement(f"{lead.text[:-1]}: {_named(figure.rows[0], figure.conditions)}.", figure.rows)]
    if len(figure.rows) > SHOWN:
        lead = Statement(f"{lead.text} The first {SHOWN} in the map's order:", lead.rows)
    each = [Statement(f"{_named(row, figure.conditions)}.", (row,)) for row in figure.rows[:SHOWN]]
    return [lead, *each]


def _named(row: MapRow, conditions: Sequence[Condition]) -> str:
    """A row's name and id with its spend and whatever number or date it was chosen by."""
    chosen_by = [condition.field for condition in conditions if isinstance(condition, Between)]
    details = [
        f", {field_name(field)} {shown(field, getattr(row, field))}"
        for field in dict.fromkeys(["annual_spend", *chosen_by])
        if getattr(row, field) is not None
    ]
    return f"{row.intervention} ({row.id}){''.join(details)}"


def _ranked(result: Result) -> list[Statement]:
    query = result.query
    field = str(query.field)
    each = [
        Statement(f"{row.intervention} ({row.id}): {field_name(field)} {shown(field, getattr(row, field))}.", (row,))
        for figure in result.figures[:SHOWN]
        for row in figure.rows
    ]
    if query.limit is not None or not each:
        return each
    said = f" {_said(query.conditions)}" if query.conditions else ""
    rest = f" The first {SHOWN}:" if len(result.figures) > SHOWN else ""
    order = "largest" if query.largest else "smallest"
    lead = f"Interventions{said} by {field_name(field)}, {order} first, over {_rows(result.considered)}.{rest}"
    return [Statement(lead, result.considered), *each]


def _grouped(result: Result) -> list[Statement]:
    query = result.query
    if not result.figures:
        return []
    measured = _MEASURED[query.measure]
    said = f" of interventions {_said(query.conditions)}" if query.conditions else ""
    groups = [Statement(f"{_group(figure, query.measure)}.", figure.rows) for figure in result.figures[:SHOWN]]
    if query.limit is not None:
        lead = f"{BY_FIELD[str(query.field)].heading} with the {'largest' if query.largest else 'smallest'} {measured}"
        return [Statement(f"{lead}{said}: {group.text}", group.rows) for group in groups]
    number = len(result.figures)
    rest = f" The first {SHOWN}:" if number > SHOWN else ""
    over = f"{_rows(result.considered)} in {number:,} group{'s' if number > 1 else ''}"
    lead = f"{measured[0].upper()}{measured[1:]} by {field_name(str(query.field))}{said}, over {over}.{rest}"
    return [Statement(lead, result.considered), *groups]


_MEASURED = {
    Measure.COUNT: "number of interventions",
    Measure.SPEND: "annual spend",
    Measure.AVERAGE_SPEND: "average annual spend",
    Measure.REACH: "number of people or families reached",
    Measure.COST_PER_HEAD: "spend for each person or family reached",
}
_IN_POUNDS = (Measure.SPEND, Measure.AVERAGE_SPEND, Measure.COST_PER_HEAD)


def _group(figure: Figure, measure: Measure) -> str:
    if measure is Measure.COUNT:
        return f"{figure.label}: {_interventions(len(figure.rows))}"
    value = pounds(figure.value) if measure in _IN_POUNDS else f"{figure.value:,}"
    return f"{figure.label}: {value} ({_rows(figure.rows)})"


def _looked_up(result: Result) -> list[Statement]:
    field = str(result.query.field)
    heading = BY_FIELD[field].heading
    found = [
        Statement(f"{heading}: {_value_in(figure, field)} ({_names(figure.rows)}).", figure.rows)
        for figure in result.figures[:SHOWN]
        if figure.rows
    ]
    blank = [
        Statement(f"{heading} is blank for {_names(figure.blank)}.", figure.blank)
        for figure in result.figures
        if figure.blank
    ]
    return [*found, *blank]


def _value_in(figure: Figure, field: str) -> str:
    value = getattr(figure.rows[0], field)
    return figure.label if isinstance(value, tuple) else shown(field, value)


_FORMS: dict[Form, Callable[[Result], list[Statement]]] = {
    Form.FIGURES: _figures,
    Form.ROWS: _listed,
    Form.RANKED: _ranked,
    Form.GROUPS: _grouped,
    Form.VALUES: _looked_up,
}


def _left_out(result: Result) -> list[Statement]:
    """Which rows were meant and not used, and which blank cell kept them out."""
    if not result.blank or result.query.form is Form.VALUES:
        return []
    needs = [*result.query.needs, *([str(result.query.field)] if result.query.form is Form.GROUPS else [])]
    blank = [field for field in dict.fromkeys(needs) if any(getattr(row, field) in (None, ()) for row in result.blank)]
    why = [f"{' or '.join(map(field_name, blank))} is blank"] if blank else []
    if result.query.measure is Measure.COST_PER_HEAD and any(map(reaches_nobody, result.blank)):
        why.append("nobody was reached")
    number = len(result.blank)
    rows = "1 row" if number == 1 else f"{number:,} rows"
    return [Statement(f"Left out, because {' or '.join(why)}: {rows}, {_names(result.blank)}.", result.blank)]


def _names(rows: Sequence[MapRow]) -> str:
    named = "; ".join(f"{row.intervention} ({row.id})" for row in rows[:_NAMED])
    return named if len(rows) <= _NAMED else f"{named}; and {len(rows) - _NAMED:,} more"


def _whom(figure: Figure) -> str:
    return f"interventions {_said(figure.conditions)}" if figure.conditions else "the interventions of the map"


def _said(conditions: Sequence[Condition]) -> str:
    return ", ".join(condition.said for condition in conditions)


def _interventions(number: int) -> str:
    return "1 intervention" if number == 1 else f"{number:,} interventions"


def _rows(rows: Sequence[MapRow]) -> str:
    return "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
