"""Readings of questions to a map of five services that each change the question, and readings that do not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from knowledge.prevention_map.answer import MapAnswer, NotAnswered, answer_from_rows, answer_typed
from knowledge.prevention_map.rows import Tier
from knowledge.prevention_map.understanding.names import names_of
from knowledge.vocabulary import Cohort
from tests.knowledge.prevention_map.made_maps import map_of, row
from tests.knowledge.prevention_map.test_typed_query import TODAY, TODDLERS, TOWN, condition, typed

CITY = map_of(
    *TOWN.rows,
    row(
        "P04",
        need=("Domestic abuse",),
        cohort=Cohort.ADULTS,
        tier=(Tier.SPECIALIST,),
        owner="Head of Safeguarding",
        provider="Refuge Trust",
        annual_spend=Decimal(150_000),
        reach=60,
    ),
    row("P05", need=("Alcohol",), cohort=Cohort.ADULTS, tier=(Tier.UNIVERSAL,), annual_spend=Decimal(50_000), reach=90),
)
NAMES = names_of(CITY.rows)
SPEND, ENDS = "annual_spend", "grant_end_date"


def ask(question: str, **changes: Any) -> MapAnswer | NotAnswered:
    """What the city's map answers to a question that was read so."""
    return answer_typed(typed(**changes), question, CITY, NAMES, TODAY)


def is_refused(question: str, **changes: Any) -> bool:
    """Whether the reading is taken for another question."""
    answer = ask(question, **changes)
    return isinstance(answer, NotAnswered) and not answer.is_understood


BY_ANOTHER_RATE: list[tuple[str, dict[str, Any]]] = [
    (
        "Which of our services cost over £5k a month?",
        {"form": "rows", "conditions": [condition(SPEND, "more than", "5000")]},
    ),
    (
        "Which of our services reach over 20 people a month?",
        {"form": "rows", "conditions": [condition("reach", "more than", "20")]},
    ),
    (
        "Which of our services cost over £100 a go?",
        {"form": "rows", "conditions": [condition(SPEND, "more than", "100")]},
    ),
    ("How much do we spend a month?", {}),
    ("How much do we spend in a month?", {}),
    ("What is our weekly spend?", {}),
    ("Which of our services costs the most in a month?", {"form": "ranked", "column": SPEND, "limit": 1}),
]


@pytest.mark.parametrize(("question", "read_as"), BY_ANOTHER_RATE)
def test_a_rate_by_the_month_is_none_by_the_year(question: str, read_as: dict[str, Any]) -> None:
    assert is_refused(question, **read_as)
    assert isinstance(answer_from_rows(question, CITY, NAMES, TODAY), NotAnswered)


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        (
            "Which of our services for tots cost over £25k a year?",
            {"form": "rows", "conditions": [TODDLERS, condition(SPEND, "more than", "25000")]},
        ),
        (
            "Which of our grants dry up in a month?",
            {"form": "rows", "conditions": [condition(ENDS, "within months from today", "1")]},
        ),
    ],
)
def test_a_rate_by_the_year_and_a_month_from_now_are_read(question: str, read_as: dict[str, Any]) -> None:
    assert not is_refused(question, **read_as)


@pytest.mark.parametrize(
    ("question", "column", "other"),
    [
        ("Which of our services for tots costs the most?", SPEND, "unit_cost"),
        ("Which of our services for tots costs the most a head?", "unit_cost", SPEND),
        ("Which of our services for tots has the highest unit cost?", "unit_cost", SPEND),
        ("Which of our services for tots costs the most for each family?", "unit_cost", SPEND),
    ],
)
def test_the_most_for_each_person_is_not_the_most_altogether(question: str, column: str, other: str) -> None:
    read_as = {"form": "ranked", "limit": 1, "conditions": [TODDLERS]}
    assert is_refused(question, column=other, **read_as)
    assert not is_refused(question, column=column, **read_as)


def within(months: str) -> dict[str, Any]:
    """A grant that ends within so many months."""
    return condition(ENDS, "within months from today", months)


NO_END: list[tuple[str, dict[str, Any]]] = [
    ("How much do we spend a year on stuff for tots?", {"conditions": [TODDLERS, within("12")]}),
    ("What do we spend in 6 months?", {"conditions": [within("6")]}),
    ("What do we spend a year on grants that end?", {"conditions": [within("12")]}),
    ("Which of our grants run for two years?", {"form": "rows", "conditions": [within("24")]}),
    (
        "Which services do we fund until 2027?",
        {"form": "rows", "conditions": [condition(ENDS, "in the year", "2027")]},
    ),
    (
        "Which of our grants run out until 2027?",
        {"form": "rows", "conditions": [condition(ENDS, "in the year", "2027")]},
    ),
    ("What do we spend at the end of 2027?", {"conditions": [condition(ENDS, "in the year", "2027")]}),
    (
        "Which of our grants end within 6 months?",
        {"form": "rows", "conditions": [condition("review_date", "within months from today", "6")]},
    ),
]


@pytest.mark.parametrize(("question", "read_as"), NO_END)
def test_a_length_of_time_is_no_end_of_a_grant(question: str, read_as: dict[str, Any]) -> None:
    assert is_refused(question, **read_as)


@pytest.mark.parametrize(
    "question",
    [
        "Which of our grants run dry within 6 months?",
        "Which of our grants are up in 6 months?",
        "Which of our services have money that lapses in the next 6 months?",
    ],
)
def test_an_end_of_a_grant_in_other_words_is_one(question: str) -> None:
    assert not is_refused(question, form="rows", conditions=[within("6")])


def test_a_word_of_ending_in_the_name_of_a_need_ends_no_grant() -> None:
    smoking = map_of(*TOWN.rows, row("P06", need=("Stop smoking",), grant_end_date=dt.date(2027, 3, 31)))
    read_as = typed(form="rows", conditions=[condition("subject", "mentions", "stop smoking"), within("12")])
    question = "Which of our services do we fund for a year on stop smoking?"
    answer = answer_typed(read_as, question, smoking, names_of(smoking.rows), TODAY)
    assert isinstance(answer, NotAnswered)
    assert not answer.is_understood


DEAR = condition(SPEND, "more than", "50000")
UNOWNED, UNIVERSAL = condition("owner", "is blank"), condition("tier", "is one of", "universal")
EITHER: list[tuple[str, list[dict[str, Any]]]] = [
    ("Which of our stuff costs over £50k or reaches over 60 people?", [DEAR, condition("reach", "more than", "60")]),
    ("Which of our services are universal or cost over £50k?", [UNIVERSAL, DEAR]),
    ("Which of our services have no owner or no provider?", [UNOWNED, condition("provider", "is blank")]),
    ("Which of our services has no owner or is for tots?", [UNOWNED, TODDLERS]),
    ("Which of our services for tots are universal or over £50k?", [TODDLERS, UNIVERSAL, DEAR]),
    (
        "Which of our services are for tots, universal or targeted or have no owner?",
        [TODDLERS, condition("tier", "is one of", "universal", "targeted"), UNOWNED],
    ),
    (
        "Which of our services cost £50k or more or reach 60 or more people?",
        [condition(SPEND, "at least", "50000"), condition("reach", "at least", "60")],
    ),
]


@pytest.mark.parametrize(("question", "conditions"), EITHER)
def test_what_meets_one_condition_or_the_other_is_not_what_meets_both(
    question: str, conditions: list[dict[str, Any]]
) -> None:
    assert is_refused(question, form="rows", conditions=conditions)


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        (
            "Which of our services for tots are universal or targeted?",
            [TODDLERS, condition("tier", "is one of", "universal", "targeted")],
        ),
        (
            "Which universal services or targeted services of ours have nobody in charge?",
            [condition("tier", "is one of", "universal", "targeted"), UNOWNED],
        ),
        ("Which of our services for tots cost £50k or more?", [TODDLERS, condition(SPEND, "at least", "50000")]),
        (
            "Which of our services for tots reach 50 or less?",
            [TODDLERS, condition("reach", "at most", "50")],
        ),
    ],
)
def test_an_or_within_one_condition_is_kept(question: str, conditions: list[dict[str, Any]]) -> None:
    assert not is_refused(question, form="rows", conditions=conditions)


ABUSE, ALCOHOL = condition("subject", "mentions", "domestic abuse"), condition("subject", "mentions", "alcohol")
ADULTS, CHILDREN = condition("cohort", "is one of", "adults"), condition("cohort", "is one of", "children")
FALLS = condition("subject", "mentions", "falls")
OLDER = condition("age_band", "is one of", "65 and over")
OWNERS = {"form": "values", "column": "owner"}
ANOTHER_SUBJECT: list[tuple[str, dict[str, Any]]] = [
    ("Who looks after our stuff on falls?", {**OWNERS, "conditions": [ABUSE]}),
    ("Who looks after our stuff for toddlers?", {**OWNERS, "conditions": [ABUSE]}),
    ("Who looks after our stuff for kids?", {**OWNERS, "conditions": [ADULTS]}),
    ("Who looks after our stuff for pensioners?", {**OWNERS, "conditions": [CHILDREN]}),
    ("Who looks after our stuff on alcohol?", {**OWNERS, "conditions": [OLDER]}),
    ("Who looks after our stuff on falls?", {**OWNERS, "conditions": [ADULTS]}),
    ("How does our spend on falls split?", {"form": "groups", "column": "tier"}),
    ("How does our spend on toddlers split?", {"form": "groups", "column": "tier"}),
    ("What do we spend on alcohol abuse?", {"conditions": [ABUSE]}),
    ("What do we spend on falls among grown-ups?", {"conditions": [ABUSE, ADULTS]}),
    ("Toddlers against pensioners: what do we spend?", {"compared": [ALCOHOL, FALLS]}),
]


@pytest.mark.parametrize(("question", "read_as"), ANOTHER_SUBJECT)
def test_what_rows_are_about_is_not_traded_for_another_subject(question: str, read_as: dict[str, Any]) -> None:
    assert is_refused(question, **read_as)


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("Who looks after our stuff for toddlers?", [TODDLERS]),
        ("Who looks after our stuff on falls?", [FALLS]),
        ("Who looks after our stuff for pensioners?", [OLDER]),
        ("Who looks after our stuff for kids?", [CHILDREN]),
        ("Who looks after our stuff on drinking?", [ALCOHOL]),
    ],
)
def test_what_rows_are_about_may_be_read_in_other_words(question: str, conditions: list[dict[str, Any]]) -> None:
    assert not is_refused(question, **{**OWNERS, "conditions": conditions})
