"""Weeks stay weeks: a claim does not turn 'within a year' into 'within a month'."""

from __future__ import annotations

import re

from bot.answering.checking.figures import Figure, figures
from bot.answering.checking.source import Source
from knowledge.dates import dates

_YEARS_OR_MONTHS = re.compile(r"\s(year|month)s?\b", re.IGNORECASE)
_UNITS = {
    "year": r"years?|annual\w*|yearly|(?:12|twelve) months",
    "month": r"months?|monthly",
    "week": r"weeks?|weekly",
    "day": r"days?|daily",
    "hour": r"hours?|hourly",
}


def wrong_time_units(claim: str, source: Source) -> list[str]:
    """Units of time in the claim that its source never uses, while the sentence it rests on uses another."""
    sentences = "\n".join(source.rests_on)
    left_out = [unit for unit in _UNITS if _uses(unit, sentences) and not _uses(unit, claim)]
    return [
        f"unit '{unit}' not in the source"
        for unit in _UNITS
        if left_out and _uses(unit, claim) and not _implies(unit, source.said)
    ]


def months(figure: Figure, text: str) -> float | None:
    """How long a figure of ``text`` says something lasted; None where it counts neither years nor months."""
    unit = _YEARS_OR_MONTHS.match(text[figure.end :])
    return figure.value * (12 if unit.group(1).lower() == "year" else 1) if unit else None


def lengths(text: str) -> set[float]:
    """How many months the periods last that ``text`` names in years, months or decades."""
    named = {length for figure in figures(text) if (length := months(figure, text)) is not None}
    return named | ({120.0} if re.search(r"\bdecade\b", text) else set()) | ({12.0} if _uses("year", text) else set())


def _uses(unit: str, text: str) -> bool:
    return bool(re.search(rf"\b(?:{_UNITS[unit]})\b", text, re.IGNORECASE))


def _implies(unit: str, text: str) -> bool:
    """Whether a text speaks of years without the word, too."""
    return _uses(unit, text) or (unit == "year" and bool(dates(text)))
