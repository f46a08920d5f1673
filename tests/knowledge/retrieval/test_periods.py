"""The time a question asks about, and the time a text is of."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.retrieval.period import Period, calendar_year
from knowledge.retrieval.periods import period_told, periods_asked, without_ranges

TODAY = dt.date(2026, 11, 23)
YEARS = st.integers(1950, 2040)
WORDS = st.text(alphabet=st.sampled_from("since after before until between and to 0123456789/-–,.?'s£% "), max_size=60)


def _quarter(year: int, quarter: int) -> int:
    return year * 4 + quarter - 1


def _council_year(first: int) -> Period:
    return Period(_quarter(first, 2), _quarter(first + 1, 1))


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("LAC numbers since 2018", _quarter(2018, 1), None),
        ("LAC numbers since the mid 1990s", _quarter(1990, 1), None),
        ("referrals since april 2018", _quarter(2018, 2), None),
        ("referrals since 2018/19", _quarter(2018, 2), None),
        ("what changed since the 2014 Act?", _quarter(2014, 1), None),
        ("referrals after 2018", _quarter(2019, 1), None),
        ("referrals after 18/19", _quarter(2019, 2), None),
        ("post-2018 spending", _quarter(2019, 1), None),
        ("spending 2018 onwards", _quarter(2018, 1), None),
        ("plans before 2016", None, _quarter(2015, 4)),
        ("plans pre-2016", None, _quarter(2015, 4)),
        ("plans up to 2016", None, _quarter(2016, 4)),
        ("plans in 2016 or earlier", None, _quarter(2016, 4)),
        ("plans between 2013 and 2015", _quarter(2013, 1), _quarter(2015, 4)),
        ("plans from 2013-14 to 2015-16", _quarter(2013, 2), _quarter(2016, 1)),
        ("plans 2013–2015", _quarter(2013, 1), _quarter(2015, 4)),
        ("cuts in the decade to 2019", _quarter(2009, 4), _quarter(2019, 4)),
        ("plans in the last five years", _quarter(2021, 1), None),
        ("plans over the past 3 years", _quarter(2023, 1), None),
        ("plans over the past decade", _quarter(2016, 1), None),
        ("plans over the last couple of years", _quarter(2024, 1), None),
        ("plans made last year", _quarter(2025, 1), None),
        ("what did we spend in the last financial year?", _quarter(2025, 1), None),
        ("plans before last year", None, _quarter(2024, 4)),
        ("plans up to last year", None, _quarter(2025, 4)),
        ("plans in the financial year 18/19", _quarter(2018, 2), _quarter(2019, 1)),
        ("plans this year", _quarter(2026, 1), None),
        ("plans between 16-17 and 18-19", _quarter(2016, 2), _quarter(2019, 1)),
        ("plans in 2018/19", _quarter(2018, 2), _quarter(2019, 1)),
        ("plans in 18-19", _quarter(2018, 2), _quarter(2019, 1)),
        ("plans in 2018", _quarter(2018, 1), _quarter(2018, 4)),
        ("plans at 31 march 2018", _quarter(2018, 1), _quarter(2018, 1)),
        ("starts in the year to march 2018", _quarter(2017, 2), _quarter(2018, 1)),
    ],
)
def test_the_time_asked_about(question: str, first: int | None, last: int | None) -> None:
    assert periods_asked(question, TODAY) == (Period(first, last),)


@pytest.mark.parametrize(
    "question",
    [
        "how many plans are there",
        "what does the Children Act 1989 say about plans",
        "what did the 2014 article say about plans",
        "that blog from 2014, what did it say",
        "does support for 16-17 year olds work",
        "plans for 10-11 children in every 1,000",
        "plans fell in 10-11 per cent of cases",
        "plans of children between 11-12",
        "plans of Year 10-11 pupils",
        "support for 24-25 hours",
        "plans on pages 12-13",
        "the last year of the programme",
        "plans in the last year we have figures for",
        "What should we commission this year to cut care entries?",
        "Our care numbers rose last year. What reduces care entries?",
        "care leavers aged 16-17 and 18-19",
        "plans for 16-17 and 18-25 year olds",
        "plans of year 10/11 pupils",
        "plans of those aged under 16/17",
        "plans for 17-18 and over",
        "what became of the 2000 children in the trial",
        "a spell of reablement in 2024 prices",
        "support since birth",
    ],
)
def test_no_time_is_asked_about(question: str) -> None:
    assert periods_asked(question, TODAY) == ()


def test_two_years_compared_are_both_asked_about() -> None:
    assert periods_asked("plans 2010 v 2015", TODAY) == (calendar_year(2010), calendar_year(2015))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("There were 12 in March 2015, 6% more than in 2011.", Period(_quarter(2011, 1), _quarter(2015, 1))),
        ("There were 12 in 2018-19.", _council_year(2018)),
        ("It has grown by a third since 2015.", Period(_quarter(2015, 1), None)),
        ("In the 2024 release it went from 80 in 2020 to 82 by 2022.", Period(_quarter(2020, 1), _quarter(2022, 4))),
        ("The 2014 article puts it at 30%.", calendar_year(2014)),
        ("The Care Act 2014 asks councils to prevent need.", None),
        ("It cost £2015 for 2016 people.", None),
    ],
)
def test_the_time_a_text_is_of(text: str, told: Period | None) -> None:
    assert period_told(text) == told


@pytest.mark.parametrize(("asked", "told", "met"), [(2018, 2018, True), (2018, 2017, False), (2018, 2019, False)])
def test_one_council_s_year_is_not_the_next(asked: int, told: int, met: bool) -> None:
    assert _council_year(asked).meets(_council_year(told)) is met


@given(YEARS, YEARS, YEARS)
def test_a_year_between_two_is_met_and_one_outside_is_not(one: int, other: int, year: int) -> None:
    first, last = sorted((one, other))
    (period,) = periods_asked(f"plans between {first} and {last}", TODAY)
    assert period.meets(calendar_year(year)) is (first <= year <= last)


@given(YEARS, YEARS)
def test_since_before_and_after_divide_the_years(limit: int, year: int) -> None:
    told = calendar_year(year)
    (since,) = periods_asked(f"plans since {limit}", TODAY)
    (before,) = periods_asked(f"plans before {limit}", TODAY)
    (after,) = periods_asked(f"plans after {limit}", TODAY)
    assert since.meets(told) is not before.meets(told)
    assert after.meets(told) is (year > limit)


@given(WORDS)
def test_no_text_is_too_odd_to_read(text: str) -> None:
    for period in (*periods_asked(text, TODAY), period_told(text)):
        assert period is None or period.first is None or period.last is None or period.first <= period.last
    without_ranges(text)


@given(YEARS, st.integers(1, 30))
def test_the_last_years_count_from_today(year: int, count: int) -> None:
    asked = periods_asked(f"plans in the last {count} years", dt.date(year, 6, 1))
    assert [period.first_year for period in asked] == [year - count]
