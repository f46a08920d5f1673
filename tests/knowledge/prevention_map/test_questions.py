"""Questions in officers' words: each answer equals what pandas works out from the workbook, or there is none."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from knowledge.prevention_map.answer import MapAnswer, NotAnswered, answer_from_rows, recompute
from knowledge.prevention_map.conditions import Names
from knowledge.prevention_map.load import load_map
from knowledge.prevention_map.query import Measure
from knowledge.prevention_map.rows import PreventionMap
from knowledge.prevention_map.understanding.names import MapNames, names_of
from tests.knowledge.prevention_map.expected import TODAY, read_frame, words_over
from tests.knowledge.prevention_map.made_maps import map_of, row

LIBRARY = Path(__file__).parents[3] / "knowledge" / "library"
EXAMPLE = LIBRARY / "examples" / "example-c-prevention-map.xlsx"
SHEET = "Example (not real)"
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8"))
ANSWERED = [case for case in CASES if not case.get("declined")]
DECLINED = [case for case in CASES if case.get("declined")]


@cache
def example() -> tuple[PreventionMap, MapNames]:
    """The worked-example map and its names."""
    read = load_map(EXAMPLE)
    return read, names_of(read.rows)


@cache
def frame() -> pd.DataFrame:
    """The same as pandas reads it."""
    return read_frame(EXAMPLE, SHEET)


def answer(question: str) -> MapAnswer | NotAnswered:
    """What the map answers."""
    return answer_from_rows(question, *example(), TODAY.date())


def name(case: dict[str, Any]) -> str:
    """For the test's id."""
    return f"{case['id']}-{case['half']}"


def test_there_are_eighty_questions_and_twenty_that_no_map_answers_half_of_each_held_back() -> None:
    halves = Counter((case["half"], bool(case.get("declined"))) for case in CASES)
    assert (halves["tune", False], halves["held_back", False]) == (40, 40)
    assert (halves["tune", True], halves["held_back", True]) == (10, 10)


@pytest.mark.parametrize("case", ANSWERED, ids=name)
def test_an_answer_is_what_pandas_works_out(case: dict[str, Any]) -> None:
    given = answer(case["question"])
    assert isinstance(given, MapAnswer), given
    figures = given.result.figures
    (form,) = case.keys() - {"id", "half", "question"}
    expected = eval(case[form], words_over(frame()))  # our own file
    if form == "figures":
        wanted = expected if isinstance(expected, tuple) else (expected,)
        assert [float(figure.value) for figure in figures] == pytest.approx([float(value) for value in wanted])
    elif form == "rows":
        assert {row.id for figure in figures for row in figure.rows} == set(frame()[expected].id)
    elif form == "ranked":
        assert [row.id for figure in figures for row in figure.rows] == expected
    elif form == "groups":
        assert {figure.label: float(figure.value) for figure in figures} == expected
    else:
        assert sorted(figure.label for figure in figures if figure.label) == expected


@pytest.mark.parametrize("case", ANSWERED, ids=name)
def test_every_sentence_has_rows_and_comes_out_of_them_alone(case: dict[str, Any]) -> None:
    given = answer(case["question"])
    assert isinstance(given, MapAnswer)
    assert all(statement.rows for statement in given.statements)
    used = {row.id for row in (*given.result.considered, *given.result.blank)}
    whole, _ = example()
    alone = PreventionMap("", "", tuple(row for row in whole.rows if row.id in used))
    assert recompute(given, alone) == given.statements


@pytest.mark.parametrize("case", DECLINED, ids=name)
def test_what_the_map_cannot_say_gets_no_figure(case: dict[str, Any]) -> None:
    assert isinstance(answer(case["question"]), NotAnswered)


@cache
def national() -> tuple[PreventionMap, MapNames]:
    """The starter map and its names."""
    read = load_map(LIBRARY / "prevention-map" / "prevention-map.xlsx")
    return read, names_of(read.rows)


def national_answer(question: str) -> MapAnswer | NotAnswered:
    """What the starter map answers."""
    return answer_from_rows(question, *national(), TODAY.date())


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Which interventions have no owner?", "The national map states no owner: a council's own map does."),
        ("What do we spend on falls?", "The national map states no annual spend: a council's own map does."),
        ("How many families do we reach?", "The national map states no people or families reached: a council's own"),
        ("Which services have nobody accountable?", "The national map states no owner: a council's own"),
        ("How much of our spend is duplicated?", "The national map states no annual spend: a council's own"),
        ("Which services overlap?", "The national map states no overlap estimate: a council's own"),
        ("Which grants end within a year?", "The national map states no grant end date: a council's own"),
        ("Which routes have a high no further action rate?", "The national map states no NFA rate: a council's own"),
        ("Which services are cashable?", "The national map states no cashable: a council's own"),
        ("Which interventions have no baseline?", "The national map states no baseline: a council's own"),
        ("Which services are meant to delay need?", "The national map states no prevention level: a council's own"),
        ("What do we spend by driver?", "The national map states no annual spend: a council's own"),
    ],
)
def test_the_national_map_says_what_it_does_not_state(question: str, reason: str) -> None:
    given = national_answer(question)
    assert isinstance(given, NotAnswered)
    assert given.is_understood
    assert given.reason.startswith(reason)
    assert "'insights map template' writes a workbook for your own." in given.reason


def test_what_the_national_map_states_for_some_is_answered_from_it() -> None:
    given = national_answer("Which services have no outcome measure?")
    assert isinstance(given, MapAnswer)
    assert given.statements[0].text == "There are 10 interventions with no outcome measure stated."
    assert isinstance(national_answer("Which providers do we use?"), MapAnswer)


def test_no_two_alike_is_said_as_such() -> None:
    given = national_answer("Where do we duplicate?")
    assert isinstance(given, NotAnswered)
    assert given.reason.startswith("Nothing is doubled on this map")


@pytest.mark.parametrize(
    "question",
    [
        "Which interventions have not been evaluated?",
        "What do we spend on domestic abuse except Drive?",
        "What share of our spend on domestic abuse goes to perpetrators?",
        "What did we spend on telecare last year?",
        "What do we spend on people?",
        "How do agencies refer to our services?",
    ],
)
def test_a_question_understood_only_in_part_gets_no_figure(question: str) -> None:
    assert isinstance(answer(question), NotAnswered)


@pytest.mark.parametrize("word", ["except", "not", "other", "last", "next", "if", "why", "should", "better", "month"])
@pytest.mark.parametrize("case", ANSWERED[::6], ids=name)
def test_a_word_that_changes_the_question_is_never_passed_over(case: dict[str, Any], word: str) -> None:
    first, *rest = case["question"].rstrip("?").split()
    assert isinstance(answer(" ".join([first, *rest, word])), NotAnswered)
    assert isinstance(answer(" ".join([word, first, *rest])), NotAnswered)


def test_cashable_spend_and_avoided_cost_are_never_one_figure() -> None:
    given = answer("How much do we spend on cashable and cost avoidance services?")
    assert isinstance(given, MapAnswer)
    kinds = [{row.cashable for row in figure.rows} for figure in given.result.figures]
    assert len(kinds) == 2
    assert all(len(kind) == 1 for kind in kinds)
    assert any("never added up" in note for note in given.notes)


def test_blank_cells_are_named_and_left_out() -> None:
    given = answer("What do we spend by tier?")
    assert isinstance(given, MapAnswer)
    *_, last = given.statements
    assert last.text == (
        "Left out, because annual spend is blank: 2 rows, Extra health visiting checks (C19); "
        "Mental health link workers (C28)."
    )
    assert [row.id for row in last.rows] == ["C19", "C28"]


@pytest.mark.parametrize(
    "question",
    [
        "What do we spend per resident on falls?",
        "What do we spend a household on falls?",
        "What does a child at risk of harm cost?",
        "How many services do we have per child?",
        "What do we spend on each intervention?",
        "Is our spend on domestic abuse going up?",
        "Is our spend on domestic abuse changing?",
        "Is our spend on domestic abuse still rising?",
        "How many children use our domestic abuse services?",
        "How many children use our domestic abuse services now?",
        "How many adults are helped by our falls services?",
        "How many children by tier?",
        "How much of our spend on domestic abuse works?",
        "How much of our spend on domestic abuse is working?",
        "How many of our domestic abuse services work?",
        "Does our spend on falls help?",
        "How much do we need to spend on domestic abuse?",
        "How much are we supposed to spend on domestic abuse?",
        "How much are we trying to spend on domestic abuse?",
        "How much can we spend on domestic abuse?",
        "What is our target spend on domestic abuse?",
        "How much less do we spend on falls than on domestic abuse?",
        "How much more do we spend on falls than on domestic abuse?",
        "What is the difference between our spend on falls and on domestic abuse?",
        "Do we spend more on domestic abuse?",
        "What do we spend on prevention versus reduction?",
        "What do we spend on falls rather than that?",
        "How much do we spend on perpetrators compared with victims?",
        "What do we spend on parents and children?",
        "What do we spend on adults over 65?",
        "How much is spent by parents?",
        "How much do carers pay?",
        "How much do we spend on agency workers?",
        "How many services are there for children under 5?",
        "Which routes have a no further action rate above 50?",
        "What is the total of our three biggest services?",
        "What do we spend on universal or domestic abuse services?",
        "How many services do we have for adults or about isolation?",
        "What do we spend on targeted services and on falls?",
        "Which of our services have been tested?",
    ],
)
def test_another_question_of_the_same_words_gets_no_figure(question: str) -> None:
    assert isinstance(answer(question), NotAnswered)


@pytest.mark.parametrize(
    "question",
    [
        "How much do we spend per person on falls?",
        "How much do we spend on falls per person reached?",
        "How much do we spend on falls for each family?",
        "What is our average spend on falls per person?",
    ],
)
def test_spend_per_person_is_spend_over_reach(question: str) -> None:
    given = answer(question)
    assert isinstance(given, MapAnswer), given
    (figure,) = given.result.figures
    falls = frame()[words_over(frame())["topic"](r"falls?")].dropna(subset=["annual_spend", "reach"])
    assert float(figure.value) == pytest.approx(falls.annual_spend.sum() / falls.reach.sum())


@pytest.mark.parametrize(
    "question",
    [
        "How much do we spend per child on domestic abuse?",
        "How much do we spend for each child on domestic abuse?",
        "How much do we spend a child on domestic abuse?",
        "What is our average spend on domestic abuse per child?",
    ],
)
def test_spend_per_child_is_spend_over_reach_of_what_is_for_children(question: str) -> None:
    given = answer(question)
    assert isinstance(given, MapAnswer), given
    (figure,) = given.result.figures
    words = words_over(frame())
    meant = frame()[words["topic"]("domestic abuse") & words["is_"]("cohort", "children")]
    stated = meant.dropna(subset=["annual_spend", "reach"])
    assert float(figure.value) == pytest.approx(stated.annual_spend.sum() / stated.reach.sum())
    assert any("how many of them are children is not stated" in note for note in given.notes)


def test_spend_per_head_by_group_leaves_out_what_is_blank_by_name() -> None:
    given = answer("What do we spend per head by tier?")
    assert isinstance(given, MapAnswer), given
    stated = frame().dropna(subset=["annual_spend", "reach"])
    universal = stated[stated.tier.map(lambda tiers: "universal" in tiers)]
    figures = {figure.label: float(figure.value) for figure in given.result.figures}
    assert figures["Universal"] == pytest.approx(universal.annual_spend.sum() / universal.reach.sum())
    assert given.statements[-1].text.startswith(
        "Left out, because annual spend or people or families reached is blank: 3 rows, "
    )


def test_average_spend_by_group_is_of_the_rows_that_state_it() -> None:
    given = answer("What is our average spend by cohort?")
    assert isinstance(given, MapAnswer), given
    averages = frame().dropna(subset=["annual_spend"]).groupby("cohort").annual_spend.mean()
    figures = {figure.label.lower(): float(figure.value) for figure in given.result.figures}
    assert figures == pytest.approx(averages.to_dict())


def test_nothing_is_divided_by_nobody() -> None:
    rows = map_of(
        row("P01", need=("Falls",), annual_spend=Decimal(500), reach=0),
        row("P02", need=("Falls",), annual_spend=Decimal(900), reach=3),
        row("P03", need=("Debt",), annual_spend=Decimal(100), reach=0),
    )
    per_head, none = (
        answer_from_rows(f"What do we spend per head on {need}?", rows, names_of(rows.rows), TODAY.date())
        for need in ("falls", "debt")
    )
    assert isinstance(per_head, MapAnswer), per_head
    assert [statement.text for statement in per_head.statements] == [
        "£300 is spent for each person or family reached by interventions about falls: £900 for 3 (1 row).",
        "Left out, because nobody was reached: 1 row, Service P01 (P01).",
    ]
    assert isinstance(none, NotAnswered)
    assert "nobody who was reached" in none.reason


def test_a_comparison_of_two_has_two_figures() -> None:
    given = answer("Do we spend more on falls than on domestic abuse?")
    assert isinstance(given, MapAnswer), given
    assert len(given.result.figures) == 2


@pytest.mark.parametrize(
    ("question", "same_as"),
    [
        ("how many services are for children only", "how many services are for children"),
        ("how many rows are for adults only, not both", "how many services are for adults"),
        ("which services are in the specialist tier", "which services are specialist"),
        ("what sits in the targeted tier of the map?", "which services are targeted"),
        ("map entries covering both cohorts: number and which", "which services are for both cohorts"),
        ("services where the evidence is null - name them", "which services have null evidence"),
        ("how many lines on the map aim to change what parents do", "how many services target parents"),
        ("what do we spend on targeted services", "what do we spend on services in the targeted tier"),
        ("how many targeted services do we have", "which services are targeted"),
        ("which services are targeted at parents", "how many services target parents"),
        ("where are we duplicating spend?", "where do we duplicate?"),
        ("which grants end soon?", "which grants end within a year?"),
        ("which routes have a high NFA rate?", "what are our no further action rates?"),
        ("rank our services by spend", "what is our total spend"),
        ("do any services share families?", "which services overlap?"),
        ("what are our top 5 drivers by spend?", "which five drivers do we spend the most on?"),
    ],
)
def test_another_wording_asks_the_same(question: str, same_as: str) -> None:
    asked, known = answer(question), answer(same_as)
    assert isinstance(asked, MapAnswer), asked
    assert isinstance(known, MapAnswer), known
    assert {row.id for row in asked.result.considered} == {row.id for row in known.result.considered} != set()


FORMS = (
    "what do we spend on {} services?",
    "how many {} services do we have?",
    "which {} services do we have?",
    "list our {} programmes",
    "what is our total spend on {} interventions?",
    "which of our {} services cost the most?",
    "what do we spend on {} services by driver?",
    "who owns our {} services?",
    "what share of our spend goes on {} services?",
    "how much do we spend per head on {} services?",
    "how many people do our {} services reach?",
    "total {} spending",
    "how many of our services are {}?",
)
CHOSEN = (
    ("tier", "universal", "universal"),
    ("tier", "targeted", "targeted"),
    ("tier", "specialist", "specialist"),
    ("tier", "front door", "front door"),
    ("cohort", "children", "children's"),
    ("cohort", "adults", "adult"),
    ("cashable", "cashable", "cashable"),
    ("cashable", "cost avoidance", "cost avoidance"),
    ("evidence_direction", "null", "ineffective"),
    ("evidence_direction", "positive", "proven"),
    ("evidence_direction", "promising", "promising"),
)


@pytest.mark.parametrize(("field", "value", "word"), CHOSEN)
def test_a_word_that_chooses_rows_is_lost_in_no_form(field: str, value: str, word: str) -> None:
    for form in FORMS:
        given = answer(form.format(word))
        assert isinstance(given, MapAnswer), form
        query = given.result.query
        conditions = [*query.conditions, *(one for further in query.alternatives for one in further)]
        assert Names(field, (value,)) in conditions, form


def test_a_whole_ranking_says_over_how_many_and_by_what() -> None:
    given = answer("Rank our domestic abuse services by cost per family")
    assert isinstance(given, MapAnswer), given
    lead, first, *_ = given.statements
    assert lead.text == "Interventions about domestic abuse by unit cost, largest first, over 7 rows."
    assert len(lead.rows) == 7
    assert first.text == "Family Safeguarding (C01): unit cost £4,677.42."


@pytest.mark.parametrize(
    ("question", "field", "measure"),
    [
        ("Which of our services have the most people?", "reach", Measure.COUNT),
        ("Which of our services are for the fewest families?", "reach", Measure.COUNT),
        ("Which driver has the most people?", "driver", Measure.REACH),
        ("Which driver has the most?", "driver", Measure.COUNT),
        ("Which of our services cost the most?", "annual_spend", Measure.COUNT),
    ],
)
def test_the_most_people_are_not_the_most_pounds(question: str, field: str, measure: Measure) -> None:
    given = answer(question)
    assert isinstance(given, MapAnswer), given
    assert (given.result.query.field, given.result.query.measure) == (field, measure)
