"""The map's suite: what its cases expect is what the workbook's rows give, counted here anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.evals.suites_on_disk import Case, Row, map_rows, says, suite

Fits = Callable[[Row], bool]


def _is(**wanted: str) -> Fits:
    """Rows whose columns (blanks as underscores, first letter small) hold exactly these values."""
    columns = {name.replace("_", " ").capitalize(): value for name, value in wanted.items()}
    return lambda row: all(row[column] == value for column, value in columns.items())


def _names(column: str, value: str) -> Fits:
    """Rows whose list in a column names the value."""
    return lambda row: value in _list(row, column)


def _list(row: Row, column: str) -> list[str]:
    return [part.strip() for part in row[column].split(";")]


COUNTED: dict[str, Fits] = {
    "rows": lambda row: True,
    "children-rows": _is(cohort="children"),
    "adults-rows": _is(cohort="adults"),
    "both-rows": _is(cohort="both"),
    "null-rows": _is(evidence_direction="null"),
    "positive-rows": _is(evidence_direction="positive"),
    "unknown-rows": _is(evidence_direction="unknown"),
    "commonest-direction": _is(evidence_direction="unknown"),
    "parents-rows": _names("Whose behaviour", "parents"),
    "trial-rows": _is(evidence_strength="RCT"),
    "no-measure": _is(outcome_measure=""),
    "names-only": _is(basis="memory"),
    "biggest-tier": _names("Tier", "targeted"),
    "universal-count": _names("Tier", "universal"),
}
LISTED: dict[str, Fits] = {
    "both-rows": _is(cohort="both"),
    "perpetrator-rows": _names("Whose behaviour", "perpetrators"),
    "front-door-rows": _is(tier="front door"),
    "system-row": _is(tier="system"),
    "conflicting-row": _is(evidence_direction="conflicting"),
    "adults-null": _is(cohort="adults", evidence_direction="null"),
    "children-null": _is(cohort="children", evidence_direction="null"),
    "edge-of-care-route": _names("Referral route", "Edge of care panel"),
    "carers-behaviour": _names("Whose behaviour", "carers"),
    "rated-rows": lambda row: bool(row["Evidence rating"]),
    "adult-positive": _is(cohort="adults", evidence_direction="positive"),
}


@pytest.mark.parametrize("identifier", COUNTED)
def test_a_count_is_the_number_of_rows_that_fit(identifier: str) -> None:
    fitting = [row for row in map_rows() if COUNTED[identifier](row)]
    assert [figure["value"] for figure in _case(identifier)["figures"]] == [len(fitting)]


@pytest.mark.parametrize("identifier", LISTED)
def test_the_rows_named_are_those_that_fit_one_key_fact_each(identifier: str) -> None:
    fitting = [row["Intervention"].lower() for row in map_rows() if LISTED[identifier](row)]
    wordings = [fact["any"] for fact in _case(identifier)["key_facts"]]
    assert len(wordings) == len(fitting)
    for alternatives in wordings:
        assert sum(any(says(row, wording) for wording in alternatives) for row in fitting) == 1, alternatives


def test_ranks_are_those_of_the_rows() -> None:
    tiers = Counter(tier for row in map_rows() for tier in _list(row, "Tier"))
    directions = Counter(row["Evidence direction"] for row in map_rows())
    assert (tiers.most_common(1)[0][0], directions.most_common(1)[0][0]) == ("targeted", "unknown")


def test_every_case_of_the_map_is_computed_or_says_why_not() -> None:
    others = {case["id"] for case in suite("map")} - set(COUNTED) - set(LISTED)
    assert all({"lookup", "declined", "withheld"} & set(_case(identifier)["tags"]) for identifier in others), others


def test_the_map_is_blank_where_cases_say_so() -> None:
    columns = ("Annual spend", "Owner", "People or families reached")
    assert {row[column] for row in map_rows() for column in columns} == {""}


def _case(identifier: str) -> Case:
    return next(case for case in suite("map") if case["id"] == identifier)
