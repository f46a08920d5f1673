"""Names and years of a question, and which of them the passages found do not mention."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.retrieval.particulars import particulars

PLACES = st.lists(st.sampled_from(["Kent", "Leeds", "Dorset", "Rutland"]), unique=True, min_size=1)
YEARS = st.lists(st.sampled_from(["2014", "2015", "2019"]), unique=True, min_size=1)
TEXTS = st.lists(
    st.sampled_from(["Kent and Leeds in 2014.", "In Dorset in 2019.", "Nothing of the kind.", ""]), max_size=3
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What happened in Kent?", ("Kent",)),
        ("what happened in Kent and in Leeds?", ("Kent", "Leeds")),
        ("What is Kent's rate?", ("Kent",)),
        ("What did Milton Keynes spend?", ("Keynes",)),
        ("Milton Keynes spent how much?", ("Keynes",)),
        ("Spending fell. Why did it fall in Kent?", ("Kent",)),
        ("Which councils spend most?", ()),
        ("what happened in kent?", ()),
        ("", ()),
    ],
)
def test_names_are_capitalised_words_that_do_not_merely_begin_a_sentence(question: str, names: tuple[str, ...]) -> None:
    assert particulars(question).names == names


@pytest.mark.parametrize("month", ["January", "March", "December"])
def test_a_month_is_no_name(month: str) -> None:
    assert particulars(f"How many were there in {month} 2024?").names == ()


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("How many in 2014?", ("2014",)),
        ("How many in 1994 and in 2022?", ("1994", "2022")),
        ("Spending in 2023-24?", ("2023-24",)),
        ("Spending in 2023/24?", ("2023-24",)),
        ("Spending in 2023-2024?", ("2023-24",)),
        ("Why 83,630 children, or 12,014?", ()),
        ("Was it £2014m or 20145?", ("2014",)),
        ("How many in 2014, and in 2014 again?", ("2014",)),
    ],
)
def test_years_are_those_of_a_calendar_or_a_council(question: str, years: tuple[str, ...]) -> None:
    assert particulars(question).years == years


@given(places=PLACES, years=YEARS)
def test_a_passage_that_mentions_all_lacks_nothing(places: list[str], years: list[str]) -> None:
    wanted = particulars(f"what of {' and '.join(places)} in {' and '.join(years)}?")
    text = f"So it was in {', '.join(years)} in {', '.join(places)}."
    assert wanted.names_absent(["Another.", text]) == []
    assert wanted.years_absent(["Another.", text]) == []


@given(places=PLACES, years=YEARS, texts=TEXTS)
def test_what_is_absent_was_asked_for_and_is_not_in_the_best_passage(
    places: list[str], years: list[str], texts: list[str]
) -> None:
    wanted = particulars(f"what of {' and '.join(places)} in {' and '.join(years)}?")
    lacking_names = min((sum(place not in text for place in places) for text in texts), default=len(places))
    lacking_years = min((sum(year not in text for year in years) for text in texts), default=len(years))
    assert len(wanted.names_absent(texts)) == lacking_names
    assert len(wanted.years_absent(texts)) == lacking_years
    assert set(wanted.names_absent(texts)) <= set(places)
    assert set(wanted.years_absent(texts)) <= set(years)


@pytest.mark.parametrize("text", ["in 2023-24", "in 2023/24", "in the year 2023 to March 2024"])
@pytest.mark.parametrize("year", ["2023", "2024"])
def test_both_halves_of_a_financial_year_are_mentioned_by_it(year: str, text: str) -> None:
    assert particulars(f"How many were there in {year}?").years_absent([f"There were 12 {text}."]) == []


def test_a_financial_year_is_mentioned_by_the_calendar_year_in_which_it_ends() -> None:
    assert particulars("How many in 2023-24?").years_absent(["There were 12 in the year to March 2024."]) == []


@pytest.mark.parametrize("word", ["since", "before", "after", "until"])
def test_a_year_on_one_side_of_which_the_answer_may_lie_need_not_be_mentioned(word: str) -> None:
    assert particulars(f"How has it grown {word} 2014?").years == ()


def test_a_financial_year_is_not_mentioned_by_another() -> None:
    assert particulars("How many in 2023-24?").years_absent(["There were 12 in 2022-23."]) == ["2023-24"]


def test_a_name_is_not_found_inside_another_word() -> None:
    assert particulars("What about Kent?").names_absent(["The Kentish ragwort."]) == ["Kent"]


def test_a_question_without_particulars_lacks_none() -> None:
    wanted = particulars("how much is spent on early help?")
    assert (wanted.names, wanted.years) == ((), ())
    assert wanted.names_absent([]) == wanted.years_absent([]) == []


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("How many section 47 enquiries in 16-17?", ("2016-17",)),
        ("spending in 22/23", ("2022-23",)),
        ("spend 09-10 v 19-20", ("2009-10", "2019-20")),
        ("support for 16-17 year olds", ()),
        ("young people aged 16-17", ()),
        ("what helps 16-17s", ()),
        ("a fall of 10-11% a year", ()),
        ("between £10-11 an hour", ()),
        ("pages 16-19", ()),
    ],
)
def test_a_short_financial_year_is_a_year_and_an_age_is_not(question: str, years: tuple[str, ...]) -> None:
    assert particulars(question).years == years
