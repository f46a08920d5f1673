"""A reading of a question is used only where it asks that question: nothing lost, added or turned round."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.prevention_map.answer import MapAnswer, NotAnswered
from knowledge.prevention_map.understanding.figures import said_in
from tests.knowledge.prevention_map.test_typed_query import TODDLERS, ask, condition

CHILDREN, ADULTS = condition("cohort", "is one of", "children"), condition("cohort", "is one of", "adults")
ANOTHER_QUESTION: list[tuple[str, dict[str, Any]]] = [
    ("Who pays for the stuff for tots?", {"form": "values", "column": "owner", "conditions": [TODDLERS]}),
    (
        "Which of our things cost more than £50k?",
        {"form": "rows", "conditions": [condition("annual_spend", "at most", "50000")]},
    ),
    (
        "Which of our things for children cost more than £20k?",
        {"form": "rows", "conditions": [condition("annual_spend", "more than", "20000")]},
    ),
    ("Which of our things cost more than seven hundred thousand?", {"form": "rows"}),
    ("Which of our things cost more than thirty thousand?", {"form": "rows"}),
    (
        "Which of our things cost more than half a million?",
        {"form": "rows", "conditions": [condition("annual_spend", "more than", "1000000")]},
    ),
    (
        "Which of our things cost more than half a million?",
        {"form": "rows", "conditions": [condition("annual_spend", "more than", "500000")]},
    ),
    (
        "Which of our things cost over £100 and reach over 40 families?",
        {
            "form": "rows",
            "conditions": [condition("annual_spend", "more than", "40"), condition("reach", "more than", "100")],
        },
    ),
    (
        "Which of our things cost over 100 and reach over 40?",
        {
            "form": "rows",
            "conditions": [condition("annual_spend", "more than", "40"), condition("reach", "more than", "100")],
        },
    ),
    ("Find everything except falls", {"form": "rows"}),
    ("spend on falls last year", {"conditions": [condition("subject", "mentions", "falls")]}),
    (
        "Which of our things for deaf toddlers cost the most?",
        {"form": "ranked", "column": "annual_spend", "limit": 1, "conditions": [TODDLERS]},
    ),
    (
        "Which of our things for toddlers cost the least?",
        {"form": "ranked", "column": "annual_spend", "limit": 1, "conditions": [TODDLERS]},
    ),
    (
        "Which of our things for toddlers reach the most people?",
        {"form": "ranked", "column": "annual_spend", "limit": 1, "conditions": [TODDLERS]},
    ),
    (
        "Which of our things for toddlers cost the most?",
        {"form": "ranked", "column": "reach", "limit": 1, "conditions": [TODDLERS]},
    ),
    (
        "Which of our things for toddlers cost the most?",
        {
            "form": "ranked",
            "column": "annual_spend",
            "limit": 1,
            "conditions": [TODDLERS, condition("tier", "is one of", "universal")],
        },
    ),
    ("Which of our things for toddlers are universal?", {"form": "rows", "conditions": [TODDLERS]}),
    (
        "Which of our things for toddlers are universal?",
        {"form": "rows", "conditions": [TODDLERS, condition("tier", "is one of", "universal", "targeted")]},
    ),
    ("What goes on little ones in Leeds?", {"conditions": [TODDLERS]}),
    ("How many of our things are for little ones?", {"conditions": [TODDLERS]}),
    ("How many little ones do we reach?", {"measure": "count", "conditions": [TODDLERS]}),
    ("How much a head goes on little ones?", {"conditions": [TODDLERS]}),
    ("What share of our money goes on little ones?", {"conditions": [TODDLERS]}),
    ("What goes on average on little ones?", {"conditions": [TODDLERS]}),
    ("Who looks after our stuff for little ones?", {"form": "rows", "conditions": [TODDLERS]}),
    (
        "Which of our services for adults under 65 cost money?",
        {"form": "rows", "conditions": [ADULTS, condition("age_band", "is one of", "65 and over")]},
    ),
    (
        "Which of our services without an owner are not for children?",
        {"form": "rows", "conditions": [condition("owner", "is blank"), CHILDREN]},
    ),
    ("Which of ours have an owner?", {"form": "rows", "conditions": [condition("owner", "is blank")]}),
    (
        "Toddlers against older people: what do we spend?",
        {"conditions": [condition("subject", "mentions", "toddlers")]},
    ),
    (
        "What do we spend on toddlers and falls?",
        {"conditions": [condition("subject", "mentions", "toddlers"), condition("subject", "mentions", "falls")]},
    ),
    ("What goes on only little ones?", {"conditions": [TODDLERS]}),
    (
        "What runs out before 2027?",
        {"form": "rows", "conditions": [condition("grant_end_date", "in the year", "2027")]},
    ),
    (
        "What runs out in more than 6 months?",
        {"form": "rows", "conditions": [condition("grant_end_date", "within months from today", "6")]},
    ),
    ("What runs out soon?", {"form": "rows", "conditions": [condition("grant_end_date", "is past")]}),
    ("Our three dearest?", {"form": "rows", "limit": 3}),
    (
        "Which cost the most for older children?",
        {"form": "ranked", "column": "annual_spend", "limit": 1, "conditions": [CHILDREN]},
    ),
    ("What do we spend on each tier?", {"form": "groups", "column": "owner"}),
    (
        "Which cost between £20k and £50k?",
        {"form": "rows", "conditions": [condition("annual_spend", "at least", "20000")]},
    ),
    (
        "Which cost over £25k per family?",
        {"form": "rows", "conditions": [condition("annual_spend", "more than", "25000")]},
    ),
    ("Our things for little ones by owner?", {"form": "groups", "measure": "count", "column": "owner"}),
    (
        "Which of our things cost more than falls?",
        {"form": "rows", "conditions": [condition("subject", "mentions", "falls")]},
    ),
]
SPEND, ENDS = "annual_spend", "grant_end_date"
BY_CONDITION: list[tuple[str, tuple[str, ...]]] = [
    ("Which of our services do not cost more than £20k?", (SPEND, "more than", "20000")),
    ("Which of our services cost exactly £30k?", (SPEND, "at least", "30000")),
    ("Which of our services reach over 2k?", (SPEND, "more than", "2000")),
    ("Which of our grants end in 2027 or later?", (ENDS, "in the year", "2027")),
    ("Which of our grants end in March 2027?", (ENDS, "in the year", "2027")),
    ("Which of our services started in 2027?", (ENDS, "in the year", "2027")),
    ("Which of our services are reviewed within 6 months?", (ENDS, "within months from today", "6")),
    ("Which of our services convert more than 20% of referrals?", ("nfa_rate", "more than", "20")),
    ("Which of our services are run by the council?", ("owner", "is stated")),
    ("Which of our services have no baseline?", ("owner", "is blank")),
    ("Which of our unowned services are not for tots?", ("owner", "is blank")),
    ("Which of our things do toddlers get?", ("need", "is one of", "Toddlers who do not talk")),
    ("Which of our things made no difference?", ("evidence_direction", "is one of", "null", "mixed")),
    ("Which of our newest services are for tots?", ("age_band", "is one of", "0 to 3")),
    ("Which of our services are neither for tots nor for teens?", ("age_band", "is one of", "0 to 3")),
]


@pytest.mark.parametrize(("question", "read_as"), BY_CONDITION)
def test_rows_chosen_by_something_else_are_not_listed(question: str, read_as: tuple[str, ...]) -> None:
    answer = ask(question, form="rows", conditions=[condition(*read_as)])
    assert isinstance(answer, NotAnswered), answer.statements[0].text
    assert not answer.is_understood


THE_SAME_QUESTION: list[tuple[str, dict[str, Any]]] = [
    (
        "Which of our things for little ones cost over 25k?",
        {"form": "rows", "conditions": [TODDLERS, condition("annual_spend", "more than", "25000")]},
    ),
    (
        "Which of our offers for babies have nobody in charge?",
        {"form": "rows", "conditions": [TODDLERS, condition("owner", "is blank")]},
    ),
    (
        "Which of our things cost more than twenty-five thousand pounds?",
        {"form": "rows", "conditions": [condition("annual_spend", "more than", "25000")]},
    ),
    (
        "Which of our stuff reaches fewer than thirty families?",
        {"form": "rows", "conditions": [condition("reach", "less than", "30")]},
    ),
    (
        "Which cost between £20k and £50k a year?",
        {
            "form": "rows",
            "conditions": [
                condition("annual_spend", "at least", "20000"),
                condition("annual_spend", "at most", "50000"),
            ],
        },
    ),
    ("How many of our schemes are for new mums?", {"measure": "count", "conditions": [TODDLERS]}),
    (
        "What are the two cheapest things we do for tots?",
        {"form": "ranked", "column": "annual_spend", "order": "smallest first", "limit": 2, "conditions": [TODDLERS]},
    ),
    ("Who looks after our stuff for tots?", {"form": "values", "column": "owner", "conditions": [TODDLERS]}),
    ("What share of our money goes on tots?", {"measure": "share of spend", "conditions": [TODDLERS]}),
    ("What do we spend a head on tots?", {"measure": "cost per head", "conditions": [TODDLERS]}),
    ("How is our money split between the levels of need?", {"form": "groups", "column": "tier"}),
    (
        "Which of our services for pensioners reach the most people?",
        {"form": "ranked", "column": "reach", "limit": 1, "conditions": [ADULTS]},
    ),
    (
        "Which of our schemes reach at least 40 people?",
        {"form": "rows", "conditions": [condition("reach", "at least", "40")]},
    ),
    (
        "What are we paying for that does not get measured?",
        {"form": "rows", "conditions": [condition("outcome_measure", "is blank")]},
    ),
    ("How much of our money goes on kids?", {"conditions": [CHILDREN]}),
    (
        "Which services for kids have grants that dry up within the next 6 months?",
        {"form": "rows", "conditions": [CHILDREN, condition("grant_end_date", "within months from today", "6")]},
    ),
]


@pytest.mark.parametrize(("question", "read_as"), ANOTHER_QUESTION)
def test_a_reading_that_asks_something_else_is_not_used(question: str, read_as: dict[str, Any]) -> None:
    answer = ask(question, **read_as)
    assert isinstance(answer, NotAnswered), answer.statements[0].text
    assert not answer.is_understood


@pytest.mark.parametrize(("question", "read_as"), THE_SAME_QUESTION)
def test_a_reading_in_other_words_is_used(question: str, read_as: dict[str, Any]) -> None:
    answer = ask(question, **read_as)
    assert isinstance(answer, MapAnswer) or answer.is_understood


PIECES = {
    "for tots": TODDLERS,
    "for children": CHILDREN,
    "that nobody looks after": condition("owner", "is blank"),
    "that cost over £20k": condition(SPEND, "more than", "20000"),
    "that cost at most ninety thousand pounds": condition(SPEND, "at most", "90000"),
    "that reach fewer than 400 families": condition("reach", "less than", "400"),
    "that are universal": condition("tier", "is one of", "universal"),
    "that dry up within 2 years": condition(ENDS, "within months from today", "24"),
    "about speaking": condition("subject", "mentions", "toddlers"),
}
HALF_DENIED = [condition("owner", "is blank"), CHILDREN]
OPPOSITE = {"more than": "less than", "less than": "more than", "at most": "at least", "at least": "at most"}


@pytest.mark.parametrize(
    "question", ["Which unowned services are not for children?", "Which of ours for children are not unowned?"]
)
def test_one_denial_does_not_stand_for_another(question: str) -> None:
    assert isinstance(ask(question, form="rows", conditions=HALF_DENIED), NotAnswered)


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(PIECES)), min_size=1, max_size=3, unique=True), st.data())
def test_no_condition_is_lost_added_or_turned_round(pieces: list[str], data: st.DataObject) -> None:
    question = f"Which of our services are there {' '.join(pieces)}?"
    whole = [PIECES[piece] for piece in pieces]
    one = data.draw(st.sampled_from(whole))
    others = [other for other in whole if other is not one]
    added = data.draw(st.sampled_from([other for other in PIECES.values() if other not in whole]))
    for wrong in (others, [*whole, added], [*others, {**one, "test": OPPOSITE.get(one["test"], "is stated")}]):
        answer = ask(question, form="rows", conditions=wrong)
        assert isinstance(answer, NotAnswered), answer.notes[0]
        assert not answer.is_understood
    answer = ask(question, form="rows", conditions=whole)
    assert isinstance(answer, MapAnswer) or answer.is_understood


@pytest.mark.parametrize(
    ("text", "number", "bounds", "column"),
    [
        ("more than £500k", 500_000, "more than", "annual_spend"),
        ("cost over seven hundred thousand", 700_000, "more than", "annual_spend"),
        ("7 hundred thousand pounds or more", 700_000, "at least", "annual_spend"),
        ("no more than two hundred and fifty people", 250, "at most", "reach"),
        ("fewer than twenty-five families", 25, "less than", "reach"),
        ("a million pounds", 1_000_000, None, "annual_spend"),
        ("between £5,000 and", 5_000, "at least", "annual_spend"),
        ("over 60% end there", 60, "more than", "nfa_rate"),
        ("within 2 years", 24, None, "grant_end_date"),
    ],
)
def test_a_number_is_read_with_the_words_that_bound_it_and_its_unit(
    text: str, number: int, bounds: str | None, column: str
) -> None:
    (said,) = said_in(text)
    assert number in said.values
    assert (said.test and said.test.value) == bounds
    assert column in said.columns
    assert said.is_meant
