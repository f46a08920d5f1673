"""A query in words, so that people see how a question was read."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.prevention_map.conditions import Condition
from knowledge.prevention_map.query import Form, Measure, Query
from knowledge.prevention_map.show import field_name

_MEASURES = {
    Measure.COUNT: "how many there are",
    Measure.SPEND: "the annual spend",
    Measure.AVERAGE_SPEND: "the average annual spend",
    Measure.REACH: "people or families reached",
    Measure.COST_PER_HEAD: "the spend for each person or family reached",
    Measure.SHARE_OF_SPEND: "their share of the annual spend",
    Measure.SHARE_OF_ROWS: "their share of the map",
}


def in_words(query: Query) -> str:
    """What the query asks for, without a full stop."""
    compared = " and, for comparison, ".join(_said(further) for further in query.alternatives if further)
    meant = ", ".join(part for part in (_said(query.conditions), compared) if part)
    return f"{_wanted(query)}, of interventions {meant}" if meant else f"{_wanted(query)}, of all interventions"


def _wanted(query: Query) -> str:
    field = field_name(query.field) if query.field else ""
    first = ("largest" if query.largest else "smallest") + " first"
    only = (
        f", the first {query.limit}" if query.limit and query.limit > 1 else ", only the first" if query.limit else ""
    )
    if query.form is Form.ROWS:
        return "a list"
    if query.form is Form.RANKED:
        return f"a list by {field}, {first}{only}"
    if query.form is Form.VALUES:
        return f"what is stated as {field}"
    if query.measure is Measure.DISTINCT:
        return f"how many different entries there are as {field}"
    measured = _MEASURES[query.measure]
    return f"{measured} by {field}, {first}{only}" if query.form is Form.GROUPS else measured


def _said(conditions: Sequence[Condition]) -> str:
    return ", ".join(condition.said for condition in conditions)
