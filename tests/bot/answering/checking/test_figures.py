"""Figures as they are written."""

from __future__ import annotations

import pytest

from bot.answering.checking.figures import Bound, Role, Unit, figures


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It cost £27.1bn.", 27.1e9, Unit.MONEY),
        ("It cost £27.1 billion.", 27.1e9, Unit.MONEY),
        ("It cost £511m in all.", 511e6, Unit.MONEY),
        ("It cost £4,556 a year.", 4556, Unit.MONEY),
        ("Of them 36.2% agreed.", 36.2, Unit.SHARE),
        ("Of them 36 per cent agreed.", 36, Unit.SHARE),
        ("Half of all referrals.", 50, Unit.SHARE),
        ("Three-quarters stayed.", 75, Unit.SHARE),
        ("One in four children.", 25, Unit.SHARE),
        ("About one child in every 30.", 100 / 30, Unit.SHARE),
        ("It was 8.6 percentage points less.", 8.6, Unit.POINTS),
        ("There were 1,061 people.", 1061, Unit.COUNT),
        ("There were twenty-one councils.", 21, Unit.COUNT),
        ("There were 3.6 million assessments.", 3.6e6, Unit.COUNT),
        ("Some 2,000 children.", 2000, Unit.COUNT),
    ],
)
def test_value_and_unit(text: str, value: float, unit: Unit) -> None:
    (figure,) = figures(text)
    assert figure.value == pytest.approx(value)
    assert figure.unit is unit


@pytest.mark.parametrize(
    "text",
    [
        "In 2023-24 it ended.",
        "From 2015 to March 2017.",
        "On 31 March 2024.",
        "Under section 17 of the Act.",
        "A level 3 programme.",
        "The third study found nothing.",
        "One of them agreed.",
    ],
)
def test_dates_sections_levels_and_ordinals_are_no_figures(text: str) -> None:
    assert figures(text) == ()


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("more than 600 a year", Bound.OVER),
        ("people aged 65 and over", Bound.OVER),
        ("just under 600 a year", Bound.UNDER),
        ("up to 600 a year", Bound.AT_MOST),
        ("about 600 a year", Bound.ABOUT),
        ("well under the 600 planned", Bound.EXACT),
    ],
)
def test_bounds(text: str, bound: Bound) -> None:
    assert figures(text)[0].bound is bound


def test_parts_wholes_and_rates_know_their_role() -> None:
    assert [figure.role for figure in figures("310 of the 648 people")] == [Role.PART, Role.WHOLE]
    assert [figure.role for figure in figures("191 children per 10,000 children")] == [Role.ALONE, Role.PER]


def test_a_rate_knows_what_it_is_per() -> None:
    assert [figure.period for figure in figures("£3,000 a week, and £600 each year")] == ["week", "year"]
