"""Weeks stay weeks: a claim does not turn 'within a year' into 'within a month'."""

from __future__ import annotations

import re

from bot.answering.checking.dates import dates
from bot.answering.checking.source import Source

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


def _uses(unit: str, text: str) -> bool:
    return bool(re.search(rf"\b(?:{_UNITS[unit]})\b", text, re.IGNORECASE))


def _implies(unit: str, text: str) -> bool:
    """Whether a text speaks of years without the word, too."""
    return _uses(unit, text) or (unit == "year" and bool(dates(text)))
