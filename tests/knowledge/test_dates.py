"""Dates as they are written."""

from __future__ import annotations

import pytest

from knowledge.dates import dates


@pytest.mark.parametrize(
    ("text", "years", "month", "day"),
    [
        ("It ended in 2015.", (2015,), None, None),
        ("It ran in 2013-14.", (2013, 2014), None, None),
        ("It ran in 2023/24, then stopped.", (2023, 2024), None, None),
        ("It ran in 2015–2017.", (2015, 2017), None, None),
        ("On 31 March 2024 it ended.", (2024,), "March", 31),
        ("On March 31, 2024 it ended.", (2024,), "March", 31),
        ("On 31 Mar. 2024 it ended.", (2024,), "March", 31),
        ("Published 2024-03-31.", (2024,), "March", 31),
        ("In May 2019 it ended.", (2019,), "May", None),
        ("On the 5th of November they met.", (), "November", 5),
        ("In the 1990s it grew.", (1990,), None, None),
    ],
)
def test_years_month_and_day(text: str, years: tuple[int, ...], month: str | None, day: int | None) -> None:
    (date,) = dates(text)
    assert (date.years, date.month, date.day) == (years, month, day)


@pytest.mark.parametrize(
    "text",
    [
        "May officers ask?",
        "It cost £2015.",
        "There were 2015 people.",
        "It rose to 2,015.",
        "Jan wrote it.",
        "2.015 of 9",
    ],
)
def test_what_only_looks_like_a_date(text: str) -> None:
    assert dates(text) == ()
