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
        ("young carers aged 5 to 7", "ages 5 to 7", {"5", "7"}),
        ("Number of young carers under 16 in England?", "under 16", {"16"}),
        ("children under the age of 5", "under the age of 5", {"5"}),
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
    ],
)
def test_a_text_speaks_of_ages_by_one_of_their_numbers(text: str, is_absent: bool) -> None:
    assert bool(ages_absent("how many 16-17 year olds are in care", [text])) is is_absent


def test_one_text_of_several_is_enough() -> None:
    assert ages_absent("over 80s", ["Half of those aged 80 and over fall.", "Falls are many."]) == []
    assert ages_absent("over 80s and over 90s", ["Half of those aged 80 and over fall."]) == ["over 90s"]
