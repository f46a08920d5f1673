"""A query that somebody else wrote down: it computes exactly, with rows that give it again, or is refused in a line."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.errors import InsightsError
from knowledge.prevention_map.answer import MapAnswer, NotAnswered, answer_typed, recompute
from knowledge.prevention_map.query import Form, Measure
from knowledge.prevention_map.rows import Cashable, PreventionMap, Tier
from knowledge.prevention_map.understanding.names import MapNames, names_of
from knowledge.prevention_map.understanding.plausible import may_ask_a_map
from knowledge.prevention_map.understanding.told import columns_told
from knowledge.prevention_map.understanding.typed_query import (
    ASKED,
    SUBJECT,
    CellTest,
    Covers,
    Order,
    TypedCondition,
    TypedQuery,
    typed_query_schema,
)
from knowledge.prevention_map.understanding.valid_query import NotInMap, UnfitQuery, valid_query
from knowledge.vocabulary import Cohort
from tests.knowledge.prevention_map.made_maps import map_of, row

TODAY = dt.date(2026, 11, 23)
TOWN = map_of(
    row(
        "P01",
        need=("Toddlers who do not talk",),
        cohort=Cohort.CHILDREN,
        age_band="0 to 3",
        owner="Early Help Manager",
        tier=(Tier.UNIVERSAL,),
        annual_spend=Decimal(90_000),
        reach=300,
        cashable=Cashable.CASHABLE,
        grant_end_date=dt.date(2027, 3, 31),
    ),
    row(
        "P02",
        need=("Toddlers who do not talk",),
        cohort=Cohort.CHILDREN,
        age_band="0 to 3",
        tier=(Tier.TARGETED,),
        annual_spend=Decimal(30_000),
        reach=20,
        cashable=Cashable.COST_AVOIDANCE,
        grant_end_date=dt.date(2026, 3, 31),
    ),
    row("P03", need=("Falls",), cohort=Cohort.ADULTS, age_band="65 and over", owner="Head of Housing", reach=50),
)
NAMES = names_of(TOWN.rows)


def condition(column: str, test: str, *values: str) -> dict[str, Any]:
    """One condition as it is written down."""
    return {"column": column, "test": test, "values": list(values)}


def typed(**changes: Any) -> TypedQuery:
    """A whole query: the annual spend of everything, but for the changes."""
    plain = {"form": "figures", "measure": "spend", "column": "none", "conditions": [], "compared": []}
    return TypedQuery.model_validate(
        {**plain, "order": "largest first", "limit": 0, "covers": "whole", **changes}, strict=False
    )


def ask(question: str, **changes: Any) -> MapAnswer | NotAnswered:
    """What the town's map answers to a question that was read so."""
    return answer_typed(typed(**changes), question, TOWN, NAMES, TODAY)


TODDLERS = condition("age_band", "is one of", "0 to 3")


@pytest.mark.parametrize(
    ("question", "read_as", "first"),
    [
        (
            "Which of our things for toddlers cost the most?",
            {"form": "ranked", "column": "annual_spend", "conditions": [TODDLERS], "limit": 1},
            "Service P01 (P01): annual spend £90,000.",
        ),
        (
            "What goes on little ones?",
            {"conditions": [TODDLERS]},
            "£120,000 a year goes to interventions with age band 0 to 3 (2 rows).",
        ),
        (
            "Which of our stuff for under fours costs at least 50k?",
            {"form": "rows", "conditions": [TODDLERS, condition("annual_spend", "at least", "£50,000")]},
            "There is 1 intervention with age band 0 to 3, with annual spend of at least £50,000: "
            "Service P01 (P01), annual spend £90,000.",
        ),
        (
            "Which of our services does nobody look after?",
            {"form": "rows", "conditions": [condition("owner", "is blank")]},
            "There is 1 intervention with no owner stated: Service P02 (P02), annual spend £30,000.",
        ),
        (
            "How much of our funding dries up within a year?",
            {"conditions": [condition("grant_end_date", "within months from today", "12")]},
            "£90,000 a year goes to interventions with grant end date between 23 November 2026 and 23 November 2027 "
            "(1 row).",
        ),
        (
            "Toddlers against older people: how many do we get to?",
            {
                "measure": "reach",
                "compared": [condition("subject", "mentions", "toddlers"), condition("subject", "mentions", "falls")],
            },
            "320 people or families are reached by interventions about toddlers (2 rows).",
        ),
        (
            "What do we pay a head at each level of need?",
            {"form": "groups", "measure": "cost per head", "column": "tier"},
            "Spend for each person or family reached by tier, over 2 rows in 2 groups.",
        ),
    ],
)
def test_a_query_is_worked_out_and_says_how_the_question_was_read(
    question: str, read_as: dict[str, Any], first: str
) -> None:
    answer = ask(question, **read_as)
    assert isinstance(answer, MapAnswer), answer
    assert answer.statements[0].text == first
    assert answer.notes[0].startswith("A language model read the question as: ")


@pytest.mark.parametrize(
    ("change", "kind", "line"),
    [
        ({"conditions": [condition("tier", "is one of", "early")]}, NotInMap, "'early' is none of them"),
        ({"conditions": [condition("owner", "is one of", "Mayor")]}, NotInMap, "It has: .*Early Help Manager"),
        ({"conditions": [condition("subject", "mentions", "potholes")]}, NotInMap, "It has: .*Falls"),
        ({"conditions": [condition("provider", "mentions", "Ltd")]}, NotInMap, "No row of the map states its provider"),
        ({"conditions": [condition("subject", "mentions", "why")]}, NotInMap, "has 'why'"),
        ({"conditions": [condition("audience", "is one of", "client:other")]}, UnfitQuery, "no column 'audience'"),
        ({"conditions": [condition("id", "is one of", "P01")]}, UnfitQuery, "no column 'id'"),
        ({"conditions": [condition("need", "at least", "3")]}, UnfitQuery, "'need' whether it at least"),
        ({"conditions": [condition("reach", "at least", "many")]}, UnfitQuery, "a whole number"),
        ({"conditions": [condition("grant_end_date", "in the year", "next")]}, UnfitQuery, "one whole number"),
        ({"conditions": [condition("grant_end_date", "within months from today", "9999")]}, UnfitQuery, "one whole"),
        ({"conditions": [condition("owner", "is one of")]}, UnfitQuery, "No owner is named"),
        ({"conditions": [condition("subject", "mentions")]}, UnfitQuery, "Nothing is named"),
        ({"conditions": [condition("subject", "is past")]}, UnfitQuery, "whether it is past"),
        ({"form": "ranked", "column": "need"}, UnfitQuery, "Of 'need' there are no ranked"),
        ({"form": "groups", "column": "none"}, UnfitQuery, "Of 'none' there are no groups"),
        ({"form": "groups", "measure": "share of spend", "column": "tier"}, UnfitQuery, "not by share of spend"),
        ({"form": "rows", "compared": [TODDLERS]}, UnfitQuery, "Only figures are compared"),
        ({"measure": "distinct", "column": "reach"}, UnfitQuery, "Of 'reach'"),
        (
            {"conditions": [condition("cashable", "is one of", "cashable", "cost avoidance")]},
            UnfitQuery,
            "never one figure",
        ),
    ],
)
def test_what_the_map_does_not_hold_or_cannot_be_asked_is_refused_in_one_line(
    change: dict[str, Any], kind: type[InsightsError], line: str
) -> None:
    with pytest.raises(kind, match=line) as refused:
        valid_query(typed(**change), NAMES, TODAY)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("What goes on little ones?", {"conditions": [condition("annual_spend", "at least", "50000")]}),
        ("What goes on our 3 dearest?", {}),
        ("Our three dearest for toddlers?", {"form": "ranked", "column": "annual_spend", "limit": 5}),
        ("Which of our things over £5k are for toddlers?", {"form": "rows", "conditions": [TODDLERS]}),
        (
            "What runs out within 2 years?",
            {"conditions": [condition("grant_end_date", "within months from today", "6")]},
        ),
        ("Which of our services are not for toddlers?", {"form": "rows", "conditions": [TODDLERS]}),
        ("What do we spend where nobody owns it?", {}),
    ],
)
def test_a_reading_that_invents_or_loses_a_number_or_a_not_is_not_used(question: str, change: dict[str, Any]) -> None:
    answer = ask(question, **change)
    assert isinstance(answer, NotAnswered)
    assert not answer.is_understood


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("Our three dearest?", {"form": "ranked", "column": "annual_spend", "limit": 3}),
        ("What goes on 0 to 3 year olds?", {"conditions": [TODDLERS]}),
        ("Which cost over £25k?", {"form": "rows", "conditions": [condition("annual_spend", "more than", "25000")]}),
        (
            "What runs out within 2 years?",
            {"form": "rows", "conditions": [condition("grant_end_date", "within months from today", "24")]},
        ),
        ("What ended already?", {"form": "rows", "conditions": [condition("grant_end_date", "is past")]}),
        ("Money that runs out in 2027?", {"conditions": [condition("grant_end_date", "in the year", "2027")]}),
    ],
)
def test_numbers_that_the_question_says_are_kept(question: str, change: dict[str, Any]) -> None:
    assert isinstance(ask(question, **change), MapAnswer)


def test_the_national_map_says_what_it_does_not_state() -> None:
    national = map_of(row("M01", need=("Falls",)), row("M02", need=("Toddlers who do not talk",)))
    owned = {"form": "rows", "conditions": [condition("owner", "is stated")]}
    for question, change in (("Our spend?", {}), ("Which of ours are owned?", owned)):
        answer = answer_typed(typed(**change), question, national, names_of(national.rows), TODAY)
        assert isinstance(answer, NotAnswered)
        assert "national map states no" in answer.reason


FIGURES = ("12", "0", "2027", "-5", "1e9", "50%")
WORDS = st.sampled_from(
    [
        "Falls",
        "toddlers",
        "Head of Housing",
        "0 to 3",
        "children",
        "client:other",
        "why",
        "",
        *Tier,
        *Cashable,
        *FIGURES,
    ]
)
VALUES = st.lists(WORDS | st.text(max_size=12), max_size=3)
COLUMNS = (
    "need",
    "tier",
    "cohort",
    "age_band",
    "owner",
    "annual_spend",
    "reach",
    "unit_cost",
    "grant_end_date",
    "cashable",
)
WILD = st.builds(
    TypedCondition,
    column=st.sampled_from([SUBJECT, *(column.field for column in ASKED)]),
    test=st.sampled_from(CellTest),
    values=VALUES.map(tuple),
)
FITTING = st.sampled_from(
    [
        condition("subject", "mentions", "falls", "toddlers"),
        condition("subject", "is duplicated"),
        condition("owner", "is blank"),
        condition("annual_spend", "is stated"),
        condition("cohort", "is one of", "children", "adults"),
        condition("annual_spend", "at most", "90000"),
        condition("reach", "more than", "12"),
        condition("grant_end_date", "within months from today", "12"),
        condition("cashable", "is one of", "cashable"),
    ]
).map(TypedCondition.model_validate)
CONDITIONS = st.lists(FITTING | FITTING | WILD, max_size=2).map(tuple)
TYPED = st.builds(
    TypedQuery,
    form=st.sampled_from(Form),
    measure=st.sampled_from(Measure),
    column=st.sampled_from(COLUMNS),
    conditions=CONDITIONS,
    compared=st.just(()) | st.just(()) | CONDITIONS,
    order=st.sampled_from(Order),
    limit=st.integers(0, 100),
    covers=st.just(Covers.WHOLE),
)


EVERYTHING = [
    (one, names_of(one.rows))
    for one in (
        TOWN,
        map_of(row("P01"), row("P02", annual_spend=Decimal(0), reach=0)),
        map_of(row("M01", need=("Falls",))),
    )
]


_ASKED = {
    Measure.COUNT: "how many are there",
    Measure.SPEND: "how much do we spend",
    Measure.AVERAGE_SPEND: "what is the average spend",
    Measure.REACH: "how many people do we reach",
    Measure.COST_PER_HEAD: "what do we spend per head",
    Measure.SHARE_OF_SPEND: "what share of our spend goes there",
    Measure.SHARE_OF_ROWS: "what share of rows is there",
    Measure.DISTINCT: "how many different ones",
}


def in_the_words_of_the_map(asked: TypedQuery) -> str:
    """A question that asks a query, word by word."""
    first = "largest" if asked.order is Order.LARGEST else "smallest"
    ranked = f"which are our {asked.limit} {first} of {asked.column}"
    led = {Form.FIGURES: _ASKED[asked.measure], Form.GROUPS: f"{_ASKED[asked.measure]} by {asked.column}"}
    lead = {**led, Form.RANKED: ranked, Form.VALUES: f"which {asked.column}", Form.ROWS: "which"}[asked.form]
    conditions = [_in_words(one) for one in (*asked.conditions, *asked.compared)]
    return "; ".join([lead, *conditions]).replace("_", " ") + (" compared" if asked.compared else "")


def _in_words(one: TypedCondition) -> str:
    test = {CellTest.IS_BLANK: "not stated", CellTest.IS_ONE_OF: "is", CellTest.MENTIONS: "about"}.get(
        one.test, one.test
    )
    return " ".join([one.column, test.replace("is duplicated", "do we duplicate"), *one.values])


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(EVERYTHING) | st.just(EVERYTHING[0]), TYPED)
def test_any_query_the_schema_allows_comes_out_of_its_rows_again_or_is_refused(
    asked_map: tuple[PreventionMap, MapNames], asked: TypedQuery
) -> None:
    everything, names = asked_map
    answer = answer_typed(asked, in_the_words_of_the_map(asked), everything, names, TODAY)
    event(type(answer).__name__)
    if isinstance(answer, NotAnswered):
        assert answer.reason.strip()
        assert len(answer.reason.splitlines()) == 1
        return
    used = {one.id for one in (*answer.result.considered, *answer.result.blank)}
    alone = PreventionMap("", "", tuple(one for one in everything.rows if one.id in used))
    assert answer.statements == recompute(answer, alone)
    assert all(statement.rows for statement in answer.statements)
    assert {one.id for statement in answer.statements for one in statement.rows} <= used


def test_the_schema_asks_for_every_field_of_a_query_and_nothing_else() -> None:
    schema = typed_query_schema()
    condition_schema = schema["properties"]["conditions"]["items"]
    for described, model in ((schema, TypedQuery), (condition_schema, TypedCondition)):
        assert described["required"] == list(described["properties"]) == list(model.model_fields)
        assert described["additionalProperties"] is False
    assert list(schema["properties"])[-1] == "covers"
    assert schema["properties"]["form"]["enum"] == list(Form)
    assert condition_schema["properties"]["test"]["enum"] == list(CellTest)


@pytest.mark.parametrize(
    "changed",
    [
        {"form": "poem"},
        {"limit": 101},
        {"limit": None},
        {"covers": "who"},
        {"conditions": [{"column": "owner", "test": "is one of"}]},
        {"sql": "drop table"},
    ],
)
def test_what_is_not_in_the_form_is_no_query(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        typed(**changed)


def test_a_reader_is_told_columns_and_names_and_no_figure_date_or_note() -> None:
    rows = (
        *TOWN.rows,
        row("P99", annual_spend=Decimal(4711), notes="Secret note", evidence_note="A finding", baseline="17 of 40"),
    )
    told = columns_told(rows)
    lines = [json.loads(line) for line in told.splitlines()]
    by_column = {line["column"]: line for line in lines}
    assert by_column["owner"]["values"] == ["Early Help Manager", "Head of Housing"]
    assert by_column["tier"]["values"] == list(Tier)
    assert by_column["annual_spend"]["kind"] == "number"
    for secret in ("4711", "90000", "Secret", "A finding", "17 of 40", "2027"):
        assert secret not in told


def test_what_a_reader_is_told_of_a_large_map_is_bounded() -> None:
    rows = [row(f"P{number}", need=(f"Need {number}",), owner="x" * 500) for number in range(3000)]
    assert len(columns_told(rows)) < 10_000


@pytest.mark.parametrize(
    "question",
    [
        "which of our things for toddlers cost the most?",
        "what are we paying for that does not get measured?",
        "who looks after the services for young carers on our map?",
        "how many of our schemes are for new mums?",
    ],
)
def test_a_question_about_ones_own_services_is_worth_reading(question: str) -> None:
    assert may_ask_a_map(question)


@pytest.mark.parametrize(
    "question",
    [
        "does telecare save money?",
        "what works for children on the edge of care?",
        "why do we spend so much on placements?",
        "how much should we spend on early help?",
        "what did we spend on falls last year?",
        "how do we measure outcomes of early help?",
        "which services should we cut?",
        "what do other councils spend on our kind of services?",
        "what did our review say?",
        "What do we know about services for unaccompanied asylum-seeking children?",
        "Which programmes do we know reduce knife crime?",
        "What do we know about services for domestic abuse?",
        "Which of our services have we learned the most from?",
        "What research do we have on outcomes?",
        "How many of our services work?",
        "What do we spend on parents and children?",
    ],
)
def test_what_a_query_cannot_say_is_not_read(question: str) -> None:
    assert not may_ask_a_map(question)


def test_names_of_another_map_are_neither_told_nor_known() -> None:
    other = (row("B01", owner="Secret Director"),)
    assert "Secret Director" in columns_told(other)
    assert "Secret Director" not in columns_told(TOWN.rows)
    with pytest.raises(NotInMap, match=r"It has: [^S]*$"):
        valid_query(typed(conditions=[condition("owner", "is one of", "Secret Director")]), names_of(TOWN.rows), TODAY)
