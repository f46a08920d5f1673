"""The years, spans of years, months and days that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = {
    name[:3].lower(): name
    for name in "January February March April May June July August September October November December".split()
}
_FULL = "|".join(_MONTHS.values())
_SHORT = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_DATE = re.compile(
    r"\b(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>[01]\d)-(?P<iso_day>[0-3]\d)(?!\d)"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>(?:{_FULL})\b|{_SHORT})"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<month_first>(?:{_FULL})\b|{_SHORT}(?=\s+\d))"
    r"(?:\s+(?P<day_after>\d{1,2})(?:st|nd|rd|th)?(?=,|\.|;|\)|\s+\d{4}\b|$))?"
    r"(?:,?\s+(?P<month_year>(?:19|20)\d\d)\b)?"
    r"|(?<![\w£$€.,])(?P<first>(?:19|20)\d\d)"
    r"(?:\s?(?P<dash>[-–/])\s?(?P<last>(?:19|20)?\d\d)(?!\w|[.,]\d)|(?P<decade>s)\b)?"
    r"(?!,?\d|\s?%|\.\d|\s?(?:bn|million|m)\b)"
)
_COUNTS = re.compile(r"\s+(?:people|children|families|adults|homes|places|young|older|councils|pupils|posts|women)\b")
_MAY_IS_NO_MONTH = re.compile(r"\bMay\b(?!\s+(?:19|20)\d\d)(?<!\d May)(?<!in May)(?<!of May)(?<!by May)(?<!since May)")


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as a text gives it: ``years`` are one year, or the first and the last of a span."""

    years: tuple[int, ...]
    month: str | None
    day: int | None
    written: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def dates(text: str) -> tuple[Date, ...]:
    """The dates of ``text`` in order: "2015", "2013-14" (2013 and 2014), "2015–2017", "31 March 2024", "May 2019".

    Other ways to write them are known: "March 31, 2024", "31 Mar. 2024", "2024-03-31".
    """
    return tuple(date for found in _DATE.finditer(text) if (date := _date(found, text)) is not None)


def _date(found: re.Match[str], text: str) -> Date | None:
    parts = found.groupdict()
    start, end = found.span()
    written = found.group().strip(" ,")
    if parts["iso_year"]:
        month = list(_MONTHS.values())[(int(parts["iso_month"]) - 1) % 12]
        return Date((int(parts["iso_year"]),), month, int(parts["iso_day"]), written, start, end)
    named = parts["month"] or parts["month_first"]
    if named:
        if named == "May" and not parts["day"] and _MAY_IS_NO_MONTH.search(text[max(0, start - 8) : end + 6]):
            return None
        year, day = parts["year"] or parts["month_year"], parts["day"] or parts["day_after"]
        month = _MONTHS[named[:3].lower()]
        return Date((int(year),) if year else (), month, int(day) if day else None, written, start, end)
    if not parts["last"] and not parts["decade"] and _COUNTS.match(text[end:]):
        return None
    return Date(_years(parts["first"], parts["last"]), None, None, written, start, end)


def _years(first: str, last: str | None) -> tuple[int, ...]:
    if not last:
        return (int(first),)
    return int(first), int(last if len(last) == 4 else first[:2] + last)
