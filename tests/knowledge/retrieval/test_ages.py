"""Ages are asked of what is found: the number of all children in care is not that of sixteen-year-olds."""

from __future__ import annotations

import pytest

from knowledge.retrieval.ages import ages_absent, ages_asked


@pytest.mark.parametrize(
    ("question", "group", "numbers"),
    [
        ("how many 16-17 year olds are in care", "16-17 year olds", {"16", "17"}),
        ("How many 16 and 17 year olds are in care?", "16 and 17 year olds", {"16", "17"}),
        ("12-year-olds in Leeds", "12-year-olds", {"12"}),
        ("what about the over 80s", "over 80s", {"80"}),
        ("young carers aged 5 to 7", "people aged 5 to 7", {"5", "7"}),
        ("services for those aged 16 to 25 in 2019-20", "people aged 16 to 25", {"16", "25"}),
        ("Number of young carers under 16 in England?", "carers under 16", {"15", "16"}),
        ("how many children under 5 in 2016-17", "children under 5", {"4", "5"}),
        ("children under the age of 5", "under the age of 5", {"4", "5"}),
        ("help for under fives", "under 5s", {"4", "5"}),
        ("do five-year-olds get it", "5-year-olds", {"5"}),
        ("3- and 4-year-olds", "3- and 4-year-olds", {"3", "4"}),
        ("16+ yr olds in Kent", "16+ yr olds", {"16"}),
        ("a 16yo in care", "16yo", {"16"}),
        ("How many children under 5 are looked after?", "children under 5", {"4", "5"}),
        ("What proportion of people over 75 live alone?", "people over 75", {"75"}),
        ("How many people over 85 years old fall?", "people over 85 years old", {"85"}),
        ("How many children in care are aged under 5?", "people aged under 5", {"4", "5"}),
        ("school readiness at age five in the trial", "people aged 5", {"5"}),
        ("16/17 year olds", "16/17 year olds", {"16", "17"}),
        ("help for a 5 year old girl", "5 year old girl", {"5"}),
    ],
)
def test_groups_of_ages_are_recognised(question: str, group: str, numbers: set[str]) -> None:
    assert ages_asked(question) == {group: numbers}


@pytest.mark.parametrize(
    "question",
    [
        "children looked after at age 2013-14",
        "over 600 families in 2016-17",
        "services under £5m",
        "a 5 year plan",
        "is a 10 year old programme still relevant",
        "did 16-17 see more referrals",
        "under 18s in care and over 65s who fall",  # they are called children and older people
        "aged 20% more",
        "twenty-five year olds",
        "a one-year-old scheme",
        "year 11 pupils at key stage 4",
        "the average age 34 of mothers",
        "people over 75 days in hospital",
        "long-term support for adults aged 18-64",
        "How many of the over 78,000 children are covered?",
        "How many fewer people got support, over 10,000?",
        "Is it over 10.5% of the children?",
        "the number of days, over 75, after which a child counts",
        "over 9 in 10 children and under 1 in 5 adults",
        "children in care, over 10 on average",
    ],
)
def test_years_sums_and_people_who_have_a_name_are_none(question: str) -> None:
    assert ages_asked(question) == {}


@pytest.mark.parametrize(
    ("text", "is_absent"),
    [
        ("Of 646,120 referrals in 2016-17, 10.2% ended at once.", True),
        ("Referrals grew to 16,000 in 17 areas, by 16% or £17m, within 16 months.", True),
        ("Rates of 16.5 and 2016/17.", True),
        ("Children aged 16 or more were most often in residential care.", False),
        ("Of those in care, 23% were 16 to 17 years old.", False),
        ("The over-16s came first.", False),
        ("Some 21,900 were 16–17 years old.", False),
        ("It is for sixteen-year-olds.", False),
        ("One in seventeen children, or sixteen of them.", True),
        ("People aged 16 years and over live there.", False),
        ("Of those 17 years or over, most did.", False),
        ("Of children aged 16 years, 23.7% had it.", False),
        ("It lasted 16 months in 17 homes for 17 years.", True),
    ],
)
def test_a_text_speaks_of_ages_by_one_of_their_numbers(text: str, is_absent: bool) -> None:
    assert bool(ages_absent("how many 16-17 year olds are in care", [text])) is is_absent


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What proportion of 5 year olds have tooth decay?", "Among five-year-olds in Dorset, 24% had some."),
        ("How many under 5s did they see?", "The 0-5 health visiting service saw 7,300 families."),
        ("What proportion of children in care are under the age of 5?", "Children aged 0 to 4 were a fifth."),
        ("How many 17-year-olds are in care?", "In 2024, 21,900 of those in care were 16–17 years old."),
    ],
)
def test_ages_are_found_however_they_are_written(question: str, text: str) -> None:
    assert ages_asked(question)
    assert ages_absent(question, [text]) == []


def test_one_text_of_several_is_enough() -> None:
    assert ages_absent("over 80s", ["Half of those aged 80 and over fall.", "Falls are many."]) == []
    assert ages_absent("over 80s and over 90s", ["Half of those aged 80 and over fall."]) == ["over 90s"]
