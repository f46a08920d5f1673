"""Every date of a claim stands in its source, and of what the claim says it of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.checking.context import fit
from bot.answering.checking.source import Source, overlap
from knowledge.dates import Date, dates

_SENTENCE = 2.0
_BETTER = 0.4
"""By how much another date must fit better to show that the claim's belongs to something else."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A date of the evidence and the sentence it stands in."""

    date: Date
    sentence: str


def wrong_dates(claim: str, source: Source) -> list[str]:
    """What is wrong with the claim's dates, one short text each; nothing where all agree with the source.

    Years in the title, headings or metadata of the passage it mainly rests on count as said, unless the sentence the
    claim rests on gives another.
    """
    stated = [_Stated(date, sentence) for sentence in source.sentences for date in dates(sentence)]
    claimed = dates(claim)
    return [fault for date in claimed for fault in _faults(claim, date, claimed, stated, source)]


def _faults(
    claim: str, date: Date, claimed: Sequence[Date], stated: Sequence[_Stated], source: Source
) -> Iterator[str]:
    same = [other for other in stated if _agrees(date, other.date, claimed) or _spans(date, other)]
    known = any(_agrees(date, other, claimed) for other in dates(source.about(source.mainly)))
    rivals = [other for other in stated if other.sentence in source.rests_on and _differs(date, other.date)]
    left_out = [other for other in rivals if not any(_agrees(mine, other.date, claimed) for mine in claimed)]
    if not same and not known:
        yield f"date {date.written} not in the source"
    elif not same and left_out:
        yield f"date {date.written} is not that of the sentence"
    elif same:
        best = max(same, key=lambda other: _fits(claim, date, other))
        if any(_is_displaced(claim, date, rival, best, claimed) for rival in rivals):
            yield f"date {date.written} is said of something else"


def _is_displaced(claim: str, date: Date, rival: _Stated, best: _Stated, claimed: Sequence[Date]) -> bool:
    """Whether ``rival`` stands where the claim's date should; where the claim has it, too, they must change places."""
    gain = _fits(claim, date, rival) - _fits(claim, date, best)
    others = [other for other in claimed if _agrees(other, rival.date, claimed)]
    gains = [_fits(claim, other, best) - _fits(claim, other, rival) for other in others]
    return gain + min(gains, default=0.0) > _BETTER


def _fits(claim: str, date: Date, other: _Stated) -> float:
    around = fit(claim, (date.start, date.end), other.sentence, (other.date.start, other.date.end))
    return around + _SENTENCE * overlap(claim, other.sentence)


def _agrees(date: Date, other: Date, claimed: Sequence[Date]) -> bool:
    """Whether a date of the source says the claim's.

    A span agrees with the same span. A single year agrees with a span's last year ("2024", "2023-24"), and with its
    first where the claim names the last, too ("between 2014 and 2021").
    """
    if (date.month and other.month and date.month != other.month) or (date.day and date.day != other.day):
        return False
    if date.month and not other.month:
        return False
    if not date.years or not other.years:
        return bool(date.month)
    if len(date.years) == 2:
        return date.years == other.years
    if len(other.years) == 1 or date.years[0] == other.years[-1]:
        return date.years[0] == other.years[-1]
    also = {year for mine in claimed for year in mine.years}
    return date.years[0] == other.years[0] and other.years[-1] in also


def _spans(date: Date, other: _Stated) -> bool:
    """Whether the sentence names both ends of the claim's span: "2014-2021", "between 2014 and 2021"."""
    named = {said.years[0] for said in dates(other.sentence) if len(said.years) == 1}
    return len(set(date.years)) == 2 and set(date.years) <= named


def _differs(date: Date, other: Date) -> bool:
    return bool(date.years and other.years) and not set(date.years) & set(other.years)
