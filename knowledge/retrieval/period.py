"""A stretch of time in quarters of a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

QUARTERS = 4
"""In a year."""


@dataclass(frozen=True, slots=True)
class Period:
    """From its first to its last quarter, both included; None where it is open.

    Quarters are counted from January of the year 0, so that a council's year, April to March, is told from a calendar
    year: 2018-19 does not meet 2017-18, and 2018 meets both.
    """

    first: int | None
    last: int | None

    @property
    def first_year(self) -> int | None:
        """The calendar year in which it begins."""
        return None if self.first is None else self.first // QUARTERS

    @property
    def last_year(self) -> int | None:
        """The calendar year in which it ends."""
        return None if self.last is None else self.last // QUARTERS

    def meets(self, other: Period) -> bool:
        """Whether the two have any time in common."""
        return not (_is_before(self.last, other.first) or _is_before(other.last, self.first))


def calendar_year(year: int) -> Period:
    """January to December."""
    return Period(year * QUARTERS, year * QUARTERS + 3)


def hull(periods: Iterable[Period]) -> Period | None:
    """From the earliest beginning to the latest end; None of none."""
    found = list(periods)
    if not found:
        return None
    firsts, lasts = [period.first for period in found], [period.last for period in found]
    return Period(
        None if None in firsts else min(first for first in firsts if first is not None),
        None if None in lasts else max(last for last in lasts if last is not None),
    )


def _is_before(last: int | None, first: int | None) -> bool:
    return last is not None and first is not None and last < first
